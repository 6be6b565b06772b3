package gainsay

import "cmp"

// Annotation is one tag on one span of one comment, given by one tagger.
type Annotation struct {
	ID      string   `json:"id"`      // unique within the thread, stable for the same text and rules
	Comment string   `json:"comment"` // id of the comment
	Span             // bytes of the comment's text
	Tag     Tag      `json:"tag"`
	Kind    string   `json:"kind,omitempty"`    // ClaimKind of a claim, EvidenceKind of evidence, kind of a concession, or ""
	Score   float64  `json:"score"`             // 0 to 1
	By      string   `json:"by"`                // id of the deciding rule, "<tagger>/<rule>"; "coder/<name>" for a mark that a person changed or added
	Target  string   `json:"target"`            // see Target below
	Reasons []Reason `json:"reasons"`           // what it rests on, strongest first; at least one
	Signals []Signal `json:"signals,omitempty"` // of a model's score, strongest first; may be empty
}

// The prefixes of Annotation.Target. The target of a counterclaim is the id of
// a comment, without a prefix; other marks have none.
const (
	TargetParticipant = "participant:" // author, or comment id if unknown: insults, threats
	TargetPerson      = "person:"      // a person, by name or office: insults, threats
	TargetGroup       = "group:"       // a group or organisation: insults, threats
	TargetCampaign    = "campaign:"    // a key that all copies of one text in a thread share: spam
)

// The kinds of a concession.
const (
	ConcessionGrants   = "grants"   // gives a point to the other side
	ConcessionConcedes = "concedes" // takes something of the author's own back
)

// Signal is one part of a model's score: something found in the text or the
// thread, and how far it moved the score.
type Signal struct {
	Name   string  `json:"name"`            // what was found, never words of a comment
	Words  string  `json:"words,omitempty"` // the words or letters, where the signal is about particular ones
	Weight float64 `json:"weight"`          // added to the log-odds; negative counts against the tag
}

// CompareAnnotations orders annotations of one comment by place, then by tag,
// rule and target. It is total for annotations that differ in these.
func CompareAnnotations(a, b Annotation) int {
	return cmp.Or(CompareSpans(a.Span, b.Span), cmp.Compare(a.Tag, b.Tag),
		cmp.Compare(a.By, b.By), cmp.Compare(a.Target, b.Target))
}
