package encodertest

import "math"

// Run returns the vector of the pieces of a text, at most Window, as the package's
// graph computes it, with sums in double precision.
func (m *Model) Run(ids []int) []float64 {
	var x [][]float64
	for pos, id := range ids {
		row := make([]float64, Embed)
		for i := range row {
			row[i] = 2*float64(m.Embedding[id*Embed+i]) + float64(m.Timing[pos*Embed+i])
		}
		x = append(x, row)
	}
	for i := range m.Layers {
		x = m.Layers[i].run(x)
	}
	mean := make([]float64, Width)
	for i := range mean {
		for t := range x {
			mean[i] += x[t][i] / float64(len(x))
		}
	}
	unit := m.Final.apply(mean)
	norm := 0.0
	for i, v := range unit {
		unit[i] = math.Tanh(v)
		norm += unit[i] * unit[i]
	}
	for i := range unit {
		unit[i] /= math.Sqrt(norm)
	}
	return unit
}

func (l *Layer) run(x [][]float64) [][]float64 {
	qkv := make([][]float64, len(x))
	for t := range x {
		qkv[t] = l.QKV.apply(l.Attention.apply(x[t]))
	}
	out := make([][]float64, len(x))
	for t, a := range attend(qkv) {
		y := l.Out.apply(a)
		if l.Skip != nil {
			add(y, l.Skip.apply(x[t]))
		} else {
			add(y, x[t])
		}
		h := l.Expand.apply(l.Forward.apply(y))
		for i := range h {
			h[i] = max(h[i], 0)
		}
		add(y, l.Contract.apply(h))
		out[t] = y
	}
	return out
}

// attend returns for each token the mean of all values, weighted by the
// softmax of query times key, for each head.
func attend(qkv [][]float64) [][]float64 {
	n := len(qkv)
	out := make([][]float64, n)
	for t := range out {
		width := len(qkv[t]) / 3
		d := width / Heads
		out[t] = make([]float64, width)
		for h := 0; h < width; h += d {
			p, sum := make([]float64, n), 0.0
			for j := range p {
				for i := range d {
					p[j] += qkv[t][h+i] * qkv[j][width+h+i] / math.Sqrt(float64(d))
				}
				p[j] = math.Exp(p[j])
				sum += p[j]
			}
			for j := range p {
				for i := range d {
					out[t][h+i] += p[j] / sum * qkv[j][2*width+h+i]
				}
			}
		}
	}
	return out
}

func (n Norm) apply(x []float64) []float64 {
	mean, variance := 0.0, 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / float64(len(x))
	}
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = (v-mean)/math.Sqrt(variance+1e-6)*float64(n.Gain[i]) + float64(n.Bias[i])
	}
	return y
}

func (d *Dense) apply(x []float64) []float64 {
	y := make([]float64, d.Out)
	for i, v := range x {
		for o, w := range d.W[i*d.Out : (i+1)*d.Out] {
			y[o] += v * float64(w)
		}
	}
	for o := range y {
		y[o] += float64(d.B[o])
	}
	return y
}

func add(y, x []float64) {
	for i := range y {
		y[i] += x[i]
	}
}
