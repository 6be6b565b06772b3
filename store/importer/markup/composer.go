package markup

import (
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// Composer puts a text together of pieces, some of which are quotations or links.
type Composer struct {
	strings.Builder
	quotes []gainsay.Span
	links  []gainsay.Link
}

// Link adds words that lead to an address; what is no web address is words only.
func (p *Composer) Link(words, url string) {
	start := p.Len()
	p.WriteString(words)
	if IsWeb(url) && words != "" {
		p.links = append(p.links, gainsay.Link{Span: gainsay.Span{Start: start, End: p.Len()}, URL: url})
	}
}

// Quote adds words of somebody else on lines of their own.
func (p *Composer) Quote(words string) {
	if words = strings.TrimRight(words, "\n"); words == "" {
		return
	}
	p.NewLine()
	start := p.Len()
	p.WriteString("> " + strings.ReplaceAll(words, "\n", "\n> "))
	p.quotes = append(p.quotes, gainsay.Span{Start: start, End: p.Len()})
	p.WriteByte('\n')
}

// Join adds what was put together elsewhere.
func (p *Composer) Join(o *Composer) {
	at := p.Len()
	p.WriteString(o.String())
	for _, q := range o.quotes {
		p.quotes = append(p.quotes, gainsay.Span{Start: q.Start + at, End: q.End + at})
	}
	for _, l := range o.links {
		p.links = append(p.links, gainsay.Link{Span: gainsay.Span{Start: l.Start + at, End: l.End + at}, URL: l.URL})
	}
}

// NewLine ends the line at hand, if there is one.
func (p *Composer) NewLine() {
	if p.Len() > 0 && !strings.HasSuffix(p.String(), "\n") {
		p.WriteByte('\n')
	}
}

// Apply sets the comment's text without the empty space at its end.
func (p *Composer) Apply(c *gainsay.Comment) {
	c.Text = strings.TrimRight(p.String(), " \t\r\n")
	c.Quotes, c.Links = p.quotes, slices.DeleteFunc(p.links, func(l gainsay.Link) bool { return l.End > len(c.Text) })
}

// IsWeb reports whether a link leads to the web.
func IsWeb(url string) bool {
	host, ok := strings.CutPrefix(url, "https://")
	if !ok {
		host, ok = strings.CutPrefix(url, "http://")
	}
	return ok && host != ""
}
