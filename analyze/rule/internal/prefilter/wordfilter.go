package prefilter

import "math/bits"

// WordFilter is a Bloom filter of words with one hash: most words that are not
// in a set are rejected without a look at the set. The zero value is the filter
// of no words.
type WordFilter struct {
	bits  []uint64
	shift uint32 // of a hash, so that what remains numbers a bit
}

// NewWordFilter returns the filter of some words.
func NewWordFilter(words []string) WordFilter {
	log := max(6, bits.Len(uint(16*len(words))))
	f := WordFilter{make([]uint64, 1<<(log-6)), uint32(32 - log)}
	for _, w := range words {
		h := hashWord(w) >> f.shift
		f.bits[h/64] |= 1 << (h % 64)
	}
	return f
}

// May reports whether a word may be one of the filter.
func (f *WordFilter) May(w string) bool {
	h := hashWord(w) >> f.shift
	return f.bits != nil && f.bits[h/64]>>(h%64)&1 != 0
}

// hashWord hashes a word by length and three of its bytes.
func hashWord(w string) uint32 {
	if w == "" {
		return 0
	}
	n := uint32(len(w))
	return (uint32(w[0]) | uint32(w[n/2])<<8 | uint32(w[n-1])<<16 | n<<24) * 2654435761
}
