package prefilter

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// search finds which of many literals are in a text, in one pass over its
// symbols. A window of the last symbols is kept in one word; wherever the last
// few of them are those of a literal, all of the literal is compared (after Wu
// and Manber, "A Fast Algorithm for Multi-Pattern Searching", 1994).
type search struct {
	long, middle, short grams // literals by length
}

// window is the last symbols of a text by code, symbolBits each.
type window uint64

const (
	symbolBits = 5
	// maxLiteral is how many symbols of a literal are compared, the last ones.
	maxLiteral = 12
)

func (w window) with(code uint8) window { return w<<symbolBits | window(code) }

func (w window) last(symbols int) window { return w & (1<<(symbols*symbolBits) - 1) }

// The number of symbols of a literal that are compared first, for literals
// that have as many.
const (
	longGram   = 8
	middleGram = 5
	shortGram  = 3
)

func gramLength(literal int) int {
	switch {
	case literal >= longGram:
		return longGram
	case literal >= middleGram:
		return middleGram
	}
	return shortGram
}

// newSearch prepares the search for normalized literals of up to maxLiteral
// symbols, each with the bits to set where it is found.
func newSearch(literals map[string][]bit) *search {
	byLength := map[int][]entry{}
	for _, l := range slices.Sorted(maps.Keys(literals)) {
		var w window
		for i := range len(l) {
			w = w.with(codeOf[l[i]])
		}
		n := gramLength(len(l))
		// Any symbols may precede a literal shorter than a gram.
		for before := range window(1) << (max(0, n-len(l)) * symbolBits) {
			hash := hashGram(before<<(len(l)*symbolBits)|w, n)
			byLength[n] = append(byLength[n], entry{hash, w | window(len(l))<<lengthShift, literals[l]})
		}
	}
	return &search{newGrams(byLength[longGram]), newGrams(byLength[middleGram]),
		newGrams(byLength[shortGram])}
}

// entry is a literal to look for.
type entry struct {
	hash    uint16 // of its last symbols
	literal window // with its length from lengthShift on
	bits    []bit
}

const lengthShift = maxLiteral * symbolBits

// hashGram hashes the last symbols of a window.
func hashGram(w window, symbols int) uint16 {
	return uint16(uint64(w.last(symbols)) * 0x9e3779b97f4a7c15 >> 48)
}

// grams are literals by the hash of their last symbols.
type grams struct {
	seen     [1 << 10]uint64   // one bit for each hash
	first    [1<<14 + 1]uint16 // the literals of hash h are among literals[first[h/4]:first[h/4+1]]
	literals []window
	bits     []bit    // of all literals
	firstBit []uint32 // the bits of literals[k] are bits[firstBit[k]:firstBit[k+1]]
}

func newGrams(entries []entry) grams {
	var g grams
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.literal, b.literal))
	})
	for _, e := range entries {
		g.seen[e.hash/64] |= 1 << (e.hash % 64)
		g.first[e.hash/4+1]++
		g.literals, g.firstBit = append(g.literals, e.literal), append(g.firstBit, uint32(len(g.bits)))
		g.bits = append(g.bits, e.bits...)
	}
	g.firstBit = append(g.firstBit, uint32(len(g.bits)))
	if len(g.literals) > math.MaxUint16 {
		panic("prefilter: too many literals")
	}
	for k := range len(g.first) - 1 {
		g.first[k+1] += g.first[k]
	}
	return g
}

// has is odd if there are literals of a hash.
func (g *grams) has(hash uint16) uint64 { return g.seen[hash/64] >> (hash % 64) }

// check sets the bits of the literals of a hash with which a window ends.
func (g *grams) check(hash uint16, w window, found matrix) {
	if g.has(hash)&1 == 0 {
		return
	}
	from, to := int(g.first[hash/4]), int(g.first[hash/4+1])
	for k, l := range g.literals[from:to] {
		if n := int(l >> lengthShift); l.last(maxLiteral) == w.last(n) {
			found.set(g.bits[g.firstBit[from+k]:g.firstBit[from+k+1]])
		}
	}
}

// find sets the bits of all literals in a text of these symbols. It works in
// the buffer windows and returns that for the next text.
func (s *search) find(codes []uint8, found matrix, windows []window) []window {
	windows = slices.Grow(windows[:0], len(codes)+1)[:len(codes)+1]
	var w window
	k := 0 // windows in which a literal may end
	for _, c := range codes {
		w = w.with(c)
		windows[k] = w
		seen := s.long.has(hashGram(w, longGram)) |
			s.middle.has(hashGram(w, middleGram)) |
			s.short.has(hashGram(w, shortGram))
		k += int(seen & 1)
	}
	for _, w := range windows[:k] {
		s.long.check(hashGram(w, longGram), w, found)
		s.middle.check(hashGram(w, middleGram), w, found)
		s.short.check(hashGram(w, shortGram), w, found)
	}
	return windows
}
