package analyze

import "math/bits"

// runTable is an open-addressing hash table. It maps the hash of each run of
// leastRepeat words to the place where the run was first written.
type runTable struct {
	slots []runSlot // a power of two; at most half are in use
	used  int
}

type runSlot struct {
	hash  uint64 // 0 for an empty slot
	first place
}

// place is where a run of words begins: the index of its text and of its first
// word there.
type place struct{ text, word int32 }

// newRunTable allocates for n runs; the table grows if there are more.
func newRunTable(n int) runTable {
	return runTable{slots: make([]runSlot, 1<<bits.Len(uint(2*n+8)))}
}

// put returns the place stored for a hash. If there is none, it stores p and
// returns it with known false.
func (t *runTable) put(hash uint64, p place) (first place, known bool) {
	hash |= 1 // 0 marks an empty slot
	if 2*t.used >= len(t.slots) {
		t.grow()
	}
	s := t.slot(hash)
	if s.hash == hash {
		return s.first, true
	}
	*s = runSlot{hash, p}
	t.used++
	return p, false
}

// slot returns the slot of a hash, or the empty slot for it.
func (t *runTable) slot(hash uint64) *runSlot {
	mask := uint64(len(t.slots) - 1)
	for k := hash >> 20 & mask; ; k = (k + 1) & mask {
		if s := &t.slots[k]; s.hash == hash || s.hash == 0 {
			return s
		}
	}
}

// grow doubles the table.
func (t *runTable) grow() {
	old := t.slots
	t.slots = make([]runSlot, 2*len(old))
	for _, s := range old {
		if s.hash != 0 {
			*t.slot(s.hash) = s
		}
	}
}
