package argue

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// alike reports whether two claims say the same: a name and at least three
// terms in common that make up half of the shorter.
func alike(a, b *claim) bool {
	n := len(a.terms.Shared(b.terms))
	if n < 3 || n*2 < min(len(a.terms.Words), len(b.terms.Words)) {
		return false
	}
	return slices.ContainsFunc(a.terms.Names, func(s string) bool { return slices.Contains(b.terms.Names, s) })
}

// topics are the canonical names the claim speaks of. A claim that names no
// place itself is taken to speak of the places that its comment or, failing
// that, the thread's title names.
func (b *builder) topics(c *claim) []string {
	d := b.p.Docs[c.comment]
	out := slices.Clone(c.terms.Names)
	if !hasType(d, c.Span, text.City) {
		more := namesOf(d, gainsay.Span{End: len(d.Text)}, text.City)
		if len(more) == 0 {
			more = namesOf(b.p.Title, gainsay.Span{End: len(b.p.Title.Text)}, text.City)
		}
		out = append(out, more...)
	}
	if len(c.terms.Names) == 0 {
		out = append(out, namesOf(b.p.Title, gainsay.Span{End: len(b.p.Title.Text)}, "")...)
	}
	slices.Sort(out)
	return orEmpty(slices.Compact(out))
}

func hasType(d *text.Doc, span gainsay.Span, typ text.EntityType) bool {
	return len(namesOf(d, span, typ)) > 0
}

// namesOf lists the entities in the span, of one type or, for "", of all.
func namesOf(d *text.Doc, span gainsay.Span, typ text.EntityType) []string {
	var out []string
	for _, e := range d.Entities {
		if span.Contains(e.Span) && (typ == "" || e.Type == typ) {
			out = append(out, e.Name)
		}
	}
	return out
}

// notable ranks a claim by how specific, contestable and disputed it is, 0 to
// 1: names, figures, a verb of the past or of events, and how others took it.
func (b *builder) notable(c *claim) float64 {
	score := 0.15 + 0.35*(2*c.Score-1)
	score += 0.12 * float64(min(len(c.terms.Names), 2))
	if hasQuantity(b.p.Docs[c.comment], c.Span) {
		score += 0.08
	}
	if len(c.asked) > 0 {
		score += 0.1
	}
	if len(c.countered) > 0 {
		score += 0.15
	}
	if c.hedge != "" {
		score -= 0.2
	}
	return round(min(1, max(0, score)))
}

func hasQuantity(d *text.Doc, span gainsay.Span) bool {
	return slices.ContainsFunc(d.Quantities, func(q text.Quantity) bool { return span.Contains(q.Span) })
}
