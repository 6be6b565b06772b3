package score

import (
	"math"
	"slices"
)

// heldOut returns the sums of every row from a model that never saw its
// group.
func heldOut(m *matrix, examples []Example, vectors int, o Options) [][]float64 {
	out := make([][]float64, len(examples))
	for f := range o.Folds {
		rest := *m
		rest.row = slices.Clone(m.row)
		for i := range examples {
			if examples[i].fold == f {
				rest.row[i] = 0
			}
		}
		w := fit(&rest, vectors, o)
		forgetSets(w, m, vectors, examples)
		for i := range examples {
			if examples[i].fold == f {
				out[i] = make([]float64, vectors)
				m.sums(out[i], i, w)
			}
		}
	}
	return out
}

// forgetSets sets the weights of the data sets to nought: at run time no text
// comes from one.
func forgetSets(w []float64, m *matrix, vectors int, examples []Example) {
	n := len(setsOf(examples))
	clear(w[(m.width-1-n)*vectors : (m.width-1)*vectors])
}

func groupHash(s string, seed uint64) uint64 {
	h := mix(1, seed)
	for i := 0; i < len(s); i++ {
		h = mix(h, uint64(s[i]))
	}
	return h >> 20
}

// calibrate finds slope and offsets for which the probabilities of held-out
// rows fit best (Platt 1999; for several classes one slope and an offset for
// each), by gradient descent on the log loss through L-BFGS.
func calibrate(out [][]float64, m *matrix, vectors int) (slope float64, offset []float64) {
	x := make([]float64, 1+vectors)
	x[0] = 1
	z, d := make([]float64, vectors), make([]float64, vectors)
	minimise(x, 100, func(x, g []float64) float64 {
		clear(g)
		g[0] = x[0] - 1 // a slope no data speak against stays 1
		value := float64(g[0]*g[0]) / 2
		for i, raw := range out {
			for k := range z {
				z[k] = float64(x[0]*raw[k]) + x[1+k]
			}
			value += float64(m.row[i] * loss(z, d, m.class[i]))
			for k := range d {
				g[0] += float64(m.row[i] * d[k] * raw[k])
				g[1+k] += float64(m.row[i] * d[k])
			}
		}
		return value
	})
	return max(x[0], 1e-3), x[1:]
}

// cuts finds for each class the factor by which labels decided on held-out
// rows have the best F1: macro-F1, or that of the first class.
func cuts(m *Model, out [][]float64, x *matrix, macro bool) []float64 {
	p := make([][]float64, len(out))
	for i, raw := range out {
		z := make([]float64, len(raw))
		for k := range z {
			z[k] = m.Slope*raw[k] + m.Offset[k]
		}
		p[i] = probabilities(nil, z)
	}
	cut := make([]float64, len(m.Classes))
	for k := range cut {
		cut[k] = 1
	}
	best := meanF1(p, x.class, cut, macro)
	for range 3 {
		for k := range cut {
			if len(cut) == 2 && k == 1 {
				continue
			}
			for f := -16; f <= 16; f++ {
				was := cut[k]
				cut[k] = math.Exp(float64(f) / 8)
				if v := meanF1(p, x.class, cut, macro); v > best+1e-9 {
					best = v
				} else {
					cut[k] = was
				}
			}
		}
	}
	return cut
}

func meanF1(p [][]float64, class []int, cut []float64, macro bool) float64 {
	n := len(cut)
	hit, said, gold := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range p {
		best := 0
		for k := range p[i] {
			if p[i][k]*cut[k] > p[i][best]*cut[best] {
				best = k
			}
		}
		said[best]++
		gold[class[i]]++
		if best == class[i] {
			hit[best]++
		}
	}
	sum := 0.0
	for k := range n {
		f := 0.0
		if hit[k] > 0 {
			f = 2 * hit[k] / (said[k] + gold[k])
		}
		if !macro {
			return f
		}
		sum += f
	}
	return sum / float64(n)
}

// Bin is one row of a reliability table: of the rows scored between From and
// To, the mean score and the share that was right.
type Bin struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Rows  int     `json:"rows"`
	Mean  float64 `json:"mean"`
	Right float64 `json:"right"`
}

// Reliability cuts scores into ten bins and compares them with how often they
// were right. Empty bins are left out.
func Reliability(score []float64, right []bool) []Bin {
	bins := make([]Bin, 10)
	for i, s := range score {
		b := &bins[min(int(s*10), 9)]
		b.Rows++
		b.Mean += s
		if right[i] {
			b.Right++
		}
	}
	var out []Bin
	for i, b := range bins {
		if b.Rows > 0 {
			n := float64(b.Rows)
			out = append(out, Bin{float64(i) / 10, float64(i+1) / 10, b.Rows, b.Mean / n, b.Right / n})
		}
	}
	return out
}

// ThresholdFor returns the least score from which on at least the given
// share is right, judged on at least ten rows, or 0 where there is none.
func ThresholdFor(precision float64, score []float64, right []bool) float64 {
	order := make([]int, len(score))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case score[a] > score[b]:
			return -1
		case score[a] < score[b]:
			return 1
		}
		return 0
	})
	hits, best := 0, 0.0
	for n, i := range order {
		if right[i] {
			hits++
		}
		last := n+1 == len(order) || score[order[n+1]] != score[i]
		if last && n >= 9 && float64(hits) >= precision*float64(n+1) {
			best = score[i]
		}
	}
	return best
}
