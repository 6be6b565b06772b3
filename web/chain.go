package web

import (
	"fmt"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// reason is one step of a card, perhaps with a place to jump to.
type reason struct {
	Kind string // of the step, for its sign and colour
	Text string
	Href string // "" where there is nothing to jump to
}

// chain shows the steps of an assertion.
func (v *threadView) chain(s *gainsay.Assertion) []reason {
	var out []reason
	for i := range s.Chain {
		step := &s.Chain[i]
		r := reason{Kind: string(step.Kind), Text: v.texts.Step(step, s)}
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

// maxSteps is how many steps of one kind a card shows before it folds all but
// the first three.
const maxSteps = 5

// shorten folds the steps of a kind beyond the first three where there are more
// than maxSteps.
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
			label := fmt.Sprintf("%d more that %s", total[r.Kind]-3, view.StepLabel(gainsay.StepKind(r.Kind)))
			further = append(further, furtherSteps{Label: label})
		}
		f := &further[at[r.Kind]]
		f.Steps = append(f.Steps, r)
	}
	return out, further
}

// href leads to the mark at a span of a comment other than the mark except, or
// to the comment itself where no mark is shown there.
func (v *threadView) href(comment string, span gainsay.Span, except string) string {
	for _, a := range v.marks[comment] {
		if a.ID != except && span.Len() > 0 && a.Overlaps(span) && v.shows(&a) {
			return v.placed(comment, "m-"+a.ID)
		}
	}
	return v.anchored(comment, "c-"+comment)
}

// shows reports whether an annotation has a mark in the text under the filter.
func (v *threadView) shows(a *gainsay.Annotation) bool {
	return a.Tag != gainsay.TagSpam && v.wanted(a)
}

// anchored is the address of something in a comment: short where the comment
// is on the same page.
func (v *threadView) anchored(comment, anchor string) string {
	if v.onPage[comment] {
		return "#" + anchor
	}
	return v.placed(comment, anchor)
}

// placed is the address of a comment or mark on its thread's page, by the same
// marks as here.
func (v *threadView) placed(comment, anchor string) string {
	return marked(string(v.basis), commentPath(v.key, comment, anchor))
}

// tie is a relation from a mark to another, in words.
type tie struct {
	Kind, Text, Href string
}

// ties lists what a mark does to others.
func (v *threadView) ties(id string) []tie {
	var out []tie
	for _, r := range v.relations[id] {
		to, ok := v.annotations[r.To]
		if !ok {
			continue // the contract has every end among the annotations
		}
		out = append(out, tie{string(r.Kind), v.texts.Relation(r.Kind, to), v.href(to.Comment, to.Span, id)})
	}
	return out
}

// who names the author of a comment for a link.
func (v *threadView) who(id string) string {
	if v.comments[id] == nil {
		return "a missing comment"
	}
	return v.texts.Author(id)
}
