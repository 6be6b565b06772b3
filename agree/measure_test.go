package agree_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/agree"
)

func near(a, b, within float64) bool { return math.Abs(a-b) <= within }

// The values were computed from the tables as they are here, by hand as noted
// and with scikit-learn 1.2.1 (cohen_kappa_score), which agrees to 15 digits. The
// two tables from Cohen (1960) were entered without the paper at hand: that they
// are the paper's is not confirmed.
func TestKappa(t *testing.T) {
	for name, x := range map[string]struct {
		table [][]int
		want  float64
	}{
		// 29 of 100 agree, (50*40 + 30*30 + 20*30) / 100² = .35 by chance: (.29 - .35) / .65.
		"after Cohen 1960, table 1 (in percent)": {[][]int{{25, 13, 12}, {12, 2, 16}, {3, 15, 2}}, -6. / 65},
		// 140 of 200 agree, (120*100 + 60*60 + 20*40) / 200² = .41 by chance: (.70 - .41) / .59.
		"after Cohen 1960, table 2": {[][]int{{88, 14, 18}, {10, 40, 10}, {2, 6, 12}}, 29. / 59},
		"all the same, two values":  {[][]int{{3, 0}, {0, 5}}, 1},
		"never the same":            {[][]int{{0, 5}, {5, 0}}, -1},
		"as often as by chance":     {[][]int{{4, 4}, {4, 4}}, 0},
		// 118 of 125 agree, (123*120 + 2*5) / 125² = 14770 / 15625 by chance: (14750 - 14770) / (15625 - 14770).
		"high agreement, one value is rare": {[][]int{{118, 5}, {2, 0}}, -20. / 855},
	} {
		if got, ok := agree.Kappa(x.table); !ok || !near(got, x.want, 1e-12) {
			t.Errorf("%s: got %v, %t, want %v", name, got, ok, x.want)
		}
	}
	for name, table := range map[string][][]int{"no unit": {{0, 0}, {0, 0}}, "one value only": {{7, 0}, {0, 0}}} {
		if got, ok := agree.Kappa(table); ok {
			t.Errorf("%s: got %v, want undefined", name, got)
		}
	}
}

// ratings reads the values of coders, one coder a line, "." where missing.
func ratings(coders ...string) [][]int {
	var units [][]int
	for _, c := range coders {
		for u, v := range strings.Fields(c) {
			if u == len(units) {
				units = append(units, make([]int, 26))
			}
			if v != "." {
				units[u][v[0]%26]++
			}
		}
	}
	return units
}

// The data are the worked examples A to C of Krippendorff, Computing Krippendorff's
// Alpha-Reliability (2011), entered without the paper at hand: that they are the
// paper's is not confirmed. The values were computed from the data as they are
// here in Python, in exact fractions and by the definition: one less the share of
// unequal pairs within units, each unit's pairs weighed by 1 / (values - 1), to
// the share of unequal pairs among all values.
func TestAlpha(t *testing.T) {
	for name, x := range map[string]struct {
		units [][]int
		want  float64
	}{
		"A: two coders, two values": {ratings("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), 2. / 21},
		"B: two coders, five values": {ratings("a a b b d c c c e d d a",
			"b a b b b c c c e d d d"), 155. / 224},
		"C: four coders, missing values": {ratings("1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3",
			". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."), 113. / 152},
	} {
		if got, ok := agree.Alpha(x.units, nil); !ok || !near(got, x.want, 1e-12) {
			t.Errorf("%s: got %v, %t, want %v", name, got, ok, x.want)
		}
	}
	for name, units := range map[string][][]int{"no unit": nil, "one coder": ratings("a b a"), "one value": ratings("a a", "a a")} {
		if got, ok := agree.Alpha(units, nil); ok {
			t.Errorf("%s: got %v, want undefined", name, got)
		}
	}
}

// The samples of Newcombe, Two-sided confidence intervals for the single
// proportion (1998); the bounds are those of SciPy's
// binomtest(k, n).proportion_ci(method="wilson").
func TestWilson(t *testing.T) {
	for _, x := range []struct {
		k, n      int
		low, high float64
	}{{81, 263, .2553, .3662}, {15, 148, .0624, .1605}, {0, 20, 0, .1611}, {1, 29, .0061, .1718}, {0, 0, 0, 1}} {
		got := agree.Wilson(x.k, x.n)
		if !near(got.Low, x.low, .00006) || !near(got.High, x.high, .00006) {
			t.Errorf("%d of %d: got %.4f to %.4f, want %.4f to %.4f", x.k, x.n, got.Low, got.High, x.low, x.high)
		}
	}
}
