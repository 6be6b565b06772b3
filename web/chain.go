package web

import (
	"cmp"
	"fmt"

	"github.com/gainsay/gainsay"
)

// reason is one step of a card, perhaps with a place to jump to.
type reason struct {
	Kind string // of the step, for its sign and colour
	Text string
	Href string // "" where there is nothing to jump to
}

// chain tells the case of an assertion step by step. Analyses of before there
// were steps have only lists.
func (v *threadView) chain(a gainsay.Annotation, s *gainsay.Assertion) []reason {
	if len(s.Chain) == 0 {
		return v.listedChain(a, s)
	}
	var out []reason
	for _, step := range s.Chain {
		r := reason{Kind: string(step.Kind), Text: step.Text}
		if step.Comment != "" && (step.Comment != s.Comment || step.Span != s.Span) {
			r.Href = v.href(step.Comment, step.Span, s.ID)
		}
		out = append(out, r)
	}
	return out
}

// furtherSteps are those of one kind that a card folds away.
type furtherSteps struct {
	Label string
	Steps []reason
}

var stepLabels = map[gainsay.StepKind]string{
	gainsay.StepBacked: "back it", gainsay.StepAsked: "ask for evidence", gainsay.StepSupplied: "give evidence", gainsay.StepCountered: "assert the contrary",
	gainsay.StepUndercut: "deny that the reason carries", gainsay.StepSupported: "side with it", gainsay.StepConceded: "take it back", gainsay.StepRepeated: "say it again",
}

// maxSteps is how many steps of one kind a card shows before it folds all but
// the first three.
const maxSteps = 5

// shorten takes the steps of kinds there are too many of out of a chain.
func shorten(chain []reason) (out []reason, further []furtherSteps) {
	total, seen := map[string]int{}, map[string]int{}
	for _, r := range chain {
		total[r.Kind]++
	}
	at := map[string]int{}
	for _, r := range chain {
		seen[r.Kind]++
		if total[r.Kind] <= maxSteps || seen[r.Kind] <= 3 {
			out = append(out, r)
			continue
		}
		if _, ok := at[r.Kind]; !ok {
			at[r.Kind] = len(further)
			further = append(further, furtherSteps{Label: fmt.Sprintf("%d more that %s", total[r.Kind]-3, cmp.Or(stepLabels[gainsay.StepKind(r.Kind)], r.Kind))})
		}
		f := &further[at[r.Kind]]
		f.Steps = append(f.Steps, r)
	}
	return out, further
}

// listedChain makes a chain from the lists of an assertion.
func (v *threadView) listedChain(a gainsay.Annotation, s *gainsay.Assertion) []reason {
	out := []reason{{Kind: "asserted", Text: a.Why}}
	strong := 0
	for _, e := range s.Support {
		out = append(out, v.evidence(s, e))
		if e.Kind != gainsay.EvidenceFigure {
			strong++
		}
	}
	if strong == 0 {
		out = append(out, reason{Kind: "unanswered", Text: "No link, named source, quotation, experience or reason in the comment or in answer to it"})
	}
	for _, list := range []struct {
		ids        []string
		kind, text string
	}{{s.AskedBy, "asked", "Asked for evidence by "}, {s.CounteredBy, "countered", "Contradicted by "}, {s.ConcededBy, "conceded", "Taken back by "}} {
		for _, id := range list.ids {
			out = append(out, reason{list.kind, list.text + v.who(id), v.href(id, gainsay.Span{}, s.ID)})
		}
	}
	return out
}

func (v *threadView) evidence(s *gainsay.Assertion, e gainsay.Evidence) reason {
	r := reason{Kind: "backed", Text: fmt.Sprintf("%s: “%s”", evidenceLabels[e.Kind], clip(v.words(e.Comment, e.Span), 80))}
	if e.Comment != s.Comment {
		r.Kind, r.Href = "supplied", v.href(e.Comment, e.Span, s.ID)
	}
	return r
}

var evidenceLabels = map[gainsay.EvidenceKind]string{
	gainsay.EvidenceLink: "Gives a link", gainsay.EvidenceSource: "Names a source", gainsay.EvidenceQuote: "Quotes a source",
	gainsay.EvidenceArticle: "The article says so", gainsay.EvidenceExperience: "Tells own experience", gainsay.EvidenceReasoning: "Gives a reason",
	gainsay.EvidenceFigure: "Gives a figure, without a source",
}

// words are those of a span of a comment, "" where there are none.
func (v *threadView) words(comment string, span gainsay.Span) string {
	if c := v.comments[comment]; c != nil && span.Valid(len(c.Text)) {
		return span.In(c.Text)
	}
	return ""
}

// href leads to the mark at a span of a comment, to the comment itself where
// no mark is shown there. but is a mark not to lead to.
func (v *threadView) href(comment string, span gainsay.Span, but string) string {
	for _, a := range v.marks[comment] {
		if a.ID != but && span.Len() > 0 && a.Start < span.End && span.Start < a.End && v.shows(a) {
			return v.anchored(comment, "m-"+a.ID)
		}
	}
	return v.anchored(comment, "c-"+comment)
}

// shows reports whether an annotation has a mark in the text under the filter.
func (v *threadView) shows(a gainsay.Annotation) bool {
	return a.Tag != gainsay.TagSpam && v.newMark(a).wanted(v.query)
}

// anchored is the address of something in a comment: short where the comment
// stands on the same page.
func (v *threadView) anchored(comment, anchor string) string {
	if v.onPage[comment] {
		return "#" + anchor
	}
	return commentPath(v.key, comment, anchor)
}

// tie is a relation from a mark to another, in words.
type tie struct {
	Kind, Text, Href string
}

var relationLabels = map[gainsay.RelationKind]string{
	gainsay.Supports: "gives a reason for", gainsay.Rebuts: "denies", gainsay.Undercuts: "denies that a reason carries for",
	gainsay.Questions: "asks what backs", gainsay.Supplies: "gives evidence for", gainsay.Concedes: "grants or takes back", gainsay.Repeats: "says again",
}

// ties lists what a mark does to others.
func (v *threadView) ties(id string) []tie {
	var out []tie
	for _, r := range v.relations[id] {
		to, ok := v.annotations[r.To]
		if !ok {
			continue // the contract has every end among the annotations
		}
		out = append(out, tie{string(r.Kind), fmt.Sprintf("%s “%s” (%s)", relationLabels[r.Kind], clip(v.words(to.Comment, to.Span), 70), v.who(to.Comment)),
			v.href(to.Comment, to.Span, id)})
	}
	return out
}

// who names the author of a comment for a link.
func (v *threadView) who(id string) string {
	if c := v.comments[id]; c != nil {
		return cmp.Or(c.Author, "somebody whose name is lost")
	}
	return "a comment that is not there"
}
