package argue

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/site"
	"github.com/gainsay/gainsay/analyze/text"
)

// linkTo says what kind of site a link in comment i leads to, and which words
// of the claim its address, or the words that carry the link, contain too.
func (b *builder) linkTo(c *claim, i int, span gainsay.Span) (kind string, shared []gainsay.Span) {
	com := b.p.Thread.Comments[i]
	words := span.In(com.Text)
	address := words
	for _, l := range com.Links {
		if l.Span == span {
			address = l.URL
			words += " " + l.URL
		}
	}
	if u, err := url.PathUnescape(words); err == nil {
		words = u
	}
	said := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(words), func(r rune) bool { return !unicode.IsLetter(r) }) {
		said[text.Stem(w)] = true
		if len(w) > 3 {
			for _, n := range c.terms.Names {
				if strings.Contains(strings.ToLower(n), w) {
					said["="+n] = true
				}
			}
		}
	}
	d := b.p.Docs[c.comment]
	return site.Kind(address), slices.Clip(d.SpansOf(c.Span, func(key string) bool { return said[key] }))
}
