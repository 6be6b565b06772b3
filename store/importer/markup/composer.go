package markup

import (
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// Composer builds a text from pieces, some of which are quotations or links.
type Composer struct {
	strings.Builder
	quotes []gainsay.Span
	links  []gainsay.Link
}

// Link adds words that link to an address. If it is not a web address, only the
// words are added.
func (p *Composer) Link(words, url string) {
	start := p.Len()
	p.WriteString(words)
	if IsWeb(url) && words != "" {
		p.links = append(p.links, gainsay.Link{Span: gainsay.Span{Start: start, End: p.Len()}, URL: url})
	}
}

// Quote adds a quotation on lines of its own.
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

// Join appends the text of another Composer.
func (p *Composer) Join(o *Composer) {
	at := p.Len()
	p.WriteString(o.String())
	for _, q := range o.quotes {
		p.quotes = append(p.quotes, gainsay.Span{Start: q.Start + at, End: q.End + at})
	}
	for _, l := range o.links {
		p.links = append(
			p.links,
			gainsay.Link{Span: gainsay.Span{Start: l.Start + at, End: l.End + at}, URL: l.URL},
		)
	}
}

// NewLine ends the current line unless it is empty.
func (p *Composer) NewLine() {
	if p.Len() > 0 && !strings.HasSuffix(p.String(), "\n") {
		p.WriteByte('\n')
	}
}

// Apply sets text, quotes and links of a comment, without white space at the
// end.
func (p *Composer) Apply(c *gainsay.Comment) {
	c.Text = strings.TrimRight(p.String(), " \t\r\n")
	c.Quotes, c.Links = p.quotes, slices.DeleteFunc(
		p.links,
		func(l gainsay.Link) bool { return l.End > len(c.Text) },
	)
}

// IsWeb reports whether url is an http or https address with a host.
func IsWeb(url string) bool {
	host, ok := strings.CutPrefix(url, "https://")
	if !ok {
		host, ok = strings.CutPrefix(url, "http://")
	}
	return ok && host != ""
}
