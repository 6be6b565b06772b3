package encode

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gainsay/gainsay/internal/cpu"
)

// sentences returns n invented sentences of about words words.
func invent(n, words int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	list := []string{"the", "bridge", "cost", "nobody", "idiot", "because", "of", "seven", "million", "source", "claims", "you",
		"never", "read", "it", ",", "and", "council", "paid", "again", "why", "?", "unbelievable", "Zürich", ":)"}
	out := make([]string, n)
	for i := range out {
		s := ""
		for range max(1, words/2+r.IntN(words)) {
			s += list[r.IntN(len(list))] + " "
		}
		out[i] = s
	}
	return out
}

func withKernel(tb testing.TB, k *kernels) *Encoder {
	tb.Helper()
	e, err := New(embedded)
	if err != nil {
		tb.Fatal(err)
	}
	e.kernels = k
	return e
}

// TestKernelsAgree compares the vectors of all kernels, bit by bit.
func TestKernelsAgree(t *testing.T) {
	texts := append(invent(30, 20), invent(3, 200)...)
	texts = append(texts, "", "a", "\xff\xfe", "word")
	var want []Vector
	for _, k := range available() {
		e := withKernel(t, k)
		got := make([]Vector, len(texts))
		e.Encode(got, texts)
		if want == nil {
			want = got
		}
		for i := range got {
			if d := firstDifference(&got[i], &want[i]); d != "" {
				t.Errorf("%s: %q: %s", k.name, texts[i], d)
			}
		}
	}
}

func firstDifference(a, b *Vector) string {
	for i := range a.Unit {
		for _, p := range [][2]float32{{a.Mean[i], b.Mean[i]}, {a.Max[i], b.Max[i]}, {a.Unit[i], b.Unit[i]}} {
			if math.Float32bits(p[0]) != math.Float32bits(p[1]) {
				return fmt.Sprintf("number %d is %g, want %g", i, p[0], p[1])
			}
		}
	}
	return ""
}

// BenchmarkEncode encodes sentences of 24 tokens in the mean on one goroutine,
// without the cache, and reports tokens for each second of processor time.
func BenchmarkEncode(b *testing.B) {
	for _, k := range available() {
		b.Run(k.name, func(b *testing.B) {
			e := withKernel(b, k)
			e.cache = nil
			texts := invent(96, 16)
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
