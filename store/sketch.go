package store

import "encoding/binary"

// How near-duplicates are found, for a merge that finds them again among the
// outputs of several runs.
const (
	NearEnough  = nearEnough  // least similarity of near-duplicates
	NearHandful = nearHandful // the most references of one look-up
	MaxOfBand   = maxOfBand   // comments of one band that are compared, the earliest first
)

// AppendBands appends the hashes of the bands of a packed sketch: its slots, 32 bits
// each, little-endian. Only comments that share one are compared.
func AppendBands(dst []uint32, packed []byte) []uint32 {
	packed = packed[:min(len(packed), 4*maxBands*bandSlots)]
	for n := byte(0); len(packed) > 0; n++ {
		band := packed[:min(len(packed), 4*bandSlots)]
		packed = packed[len(band):]
		h := (uint64(fnvOffset) ^ uint64(n)) * fnvPrime
		for _, b := range band {
			h = (h ^ uint64(b)) * fnvPrime
		}
		dst = append(dst, uint32(h))
	}
	return dst
}

// FNV-1a in 64 bits.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// Similarity returns the share of equal slots of two packed sketches of the same
// length.
func Similarity(a, b []byte) float64 {
	if len(a) == 0 || len(a) != len(b) {
		return 0
	}
	equal := 0
	for i := 0; i+4 <= len(a); i += 4 {
		equal += btoi(binary.LittleEndian.Uint32(a[i:]) == binary.LittleEndian.Uint32(b[i:]))
	}
	return float64(equal) / float64(len(a)/4)
}
