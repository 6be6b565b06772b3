// Package prefilter finds, in one pass over a sentence, which of many patterns
// may match it: those whose required literals, or words, the sentence has.
// What it lets pass is checked by the caller; what it drops cannot match.
package prefilter

import (
	"iter"
	"math/bits"

	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

// Pattern is what a sentence must have for a pattern to match. Each list is of
// groups of alternatives, the group least often found first; a sentence must
// have one alternative of every group.
type Pattern struct {
	Literals [][]string // parts of the text, see Required
	Words    [][]string // tokens in lower case
}

// maxGroups is how many groups of a pattern are looked for, the first ones.
const maxGroups = 4

// bit is a place in a matrix.
type bit uint32

// matrix records which groups of which patterns a sentence has: a row of bits
// for all first groups and one for all second groups, one column a pattern.
type matrix struct {
	rows  []uint64 // one row after the other
	width int      // of a row, in words of 64 columns
}

func newMatrix(columns int) matrix {
	width := columns/64 + 1
	return matrix{make([]uint64, maxGroups*width), width}
}

func (m matrix) bit(row, column int) bit { return bit(row*m.width*64 + column) }

func (m matrix) set(list []bit) {
	for _, b := range list {
		m.rows[b/64] |= 1 << (b % 64)
	}
}

// full returns the columns 64w to 64w+63 that are set in every row.
func (m matrix) full(w int) uint64 {
	all := m.rows[w]
	for row := 1; row < maxGroups; row++ {
		all &= m.rows[row*m.width+w]
	}
	return all
}

// Filter looks for the groups of all patterns at once. It is read-only once
// made.
type Filter struct {
	size    int    // patterns
	unasked matrix // the groups that patterns do not have
	words   wordlist.Table[[]bit]
	search  *search
}

// New prepares the search for some patterns.
func New(patterns []Pattern) *Filter {
	f := &Filter{size: len(patterns), unasked: newMatrix(len(patterns))}
	words := map[string][]bit{}
	var literals []literalBit
	for k, p := range patterns {
		row := 0
		add := func(groups [][]string, one func(s string, b bit)) {
			for _, group := range groups[:min(len(groups), maxGroups-row)] {
				for _, s := range group {
					one(s, f.unasked.bit(row, k))
				}
				row++
			}
		}
		add(p.Literals, func(s string, b bit) { literals = append(literals, literalBit{windowOf(s), b}) })
		add(p.Words, func(s string, b bit) { words[s] = append(words[s], b) })
		for ; row < maxGroups; row++ {
			f.unasked.set([]bit{f.unasked.bit(row, k)})
		}
	}
	f.words = wordlist.NewTable(words)
	f.search = newSearch(literals)
	return f
}

// Scan holds the buffers and the result of looking through one sentence after
// the other. It is for one goroutine.
type Scan struct {
	filter  *Filter
	found   matrix
	symbols []uint8
	windows []window
}

// NewScan returns a scan without a sentence.
func (f *Filter) NewScan() *Scan { return &Scan{filter: f, found: newMatrix(f.size)} }

// Size returns for how many symbols the scan holds buffers.
func (s *Scan) Size() int { return cap(s.symbols) }

// Read starts a new sentence and looks for literals in its text.
func (s *Scan) Read(text string) {
	copy(s.found.rows, s.filter.unasked.rows)
	var ok bool
	if s.symbols, ok = encode(text, s.symbols); !ok {
		for k := range s.found.rows {
			s.found.rows[k] = ^uint64(0)
		}
		return
	}
	s.windows = s.filter.search.find(s.symbols, s.found, s.windows)
}

// Word adds a token of the sentence, in lower case.
func (s *Scan) Word(lower string) {
	bits, _ := s.filter.words.Get(lower)
	s.found.set(bits)
}

// Candidates yields the indexes of the patterns that may match the sentence,
// in ascending order.
func (s *Scan) Candidates() iter.Seq[int] {
	return func(yield func(int) bool) {
		for w := range s.found.width {
			for m := s.found.full(w); m != 0; m &= m - 1 {
				if k := w*64 + bits.TrailingZeros64(m); k >= s.filter.size || !yield(k) {
					return
				}
			}
		}
	}
}
