package argue

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// topics are the canonical names the claim speaks of. A claim that names no
// place takes those of the sentence before it or, failing that, of the title;
// one that names nothing takes all that stand there.
func (b *builder) topics(c *claim) []string {
	d := b.p.Docs[c.comment]
	out := slices.Clone(c.terms.Names)
	if !hasType(d, c.Span, text.City) {
		typ := text.City
		if len(out) == 0 {
			typ = ""
		}
		out = append(out, b.inherited(c, typ)...)
	}
	slices.Sort(out)
	return analyze.OrEmpty(slices.Compact(out))
}

// inherited are the names of the sentence before the claim's, else those of
// the title that are no mere capitals.
func (b *builder) inherited(c *claim, typ text.EntityType) []string {
	d := b.p.Docs[c.comment]
	if at := d.SentenceAt(c.Start); at > 0 {
		if names := namesOf(d, d.Sentences[at-1].Span, typ); len(names) > 0 {
			return names
		}
	}
	var out []string
	title := gainsay.Span{End: len(b.p.Title.Text)}
	for _, e := range b.p.Title.EntitiesIn(title) {
		if e.Type != text.Other && (typ == "" || e.Type == typ) {
			out = append(out, e.Name)
		}
	}
	return out
}

func hasType(d *text.Doc, span gainsay.Span, typ text.EntityType) bool {
	return slices.ContainsFunc(d.EntitiesIn(span), func(e text.Entity) bool { return e.Type == typ && span.Contains(e.Span) })
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

// How much the models' word that readers would want evidence counts for how
// notable a claim is, and from which probability on it counts for it.
const (
	worthPull = 0.3
	worthEven = 0.3
)

// notable ranks a claim by how specific, contestable and disputed it is, 0 to
// 1: how surely it is a claim of fact, its names and figures, and how others
// took it. From gainsay.DefaultThreshold on, a reader would want it backed.
func (b *builder) notable(c *claim) float64 {
	score := 0.42 + 0.3*(2*c.Score-1)
	score += 0.09 * float64(min(len(c.terms.Names), 2))
	if w, ok := b.p.Worth(c.comment, c.Span); ok {
		score += worthPull * (w - worthEven)
	}
	if c.figures {
		score += 0.06
	}
	if c.has(gainsay.StepAsked) {
		score += 0.07
	}
	if c.has(gainsay.StepCountered) {
		score += 0.1
	}
	if c.hedge != "" {
		score -= 0.2
	}
	return round(min(1, max(0, score)))
}

func hasQuantity(d *text.Doc, span gainsay.Span) bool {
	return slices.ContainsFunc(d.QuantitiesIn(span), func(q text.Quantity) bool { return span.Contains(q.Span) })
}
