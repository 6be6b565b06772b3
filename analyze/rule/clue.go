package rule

import "math/bits"

// wordClues finds by a sentence's words the rules that may fit.
type wordClues struct {
	byWord map[string][]bit
	sieve  sieve  // of byWord
	given  ledger // the needs that rules do not have
}

func newWordClues(rules []*Rule) *wordClues {
	c := &wordClues{byWord: map[string][]bit{}, given: newLedger(len(rules))}
	for k, r := range rules {
		needs := r.words[:min(len(r.words), maxNeeds)]
		for n, words := range needs {
			for _, w := range words {
				c.sieve.add(w)
				c.byWord[w] = append(c.byWord[w], c.given.bit(k, n))
			}
		}
		c.given.noteFrom(k, len(needs))
	}
	return c
}

func (c *wordClues) note(word string, l ledger) {
	if c.sieve.may(word) {
		l.note(c.byWord[word])
	}
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

// read notes in l, and returns in out, one bit each, the ways that may fit.
func (c *textClues) read(text string, l ledger, out bitset) {
	copy(l.met, c.given.met)
	if !c.spotter.read(text, l) {
		copy(out, c.openings.all)
		return
	}
	for k := range out {
		out[k] = l.tryable(k)
	}
	c.openings.keep(out, text)
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
