//go:build amd64 || arm64

package encode

import "math"

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
