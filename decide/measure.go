package decide

import (
	"math"

	"github.com/gainsay/gainsay"
)

// Wilson is the 95 % confidence interval of a share of k in n (Wilson 1927); 0
// to 1 where n is 0.
func Wilson(k, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	p, m := float64(k)/float64(n), float64(n)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, mid-half), min(1, mid+half)
}

// Outcome returns the tag and status of the mark as the decision that counts has it.
func (it Item) Outcome() (gainsay.Tag, gainsay.Status) { return Outcome(it.Counts().Decision) }

// GoneThrough returns the tags for which a thread was gone through: every mark
// with the tag and a score from gainsay.DefaultThreshold on was decided on, and either there is a decision about such a mark or
// every mark of the thread was decided on. In such a thread a comment without a
// mark is taken to have none, and marks that people added are all that are missing.
func GoneThrough(a *gainsay.Analysis, items []Item) map[gainsay.Tag]bool {
	decided := ByMark(items)
	open, seen, whole := map[gainsay.Tag]bool{}, map[gainsay.Tag]bool{}, len(items) > 0
	for _, n := range a.Annotations {
		if _, ok := decided[n.ID]; !ok && n.Score >= gainsay.DefaultThreshold {
			open[n.Tag], whole = true, false
		}
	}
	for _, it := range items {
		seen[it.Tag] = true
	}
	out := map[gainsay.Tag]bool{}
	for _, t := range gainsay.Tags() {
		if !open[t] && (seen[t] || whole) {
			out[t] = true
		}
	}
	return out
}
