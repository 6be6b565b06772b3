package argue

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// place is a span of a comment.
type place struct {
	comment string
	gainsay.Span
}

// leadsTo parts the reason of a mark on a link from the kind of site.
const leadsTo = "; leads to "

// noteSite keeps the kind of site that a link leads to.
func (b *builder) noteSite(a *gainsay.Annotation) {
	if a.Tag != gainsay.TagEvidence {
		return
	}
	if _, site, ok := strings.Cut(a.Why, leadsTo); ok {
		b.sites[place{a.Comment, a.Span}] = site
	}
}

// linkNote says where a link leads and whether its address or its words speak
// of what the claim speaks of.
func (b *builder) linkNote(c *claim, e gainsay.Evidence) string {
	if e.Kind != gainsay.EvidenceLink {
		return ""
	}
	site := b.sites[place{e.Comment, e.Span}]
	if site == "" {
		return ""
	}
	shared := b.addressTerms(c, e)
	if len(shared) == 0 {
		return " to " + site + ", which says nothing of its topic in its address"
	}
	return " to " + site + ", whose address speaks of " + strings.Join(shared, ", ")
}

// addressTerms lists the words of the claim that stand in the address or in
// the words that carry the link.
func (b *builder) addressTerms(c *claim, e gainsay.Evidence) []string {
	com := b.p.Thread.Comments[b.index[e.Comment]]
	address := e.Span.In(com.Text)
	for _, l := range com.Links {
		if l.Span == e.Span {
			address += " " + l.URL
		}
	}
	if u, err := url.PathUnescape(address); err == nil {
		address = u
	}
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(address), func(r rune) bool { return !unicode.IsLetter(r) }) {
		stem := text.Stem(w)
		_, known := c.terms.Word(stem)
		named := slices.ContainsFunc(c.terms.Names, func(n string) bool { return len(w) > 3 && strings.Contains(strings.ToLower(n), w) })
		if (known || named) && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}
