package text

import (
	"math"
	"testing"
)

func TestRow(t *testing.T) {
	var a, b, sum row
	want := make([]int, maxClasses)
	for c := range want {
		x, y := (c*7919)%40_000-20_000, (c*104_729)%40_000-20_000
		want[c] = x + y
		a.put(uint(c), int64(x))
		b.put(uint(c), int64(y))
	}
	sum.add(&a)
	sum.add(&b)
	best := 0
	for c, w := range want {
		if got := sum.score(uint(c)); got != w {
			t.Errorf("class %d: %d, want %d", c, got, w)
		}
		if w > want[best] {
			best = c
		}
	}
	if got := sum.best(maxClasses); got != best {
		t.Errorf("best is %d, want %d", got, best)
	}
	if got := new(row).best(maxClasses); got != 0 {
		t.Errorf("best of equals is %d, want the first", got)
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
		if sum >= laneHalf {
			t.Errorf("scores may reach %.0f thousandths, a lane holds %d", sum, laneHalf)
		}
	}
}
