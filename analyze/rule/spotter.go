package rule

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
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

// number is the place in symbols of what each byte stands for; apart is added
// for those between which and a word there is a gap.
var number = func() (of [256]uint8) {
	for b := range of {
		c := symbolOf[b]
		of[b] = uint8(strings.IndexByte(symbols, c))
		if !inWord[c] && c != gap {
			of[b] |= apart
		}
	}
	return of
}()

const apart = 1 << 7

var gapNumber, markNumber = number[gap], number[mark] - apart

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
			r = r.with(number[l[i]] &^ apart)
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
	slices.SortStableFunc(literals, func(a, b spotted) int { return cmp.Compare(a.gram, b.gram) })
	for _, l := range literals {
		bitset(g.seen[:]).add(int(l.gram))
		g.first[l.gram/16+1]++
		g.rows, g.bits = append(g.rows, l.row), append(g.bits, l.bits)
	}
	for k := range len(g.first) - 1 {
		g.first[k+1] += g.first[k]
	}
	return g
}

func (g *grams) may(gram uint16) uint64 { return g.seen[gram/64] >> (gram % 64) & 1 }

func (g *grams) note(gram uint16, r row, l ledger) {
	if g.may(gram) == 0 {
		return
	}
	from, to := g.first[gram/16], g.first[gram/16+1]
	for k, literal := range g.rows[from:to] {
		if n := int(literal >> lengthShift); literal.last(longestLiteral) == r.last(n) {
			l.note(g.bits[int(from)+k])
		}
	}
}

// read notes the bits of all literals in the text, at the ends of which it
// sees a mark. It gives up, and is false, if the text has one of the two
// letters beyond ASCII that equal ASCII ones to an expression that ignores
// case.
func (s *spotter) read(text string, l ledger) bool {
	r := s.step(0, markNumber, l)
	if text != "" && inWord[text[0]] {
		r = s.step(r, gapNumber, l)
	}
	for i := 0; i < len(text); i++ {
		n := number[text[i]]
		if n < apart {
			if row(n)|r.last(1) != row(gapNumber) { // one gap is enough
				r = s.step(r, n, l)
			}
			continue
		}
		if i > 0 && inWord[text[i-1]] {
			r = s.step(r, gapNumber, l)
		}
		if text[i] >= utf8.RuneSelf {
			if equalsASCII(text[i:]) {
				return false
			}
			c, size := wideSymbol(text[i:])
			n = number[c]
			i += size - 1
		}
		if n -= apart; row(n) != r.last(1) || !lone(symbols[n]) {
			r = s.step(r, n, l)
		}
		if i+1 < len(text) && inWord[text[i+1]] {
			r = s.step(r, gapNumber, l)
		}
	}
	if text != "" && inWord[text[len(text)-1]] {
		r = s.step(r, gapNumber, l)
	}
	s.step(r, markNumber, l)
	return true
}

func (s *spotter) step(r row, n uint8, l ledger) row {
	r = r.with(n)
	long, middle, short := gramOf(r, longGram), gramOf(r, middleGram), gramOf(r, shortGram)
	if s.long.may(long)|s.middle.may(middle)|s.short.may(short) != 0 {
		s.long.note(long, r, l)
		s.middle.note(middle, r, l)
		s.short.note(short, r, l)
	}
	return r
}

// equalsASCII reports whether the text begins with ſ or the sign for kelvin.
func equalsASCII(text string) bool {
	return strings.HasPrefix(text, "ſ") || strings.HasPrefix(text, "\u212a")
}
