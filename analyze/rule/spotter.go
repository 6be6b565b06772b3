package rule

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// spotter finds which of many literals are in a text, in one pass over its
// symbols. The last of them are kept in one word: where a literal's last few
// symbols are, all of it is compared (after Wu and Manber, "A Fast Algorithm
// for Multi-Pattern Searching", 1994).
type spotter struct {
	long, middle, short grams // literals by length
}

// row is the last symbols of a text by number, symbolBits each.
type row uint64

const (
	symbolBits = 5
	// longestLiteral is how many symbols of a literal are looked for.
	longestLiteral = 12
)

func (r row) with(n uint8) row { return r<<symbolBits | row(n) }

func (r row) last(symbols int) row { return r & (1<<(symbols*symbolBits) - 1) }

// How many symbols of a literal are compared at first, if it has as many.
const (
	longGram   = 6
	middleGram = 4
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

// newSpotter prepares the search for literals (see tidy) of longestLiteral
// symbols at most, each with the bits to note where it is found.
func newSpotter(literals map[string][]bit) *spotter {
	of := map[int][]spotted{}
	for _, l := range slices.Sorted(maps.Keys(literals)) {
		var r row
		for i := range len(l) {
			r = r.with(number[l[i]])
		}
		n := gramLength(len(l))
		for before := range row(1) << (max(0, n-len(l)) * symbolBits) { // whatever it is
			gram := gramOf(before<<(len(l)*symbolBits)|r, n)
			of[n] = append(of[n], spotted{gram, r | row(len(l))<<lengthShift, literals[l]})
		}
	}
	return &spotter{newGrams(of[longGram]), newGrams(of[middleGram]), newGrams(of[shortGram])}
}

// spotted is a literal to look for.
type spotted struct {
	gram uint16
	row  row // with its length
	bits []bit
}

// lengthShift is where in a literal's row its length is.
const lengthShift = longestLiteral * symbolBits

// gramOf stands for the last symbols, and for few others.
func gramOf(r row, symbols int) uint16 { return uint16(uint32(r.last(symbols)) * 0x9e3779b1 >> 16) }

// grams are literals by gram.
type grams struct {
	seen  [1 << 10]uint64 // one bit a gram
	first [1<<12 + 1]uint16
	rows  []row // those of gram g are among rows[first[g/16]:first[g/16+1]]
	bits  [][]bit
}

func newGrams(literals []spotted) grams {
	var g grams
	slices.SortFunc(literals, func(a, b spotted) int { return cmp.Or(cmp.Compare(a.gram, b.gram), cmp.Compare(a.row, b.row)) })
	for _, l := range literals {
		bitset(g.seen[:]).add(int(l.gram))
		g.first[l.gram/16+1]++
		g.rows, g.bits = append(g.rows, l.row), append(g.bits, l.bits)
	}
	if len(g.rows) > math.MaxUint16 {
		panic("rule: too many literals")
	}
	for k := range len(g.first) - 1 {
		g.first[k+1] += g.first[k]
	}
	return g
}

// has is odd if there are literals of a gram.
func (g *grams) has(gram uint16) uint64 { return g.seen[gram/64] >> (gram % 64) }

func (g *grams) note(gram uint16, r row, l ledger) {
	if g.has(gram)&1 == 0 {
		return
	}
	from, to := g.first[gram/16], g.first[gram/16+1]
	for k, literal := range g.rows[from:to] {
		if n := int(literal >> lengthShift); literal.last(longestLiteral) == r.last(n) {
			l.note(g.bits[int(from)+k])
		}
	}
}

// find notes the bits of all literals in a text of these symbols. It works in
// the memory of rows and returns that for the next text.
func (s *spotter) find(symbols []uint8, l ledger, rows []row) []row {
	rows = slices.Grow(rows[:0], len(symbols)+1)[:len(symbols)+1]
	var r row
	k := 0 // of rows are where a literal may end
	for _, n := range symbols {
		r = r.with(n)
		rows[k] = r
		k += int((s.long.has(gramOf(r, longGram)) | s.middle.has(gramOf(r, middleGram)) | s.short.has(gramOf(r, shortGram))) & 1)
	}
	for _, r := range rows[:k] {
		s.long.note(gramOf(r, longGram), r, l)
		s.middle.note(gramOf(r, middleGram), r, l)
		s.short.note(gramOf(r, shortGram), r, l)
	}
	return rows
}
