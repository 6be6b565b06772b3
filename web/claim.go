package web

import (
	"fmt"

	"github.com/gainsay/gainsay"
)

// claimView is a claim as a list shows it.
type claimView struct {
	Claim
	First    AssertionRow
	States   []state
	Line     timeline
	Contrary []claimView
	Others   []AssertionRow // who said it again: the first of them
	Further  int            // beyond Others
	Again    int            // how often it was said again
}

const listedRepeats = 12

func newClaimView(c Claim) claimView {
	v := claimView{Claim: c, States: c.states(), Line: newTimeline(c)}
	if len(c.Said) > 0 {
		v.First = c.Said[0]
		v.Others = c.Said[1:min(len(c.Said), listedRepeats+1)]
		v.Again = c.Times - 1
		v.Further = v.Again - len(v.Others)
	}
	for _, o := range c.Contrary {
		v.Contrary = append(v.Contrary, newClaimView(o))
	}
	return v
}

// claimViews prepares claims for a list. One that already stands beneath what
// it contradicts is not listed once more.
func claimViews(claims []Claim) []claimView {
	var out []claimView
	beneath := map[[2]string]bool{}
	id := func(c Claim) [2]string { return [2]string{c.Said[0].ThreadKey, c.Said[0].ID} }
	for _, c := range claims {
		if len(c.Said) == 0 || beneath[id(c)] {
			continue
		}
		for _, o := range c.Contrary {
			beneath[id(o)] = true
		}
		out = append(out, newClaimView(c))
	}
	return out
}

// state is a word or two in the colour of what it says.
type state struct {
	Class, Label string
}

// states says how many of a claim's assertions are what.
func (c Claim) states() []state {
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
	add(c.Unsupported, string(gainsay.Unsupported), statusLabels[gainsay.Unsupported])
	add(c.Sourced, string(gainsay.Sourced), statusLabels[gainsay.Sourced])
	if c.Times == 1 && c.Unsupported+c.Sourced == 0 && len(c.Said) > 0 {
		add(1, string(c.Said[0].Status), statusLabels[c.Said[0].Status])
	}
	add(c.Contested, string(gainsay.Contested), disputeLabels[gainsay.Contested])
	add(c.Answered, "answered", "Asked, answered")
	add(c.Asked-c.Answered, string(gainsay.Questioned), "Asked, no answer")
	add(c.Conceded, string(gainsay.Conceded), disputeLabels[gainsay.Conceded])
	return out
}
