package encode

import "golang.org/x/sys/cpu"

var (
	avx2 = kernels{
		name: "avx2", matmul: matmulAVX2, normalise: normaliseAVX2, largest: largestAVX2,
		quantise: quantiseAVX2, add: addAVX2, scores: scoresAVX2, softmax: softmaxAVX2, mix: mixAVX2,
	}
	// Only the products gain from wider vectors.
	vnni = kernels{
		name: "avx512-vnni", matmul: matmulVNNI, normalise: normaliseAVX2, largest: largestAVX2,
		quantise: quantiseAVX2, add: addAVX2, scores: scoresAVX2, softmax: softmaxAVX2, mix: mixAVX2,
	}
)

// available returns the kernels that this processor can run, the fastest last.
func available() []*kernels {
	k := []*kernels{&portable}
	if cpu.X86.HasAVX2 {
		k = append(k, &avx2)
		if cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512VNNI {
			k = append(k, &vnni)
		}
	}
	return k
}

//go:noescape
func matmulVNNI(p *product)

//go:noescape
func matmulAVX2(p *product)

//go:noescape
func normaliseAVX2(y, x, gain, bias []float32) float32

//go:noescape
func largestAVX2(x []float32) float32

//go:noescape
func quantiseAVX2(q []uint8, x []float32, factor float32, zero int32)

//go:noescape
func addAVX2(sum, x []float32)

//go:noescape
func scoresAVX2(a *attention)

//go:noescape
func softmaxAVX2(a *attention)

//go:noescape
func mixAVX2(a *attention)
