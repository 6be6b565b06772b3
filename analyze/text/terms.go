package text

import (
	"iter"
	"math/bits"
	"slices"
	"sort"
	"strings"

	"github.com/gainsay/gainsay"
)

// Terms is what a span speaks of.
type Terms struct {
	Words   []Term   // sorted by key, each key once
	Names   []string // canonical names, sorted, each once
	Negated bool     // an odd number of negations
	marks   uint64   // of the words; see markOf
}

// Term is a name or a content word.
type Term struct {
	Key  string // the stem of a content word, or "=" and a canonical name
	Word string // the word or name; of several words with one stem the last
}

// Terms gathers the names and content words of a span. The words of a name
// count as the name alone.
func (d *Doc) Terms(span gainsay.Span) Terms {
	named := d.EntitiesIn(span)
	if n := len(named); n > 0 && named[n-1].End > span.End {
		named = named[:n-1]
	}
	buf := pool.Get().(*buffers)
	defer buf.release()
	var t Terms
	for _, e := range named {
		buf.terms = append(buf.terms, Term{"=" + e.Name, e.Name})
		t.Names = append(t.Names, e.Name)
	}
	first := sort.Search(len(d.Tokens), func(i int) bool { return d.Tokens[i].Start >= span.Start })
	for i := first; i < len(d.Tokens) && d.Tokens[i].End <= span.End; i++ {
		w := &d.Tokens[i]
		for len(named) > 0 && named[0].End <= w.Start {
			named = named[1:]
		}
		if len(named) > 0 && named[0].Contains(w.Span) {
			continue
		}
		if negates(w.Lower) {
			t.Negated = !t.Negated
		}
		if len(w.Lower) > 3 && (w.POS.IsNoun() || w.POS.IsVerb() || w.POS.IsAdjective()) {
			if x := lexemes.Of(w.Lower); !x.Stopword {
				buf.terms = append(buf.terms, Term{x.Stem(w.Lower), w.Lower})
			}
		}
	}
	t.Words = lastOfEach(buf.terms)
	for _, w := range t.Words {
		t.marks |= markOf(w.Key)
	}
	slices.Sort(t.Names)
	t.Names = slices.Compact(t.Names)
	return t
}

// lastOfEach returns the terms sorted by key, of those with one key the last.
// It disorders terms.
func lastOfEach(terms []Term) []Term {
	slices.Reverse(terms)
	slices.SortStableFunc(terms, compareTerms)
	return slices.Clone(slices.CompactFunc(terms, func(a, b Term) bool { return a.Key == b.Key }))
}

func compareTerms(a, b Term) int { return compareKeys(a.Key, b.Key) }

func compareKeys(a, b string) int {
	if a != "" && b != "" && a[0] != b[0] {
		return int(a[0]) - int(b[0]) // most differ in it
	}
	return strings.Compare(a, b)
}

// negates reports whether a word in lower case is a negation.
func negates(lower string) bool {
	switch lower {
	case "not", "n't", "never", "no", "nobody", "none", "nothing", "neither", "without":
		return true
	}
	return false
}

// EntitiesIn returns the entities that begin in the span, in order.
func (d *Doc) EntitiesIn(span gainsay.Span) []Entity {
	return beginIn(d.Entities, span, func(e *Entity) int { return e.Start })
}

// QuantitiesIn returns the quantities that begin in the span, in order.
func (d *Doc) QuantitiesIn(span gainsay.Span) []Quantity {
	return beginIn(d.Quantities, span, func(q *Quantity) int { return q.Start })
}

// beginIn returns those of all, ordered by start, that begin in the span.
func beginIn[T any](all []T, span gainsay.Span, start func(*T) int) []T {
	if len(all) == 0 {
		return nil
	}
	from := sort.Search(len(all), func(i int) bool { return start(&all[i]) >= span.Start })
	all = all[from:]
	return all[:sort.Search(len(all), func(i int) bool { return start(&all[i]) >= span.End })]
}

// Word returns the word with the key. ok reports whether there is one.
func (t *Terms) Word(key string) (word string, ok bool) {
	i, ok := slices.BinarySearchFunc(t.Words, Term{Key: key}, compareTerms)
	if !ok {
		return "", false
	}
	return t.Words[i].Word, true
}

// Common yields the terms of t whose keys o has too, by key.
func (t *Terms) Common(o *Terms) iter.Seq[Term] {
	return func(yield func(Term) bool) {
		for i, k := 0, 0; i < len(t.Words) && k < len(o.Words); {
			switch c := compareKeys(t.Words[i].Key, o.Words[k].Key); {
			case c < 0:
				i++
			case c > 0:
				k++
			case !yield(t.Words[i]):
				return
			default:
				i, k = i+1, k+1
			}
		}
	}
}

// markOf is the bit of 64 that represents a key in the Bloom filter Terms.marks:
// two without a mark in common have no term in common.
func markOf(key string) uint64 {
	if key == "" {
		return 1
	}
	return 1 << ((len(key) + int(key[0])*5 + int(key[len(key)-1])*11 + int(key[len(key)/2])*23) % 64)
}

// AtMostCommon bounds the number of terms that two spans have in common
// without looking at the words.
func (t *Terms) AtMostCommon(o *Terms) int {
	// words that share a mark with another
	alike := min(len(t.Words)-bits.OnesCount64(t.marks), len(o.Words)-bits.OnesCount64(o.marks))
	return bits.OnesCount64(t.marks&o.marks) + alike
}

// CountCommon is the number of terms that two spans have in common.
func (t *Terms) CountCommon(o *Terms) int {
	if t.marks&o.marks == 0 {
		return 0
	}
	n := 0
	for range t.Common(o) {
		n++
	}
	return n
}

// Shared lists what two spans have in common, sorted.
func (t *Terms) Shared(o *Terms) []string {
	var out []string
	for w := range t.Common(o) {
		out = append(out, w.Word)
	}
	slices.Sort(out)
	return out
}

// Overlap is the Jaccard share of the two, 0 to 1.
func (t *Terms) Overlap(o *Terms) float64 {
	n := t.CountCommon(o)
	if n == 0 {
		return 0
	}
	return float64(n) / float64(len(t.Words)+len(o.Words)-n)
}
