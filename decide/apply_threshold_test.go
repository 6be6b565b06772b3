package decide_test

import (
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
)

// TestShown: marks below thresholds are left out with what rested on them,
// unless people decided about them.
func TestShown(t *testing.T) {
	a := analysis()
	a.Annotations[2].Score = .6 // m4, which denies m1
	ds := []gainsay.Decision{of(t, a, 1, "eve", "m4", gainsay.Right)}
	least := gainsay.Thresholds{gainsay.TagClaim: .7}
	for _, x := range []struct {
		mode                   decide.Mode
		least                  gainsay.Thresholds
		hidden, marks, asserts int
	}{
		{decide.Machine, nil, 0, 4, 2}, {decide.Machine, least, 1, 3, 1}, {decide.Both, least, 0, 4, 2},
		{decide.Decided, least, 0, 1, 1}, {decide.Machine, gainsay.Thresholds{gainsay.TagClaim: .5}, 0, 4, 2},
	} {
		got, hidden := decide.Shown(a, ds, x.mode, x.least)
		if hidden != x.hidden || len(got.Annotations) != x.marks || len(got.Assertions) != x.asserts {
			t.Errorf("%s, %v: %d hidden, %d marks, %d assertions, want %+v", x.mode, x.least, hidden, len(got.Annotations),
				len(got.Assertions), x)
		}
		if x.least != nil && got.Version.Thresholds != x.least.String() {
			t.Errorf("%s: thresholds %q", x.mode, got.Version.Thresholds)
		}
	}
	got, _ := decide.Shown(a, nil, decide.Machine, least)
	if s := got.Assertions[0]; len(s.CounteredBy) != 0 || s.Dispute != gainsay.Questioned || len(got.Relations) != 1 {
		t.Errorf("what rested on the mark is left: %+v", s)
	}
	if len(a.Annotations) != 4 || a.Version.Thresholds != "" {
		t.Error("the analysis itself changed")
	}
	stricter := gainsay.Thresholds{gainsay.TagClaim: .7, gainsay.TagSpam: .6}.Stricter("insult=0.8 spam=0.75")
	if got := stricter.String(); got != "claim=0.7 insult=0.8 spam=0.75" {
		t.Errorf("stricter: %s", got)
	}
}
