package prefilter

import (
	"cmp"
	"math"
	"slices"
)

// search finds which of many literals are in a text, in one pass over its
// symbols. A window of the last symbols is kept in one word; wherever the last
// few of them are those of a literal, all of the literal is compared (after Wu
// and Manber, "A Fast Algorithm for Multi-Pattern Searching", 1994).
type search struct {
	long, middle, short *grams // literals by length
	bits                []bit  // of all literals
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

// literalBit is a literal with a bit to set where it is found.
type literalBit struct {
	literal window // with its length from lengthShift on
	bit     bit
}

const lengthShift = maxLiteral * symbolBits

// windowOf is a normalized literal of up to maxLiteral symbols with its length.
func windowOf(literal string) window {
	w := window(len(literal)) << lengthShift
	return w | windowAfter(literal)
}

func windowAfter(symbols string) (w window) {
	for i := range len(symbols) {
		w = w.with(codeOf[symbols[i]])
	}
	return w
}

// newSearch prepares the search for literals. It sorts list.
func newSearch(list []literalBit) *search {
	slices.SortFunc(list, func(a, b literalBit) int {
		return cmp.Or(cmp.Compare(a.literal, b.literal), cmp.Compare(a.bit, b.bit))
	})
	s := &search{bits: make([]bit, len(list))}
	var byLength [longGram + 1][]entry
	for from, to := 0, 0; from < len(list); from = to {
		l := list[from].literal
		for to = from; to < len(list) && list[to].literal == l; to++ {
			s.bits[to] = list[to].bit
		}
		n, length := gramLength(l.length()), l.length()
		// Any symbols may precede a literal shorter than a gram.
		for before := range window(1) << (max(0, n-length) * symbolBits) {
			hash := hashGram(before<<(length*symbolBits)|l, n)
			byLength[n] = append(byLength[n], entry{hash, literal{l, uint32(from), uint32(to)}})
		}
	}
	s.long, s.middle, s.short = newGrams(byLength[longGram]), newGrams(byLength[middleGram]), newGrams(byLength[shortGram])
	return s
}

func (w window) length() int { return int(w >> lengthShift) }

// entry is a literal to look for.
type entry struct {
	hash uint16 // of its last symbols
	literal
}

// literal is one with its bits, which are search.bits[from:to].
type literal struct {
	window
	from, to uint32
}

// hashGram hashes the last symbols of a window.
func hashGram(w window, symbols int) uint16 {
	return uint16(uint64(w.last(symbols)) * 0x9e3779b97f4a7c15 >> 48)
}

// grams are literals by the hash of their last symbols.
type grams struct {
	seen     [1 << 10]uint64   // one bit for each hash
	first    [1<<14 + 1]uint16 // the literals of hash h are among literals[first[h/4]:first[h/4+1]]
	literals []literal
}

// newGrams sorts entries by hash, by counting.
func newGrams(entries []entry) *grams {
	if len(entries) > math.MaxUint16 {
		panic("prefilter: too many literals")
	}
	g := &grams{literals: make([]literal, len(entries))}
	for _, e := range entries {
		g.seen[e.hash/64] |= 1 << (e.hash % 64)
		g.first[e.hash/4]++
	}
	for k := 1; k < len(g.first); k++ {
		g.first[k] += g.first[k-1]
	}
	for _, e := range entries { // which makes each the index of its first literal
		at := &g.first[e.hash/4]
		*at--
		g.literals[*at] = e.literal
	}
	return g
}

// has is odd if there are literals of a hash.
func (g *grams) has(hash uint16) uint64 { return g.seen[hash/64] >> (hash % 64) }

// check sets the bits of the literals of a hash with which a window ends.
func (s *search) check(g *grams, hash uint16, w window, found matrix) {
	if g.has(hash)&1 == 0 {
		return
	}
	for _, l := range g.literals[g.first[hash/4]:g.first[hash/4+1]] {
		if l.last(maxLiteral) == w.last(l.length()) {
			found.set(s.bits[l.from:l.to])
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
		s.check(s.long, hashGram(w, longGram), w, found)
		s.check(s.middle, hashGram(w, middleGram), w, found)
		s.check(s.short, hashGram(w, shortGram), w, found)
	}
	return windows
}
