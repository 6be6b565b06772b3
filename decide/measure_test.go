package decide_test

import (
	"math"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
)

func TestWilson(t *testing.T) {
	for _, tc := range []struct {
		k, n      int
		low, high float64
	}{{0, 0, 0, 1}, {0, 10, 0, .2775}, {8, 10, .4902, .9433}, {10, 10, .7225, 1}, {50, 100, .4038, .5962}} {
		low, high := decide.Wilson(tc.k, tc.n)
		if math.Abs(low-tc.low) > .0001 || math.Abs(high-tc.high) > .0001 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", tc.k, tc.n, low, high, tc.low, tc.high)
		}
	}
}

func TestGoneThrough(t *testing.T) {
	a := analysis()
	changed := of(t, a, 2, "eve", "m4", gainsay.Changed)
	changed.Change = decide.NewChange(second, gainsay.TagClaim, gainsay.Sourced, "", span(second, "The bridge cost 12 million"))
	missed, _ := decide.OfMissed(a, "1", gainsay.TagClaim, span(first, "I like it."))
	missed.ID, missed.Coder = 3, "eve"
	wrong := of(t, a, 4, "eve", "m5", gainsay.Wrong)
	items, _ := decide.Items(a, []gainsay.Decision{of(t, a, 1, "eve", "m1", gainsay.Right), changed, missed, wrong})
	if gone := decide.GoneThrough(a, items); gone[gainsay.TagEvidenceRequest] || !gone[gainsay.TagInsult] || gone[gainsay.TagSpam] {
		t.Errorf("gone through: %v", gone)
	}
}
