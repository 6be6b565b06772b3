package importer

import (
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// plainText puts a text together of pieces, some of which are quotations or links.
type plainText struct {
	strings.Builder
	quotes []gainsay.Span
	links  []gainsay.Link
}

// link adds words that lead to an address; what is no web address is words only.
func (p *plainText) link(words, url string) {
	start := p.Len()
	p.WriteString(words)
	if isWeb(url) && words != "" {
		p.links = append(p.links, gainsay.Link{Span: gainsay.Span{Start: start, End: p.Len()}, URL: url})
	}
}

// quote adds words of somebody else on lines of their own.
func (p *plainText) quote(words string) {
	if words = strings.TrimRight(words, "\n"); words == "" {
		return
	}
	p.newLine()
	start := p.Len()
	p.WriteString("> " + strings.ReplaceAll(words, "\n", "\n> "))
	p.quotes = append(p.quotes, gainsay.Span{Start: start, End: p.Len()})
	p.WriteByte('\n')
}

// join adds what was put together elsewhere.
func (p *plainText) join(o *plainText) {
	at := p.Len()
	p.WriteString(o.String())
	for _, q := range o.quotes {
		p.quotes = append(p.quotes, gainsay.Span{Start: q.Start + at, End: q.End + at})
	}
	for _, l := range o.links {
		p.links = append(p.links, gainsay.Link{Span: gainsay.Span{Start: l.Start + at, End: l.End + at}, URL: l.URL})
	}
}

// newLine ends the line at hand, if there is one.
func (p *plainText) newLine() {
	if p.Len() > 0 && !strings.HasSuffix(p.String(), "\n") {
		p.WriteByte('\n')
	}
}

// apply sets the comment's text without the empty space at its end.
func (p *plainText) apply(c *gainsay.Comment) {
	c.Text = strings.TrimRight(p.String(), " \t\r\n")
	c.Quotes, c.Links = p.quotes, slices.DeleteFunc(p.links, func(l gainsay.Link) bool { return l.End > len(c.Text) })
}

// isWeb reports whether a link leads to the web.
func isWeb(url string) bool {
	host, ok := strings.CutPrefix(url, "https://")
	if !ok {
		host, ok = strings.CutPrefix(url, "http://")
	}
	return ok && host != ""
}
