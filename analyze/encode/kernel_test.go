package encode

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gainsay/gainsay/internal/cpu"
)

// BenchmarkEncode encodes sentences of 24 tokens in the mean on one goroutine,
// without the cache, and reports tokens for each second of processor time.
func BenchmarkEncode(b *testing.B) {
	for _, k := range available() {
		b.Run(k.name, func(b *testing.B) {
			e := withKernels(b, k)
			e.cache = nil
			texts := invent(chunk, 19) // no more, so that one goroutine encodes
			tokens := 0
			for _, s := range texts {
				tokens += len(e.weights.tokenizer.encode(&lattice{}, s))
			}
			dst := make([]Vector, len(texts))
			spent := cpu.Time(func() {
				for b.Loop() {
					e.Encode(dst, texts)
				}
			})
			b.ReportMetric(float64(tokens)/float64(len(texts)), "tokens/sentence")
			b.ReportMetric(float64(tokens)*float64(b.N)/spent.Seconds(), "tokens/CPU-s")
		})
	}
}

// invent returns n sentences of about words words.
func invent(n, words int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	list := []string{"the", "bridge", "cost", "nobody", "idiot", "because", "of", "seven", "million", "source",
		"claims", "you", "never", "read", "it", ",", "and", "council", "paid", "again", "why", "?", "unbelievable", "Zürich",
		":)"}
	out := make([]string, n)
	for i := range out {
		for range max(1, words/2+r.IntN(words)) {
			out[i] += list[r.IntN(len(list))] + " "
		}
	}
	return out
}

func withKernels(tb testing.TB, k *kernels) *Encoder {
	tb.Helper()
	e, err := load(tb).WithKernel(k.name)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// forEach runs a test for each set of kernels but the portable one.
func forEach(t *testing.T, f func(t *testing.T, k *kernels)) {
	for _, k := range available()[1:] {
		t.Run(k.name, func(t *testing.T) { f(t, k) })
	}
}

// noise is random numbers that begin off slots behind an aligned address.
func noise(r *rand.Rand, n, off int) []float32 {
	s := aligned[float32](n + off)[off:]
	for i := range s {
		s[i] = float32(r.NormFloat64())
	}
	return s
}

// TestMatmulKernels compares the products of all kernels with sums of integers,
// also with slices that no vector divides, and with the largest activations.
func TestMatmulKernels(t *testing.T) {
	for _, k := range available() {
		t.Run(k.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(3, 4))
			for _, off := range []int{0, 1, 3} {
				for mode := range 3 {
					checkMatmul(t, r, k, rowBlock*(1+off), off, mode)
				}
			}
			k.matmul(&product{d: randomDense(r, 256, 64, 0), rows: 0})
		})
	}
}

func checkMatmul(t *testing.T, r *rand.Rand, k *kernels, rows, off, mode int) {
	t.Helper()
	d := randomDense(r, 256, 64, off)
	p := &product{d: d, rows: rows, mode: mode, scale: noise(r, rows, off), y: noise(r, rows*d.out, off)}
	p.a = aligned[uint8](rows*d.in + off)[off:]
	for i := range p.a {
		p.a[i] = uint8(r.IntN(unsignedTop + 1))
		if i < d.in {
			p.a[i] = unsignedTop
		}
	}
	want := *p
	want.y = slices.Clone(p.y)
	for row := range rows {
		for o := range d.out {
			sum := int32(0)
			for i := range d.in {
				sum += int32(p.a[row*d.in+i]) * int32(d.weight(i, o))
			}
			want.finish(row, o, sum)
		}
	}
	k.matmul(p)
	sameFloats(t, fmt.Sprintf("%d rows, offset %d, mode %d", rows, off, mode), p.y, want.y)
}

// weight returns the weight of an input for an output.
func (d *dense) weight(in, out int) int8 {
	panel := d.weights[out/panelOutputs*d.in*panelOutputs:]
	return panel[in/4*4*panelOutputs+out%panelOutputs*4+in%4]
}

