package argue

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// topics returns the canonical names that the claim mentions, sorted. A claim
// that names no place inherits the places of the sentence before it or, failing
// that, of the title; one that names nothing inherits all names there.
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

// inherited returns the names of the sentence before the claim's, else those of
// the title whose type is known; of one type or, for "", of all.
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

// hasType reports whether the span contains an entity of the type.
func hasType(d *text.Doc, span gainsay.Span, typ text.EntityType) bool {
	return slices.ContainsFunc(d.EntitiesIn(span), func(e text.Entity) bool {
		return e.Type == typ && span.Contains(e.Span)
	})
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
