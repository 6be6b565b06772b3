package encode

import (
	"math"
)

// kernels are the operations that take most of the time. All implementations give the
// same bits: integer sums are exact, and floats are added in the order of the
// portable functions. These convert each product to float32, which keeps the
// compiler from fusing it with the addition that follows.
type kernels struct {
	name string

	// matmul computes the outputs of a linear map for all rows.
	matmul func(p *product)
	// normalise applies a layer normalisation to x, writes the result to y, and
	// returns its largest absolute value.
	normalise func(y, x, gain, bias []float32) float32
	// largest returns the largest absolute value.
	largest func(x []float32) float32
	// quantise writes zero plus x times factor, rounded to the nearest even.
	quantise func(q []uint8, x []float32, factor float32, zero int32)
	// add adds x to the sums.
	add func(sum, x []float32)
	// scores, softmax and mix are the three steps of attention.
	scores  func(a *attention)
	softmax func(a *attention)
	mix     func(a *attention)
}

// rowBlock divides the number of rows of a product.
const rowBlock = 12

// product is the operation y = a × weights, where a has a scale for each row.
type product struct {
	a     []uint8   // rows × in
	scale []float32 // of each row
	d     *dense
	y     []float32 // rows × out
	rows  int       // multiple of rowBlock
	mode  int
}

// What product does with its results.
const (
	store      = iota // y = result
	storeReLU         // y = max(result, 0)
	accumulate        // y += result
)

// finish scales the integer sum of an output, adds the bias, and stores the result.
func (p *product) finish(row, out int, sum int32) {
	d := p.d
	v := float32(float32(sum-d.origin[out]) * p.scale[row])
	v = float32(v*d.scale[out]) + d.bias[out]
	y := &p.y[row*d.out+out]
	switch p.mode {
	case storeReLU:
		v = max(v, 0)
	case accumulate:
		v += *y
	}
	*y = v
}

// The portable kernel multiplies an activation with three weights at once, in
// lanes of 21 bits of a 64-bit integer. A lane has the sum of up to laneSums
// products, each of which is at most 127² away from zero.
const (
	laneBits = 21
	laneSums = 64
	lanes    = 3
	// Words of two panels; the last has a free lane.
	pairOutputs = 2 * panelOutputs
	pairWords   = (pairOutputs + lanes - 1) / lanes
	portableRow = 4 // rows that share the loading of a word
)

type packedWords [pairWords][laneSums]int64

func matmulPortable(p *product) {
	var words packedWords
	sums := make([]int32, p.rows*pairWords*lanes)
	for out := 0; out < p.d.out; out += pairOutputs {
		clear(sums)
		for in := 0; in < p.d.in; in += laneSums {
			words.pack(p.d, out, in)
			for row := 0; row < p.rows; row += portableRow {
				words.multiply(sums[row*pairWords*lanes:], p.a[row*p.d.in+in:], p.d.in)
			}
		}
		for row := range p.rows {
			for i := range pairOutputs {
				p.finish(row, out+i, sums[row*pairWords*lanes+i])
			}
		}
	}
}

// pack puts the weights of two panels and laneSums inputs into lanes.
func (w *packedWords) pack(d *dense, out, in int) {
	*w = packedWords{}
	for o := out; o < out+pairOutputs; o++ {
		word, shift := &w[(o-out)/lanes], laneBits*((o-out)%lanes)
		panel := d.weights[o/panelOutputs*d.in*panelOutputs+in*panelOutputs:][:laneSums*panelOutputs]
		for k := 0; k < laneSums; k += 4 {
			v := panel[k*panelOutputs+o%panelOutputs*4:][:4]
			word[k] += int64(v[0]) << shift
			word[k+1] += int64(v[1]) << shift
			word[k+2] += int64(v[2]) << shift
			word[k+3] += int64(v[3]) << shift
		}
	}
}

// multiply adds the products of portableRow rows to their sums.
func (w *packedWords) multiply(sums []int32, a []uint8, stride int) {
	a0, a1 := (*[laneSums]uint8)(a), (*[laneSums]uint8)(a[stride:])
	a2, a3 := (*[laneSums]uint8)(a[2*stride:]), (*[laneSums]uint8)(a[3*stride:])
	const n = pairWords * lanes
	for i := range w {
		s0, s1, s2, s3 := multiplyWords(&w[i], a0, a1, a2, a3)
		addLanes(sums[lanes*i:], s0)
		addLanes(sums[n+lanes*i:], s1)
		addLanes(sums[2*n+lanes*i:], s2)
		addLanes(sums[3*n+lanes*i:], s3)
	}
}

// multiplyWords is a function of its own so that all sums stay in registers.
//
//go:noinline
func multiplyWords(w *[laneSums]int64, a0, a1, a2, a3 *[laneSums]uint8) (s0, s1, s2, s3 int64) {
	for k, v := range w {
		s0 += v * int64(a0[k])
		s1 += v * int64(a1[k])
		s2 += v * int64(a2[k])
		s3 += v * int64(a3[k])
	}
	return s0, s1, s2, s3
}

// addLanes adds the three signed lanes of a word to their sums. A negative lane
// has borrowed from the one above it.
func addLanes(sums []int32, word int64) {
	const up = 64 - laneBits
	low := word << up >> up
	word = (word - low) >> laneBits
	mid := word << up >> up
	s := sums[:lanes]
	s[0] += int32(low)
	s[1] += int32(mid)
	s[2] += int32((word - mid) >> laneBits)
}

// sumLanes is the number of partial sums of floats: number i is added to partial
// sum i modulo sumLanes, and fold adds the halves until one is left.
const sumLanes = 32

