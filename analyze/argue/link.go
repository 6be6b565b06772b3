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

// linkTo returns the kind of site that a link in comment i leads to, and the
// words of the claim that also occur in its address or its text.
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
	terms := map[string]bool{}
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	for _, w := range strings.FieldsFunc(strings.ToLower(words), notLetter) {
		terms[text.Stem(w)] = true
		if len(w) > 3 {
			for _, n := range c.terms.Names {
				if strings.Contains(strings.ToLower(n), w) {
					terms["="+n] = true
				}
			}
		}
	}
	d := b.p.Docs[c.comment]
	return site.Kind(address), slices.Clip(d.SpansOf(c.Span, func(key string) bool { return terms[key] }))
}
