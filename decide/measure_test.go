package decide_test

import (
	"math"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/google/go-cmp/cmp"
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

func TestMeasure(t *testing.T) {
	a := analysis()
	changed := of(t, a, 2, "eve", "m4", gainsay.Changed)
	changed.Change = decide.NewChange(second, gainsay.TagClaim, gainsay.Sourced, "", span(second, "The bridge cost 12 million"))
	missed, _ := decide.OfMissed(a, "1", gainsay.TagClaim, span(first, "I like it."))
	missed.ID, missed.Coder = 3, "eve"
	wrong := of(t, a, 4, "eve", "m5", gainsay.Wrong)
	items, _ := decide.Items(a, []gainsay.Decision{of(t, a, 1, "eve", "m1", gainsay.Right), changed, missed, wrong})
	m := decide.NewMeasure()
	m.Add(a, items)
	f := m.Figures()
	share := func(all []decide.Share) map[string][2]int {
		out := map[string][2]int{}
		for _, s := range all {
			out[s.Name] = [2]int{s.Right, s.N}
		}
		return out
	}
	for _, tc := range []struct {
		what string
		got  []decide.Share
		want map[string][2]int
	}{
		{"tags", f.Tags, map[string][2]int{"claim": {2, 2}, "insult": {0, 1}}},
		{"rules", f.Rules, map[string][2]int{"claim/x": {2, 3}}},
		{"statuses", f.Statuses, map[string][2]int{"unsupported": {1, 2}}},
		{"recall", f.Recall, map[string][2]int{"claim": {2, 3}}},
	} {
		if diff := cmp.Diff(tc.want, share(tc.got)); diff != "" {
			t.Errorf("%s: %s", tc.what, diff)
		}
	}
	if gone := decide.GoneThrough(a, items); gone[gainsay.TagEvidenceRequest] || !gone[gainsay.TagInsult] || gone[gainsay.TagSpam] {
		t.Errorf("gone through: %v", gone)
	}
}
