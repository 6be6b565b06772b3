package agree_test

import (
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/agree"
)

// TestWithMachine: the analysis has its marks from the threshold on, and none
// where a coder added one.
func TestWithMachine(t *testing.T) {
	wrong, low, missed := record(2, "anna", "m2"), record(3, "anna", "m3"), record(4, "anna", "")
	wrong.Verdict, low.Score = gainsay.Wrong, .55
	missed.Verdict, missed.Span = gainsay.Missed, gainsay.Span{Start: 20, End: 24}
	wrong.Span, low.Span = gainsay.Span{Start: 5, End: 9}, gainsay.Span{Start: 10, End: 14}
	units := agree.Units(placed([]gainsay.Decision{record(1, "anna", "m1"), wrong, low, missed}), false)
	for _, x := range []struct {
		least gainsay.Thresholds
		same  int
	}{{nil, 2}, {gainsay.Thresholds{gainsay.TagInsult: .6}, 1}, {gainsay.Thresholds{gainsay.TagInsult: .8}, 1}} {
		with, ok := agree.WithMachine(units, x.least)
		r := agree.Compare(with, []string{"anna", agree.Machine}, 1)
		if !ok || r.Units != 4 || r.Rows[0].Same != x.same {
			t.Errorf("thresholds %v: %d units, %d the same, want 4 and %d", x.least, r.Units, r.Rows[0].Same, x.same)
		}
	}
	if len(units[0].Choices) != 1 {
		t.Error("the units themselves changed")
	}
	if _, ok := agree.WithMachine(agree.Units(placed([]gainsay.Decision{record(1, agree.Machine, "m1")}), false), nil); ok {
		t.Error("a person's name was taken")
	}
}
