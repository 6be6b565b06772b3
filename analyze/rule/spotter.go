package rule

import (
	"maps"
	"slices"
	"unicode/utf8"
)

// spotter finds which of many literals are in a text, in one pass over its
// bytes (Aho and Corasick, "Efficient String Matching: An Aid to Bibliographic
// Search", 1975). It does not tell upper from lower case and sees where words
// of ASCII letters and digits begin and end.
type spotter struct {
	symbols int         // how many kinds of bytes, and edge, are told apart
	symbol  [256]uint16 // by byte; bytes in no literal share 0
	next    []uint16    // by state and symbol; ending is added where a literal ends
	bits    [][]bit     // by state: of the literals that end there
}

// edge stands in a literal for the place where a word begins or ends. No
// UTF-8 holds such a byte.
const edge = '\xff'

// ending marks a state in spotter.next.
const ending = 1 << 15

// newSpotter prepares the search for literals (see tidy), each with the bits
// to note where it is found. Two letters beyond ASCII equal ASCII ones to an
// expression that ignores case: with them every bit of all is noted.
func newSpotter(literals map[string][]bit, all []bit) *spotter {
	literals = maps.Clone(literals)
	literals["ſ"], literals["\u212a"] = all, all
	s := &spotter{symbols: 1}
	for _, c := range []byte(byCommonness + " \xff0ſ\u212a\x80") { // what is met most lies close together
		s.addSymbol(c)
	}
	sorted := slices.Sorted(maps.Keys(literals))
	for _, l := range sorted {
		for i := range len(l) {
			if l[i] < utf8.RuneSelf {
				s.addSymbol(l[i])
			}
		}
	}
	s.alike()
	s.addState()
	for _, l := range sorted {
		s.add(l, literals[l])
	}
	s.link()
	return s
}

// alike gives one symbol to a small and a capital letter, one to all digits,
// and one to all bytes beyond ASCII, which saves memory: what is found is then
// looked at more closely.
func (s *spotter) alike() {
	for c := range s.symbol {
		switch {
		case 'A' <= c && c <= 'Z':
			s.symbol[c] = s.symbol[c+'a'-'A']
		case '1' <= c && c <= '9':
			s.symbol[c] = s.symbol['0']
		case c >= utf8.RuneSelf && s.symbol[c] == 0:
			s.symbol[c] = s.symbol[utf8.RuneSelf]
		}
	}
}

func (s *spotter) addSymbol(c byte) {
	if s.symbol[c] == 0 {
		s.symbol[c] = uint16(s.symbols)
		s.symbols++
	}
}

// add files a literal under its bytes; where there is room for no more states,
// under its front, which is there wherever the literal is.
func (s *spotter) add(literal string, bits []bit) {
	at := 0
	for i := range len(literal) {
		to := &s.next[at*s.symbols+int(s.symbol[literal[i]])]
		if *to == 0 {
			if len(s.bits) == ending {
				break
			}
			*to = uint16(len(s.bits))
			at = s.addState()
			continue
		}
		at = int(*to)
	}
	s.bits[at] = slices.Concat(s.bits[at], bits)
}

func (s *spotter) addState() (state int) {
	s.next = append(s.next, make([]uint16, s.symbols)...)
	s.bits = append(s.bits, nil)
	return len(s.bits) - 1
}

// link leads every state, by the symbols that no literal goes on with, to
// where the longest end of what was read leads.
func (s *spotter) link() {
	back := make([]uint16, len(s.bits)) // that longest end's own state
	queue := []uint16{0}
	for k := 0; k < len(queue); k++ {
		at := queue[k]
		row, backRow := s.row(at), s.row(back[at])
		for c, to := range row {
			shorter := uint16(0)
			if at != 0 {
				shorter = backRow[c] &^ ending
			}
			if to == 0 {
				to = shorter
			} else {
				back[to] = shorter
				s.bits[to] = slices.Concat(s.bits[to], s.bits[shorter])
				queue = append(queue, to)
			}
			if s.bits[to] != nil {
				to |= ending
			}
			row[c] = to
		}
	}
}

func (s *spotter) row(state uint16) []uint16 {
	return s.next[int(state)*s.symbols:][:s.symbols]
}

// read notes the bits of all literals in the text.
func (s *spotter) read(text string, l ledger) {
	at, word := uint16(0), false
	between := s.symbol[edge]
	for i := range len(text) {
		if inWord[text[i]] != word {
			word = !word
			at = s.step(at, between, l)
		}
		at = s.step(at, s.symbol[text[i]], l)
	}
	if word {
		s.step(at, between, l)
	}
}

func (s *spotter) step(at, symbol uint16, l ledger) uint16 {
	to := s.next[int(at)*s.symbols+int(symbol)]
	if to&ending != 0 {
		to &^= ending
		l.note(s.bits[to])
	}
	return to
}

// inWord tells the bytes that are letters to \b of a regular expression.
var inWord = func() (in [256]bool) {
	for c := range in {
		in[c] = isWordByte(byte(c))
	}
	return in
}()

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}
