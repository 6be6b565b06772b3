package argue

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// alike reports whether two claims say the same: a name and at least three
// terms in common that make up half of the shorter.
func alike(a, b *claim) bool {
	if !shareName(&a.terms, &b.terms) {
		return false
	}
	n := common(&a.terms, &b.terms)
	return n >= 3 && n*2 >= min(len(a.terms.Words), len(b.terms.Words))
}

// topics are the canonical names the claim speaks of. A claim that names no
// place itself is taken to speak of the places that its comment or, failing
// that, the thread's title names.
func (b *builder) topics(c *claim) []string {
	d := b.p.Docs[c.comment]
	out := slices.Clone(c.terms.Names)
	if !hasType(d, c.Span, text.City) {
		out = append(out, b.citiesOf(c.comment)...)
	}
	if len(c.terms.Names) == 0 {
		out = append(out, namesOf(b.p.Title, gainsay.Span{End: len(b.p.Title.Text)}, "")...)
	}
	slices.Sort(out)
	return orEmpty(slices.Compact(out))
}

// citiesOf are the places that a comment names, or else those of the title.
func (b *builder) citiesOf(i int) []string {
	out, known := b.cities[i]
	if !known {
		d := b.p.Docs[i]
		if out = namesOf(d, gainsay.Span{End: len(d.Text)}, text.City); len(out) == 0 {
			out = namesOf(b.p.Title, gainsay.Span{End: len(b.p.Title.Text)}, text.City)
		}
		slices.Sort(out)
		out = slices.Compact(out)
		b.cities[i] = out
	}
	return out
}

func hasType(d *text.Doc, span gainsay.Span, typ text.EntityType) bool {
	return len(namesOf(d, span, typ)) > 0
}

// namesOf lists the entities in the span, of one type or, for "", of all.
func namesOf(d *text.Doc, span gainsay.Span, typ text.EntityType) []string {
	var out []string
	for _, e := range d.EntitiesIn(span) {
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
	if c.figures {
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
	return slices.ContainsFunc(d.QuantitiesIn(span), func(q text.Quantity) bool { return span.Contains(q.Span) })
}
