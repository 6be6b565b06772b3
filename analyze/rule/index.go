package rule

import (
	"slices"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/rule/internal/prefilter"
	"github.com/gainsay/gainsay/analyze/text"
)

// Index finds the hits of all rules of some sets. One pass over a sentence
// looks for the literals and words that the rules require; only the few rules
// whose requirements it meets are then matched. It is read-only once made and
// may be used by several goroutines.
type Index struct {
	sets   []*Set
	rules  []*Rule // of all sets, one set after the other
	setOf  []int   // by rule
	filter *prefilter.Filter
	scans  sync.Pool // of *scan
}

// NewIndex prepares the search for the rules of the sets.
func NewIndex(sets ...*Set) *Index {
	x := &Index{sets: sets}
	var patterns []prefilter.Pattern
	for k, s := range sets {
		for _, r := range s.Rules {
			x.rules, x.setOf = append(x.rules, r), append(x.setOf, k)
			patterns = append(patterns, prefilter.Pattern{Literals: r.literals, Words: r.words})
		}
	}
	x.filter = prefilter.New(patterns)
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

// Scan matches all sentences of d except those quoted from someone else.
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

// Hits returns what Scan finds, by sentence and then by set.
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
	if c.Size() <= maxPooled {
		x.scans.Put(c)
	}
}

// maxPooled is up to how many symbols the buffers of a scan in the pool hold: a
// sentence of a megabyte is rare.
const maxPooled = 1 << 14

// scan is the state of one pass over a text.
type scan struct {
	*prefilter.Scan
	index *Index
	doc   *text.Doc
	first int // the first of the author's own sentences
	last  int
	found []found
	hits  []Hit // of all sentences so far
}

func (x *Index) scan(d *text.Doc) *scan {
	c, ok := x.scans.Get().(*scan)
	if !ok {
		c = &scan{Scan: x.filter.NewScan(), index: x}
	}
	c.doc, c.first, c.last = d, firstOwn(d), lastOwn(d)
	return c
}

// sentence calls each for every set that has hits in the i-th sentence.
func (c *scan) sentence(i int, each func(set int, hits []Hit)) {
	s := c.doc.Sentences[i]
	if s.First == s.Last {
		return
	}
	c.Read(s.In(c.doc.Text))
	words := c.doc.Words(s)
	for k := range words {
		c.Word(words[k].Lower)
	}
	set, from, vetoed := 0, len(c.hits), false
	flush := func() {
		if hits := c.hits[from:len(c.hits):len(c.hits)]; len(hits) > 0 && !vetoed {
			slices.SortStableFunc(hits, func(a, b Hit) int { return gainsay.CompareSpans(a.Span, b.Span) })
			each(set, hits)
		}
		from, vetoed = len(c.hits), false
	}
	for k := range c.Candidates() {
		if c.index.setOf[k] != set {
			flush()
			set = c.index.setOf[k]
		}
		n := len(c.hits)
		c.rule(c.index.rules[k], i)
		vetoed = vetoed || c.index.rules[k].Veto && len(c.hits) > n
	}
	flush()
}

// rule adds the hits of r in the i-th sentence.
func (c *scan) rule(r *Rule, i int) {
	words := c.doc.Words(c.doc.Sentences[i])
	if r.at == commentStart && i != c.first || r.at == commentEnd && i != c.last {
		return
	}
	c.found = r.matcher.match(c.doc, c.doc.Sentences[i], c.found[:0])
	if len(c.found) == 0 || !r.meets(words) {
		return
	}
	for _, f := range c.found {
		if r.at.fits(words, f.span) {
			c.hits = append(c.hits, Hit{r, f.span, r.Score * f.weight})
		}
	}
}
