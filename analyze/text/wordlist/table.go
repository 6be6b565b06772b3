package wordlist

import "math/bits"

// Table looks up words faster than a map does, above all words that it does not
// have. It is read-only once made. The zero value has no words.
type Table[T any] struct {
	// slots holds the place of a word in entries, from 1 on, and in the highest bits a
	// part of its hash; 0 where there is none. A word is in the slot that its hash
	// names, or in one of those after it that are not empty.
	slots   []uint32
	shift   uint32 // of a hash, so that what remains numbers a slot
	entries []tableEntry[T]
}

type tableEntry[T any] struct {
	word  string
	value T
}

// placeBits is how many bits of a slot hold the place of a word.
const placeBits = 20

// NewTable returns the table of some words, fewer than a million. It panics if
// there are more.
func NewTable[T any](of map[string]T) Table[T] {
	switch {
	case len(of) == 0:
		return Table[T]{}
	case len(of) >= 1<<placeBits:
		panic("wordlist: too many words")
	}
	log := bits.Len(uint(2 * len(of)))
	t := Table[T]{slots: make([]uint32, 1<<log), shift: uint32(32 - log)}
	for w, v := range of {
		h := hashWord(w)
		k := h >> t.shift
		for t.slots[k] != 0 {
			k = t.after(k)
		}
		t.entries = append(t.entries, tableEntry[T]{w, v})
		t.slots[k] = h<<placeBits | uint32(len(t.entries))
	}
	return t
}

func (t *Table[T]) after(slot uint32) uint32 { return (slot + 1) & uint32(len(t.slots)-1) }

// Get returns the value of a word. ok reports whether there is one.
func (t *Table[T]) Get(word string) (value T, ok bool) {
	if len(t.slots) == 0 {
		return value, false
	}
	h := hashWord(word)
	for k := h >> t.shift; t.slots[k] != 0; k = t.after(k) {
		s := t.slots[k]
		if (s^h<<placeBits)>>placeBits != 0 {
			continue
		}
		if e := &t.entries[s&(1<<placeBits-1)-1]; e.word == word {
			return e.value, true
		}
	}
	return value, false
}

// Has reports whether the table has a word.
func (t *Table[T]) Has(word string) bool {
	_, ok := t.Get(word)
	return ok
}

// hashWord hashes a word by length and five of its bytes.
func hashWord(w string) uint32 {
	if w == "" {
		return 0
	}
	n := len(w)
	h := (uint32(w[0]) | uint32(w[n/2])<<8 | uint32(w[n-1])<<16 | uint32(n)<<24) * 2654435761
	return (h ^ h>>15 ^ uint32(w[n/4]) ^ uint32(w[n-1-n/4])<<8) * 2246822519
}
