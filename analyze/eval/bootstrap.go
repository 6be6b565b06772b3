package eval

import "slices"

// Interval is a bootstrap 95 % confidence interval: lower and upper bound.
type Interval [2]float64

// Intervals are those of the main figures.
type Intervals struct {
	Accuracy Interval `json:"accuracy"`
	MacroF1  Interval `json:"macro_f1"`
	F1       Interval `json:"f1"`
	AUC      Interval `json:"roc_auc"`
	AP       Interval `json:"average_precision"`
}

// resamples is how many samples a bootstrap draws.
const resamples = 400

// random is a pseudo-random generator (SplitMix64, Steele et al. 2014): the
// same seed gives the same numbers on every machine.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number from 0 to n-1.
func (r *random) below(n int) int { return int(r.next() % uint64(n)) }

// groups lists the rows of each group, in the order of their first rows. A row
// without group is one of its own.
func groups(ps []Prediction) [][]int {
	index := map[string]int{}
	var out [][]int
	for i, p := range ps {
		name := p.Group
		if name == "" {
			name = "\x00" + p.ID
		}
		g, ok := index[name]
		if !ok {
			g = len(out)
			index[name] = g
			out = append(out, nil)
		}
		out[g] = append(out[g], i)
	}
	return out
}

// draw samples as many groups as there are, with replacement, and writes into
// weight how often each row is in the sample.
func (r *random) draw(weight []int, groups [][]int) {
	clear(weight)
	for range groups {
		for _, i := range groups[r.below(len(groups))] {
			weight[i]++
		}
	}
}

// Bootstrap computes the intervals by the percentile method (Efron 1979). It
// resamples groups of rows, since rows of one document are not independent.
func Bootstrap(classes []string, ps []Prediction, seed uint64) Intervals {
	if len(ps) == 0 {
		return Intervals{}
	}
	s, g, r := newSample(classes, ps), groups(ps), random(seed)
	weight := make([]int, len(ps))
	var acc, macro, f1, auc, ap []float64
	for range resamples {
		r.draw(weight, g)
		f := s.measure(weight)
		acc, macro, f1 = append(acc, f.Accuracy), append(macro, f.MacroF1), append(f1, f.F1)
		auc, ap = append(auc, f.AUC), append(ap, f.AP)
	}
	return Intervals{percentiles(acc), percentiles(macro), percentiles(f1), percentiles(auc), percentiles(ap)}
}

// percentiles returns the 2.5th and 97.5th percentile, and sorts v.
func percentiles(v []float64) Interval {
	slices.Sort(v)
	return Interval{v[len(v)*25/1000], v[len(v)*975/1000]}
}
