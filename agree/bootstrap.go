package agree

import (
	"math/rand/v2"
	"slices"
)

// Resamples of a bootstrap: most, at least, and how many draws they may take
// together, so that a page with very many units still opens quickly.
const (
	maxResamples = 1000
	minResamples = 200
	maxDraws     = 10_000_000
)

// bootstrap sets the intervals by the percentile method (Efron 1979) and returns
// how many resamples it drew. Each resample draws as many units as there are,
// once for all questions. It leaves out resamples without a value.
func (s *sample) bootstrap(qs []*question, rows []Row, seed uint64) int {
	if s.n == 0 {
		return 0
	}
	resamples := min(maxResamples, max(minResamples, maxDraws/s.n))
	random := rand.New(rand.NewPCG(seed, 0))
	weight := make([]int, len(s.patterns))
	for range resamples {
		clear(weight)
		for range s.n {
			weight[s.of[random.IntN(s.n)]]++
		}
		for k, q := range qs {
			if v, ok := q.raw(weight); ok {
				q.raws = append(q.raws, v)
			}
			if v, ok := q.kappa(weight); ok && rows[k].Kappa != nil {
				q.kappas = append(q.kappas, v)
			}
			if v, ok := q.alpha(weight); ok && rows[k].Alpha != nil {
				q.alphas = append(q.alphas, v)
			}
		}
	}
	for k, q := range qs {
		rows[k].Raw.bounds(q.raws)
		rows[k].Kappa.bounds(q.kappas)
		rows[k].Alpha.bounds(q.alphas)
	}
	return resamples
}

// bounds sets the interval to the 2.5th and 97.5th percentile of resampled values.
func (e *Estimate) bounds(values []float64) {
	if e == nil || len(values) == 0 {
		return
	}
	slices.Sort(values)
	e.Low, e.High = values[len(values)*25/1000], values[len(values)*975/1000]
}
