package score

import (
	"cmp"
	"math"
	"slices"
)

// calibrationRounds bounds the iterations of the optimiser in calibrate.
const calibrationRounds = 100

// calibrate fits Platt scaling (Platt 1999) on held-out logits: the slope and
// offsets with the least log loss. Of several classes each has an offset of
// its own; the slope is common. A Gaussian prior keeps the slope near 1 where
// there is little data.
func calibrate(logits [][]float64, m *matrix, vectors int) (slope float64, offset []float64) {
	const minSlope = 1e-3 // a model is never inverted
	x := make([]float64, 1+vectors)
	x[0] = 1
	z, d := make([]float64, vectors), make([]float64, vectors)
	minimise(x, calibrationRounds, func(x, g []float64) float64 {
		clear(g)
		g[0] = x[0] - 1 // of the prior
		value := float64(g[0]*g[0]) / 2
		for i, raw := range logits {
			for k := range z {
				z[k] = float64(x[0]*raw[k]) + x[1+k]
			}
			value += float64(m.weight[i] * logLoss(z, d, m.class[i]))
			for k := range d {
				g[0] += float64(m.weight[i] * d[k] * raw[k])
				g[1+k] += float64(m.weight[i] * d[k])
			}
		}
		return value
	})
	return max(x[0], minSlope), x[1:]
}

// classWeights finds the factor of each class with which the predicted labels
// of held-out rows have the best F1 (macro-F1, or that of the first class), by
// coordinate ascent over a logarithmic grid.
func classWeights(m *Model, logits [][]float64, x *matrix, macro bool) []float64 {
	const (
		passes   = 3
		gridEnd  = 16 // the grid is exp(-2) to exp(2) ...
		gridStep = 8  // ... in steps of exp(1/8)
		minGain  = 1e-9
	)
	p := m.calibrated(logits)
	weight := make([]float64, len(m.Classes))
	for k := range weight {
		weight[k] = 1
	}
	best := meanF1(p, x.class, weight, macro)
	for range passes {
		for k := range weight {
			if len(weight) == 2 && k == 1 {
				continue // only the ratio of the two counts
			}
			for f := -gridEnd; f <= gridEnd; f++ {
				old := weight[k]
				weight[k] = math.Exp(float64(f) / gridStep)
				if v := meanF1(p, x.class, weight, macro); v > best+minGain {
					best = v
				} else {
					weight[k] = old
				}
			}
		}
	}
	return weight
}

// calibrated returns the calibrated probabilities for logits.
func (m *Model) calibrated(logits [][]float64) [][]float64 {
	p := make([][]float64, len(logits))
	for i, raw := range logits {
		z := make([]float64, len(raw))
		for k := range z {
			z[k] = m.Slope*raw[k] + m.Offset[k]
		}
		p[i] = appendProbabilities(nil, z)
	}
	return p
}

// meanF1 is the macro-F1 of the labels predicted with class weights, or the F1
// of the first class.
func meanF1(p [][]float64, class []int, weight []float64, macro bool) float64 {
	n := len(weight)
	hit, predicted, gold := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range p {
		best := 0
		for k := range p[i] {
			if p[i][k]*weight[k] > p[i][best]*weight[best] {
				best = k
			}
		}
		predicted[best]++
		gold[class[i]]++
		if best == class[i] {
			hit[best]++
		}
	}
	sum := 0.0
	for k := range n {
		f := 0.0
		if hit[k] > 0 {
			f = 2 * hit[k] / (predicted[k] + gold[k])
		}
		if !macro {
			return f
		}
		sum += f
	}
	return sum / float64(n)
}

// Bin is a line of a reliability table: of the rows scored from From to below
// To, the mean score and the share that was right.
type Bin struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Rows  int     `json:"rows"`
	Mean  float64 `json:"mean"`
	Right float64 `json:"right"` // 0 to 1
}

// bins is how many bins of equal width a reliability table has.
const bins = 10

// Reliability groups scores (0 to 1) into bins of a tenth and compares them
// with how often they were right. Empty bins are left out.
func Reliability(score []float64, right []bool) []Bin {
	table := make([]Bin, bins)
	for i, s := range score {
		b := &table[min(int(s*bins), bins-1)]
		b.Rows++
		b.Mean += s
		if right[i] {
			b.Right++
		}
	}
	var out []Bin
	for i, b := range table {
		if b.Rows > 0 {
			n := float64(b.Rows)
			out = append(out, Bin{float64(i) / bins, float64(i+1) / bins, b.Rows, b.Mean / n, b.Right / n})
		}
	}
	return out
}

// minThresholdRows is on how many rows a threshold must be judged.
const minThresholdRows = 10

// ThresholdFor returns the lowest score such that, of the rows with this score
// or a higher one, at least the share precision is right, each row counting with
// its weight. It is judged on at least ten rows; 0 if there is no such score.
func ThresholdFor(precision float64, score []float64, right []bool, weight []float64) float64 {
	order := make([]int, len(score))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	var hits, all, best float64
	for n, i := range order {
		all += weight[i]
		if right[i] {
			hits += weight[i]
		}
		lastOfTie := n+1 == len(order) || score[order[n+1]] != score[i]
		if lastOfTie && n+1 >= minThresholdRows && hits >= precision*all {
			best = score[i]
		}
	}
	return best
}
