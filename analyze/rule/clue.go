package rule

import (
	"math/bits"
	"slices"
)

// wordClues finds by a sentence's words the rules that may fit.
type wordClues struct {
	byWord *wordBits
	given  ledger // the needs that rules do not have
}

func newWordClues(rules []*Rule) *wordClues {
	given := newLedger(len(rules))
	byWord := map[string][]bit{}
	for k, r := range rules {
		needs := r.words[:min(len(r.words), maxNeeds)]
		for n, words := range needs {
			for _, w := range words {
				byWord[w] = append(byWord[w], given.bit(k, n))
			}
		}
		given.noteFrom(k, len(needs))
	}
	return &wordClues{newWordBits(byWord), given}
}

// textClues finds by a sentence's text the ways in which patterns may fit.
type textClues struct {
	from     []int  // of rule k are the ways from[k] to from[k+1]
	given    ledger // the needs that ways do not have
	spotter  *spotter
	openings *openings
}

func newTextClues(rules []*Rule) *textClues {
	var ways []way
	c := &textClues{}
	for _, r := range rules {
		c.from = append(c.from, len(ways))
		ways = append(ways, r.ways...)
	}
	c.from = append(c.from, len(ways))
	c.given = newLedger(len(ways))
	literals := map[string][]bit{}
	for k, w := range ways {
		for n, group := range w.needs {
			for _, l := range group {
				literals[l] = append(literals[l], c.given.bit(k, n))
			}
		}
		c.given.noteFrom(k, len(w.needs))
	}
	c.spotter, c.openings = newSpotter(literals), newOpenings(ways)
	return c
}

// textFound is what textClues find in one text after the other.
type textFound struct {
	symbols []uint8
	rows    []row
	met     ledger
	ways    bitset // that may fit
}

func (c *textClues) found() textFound {
	return textFound{met: c.given.empty(), ways: slices.Clone(c.openings.all)}
}

// mostSymbols is how much of a text what is found in it holds on to: a sentence
// of a megabyte is rare.
const mostSymbols = 1 << 14

func (f *textFound) large() bool { return cap(f.symbols) > mostSymbols }

// read puts into f the ways that may fit in the text.
func (c *textClues) read(text string, f *textFound) {
	var ok bool
	if f.symbols, ok = numbered(text, f.symbols[:0]); !ok {
		copy(f.ways, c.openings.all)
		return
	}
	copy(f.met.met, c.given.met)
	f.rows = c.spotter.find(f.symbols, f.met, f.rows)
	for k := range f.ways {
		f.ways[k] = f.met.tryable(k)
	}
	c.openings.keep(f.ways, text)
}

// any reports whether a way of rule k is among bits.
func (c *textClues) any(k int, in bitset) bool {
	for from, to := c.from[k], c.from[k+1]; from < to; {
		n := min(to-from, 64-from%64)
		if bits.TrailingZeros64(in[from/64]>>(from%64)) < n {
			return true
		}
		from += n
	}
	return false
}
