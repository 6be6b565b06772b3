package store

// How near-duplicates are found, for a merge that finds them again among the
// outputs of several runs.
const (
	NearEnough  = nearEnough  // least similarity of near-duplicates
	NearHandful = nearHandful // the most references of one look-up
	MaxOfBand   = maxOfBand   // comments of one band that are compared, the earliest first
)

// Bands returns the hashes of the bands of a sketch. Only comments that share one
// are compared.
func Bands(sig []uint32) []int64 { return bandHashes(sig) }

// Similarity returns the share of equal slots of two sketches of the same length.
func Similarity(a, b []uint32) float64 { return similarity(a, packSlots(b)) }
