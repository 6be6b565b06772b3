package gainsay

import "cmp"

// Annotation is one tag on one span of one comment, given by one tagger.
type Annotation struct {
	ID      string   `json:"id"`      // unique within the thread, stable for the same text and rules
	Comment string   `json:"comment"` // id of the comment
	Span             // bytes of the comment's text
	Tag     Tag      `json:"tag"`
	Kind    string   `json:"kind,omitempty"`    // a claim's ClaimKind, an evidence's EvidenceKind, otherwise ""
	Score   float64  `json:"score"`             // 0 to 1
	By      string   `json:"by"`                // "<tagger>/<rule>"
	Why     string   `json:"why"`               // the reason in plain words, with the words that led to it
	Target  string   `json:"target"`            // an insult's or threat's "participant:…", "person:…", "group:…"; for stance the comment id; or ""
	Signals []Signal `json:"signals,omitempty"` // what moved a scorer's score most, strongest first; none where a rule alone decided
}

// Signal is one part of a score: something named that was found in the text
// or the thread, and how far it moved the score.
type Signal struct {
	Name   string  `json:"name"`   // a named signal, or the words or letters themselves in quotation marks
	Weight float64 `json:"weight"` // added to the log-odds; negative where it speaks against the tag
}

// CompareAnnotations orders annotations of one comment by place, then by tag,
// rule and target. It is total for annotations that differ in these.
func CompareAnnotations(a, b Annotation) int {
	return cmp.Or(CompareSpans(a.Span, b.Span), cmp.Compare(a.Tag, b.Tag), cmp.Compare(a.By, b.By),
		cmp.Compare(a.Target, b.Target), cmp.Compare(a.Why, b.Why))
}
