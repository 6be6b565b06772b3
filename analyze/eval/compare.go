package eval

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Comparison is the result of paired tests of two sets of predictions for the
// same rows.
type Comparison struct {
	N          int          `json:"n"`
	First      Figures      `json:"first"`
	Second     Figures      `json:"second"`
	OnlyFirst  int          `json:"only_first"`  // rows that only the first predicts right
	OnlySecond int          `json:"only_second"` // rows that only the second predicts right
	McNemar    float64      `json:"mcnemar_p"`   // exact McNemar test of the labels, two-sided
	Tests      []Difference `json:"tests"`
}

// Difference is a figure of the second minus that of the first.
type Difference struct {
	Figure   string   `json:"figure"`
	Value    float64  `json:"value"`
	Interval Interval `json:"interval"` // 95 %, paired bootstrap over groups
	P        float64  `json:"p"`        // two-sided bootstrap p-value; see twoSided
}

// Compare tests whether two sets of predictions of the same rows differ. It
// fails on rows that are not in both or have different gold labels. seed is
// that of the bootstrap.
func Compare(a, b []Prediction, seed uint64) (Comparison, error) {
	b, err := align(a, b)
	if err != nil {
		return Comparison{}, err
	}
	classes := classesOf(a, b)
	c := Comparison{N: len(a), First: Measure(classes, a), Second: Measure(classes, b)}
	for i := range a {
		switch first, second := a[i].Label == a[i].Gold, b[i].Label == b[i].Gold; {
		case first && !second:
			c.OnlyFirst++
		case second && !first:
			c.OnlySecond++
		}
	}
	c.McNemar = mcnemar(c.OnlyFirst, c.OnlySecond)
	c.Tests = differences(classes, a, b, seed)
	return c, nil
}

// align returns b in the order of a, matched by id.
func align(a, b []Prediction) ([]Prediction, error) {
	at := map[string]int{}
	for i, p := range b {
		at[p.ID] = i
	}
	if len(a) != len(b) || len(at) != len(b) {
		return nil, fmt.Errorf("compare predictions: %d and %d rows, %d ids", len(a), len(b), len(at))
	}
	out := make([]Prediction, len(a))
	for i, p := range a {
		j, ok := at[p.ID]
		if !ok || b[j].Gold != p.Gold {
			return nil, fmt.Errorf("compare predictions: row %s: missing or another gold label in the second", p.ID)
		}
		out[i] = b[j]
	}
	return out, nil
}

// classesOf lists the classes, sorted; of two the one that Score is of comes
// first.
func classesOf(sides ...[]Prediction) []string {
	var out []string
	for _, ps := range sides {
		for _, p := range ps {
			for c := range p.Scores {
				if !slices.Contains(out, c) {
					out = append(out, c)
				}
			}
		}
	}
	slices.Sort(out)
	if len(out) == 2 && len(sides[0]) > 0 && sides[0][0].Scores[out[0]] != sides[0][0].Score {
		slices.Reverse(out)
	}
	return out
}

// mcnemar is the exact two-sided p-value of McNemar's test (McNemar 1947): the
// probability that, of a+b rows on which two differ, the split is at least as
// uneven as a to b by chance.
func mcnemar(a, b int) float64 {
	n := a + b
	if n == 0 {
		return 1
	}
	sum := 0.0
	logChoose := func(k int) float64 {
		x, _ := math.Lgamma(float64(n + 1))
		y, _ := math.Lgamma(float64(k + 1))
		z, _ := math.Lgamma(float64(n - k + 1))
		return x - y - z
	}
	for k := range min(a, b) + 1 {
		sum += math.Exp(logChoose(k) - float64(n)*math.Ln2)
	}
	return min(1, 2*sum)
}

// differences tests the main figures by a paired bootstrap over groups.
func differences(classes []string, a, b []Prediction, seed uint64) []Difference {
	sa, sb, g, r := newSample(classes, a), newSample(classes, b), groups(a), random(seed)
	weight := make([]int, len(a))
	for i := range weight {
		weight[i] = 1
	}
	figures := []struct {
		name string
		of   func(Figures) float64
	}{
		{"macro-F1", func(f Figures) float64 { return f.MacroF1 }},
		{"accuracy", func(f Figures) float64 { return f.Accuracy }},
		{"ROC AUC", func(f Figures) float64 { return f.AUC }},
		{"average precision", func(f Figures) float64 { return f.AP }},
	}
	fa, fb := sa.measure(weight), sb.measure(weight)
	drawn := make([][]float64, len(figures))
	for range resamples {
		r.draw(weight, g)
		ra, rb := sa.measure(weight), sb.measure(weight)
		for i, f := range figures {
			drawn[i] = append(drawn[i], f.of(rb)-f.of(ra))
		}
	}
	var out []Difference
	for i, f := range figures {
		out = append(out, Difference{f.name, f.of(fb) - f.of(fa), percentiles(drawn[i]), twoSided(drawn[i])})
	}
	return out
}

// twoSided is a two-sided p-value: twice the share of the resampled
// differences on the rarer side of 0. One is added to each side, so that it is
// never 0.
func twoSided(v []float64) float64 {
	below, above := 1, 1
	for _, d := range v {
		if d <= 0 {
			below++
		}
		if d >= 0 {
			above++
		}
	}
	return min(1, 2*float64(min(below, above))/float64(len(v)+1))
}

// String formats the comparison as text.
func (c Comparison) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "n %d; only the first is right on %d rows, only the second on %d (McNemar p = %.4f)\n",
		c.N, c.OnlyFirst, c.OnlySecond, c.McNemar)
	fmt.Fprintf(&b, "accuracy %.3f and %.3f, macro-F1 %.3f and %.3f\nsecond minus first, with 95 %% interval:\n",
		c.First.Accuracy, c.Second.Accuracy, c.First.MacroF1, c.Second.MacroF1)
	for _, d := range c.Tests {
		fmt.Fprintf(&b, "  %-18s %+.3f  [%+.3f, %+.3f]  p = %.4f\n",
			d.Figure, d.Value, d.Interval[0], d.Interval[1], d.P)
	}
	return b.String()
}
