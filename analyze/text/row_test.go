package text

import (
	"math"
	"math/bits"
	"slices"
	"testing"
)

// score returns the score of a class of a level row and what was added to it.
func (r *row) score(class uint) int {
	return int(r[class%rowWords]>>(class/rowWords*laneBits)&laneMask) - raise
}

func TestRow(t *testing.T) {
	for _, n := range []int{1, 9, rowWords, rowWords + 1, 45, maxClasses} {
		var a, b row
		want := make([]int, n)
		for c := range want {
			x, y := (c*7919)%40_000-20_000, (c*104_729)%40_000-20_000
			want[c] = x + y
			a.put(uint(c), int64(x))
			b.put(uint(c), int64(y))
		}
		sum := level(n)
		sum.add(&a)
		sum.add(&b)
		for c, w := range want {
			if got := sum.score(uint(c)); got != w {
				t.Errorf("class %d: %d, want %d", c, got, w)
			}
		}
		for _, behind := range []int{0, 1000, 20_000, 100_000} {
			checkLeading(t, &sum, want, behind)
		}
	}
	equal := level(maxClasses)
	if got := equal.leading(0).first(); got != 0 {
		t.Errorf("best of equals is %d, want the first", got)
	}
}

func checkLeading(t *testing.T, r *row, scores []int, behind int) {
	t.Helper()
	most := slices.Max(scores)
	var want classSet
	for c, s := range scores {
		if s >= most-behind {
			want |= 1 << (c/rowWords*laneBits + c%rowWords)
		}
	}
	first := slices.IndexFunc(scores, func(s int) bool { return s >= most-behind })
	got := r.leading(behind)
	if got != want || got.first() != first || got.single() != (bits.OnesCount64(uint64(want)) == 1) {
		t.Errorf("%d classes, %d behind: %b, first %d, want %b, first %d", len(scores), behind, got, got.first(), want, first)
	}
}

// TestScoresFitRows holds that no sum of a word's features can leave a lane:
// each kind of feature counts once for a word.
func TestScoresFitRows(t *testing.T) {
	most := [hintEnd]float64{}
	tags, hints := readAssetModel(t), readAssetHints(t)
	for name, weights := range tags.weights {
		for _, w := range weights {
			k := kindOfName(t, name)
			most[k] = max(most[k], math.Abs(w))
		}
	}
	for name, index := range hints.mapping {
		k, _, _ := hints.split(t, name)
		most[k+featEnd] = max(most[k+featEnd], math.Abs(hints.weights[index]))
	}
	for _, kinds := range [][]float64{most[:featEnd], most[featEnd:]} {
		sum := 0.0
		for _, w := range kinds {
			sum += 1000*w + 1
		}
		if sum >= half {
			t.Errorf("scores may reach %.0f thousandths, a lane holds %d", sum, half)
		}
	}
}
