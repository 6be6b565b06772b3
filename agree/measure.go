// Package agree compares what several coders decided about the same marks: how
// far they agree beyond chance, where they differ, and what their decisions say
// about the rules. It is pure: the same decisions and seed give the same result.
//
// The statistics are written here because gonum/stat has none of kappa, alpha
// and Wilson's interval.
package agree

import "github.com/gainsay/gainsay/decide"

// Interval is a 95 % confidence interval.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Estimate is a statistic with its interval. Low and High are equal to Value
// where it has none.
type Estimate struct {
	Value float64 `json:"value"`
	Interval
}

// Wilson returns the score interval of the share k of n (Wilson 1927), 0 to 1
// for n = 0.
func Wilson(k, n int) Interval {
	low, high := decide.Wilson(k, n)
	return Interval{low, high}
}

// Kappa returns Cohen's kappa (Cohen 1960) of two coders: table[i][j] is how
// many units the first gave value i and the second value j. It is not defined
// where no unit was compared, or where both always gave one and the same value.
func Kappa(table [][]int) (kappa float64, ok bool) {
	n, same := 0, 0
	rows, columns := make([]int, len(table)), make([]int, len(table))
	for i, row := range table {
		for j, k := range row {
			n += k
			rows[i] += k
			columns[j] += k
		}
		same += row[i]
	}
	chance := 0
	for i := range rows {
		chance += rows[i] * columns[i]
	}
	if n == 0 || chance == n*n {
		return 0, false
	}
	observed, expected := float64(same)/float64(n), float64(chance)/float64(n*n)
	return (observed - expected) / (1 - expected), true
}

// Alpha returns Krippendorff's alpha for nominal values (Krippendorff 2011),
// with any number of coders and missing values: units[u][c] is how many coders
// gave unit u the value c, and the unit occurs times[u] times, or once where
// times is nil. Units with fewer than two values do not count. It is not
// defined where no unit has two values, or where all values are the same.
func Alpha(units [][]int, times []int) (alpha float64, ok bool) {
	var values []float64 // how often each value was given
	var n, disagree float64
	for u, counts := range units {
		m, same := 0, 0
		for _, k := range counts {
			m += k
			same += k * k
		}
		t := 1
		if times != nil {
			t = times[u]
		}
		if m < 2 || t == 0 {
			continue
		}
		for len(values) < len(counts) {
			values = append(values, 0)
		}
		for c, k := range counts {
			values[c] += float64(k * t)
		}
		n += float64(m * t)
		// Pairs of different values in the unit, divided by its values less one.
		disagree += float64(t*(m*m-same)) / float64(m-1)
	}
	expected := n * n
	for _, v := range values {
		expected -= v * v
	}
	if expected <= 0 {
		return 0, false
	}
	return 1 - (n-1)*disagree/expected, true
}
