package web

import (
	"fmt"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// claimView is a claim as a list shows it.
type claimView struct {
	view.Claim
	Marks    string // whose marks count, as the address says
	First    view.AssertionRow
	States   []state
	Line     timeline
	Contrary []claimView
	Others   []view.AssertionRow // who said it again: the first of them
	Further  int                 // beyond Others
	Again    int                 // how often it was said again
}

const listedRepeats = 12

func newClaimView(c view.Claim, marks string) claimView {
	v := claimView{Claim: c, Marks: marks, States: states(c), Line: newTimeline(c, marks)}
	if len(c.Said) > 0 {
		v.First = c.Said[0]
		v.Others = c.Said[1:min(len(c.Said), listedRepeats+1)]
		v.Again = c.Times - 1
		v.Further = v.Again - len(v.Others)
	}
	for _, o := range c.Contrary {
		v.Contrary = append(v.Contrary, newClaimView(o, marks))
	}
	return v
}

// Entry is the address of the entry of the claim's first assertion.
func (v claimView) Entry() string {
	return markedRow(v.Marks, v.First, entryPath(v.First.ThreadKey, v.First.ID))
}

// Place is the address of the claim's first assertion in its thread.
func (v claimView) Place() string { return rowPath(v.Marks, v.First) }

// rowPath is the address of an assertion in its thread, by the same marks.
func rowPath(marks string, r view.AssertionRow) string {
	return markedRow(marks, r, commentPath(r.ThreadKey, r.Comment, "m-"+r.ID))
}

// markedRow adds to an address whose marks count there, unless people added the
// assertion: what is shown as decided has it under another id.
func markedRow(marks string, r view.AssertionRow, path string) string {
	if strings.HasPrefix(r.ID, view.AddedMark) {
		return path
	}
	return marked(marks, path)
}

// claimViews prepares claims for a list. A claim that is already shown below
// the one it contradicts is not listed again.
func claimViews(claims []view.Claim, marks string) []claimView {
	var out []claimView
	shown := map[[2]string]bool{}
	id := func(c view.Claim) [2]string { return [2]string{c.Said[0].ThreadKey, c.Said[0].ID} }
	for _, c := range claims {
		if len(c.Said) == 0 || shown[id(c)] {
			continue
		}
		for _, o := range c.Contrary {
			shown[id(o)] = true
		}
		out = append(out, newClaimView(c, marks))
	}
	return out
}

// state is a label and the class that colours it.
type state struct {
	Class, Label string
}

// states counts a claim's assertions by status and dispute.
func states(c view.Claim) []state {
	var out []state
	add := func(n int, class, label string) {
		switch {
		case n == 0:
		case c.Times == 1:
			out = append(out, state{class, label})
		default:
			out = append(out, state{class, fmt.Sprintf("%s %d of %d", label, n, c.Times)})
		}
	}
	add(c.Unsupported, string(gainsay.Unsupported), view.StatusLabel(gainsay.Unsupported))
	add(c.Sourced, string(gainsay.Sourced), view.StatusLabel(gainsay.Sourced))
	if c.Times == 1 && c.Unsupported+c.Sourced == 0 && len(c.Said) > 0 {
		add(1, string(c.Said[0].Status), view.StatusLabel(c.Said[0].Status))
	}
	add(c.Contested, string(gainsay.Contested), view.DisputeLabel(gainsay.Contested))
	add(c.Answered, "answered", "Asked, answered")
	add(c.Asked-c.Answered, string(gainsay.Questioned), "Asked, no answer")
	add(c.Conceded, string(gainsay.Conceded), view.DisputeLabel(gainsay.Conceded))
	return out
}
