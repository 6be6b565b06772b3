package agree_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/agree"
)

func near(a, b, within float64) bool { return math.Abs(a-b) <= within }

// Tables with kappa from the papers.
func TestKappa(t *testing.T) {
	for name, x := range map[string]struct {
		table [][]int
		want  float64
	}{
		"Cohen 1960, table 1 (in percent)":  {[][]int{{25, 13, 12}, {12, 2, 16}, {3, 15, 2}}, -.092},
		"Cohen 1960, table 2":               {[][]int{{88, 14, 18}, {10, 40, 10}, {2, 6, 12}}, .492},
		"all the same, two values":          {[][]int{{3, 0}, {0, 5}}, 1},
		"never the same":                    {[][]int{{0, 5}, {5, 0}}, -1},
		"as often as by chance":             {[][]int{{4, 4}, {4, 4}}, 0},
		"high agreement, one value is rare": {[][]int{{118, 5}, {2, 0}}, -.023},
	} {
		if got, ok := agree.Kappa(x.table); !ok || !near(got, x.want, .0005) {
			t.Errorf("%s: got %.4f, %t, want %.3f", name, got, ok, x.want)
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

// The worked examples of Krippendorff, Computing Krippendorff's Alpha-Reliability (2011).
func TestAlpha(t *testing.T) {
	for name, x := range map[string]struct {
		units [][]int
		want  float64
	}{
		"A: two coders, two values": {ratings("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), .095},
		"B: two coders, five values": {ratings("a a b b d c c c e d d a",
			"b a b b b c c c e d d d"), .692},
		"C: four coders, missing values": {ratings("1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3",
			". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."), .743},
	} {
		if got, ok := agree.Alpha(x.units); !ok || !near(got, x.want, .0006) {
			t.Errorf("%s: got %.4f, %t, want %.3f", name, got, ok, x.want)
		}
	}
	for name, units := range map[string][][]int{"no unit": nil, "one coder": ratings("a b a"), "one value": ratings("a a", "a a")} {
		if got, ok := agree.Alpha(units); ok {
			t.Errorf("%s: got %v, want undefined", name, got)
		}
	}
}

// The examples of Newcombe, Two-sided confidence intervals for the single proportion (1998), method 3.
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