// randomDense has some weights at the limits of sumsFit.
func randomDense(r *rand.Rand, in, out, off int) *dense {
	d := &dense{in: in, out: out, scale: noise(r, out, off), bias: noise(r, out, off)}
	d.weights = aligned[int8](in*out + off)[off:]
	d.origin = aligned[int32](out + off)[off:]
	limits := []int8{64, -64, 65, 64, -65}
	for i := range d.weights {
		d.weights[i] = int8(r.IntN(129) - 64)
		if i%7 == 0 {
			d.weights[i] = limits[r.IntN(2)]
		}
	}
	for i := range d.origin {
		d.origin[i] = int32(r.IntN(1 << 20))
	}
	return d
}

func sameFloats(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s: number %d is %g, want %g", what, i, got[i], want[i])
		}
	}
}

// TestFloatKernels compares the other kernels with the portable ones, also with
// slices that no vector divides.
func TestFloatKernels(t *testing.T) {
	forEach(t, func(t *testing.T, k *kernels) {
		r := rand.New(rand.NewPCG(5, 6))
		for _, n := range []int{embedSize, Size, innerSize} {
			for off := range 3 {
				x, gain, bias := noise(r, n, off), noise(r, n, off), noise(r, n, off)
				got, want := noise(r, n, off), make([]float32, n)
				a, b := k.normalise(got, x, gain, bias), normalisePortable(want, x, gain, bias)
				sameFloats(t, "normalise", append(got, a, k.largest(x)), append(want, b, largestPortable(x)))
				p, q := aligned[uint8](n + off)[off:], make([]uint8, n)
				k.quantise(p, x, 12.5, zeroPoint)
				quantisePortable(q, x, 12.5, zeroPoint)
				if !slices.Equal(p, q) {
					t.Fatalf("quantise: %v, want %v", p, q)
				}
				sum := slices.Clone(bias)
				k.add(bias, x)
				addPortable(sum, x)
				sameFloats(t, "add", bias, sum)
			}
		}
	})
}

func TestAttentionKernels(t *testing.T) {
	forEach(t, func(t *testing.T, k *kernels) {
		r := rand.New(rand.NewPCG(7, 8))
		for tokens := 1; tokens <= Window; tokens += 1 + tokens/4 {
			for off := range 2 {
				got := randomAttention(r, tokens, off)
				want := *got
				want.weights, want.out = slices.Clone(got.weights), slices.Clone(got.out)
				want.inverse = slices.Clone(got.inverse)
				k.scores(got)
				k.softmax(got)
				k.mix(got)
				scoresPortable(&want)
				softmaxPortable(&want)
				mixPortable(&want)
				sameFloats(t, fmt.Sprint(tokens, " tokens"), got.out, want.out)
				sameFloats(t, "weights", got.weights[:tokens*got.lanes], want.weights[:tokens*got.lanes])
			}
		}
	})
}

func randomAttention(r *rand.Rand, tokens, off int) *attention {
	a := &attention{width: embedSize, stride: 3 * embedSize, size: embedSize / heads, tokens: tokens}
	a.lanes = roundUp(tokens, queryLanes)
	a.qkv = noise(r, (tokens+keyBlock)*a.stride, off)
	a.queries, a.weights = noise(r, a.size*a.lanes, off), noise(r, (tokens+keyBlock)*a.lanes, off)
	a.inverse, a.out = noise(r, a.lanes, off), noise(r, tokens*a.width, off)
	a.transpose(.125)
	return a
}

// TestExp compares exp and tanh with package math.
func TestExp(t *testing.T) {
	for x := float32(-90); x <= 0; x += .0137 {
		want := math.Exp(max(float64(x), expFloor))
		if got := float64(exp(x)); math.Abs(got-want) > 2e-7*want {
			t.Fatalf("exp(%g) is %g, want %g", x, got, want)
		}
		if got, want := float64(tanh(-x/9)), math.Tanh(float64(-x/9)); math.Abs(got-want) > 2e-7 {
			t.Fatalf("tanh(%g) is %g, want %g", -x/9, got, want)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := New(embedded); err != nil {
			b.Fatal(err)
		}
	}
}