func fold(s *[sumLanes]float32) float32 {
	for n := sumLanes / 2; n > 0; n /= 2 {
		for i := range n {
			s[i] += s[i+n]
		}
	}
	return s[0]
}

// normEpsilon is added to the variance.
const normEpsilon = 1e-6

func normalisePortable(y, x, gain, bias []float32) float32 {
	var sum, squares [sumLanes]float32
	for i, v := range x {
		sum[i%sumLanes] += v
	}
	n := float32(len(x))
	mean := fold(&sum) / n
	for i, v := range x {
		v -= mean
		squares[i%sumLanes] += float32(v * v)
	}
	variance := fold(&squares)/n + normEpsilon
	inverse := 1 / float32(math.Sqrt(float64(variance)))
	largest := float32(0)
	for i, v := range x {
		v = float32((v-mean)*float32(gain[i]*inverse)) + bias[i]
		y[i] = v
		largest = max(largest, abs(v))
	}
	return largest
}

func largestPortable(x []float32) float32 {
	largest := float32(0)
	for _, v := range x {
		largest = max(largest, abs(v))
	}
	return largest
}

func abs(v float32) float32 { return math.Float32frombits(math.Float32bits(v) &^ (1 << 31)) }

// rounder is added to round a number between -2²² and 2²² to the nearest integer,
// halves to the even one: the lowest bits of the sum are then the integer.
const rounder = 3 << 22

func quantisePortable(q []uint8, x []float32, factor float32, zero int32) {
	for i, v := range x {
		v = float32(v*factor) + rounder
		q[i] = uint8(int32(math.Float32bits(v)-math.Float32bits(rounder)) + zero)
	}
}

func addPortable(sum, x []float32) {
	for i, v := range x {
		sum[i] += v
	}
}

// attention is the attention of one head within a sentence.
type attention struct {
	qkv    []float32 // the sentence's rows of queries, keys, values of all heads
	stride int       // length of a row
	width  int       // distance between a query, its key and its value
	size   int       // of a head
	tokens int

	queries []float32 // scaled and transposed: size × lanes
	lanes   int       // tokens, rounded up to a multiple of queryLanes
	weights []float32 // softmax, transposed: keys × lanes
	inverse []float32 // of each query's sum of weights
	out     []float32 // rows of the result, width apart
}

// queryLanes and keyBlock are the numbers of queries and keys that a kernel
// handles at once. Rows after the sentence may be read as keys; their scores
// are not used.
const (
	queryLanes = 16
	keyBlock   = 4
)

func (a *attention) transpose(scale float32) {
	for t := range a.tokens {
		column := a.queries[t:]
		for i, q := range a.qkv[t*a.stride:][:a.size] {
			column[i*a.lanes] = q * scale
		}
	}
	for i := range a.size {
		clear(a.queries[i*a.lanes+a.tokens : (i+1)*a.lanes])
	}
}

func scoresPortable(a *attention) {
	for j := range a.tokens {
		row := a.weights[j*a.lanes : (j+1)*a.lanes]
		clear(row)
		for i, k := range a.qkv[j*a.stride+a.width:][:a.size] {
			for t, q := range a.queries[i*a.lanes:][:a.lanes] {
				row[t] += float32(k * q)
			}
		}
	}
}

func softmaxPortable(a *attention) {
	for t := range a.lanes {
		top := a.weights[t]
		for j := 1; j < a.tokens; j++ {
			top = max(top, a.weights[j*a.lanes+t])
		}
		sum := float32(0)
		for j := range a.tokens {
			w := &a.weights[j*a.lanes+t]
			*w = exp(*w - top)
			sum += *w
		}
		a.inverse[t] = 1 / sum
	}
}

func mixPortable(a *attention) {
	for t := range a.tokens {
		out := a.out[t*a.width:][:a.size]
		clear(out)
		for j := range a.tokens {
			w := a.weights[j*a.lanes+t]
			for i, v := range a.qkv[j*a.stride+2*a.width:][:a.size] {
				out[i] += float32(w * v)
			}
		}
		for i := range out {
			out[i] *= a.inverse[t]
		}
	}
}

// Constants of exp: the logarithm of 2 in two parts, the first with few bits, so
// that its multiples are exact; and the coefficients of a polynomial for
// numbers up to half of it (Cephes, expf, S. Moshier 1992).
const (
	expFloor = -87
	log2e    = 1.44269504088896341
	ln2High  = 0.693359375
	ln2Low   = -2.12194440e-4
	exp5     = 1.9875691500e-4
	exp4     = 1.3981999507e-3
	exp3     = 8.3334519073e-3
	exp2     = 4.1665795894e-2
	exp1     = 1.6666665459e-1
	exp0     = 5.0000001201e-1
)

// exp returns e to the power of a number that is not positive, to seven digits;
// numbers below expFloor count as expFloor.
func exp(x float32) float32 {
	x = max(x, expFloor)
	n := float32(x*log2e) + rounder
	power := math.Float32bits(n) - math.Float32bits(rounder) + 127
	n -= rounder
	x -= float32(n * ln2High)
	x -= float32(n * ln2Low)
	p := float32(x*exp5) + exp4
	p = float32(p*x) + exp3
	p = float32(p*x) + exp2
	p = float32(p*x) + exp1
	p = float32(p*x) + exp0
	p = float32(float32(p*x)*x) + x
	return (p + 1) * math.Float32frombits(power<<23)
}

// tanh returns the hyperbolic tangent, computed from exp(-2|x|).
func tanh(x float32) float32 {
	e := exp(-2 * abs(x))
	t := (1 - e) / (1 + e)
	if x < 0 {
		return -t
	}
	return t
}
