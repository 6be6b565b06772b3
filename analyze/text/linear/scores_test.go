package linear

import (
	"math/bits"
	"slices"
	"testing"
)

// score returns the score of a class of a vector that Level made.
func (r *Scores) score(class uint) int {
	return int(r[class%scoreWords]>>(class/scoreWords*laneBits)&laneMask) - raise
}

func TestScores(t *testing.T) {
	for _, n := range []int{1, 9, scoreWords, scoreWords + 1, 45, MaxClasses} {
		var a, b Scores
		want := make([]int, n)
		for c := range want {
			x, y := (c*7919)%40_000-20_000, (c*104_729)%40_000-20_000
			want[c] = x + y
			a.Put(uint(c), int64(x))
			b.Put(uint(c), int64(y))
		}
		sum := Level(n)
		sum.Add(&a)
		sum.Add(&b)
		for c, w := range want {
			if got := sum.score(uint(c)); got != w {
				t.Errorf("class %d: %d, want %d", c, got, w)
			}
		}
		for _, behind := range []int{0, 1000, 20_000, 100_000} {
			checkLeading(t, &sum, want, behind)
		}
	}
	equal := Level(MaxClasses)
	if got := equal.Leading(0).First(); got != 0 {
		t.Errorf("best of equals is %d, want the first", got)
	}
}

func checkLeading(t *testing.T, r *Scores, scores []int, behind int) {
	t.Helper()
	most := slices.Max(scores)
	var want ClassSet
	for c, s := range scores {
		if s >= most-behind {
			want |= 1 << (c/scoreWords*laneBits + c%scoreWords)
		}
	}
	first := slices.IndexFunc(scores, func(s int) bool { return s >= most-behind })
	got := r.Leading(behind)
	if got != want || got.First() != first || got.Single() != (bits.OnesCount64(uint64(want)) == 1) {
		t.Errorf("%d classes, %d behind: %b, first %d, want %b, first %d", len(scores), behind, got,
			got.First(), want, first)
	}
}
