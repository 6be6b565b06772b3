package text

import (
	"slices"

	"github.com/gainsay/gainsay"
)

// Terms is what a span speaks of.
type Terms struct {
	Words   map[string]string // stem of a content word, or "=" and a canonical name, to the word
	Names   []string          // canonical names, sorted, each once
	Negated bool              // an odd number of negations
}

// Terms gathers the names and content words of a span. The words of a name
// count as the name alone.
func (d *Doc) Terms(span gainsay.Span) Terms {
	t := Terms{Words: map[string]string{}}
	var named []gainsay.Span
	for _, e := range d.EntitiesIn(span) {
		if span.Contains(e.Span) {
			t.Words["="+e.Name] = e.Name
			t.Names = append(t.Names, e.Name)
			named = append(named, e.Span)
		}
	}
	k := 0
	first, _ := slices.BinarySearchFunc(d.Tokens, span.Start, func(w Token, at int) int { return w.Start - at })
	for i := first; i < len(d.Tokens) && d.Tokens[i].End <= span.End; i++ {
		w := &d.Tokens[i]
		for k < len(named) && named[k].End <= w.Start {
			k++
		}
		if k < len(named) && named[k].Contains(w.Span) {
			continue
		}
		if negates(w.Lower) {
			t.Negated = !t.Negated
		}
		if len(w.Lower) > 3 && w.POS != "" && (w.POS[0] == 'N' || w.POS[0] == 'V' || w.POS[0] == 'J') && !Stopword(w.Lower) {
			t.Words[Stem(w.Lower)] = w.Lower
		}
	}
	slices.Sort(t.Names)
	t.Names = slices.Compact(t.Names)
	return t
}

var negation = map[string]bool{"not": true, "n't": true, "never": true, "no": true, "nobody": true, "none": true, "nothing": true, "neither": true, "without": true}

// negates reports whether a word in lower case is a negation.
func negates(lower string) bool {
	return lower != "" && (lower[0] == 'n' || lower[0] == 'w') && negation[lower]
}

// EntitiesIn returns the entities that begin in the span, in order.
func (d *Doc) EntitiesIn(span gainsay.Span) []Entity {
	return beginIn(d.Entities, span, func(e Entity) int { return e.Start })
}

// QuantitiesIn returns the quantities that begin in the span, in order.
func (d *Doc) QuantitiesIn(span gainsay.Span) []Quantity {
	return beginIn(d.Quantities, span, func(q Quantity) int { return q.Start })
}

// beginIn returns those of all, ordered by start, that begin in the span.
func beginIn[T any](all []T, span gainsay.Span, start func(T) int) []T {
	by := func(x T, at int) int { return start(x) - at }
	from, _ := slices.BinarySearchFunc(all, span.Start, by)
	to, _ := slices.BinarySearchFunc(all, span.End, by)
	return all[from:max(from, to)]
}

// Shared lists what two spans have in common, sorted.
func (t Terms) Shared(o Terms) []string {
	var out []string
	for k, w := range t.Words {
		if _, ok := o.Words[k]; ok {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

// Overlap is the Jaccard share of the two, 0 to 1.
func (t Terms) Overlap(o Terms) float64 {
	n := len(t.Shared(o))
	if n == 0 {
		return 0
	}
	return float64(n) / float64(len(t.Words)+len(o.Words)-n)
}
