package encode

import "golang.org/x/sys/cpu"

var (
	neon = kernels{
		name: "neon", matmul: matmulNEON, normalise: normaliseNEON, largest: largestNEON,
		quantise: quantiseNEON, add: addNEON, scores: scoresNEON, softmax: softmaxNEON, mix: mixNEON,
	}
	// Only the products gain from the instructions of ARMv8.2.
	dot = kernels{
		name: "neon-dot", matmul: matmulDot, normalise: normaliseNEON, largest: largestNEON,
		quantise: quantiseNEON, add: addNEON, scores: scoresNEON, softmax: softmaxNEON, mix: mixNEON,
	}
)

// available returns the kernels that this processor can run, the fastest last.
// Every processor of 64-bit ARM that Go supports has NEON.
func available() []*kernels {
	k := []*kernels{&portable, &neon}
	if cpu.ARM64.HasASIMDDP {
		k = append(k, &dot)
	}
	return k
}

func matmulNEON(p *product) { matmulARM64(p, false) }
func matmulDot(p *product)  { matmulARM64(p, true) }

// matmulARM64 is matmul; dot says whether it may use SDOT.
//
//go:noescape
func matmulARM64(p *product, dot bool)

//go:noescape
func normaliseNEON(y, x, gain, bias []float32) float32

//go:noescape
func largestNEON(x []float32) float32

//go:noescape
func quantiseNEON(q []uint8, x []float32, factor float32, zero int32)

//go:noescape
func addNEON(sum, x []float32)

//go:noescape
func scoresNEON(a *attention)

//go:noescape
func softmaxNEON(a *attention)

//go:noescape
func mixNEON(a *attention)
