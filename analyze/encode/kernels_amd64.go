package encode

import (
	"math"

	"golang.org/x/sys/cpu"
)

var (
	avx2 = kernels{
		name: "avx2", matmul: matmulAVX2, normalise: normaliseAVX2, largest: largestAVX2,
		quantise: quantiseAVX2, scores: scoresAVX2, softmax: softmaxAVX2, mix: mixAVX2,
	}
	// Only the products gain from wider vectors.
	vnni = kernels{
		name: "avx512-vnni", matmul: matmulVNNI, normalise: normaliseAVX2, largest: largestAVX2,
		quantise: quantiseAVX2, scores: scoresAVX2, softmax: softmaxAVX2, mix: mixAVX2,
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

// Constants that the assembly reads.
var (
	normConstants = [2]float32{normEpsilon, 1}
	// packOrder undoes the interleaving of VPACKSSDW and VPACKUSWB.
	packOrder  = [8]int32{0, 4, 1, 5, 2, 6, 3, 7}
	expScalars = [9]float32{
		expFloor, log2e, rounder, math.Float32frombits(roundedZero), ln2High, ln2Low, exp5, exp4, exp3,
	}
	expConstants = [32]float32{
		1, 1, 1, 1, 1, 1, 1, 1, exp2, exp2, exp2, exp2, exp2, exp2, exp2, exp2,
		exp1, exp1, exp1, exp1, exp1, exp1, exp1, exp1, exp0, exp0, exp0, exp0, exp0, exp0, exp0, exp0,
	}
)

// roundedZero is the bits of rounder less the exponent of 1: what is to be taken
// from the bits of a rounded number for the exponent of a power of 2.
var roundedZero = math.Float32bits(rounder) - 127

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
func scoresAVX2(a *attention)

//go:noescape
func softmaxAVX2(a *attention)

//go:noescape
func mixAVX2(a *attention)
