package merge

import (
	"sync/atomic"

	"github.com/gainsay/gainsay/store"
)

// filterBits is how many bits a Filter has: 32 MB.
const filterBits = 1 << 28

// Filter says of most bands that no comment has them of which an analysis asked for
// near-duplicates: comments that have only such bands need not be compared. It may be
// used concurrently.
type Filter struct{ bits []atomic.Uint64 }

// NewFilter returns an empty Filter.
func NewFilter() *Filter { return &Filter{make([]atomic.Uint64, filterBits/64)} }

// Add takes in the comments of a thread of which an analysis asked.
func (f *Filter) Add(p Packed) error {
	var bands []uint32
	return p.each(func(_, sketch []byte, asked bool) error {
		if asked {
			bands = store.AppendBands(bands[:0], sketch)
			for _, h := range bands {
				f.bits[h%filterBits/64].Or(1 << (h % 64))
			}
		}
		return nil
	})
}

// has reports whether a comment of which an analysis asked may have a band.
func (f *Filter) has(band uint32) bool {
	return f.bits[band%filterBits/64].Load()&(1<<(band%64)) != 0
}
