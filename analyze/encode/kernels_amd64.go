package encode

import (
	"math"

	"golang.org/x/sys/cpu"
)

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

// constants are what the assembly reads, so that it has the numbers of the
// portable code. Those with eight equal numbers are operands of instructions.
type constants struct {
	one, exp2, exp1, exp0             [8]float32
	packOrder                         [8]int32
	floor, log2e, rounder             float32
	ln2High, ln2Low, exp5, exp4, exp3 float32
	epsilon                           float32
	roundedZero                       uint32
}

//lint:ignore U1000 the assembly reads it
var table = constants{
	one: eight(1), exp2: eight(exp2), exp1: eight(exp1), exp0: eight(exp0),
	packOrder: [8]int32{0, 4, 1, 5, 2, 6, 3, 7}, // undoes what VPACKSSDW and VPACKUSWB interleave
	floor:     expFloor, log2e: log2e, rounder: rounder,
	ln2High: ln2High, ln2Low: ln2Low, exp5: exp5, exp4: exp4, exp3: exp3,
	epsilon: normEpsilon,
	// Subtracted from the bits of a rounded number, it leaves the exponent of a power of 2.
	roundedZero: math.Float32bits(rounder) - 127,
}

func eight(x float32) [8]float32 { return [8]float32{x, x, x, x, x, x, x, x} }

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
