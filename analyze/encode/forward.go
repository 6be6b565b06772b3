package encode

import "math"

// batchRows is the number of tokens that are encoded together, so that each
// weight is fetched once for all of them.
const batchRows = 16 * rowBlock

// sentence is a part of a batch: the rows of its tokens.
type sentence struct{ first, tokens int }

// batch is the scratch memory of a forward pass over some sentences.
type batch struct {
	sentences []sentence
	ids       []int32
	rows      int // tokens, rounded up to a multiple of rowBlock

	x, y    []float32 // input and output of a layer
	wide    []float32 // queries, keys and values; inside of the feed-forward network
	mixed   []float32 // result of attention
	line    []float32 // one normalised row
	q       []uint8   // quantised rows
	qScale  []float32
	product product
	head    attention
}

func newBatch() *batch {
	b := &batch{
		x:      aligned[float32](batchRows * Size),
		y:      aligned[float32](batchRows * Size),
		wide:   aligned[float32]((batchRows + keyBlock) * innerSize),
		mixed:  aligned[float32](batchRows * Size),
		line:   aligned[float32](Size),
		q:      aligned[uint8](batchRows * innerSize),
		qScale: aligned[float32](batchRows),
	}
	b.head.queries = aligned[float32](Size / heads * Window)
	b.head.weights = aligned[float32]((Window + keyBlock) * Window)
	b.head.inverse = aligned[float32](Window)
	return b
}

// add appends a sentence of at most Window pieces, unless the batch is full.
func (b *batch) add(ids []int32) bool {
	if len(b.ids)+len(ids) > batchRows {
		return false
	}
	b.sentences = append(b.sentences, sentence{len(b.ids), len(ids)})
	b.ids = append(b.ids, ids...)
	return true
}

func (b *batch) reset() { b.sentences, b.ids = b.sentences[:0], b.ids[:0] }

// run encodes the sentences of the batch and writes their vectors.
func (b *batch) run(w *weights, k *kernels, out []*Vector) {
	b.rows = roundUp(len(b.ids), rowBlock)
	b.embed(w)
	for i := range w.layers {
		b.layer(&w.layers[i], k)
		b.x, b.y = b.y, b.x
	}
	b.pool(k, out)
	b.finish(&w.final, k, out)
}

func roundUp(n, to int) int { return (n + to - 1) / to * to }

// embed writes twice the embedding of each piece plus the sines and cosines of
// its position: the model adds the embedding again to their sum.
func (b *batch) embed(w *weights) {
	for _, s := range b.sentences {
		for t := range s.tokens {
			id := int(b.ids[s.first+t])
			e := w.embedding[id*embedSize:][:embedSize]
			at := w.timing[t*embedSize:][:embedSize]
			x := b.x[(s.first+t)*embedSize:][:embedSize]
			scale := 2 * w.scales[id]
			for i := range x {
				x[i] = float32(float32(e[i])*scale) + at[i]
			}
		}
	}
	clear(b.x[len(b.ids)*embedSize : b.rows*embedSize])
}

// layer computes y from x.
func (b *batch) layer(l *layer, k *kernels) {
	b.normalise(k, b.x, l.attention)
	b.multiply(k, &l.qkv, b.wide, store)
	b.attend(k, l.width)
	b.quantise(k, b.mixed, l.width, signedRange, zeroPoint)
	if l.skip == nil {
		copy(b.y, b.x[:b.rows*Size])
		b.multiply(k, &l.out, b.y, accumulate)
	} else {
		b.multiply(k, &l.out, b.y, store)
		b.quantise(k, b.x, l.width, signedRange, zeroPoint)
		b.multiply(k, l.skip, b.y, accumulate)
	}
	b.normalise(k, b.y, l.forward)
	b.multiply(k, &l.expand, b.wide, storeReLU)
	b.quantise(k, b.wide, innerSize, unsignedTop, 0)
	b.multiply(k, &l.contract, b.y, accumulate)
}

// normalise quantises the normalised rows of x.
func (b *batch) normalise(k *kernels, x []float32, n layerNorm) {
	width := len(n.gain)
	for row := range b.rows {
		largest := k.normalise(b.line[:width], x[row*width:][:width], n.gain, n.bias)
		b.quantiseRow(k, row, b.line[:width], largest, signedRange, zeroPoint)
	}
}

// quantise quantises the rows of x.
func (b *batch) quantise(k *kernels, x []float32, width int, top float32, zero int32) {
	for row := range b.rows {
		line := x[row*width:][:width]
		b.quantiseRow(k, row, line, k.largest(line), top, zero)
	}
}

// quantiseRow makes the largest number of a row top steps away from zero.
func (b *batch) quantiseRow(k *kernels, row int, x []float32, largest, top float32, zero int32) {
	factor := float32(0)
	if largest > 0 {
		factor = top / largest
	}
	b.qScale[row] = largest / top
	k.quantise(b.q[row*len(x):][:len(x)], x, factor, zero)
}

func (b *batch) multiply(k *kernels, d *dense, y []float32, mode int) {
	b.product = product{a: b.q, scale: b.qScale, d: d, y: y, rows: b.rows, mode: mode}
	k.matmul(&b.product)
}

// attend writes, for each token, the mean of the values of its sentence,
// weighted by the softmax of query times key.
func (b *batch) attend(k *kernels, width int) {
	a := &b.head
	a.stride, a.width, a.size = 3*width, width, width/heads
	scale := float32(1 / math.Sqrt(float64(a.size)))
	for _, s := range b.sentences {
		if s.tokens == 0 {
			continue
		}
		a.tokens, a.lanes = s.tokens, roundUp(s.tokens, queryLanes)
		for h := 0; h < width; h += a.size {
			a.qkv = b.wide[s.first*a.stride+h:]
			a.out = b.mixed[s.first*width+h:]
			a.transpose(scale)
			k.scores(a)
			k.softmax(a)
			k.mix(a)
		}
	}
	clear(b.mixed[len(b.ids)*width : b.rows*width])
}

// pool writes the mean over the tokens of each sentence.
func (b *batch) pool(k *kernels, out []*Vector) {
	for i, s := range b.sentences {
		v := out[i]
		*v = Vector{}
		x := b.x[s.first*Size:][:s.tokens*Size]
		for t := range s.tokens {
			k.add(v[:], x[t*Size:][:Size])
		}
		n := float32(max(s.tokens, 1))
		for j := range v {
			v[j] /= n
		}
	}
}

// finish turns the means into the vectors of unit length.
func (b *batch) finish(d *dense, k *kernels, out []*Vector) {
	for first := 0; first < len(b.sentences); first += batchRows {
		part := out[first:min(first+batchRows, len(b.sentences))]
		b.rows = roundUp(len(part), rowBlock)
		clear(b.x[:b.rows*Size])
		for i, v := range part {
			copy(b.x[i*Size:], v[:])
		}
		b.quantise(k, b.x, Size, signedRange, zeroPoint)
		b.multiply(k, d, b.y, store)
		for i, v := range part {
			copy(v[:], b.y[i*Size:])
			v.scale()
		}
	}
}

// scale applies tanh and divides by the length.
func (v *Vector) scale() {
	var squares [sumLanes]float32
	for i, x := range v {
		x = tanh(x)
		v[i] = x
		squares[i%sumLanes] += float32(x * x)
	}
	length := max(float32(math.Sqrt(float64(fold(&squares)))), minLength)
	for i := range v {
		v[i] /= length
	}
}

// minLength is the least length that a vector is divided by.
const minLength = 1e-6
