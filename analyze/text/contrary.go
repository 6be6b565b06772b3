package text

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
)

//go:embed antonym.txt
var antonymList string

// antonyms gives, for a stem, those of the words that exclude it.
var antonyms = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(antonymList) {
		a, b, ok := strings.Cut(strings.TrimSpace(line), " ")
		if strings.HasPrefix(line, "#") || !ok {
			continue
		}
		a, b = Stem(a), Stem(b)
		out[a], out[b] = append(out[a], b), append(out[b], a)
	}
	return out
})

// Opposite returns a pair of words, one of each span, that exclude each other,
// such as "rose" and "fell". Of several pairs it takes the first in
// alphabetical order. ok reports whether there is one.
func (t *Terms) Opposite(o *Terms) (own, other Term, ok bool) {
	pairs := antonyms()
	for _, w := range t.Words {
		for _, anti := range pairs[w.Key] {
			word, said := o.Word(anti)
			if _, both := t.Word(anti); !said || both {
				continue
			}
			if _, both := o.Word(w.Key); both {
				continue
			}
			found := Term{anti, word}
			if !ok || cmp.Or(cmp.Compare(w.Word, own.Word), cmp.Compare(found.Word, other.Word)) < 0 {
				own, other, ok = w, found, true
			}
		}
	}
	return own, other, ok
}

// OtherFigure compares the figures that a span gives with those of a span of
// another text. It returns the spans of the first pair of the same unit whose
// values differ by more than rounding explains, such as "5 %" and "20 %".
// Figures without a unit are compared where each span gives only one. ok
// reports whether there is such a pair.
func (d *Doc) OtherFigure(span gainsay.Span, o *Doc, other gainsay.Span) (own, theirs gainsay.Span, ok bool) {
	mine, others := d.Figures(span), o.Figures(other)
	lone := len(mine) == 1 && len(others) == 1
	for _, q := range mine {
		for _, r := range others {
			if q.Unit == r.Unit && (q.Unit != "" || lone) && differs(q, r) {
				return q.Span, r.Span, true
			}
		}
	}
	return gainsay.Span{}, gainsay.Span{}, false
}

// maxTermSpans bounds what SpansOf returns.
const maxTermSpans = 8

// SpansOf returns the first places within a span that hold a name or word
// whose key keep accepts, in order.
func (d *Doc) SpansOf(span gainsay.Span, keep func(key string) bool) []gainsay.Span {
	var out []gainsay.Span
	named := d.EntitiesIn(span)
	for _, e := range named {
		if span.Contains(e.Span) && keep("="+e.Name) {
			out = append(out, e.Span)
		}
	}
	for k := range d.Tokens {
		at := d.Tokens[k].Span
		if !span.Contains(at) ||
			slices.ContainsFunc(named, func(e Entity) bool { return e.Span.Contains(at) }) {
			continue
		}
		for _, t := range d.Terms(at).Words {
			if keep(t.Key) {
				out = append(out, at)
			}
		}
	}
	slices.SortFunc(out, gainsay.CompareSpans)
	return out[:min(len(out), maxTermSpans)]
}

// SharedSpans returns the first places within a span that hold a name or word
// of the terms.
func (d *Doc) SharedSpans(span gainsay.Span, o *Terms) []gainsay.Span {
	return d.SpansOf(span, func(key string) bool { _, ok := o.Word(key); return ok })
}

// farOff is the ratio from which two figures are taken to differ.
const farOff = 1.15

func differs(q, r Quantity) bool {
	switch {
	case q.Value <= 0 || r.Value <= 0 || q.Same(r):
		return false
	case q.Unit == "year":
		return q.Value != r.Value
	}
	return max(q.Value/r.Value, r.Value/q.Value) >= farOff
}

// maxFigures bounds how many figures of a span are compared.
const maxFigures = 8

// Figures are the first quantities within a span. They are not to be changed.
func (d *Doc) Figures(span gainsay.Span) []Quantity {
	out := d.QuantitiesIn(span)
	if n := len(out); n > 0 && !span.Contains(out[n-1].Span) {
		out = out[:n-1] // they do not overlap: one alone can reach out
	}
	return out[:min(len(out), maxFigures)]
}
