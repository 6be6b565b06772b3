package rule

import (
	"math/bits"
	"slices"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Index finds the hits of all rules of some sets in one pass over a sentence:
// a look-up a word and a search for the literals of all patterns at once give
// the few rules that may fit. It is read-only once made.
type Index struct {
	sets    []*Set
	rules   []*Rule // of all sets, one set after the other
	first   []int   // rules[first[k]:first[k+1]] are those of sets[k]
	opening bitset  // the rules that only fit in a comment's first own sentence, one bit each
	closing bitset  // those that only fit in its last
	pattern bitset  // those with ways
	words   *wordClues
	text    *textClues
	idle    sync.Pool // of *scan
}

// NewIndex prepares the look-up for the rules of the sets.
func NewIndex(sets ...*Set) *Index {
	x := &Index{sets: sets}
	for _, s := range sets {
		x.first = append(x.first, len(x.rules))
		x.rules = append(x.rules, s.Rules...)
	}
	x.first = append(x.first, len(x.rules))
	n := len(x.rules)
	x.opening, x.closing, x.pattern = newBitset(n), newBitset(n), newBitset(n)
	for k, r := range x.rules {
		switch r.at {
		case commentStart:
			x.opening.add(k)
		case commentEnd:
			x.closing.add(k)
		}
		if r.ways != nil {
			x.pattern.add(k)
		}
	}
	x.words, x.text = newWordClues(x.rules), newTextClues(x.rules)
	return x
}

// SentenceHits is what the rules of one set find in one sentence.
type SentenceHits struct {
	Sentence int   // index into Doc.Sentences
	Hits     []Hit // vetoes applied, ordered by place and then by rule, of whatever score
}

// Found is what the rules of an index find in the author's own words.
type Found struct {
	index *Index
	bySet [][]SentenceHits // nil if there is nothing
}

// In returns the hits of one of the index's sets, by sentence; sentences
// without hits are left out.
func (f *Found) In(s *Set) []SentenceHits {
	k := slices.Index(f.index.sets, s)
	if k < 0 || f.bySet == nil {
		return nil
	}
	return f.bySet[k]
}

// All returns the hits of all sets, set by set.
func (f *Found) All() []Hit {
	n := 0
	for _, set := range f.bySet {
		for _, s := range set {
			n += len(s.Hits)
		}
	}
	out := make([]Hit, 0, n)
	for _, set := range f.bySet {
		for _, s := range set {
			out = append(out, s.Hits...)
		}
	}
	return out
}

// Scan looks through all sentences of d but those quoted from somebody else.
func (x *Index) Scan(d *text.Doc) *Found {
	f := &Found{index: x}
	x.each(d, func(set int, s SentenceHits) {
		if f.bySet == nil {
			f.bySet = make([][]SentenceHits, len(x.sets))
		}
		f.bySet[set] = append(f.bySet[set], s)
	})
	return f
}

// Hits returns what Scan finds, sentence by sentence and then set by set.
func (x *Index) Hits(d *text.Doc) []Hit {
	var out []Hit
	x.each(d, func(_ int, s SentenceHits) { out = append(out, s.Hits...) })
	return out
}

func (x *Index) each(d *text.Doc, f func(set int, s SentenceHits)) {
	c := x.scan(d)
	for i := range d.Sentences {
		if d.Sentences[i].Own() {
			c.sentence(i, func(set int, hits []Hit) { f(set, SentenceHits{i, hits}) })
		}
	}
	c.doc, c.hits = nil, nil
	if !c.text.large() {
		x.idle.Put(c)
	}
}

// scan is the state of one pass over a text.
type scan struct {
	index *Index
	doc   *text.Doc
	first int // the first of the author's own sentences
	last  int
	words ledger
	text  textFound
	found []found
	hits  []Hit // of all sentences so far
}

func (x *Index) scan(d *text.Doc) *scan {
	c, ok := x.idle.Get().(*scan)
	if !ok {
		c = &scan{index: x, words: x.words.given.empty(), text: x.text.found()}
	}
	c.doc, c.first, c.last = d, firstOwn(d), lastOwn(d)
	return c
}

// sentence hands on the hits of every set that has some in the i-th sentence.
func (c *scan) sentence(i int, each func(set int, hits []Hit)) {
	s := c.doc.Sentences[i]
	if s.First == s.Last {
		return
	}
	c.index.text.read(s.In(c.doc.Text), &c.text)
	copy(c.words.met, c.index.words.given.met)
	words := c.doc.Words(s)
	for k := range words {
		c.words.note(c.index.words.byWord.of(words[k].Lower))
	}
	set, from, vetoed := 0, len(c.hits), false
	flush := func() {
		if hits := c.hits[from:len(c.hits):len(c.hits)]; len(hits) > 0 && !vetoed {
			slices.SortStableFunc(hits, func(a, b Hit) int { return gainsay.CompareSpans(a.Span, b.Span) })
			each(set, hits)
		}
		from, vetoed = len(c.hits), false
	}
	for k := range c.words.width {
		for m := c.tryable(k, i); m != 0; m &= m - 1 {
			ri := k*64 + bits.TrailingZeros64(m)
			for ri >= c.index.first[set+1] {
				flush()
				set++
			}
			r := c.index.rules[ri]
			n := len(c.hits)
			c.rule(r, i)
			vetoed = vetoed || r.Veto && len(c.hits) > n
		}
	}
	flush()
}

// tryable returns those of the rules 64k to 64k+63 that may fit in the i-th
// sentence.
func (c *scan) tryable(k, i int) uint64 {
	x := c.index
	may := c.words.tryable(k)
	if i != c.first {
		may &^= x.opening[k]
	}
	if i != c.last {
		may &^= x.closing[k]
	}
	for m := may & x.pattern[k]; m != 0; m &= m - 1 {
		if n := bits.TrailingZeros64(m); !x.text.any(k*64+n, c.text.ways) {
			may &^= 1 << n
		}
	}
	return may
}

// rule adds the hits of r in the i-th sentence.
func (c *scan) rule(r *Rule, i int) {
	s := c.doc.Sentences[i]
	c.found = r.matcher.match(c.doc, s, c.found[:0])
	for _, f := range c.found {
		if r.at.fits(c.doc.Words(s), f.span) {
			c.hits = append(c.hits, Hit{r, f.span, r.Score * f.weight})
		}
	}
}
