// Package markup turns the HTML, Markdown and BBCode of comments into plain
// text. What the markup said about parts of it stays as spans: quotations,
// links and references to other posts. Quoted lines also get "> " in front,
// as people write them, so that the text alone shows them.
//
// Nothing visible is lost: tags that do not pair stay as they were typed,
// code keeps its line breaks, spoilers are readable, images become their
// alternative text. Entities are decoded once. Reading is linear in the text
// and never recurses.
package markup

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
)

// Text is plain text with what the markup said about its parts. Spans are bytes
// of Plain, on rune boundaries; those of Quotes and of Links are each in order
// and disjoint.
type Text struct {
	Plain  string
	Quotes []gainsay.Span // with their "> "; a quotation within another has no span of its own
	Links  []gainsay.Link // to http and https addresses
	Refs   []Ref          // in order
}

// Ref is a part that names another post or its author.
type Ref struct {
	gainsay.Span
	Post   string // id of the post, "" if unknown
	Author string // "" if unknown
}

// Options control how a text is read.
type Options struct {
	Base string // address of the page, to which links are relative; "" if unknown
}

// Apply sets the comment's text, quotes and links.
func (t Text) Apply(c *gainsay.Comment) {
	c.Text, c.Quotes, c.Links = t.Plain, t.Quotes, t.Links
}

// writer lays out plain text: it collapses white space as a browser does,
// keeps at most one blank line and marks quoted lines.
type writer struct {
	b      []byte
	space  bool   // a space is pending before the next word
	breaks int    // number of pending line feeds: 0 to 2
	quoted int    // number of open quotations
	start  int    // offset of the outermost quotation, -1 before its first word
	line   bool   // the line is not empty
	lead   string // significant spaces before the next word
	item   string
	text   Text
}

// maxDepth limits the marks written before nested quotations.
const maxDepth = 3

// open writes the pending breaks and spaces before the next text.
func (w *writer) open() {
	if w.breaks > 0 && len(w.b) > 0 {
		for n := range w.breaks {
			w.b = append(w.b, '\n')
			if n+1 < w.breaks && w.quoted > 0 && w.start >= 0 {
				w.b = append(w.b, '>')
			}
		}
		w.line = false
	} else if w.space && w.line {
		w.b = append(w.b, ' ')
	}
	w.breaks, w.space = 0, false
	if !w.line {
		w.mark()
		w.line = true
	}
	if w.item != "" {
		w.b = append(w.b, w.item...)
		w.item = ""
	}
}

// mark writes the marks of a quoted line.
func (w *writer) mark() {
	if w.quoted == 0 {
		return
	}
	if w.start < 0 {
		w.start = len(w.b)
	}
	for range min(w.quoted, maxDepth) {
		w.b = append(w.b, '>')
	}
	w.b = append(w.b, ' ')
}

// brk requests n line feeds before the next word.
func (w *writer) brk(n int) { w.breaks, w.space = max(w.breaks, n), false }

// flow writes running text and collapses its white space.
func (w *writer) flow(s string) {
	if w.lead != "" {
		w.space, w.lead = true, ""
	}
	for len(s) > 0 {
		i := strings.IndexFunc(s, isSpace)
		if i < 0 {
			i = len(s)
		}
		if i > 0 {
			w.open()
			w.b = append(w.b, s[:i]...)
		}
		for i < len(s) {
			r, n := utf8.DecodeRuneInString(s[i:])
			if !isSpace(r) {
				break
			}
			w.space = true
			i += n
		}
		s = s[i:]
	}
}

// isSpace reports whether r is white space that a browser collapses, or a
// no-break space.
func isSpace(r rune) bool {
	return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' || r == '\u00a0'
}

// keep writes text whose line feeds and spaces are kept. It may continue a
// line.
func (w *writer) keep(s string) {
	for i, line := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		if i > 0 {
			w.breaks, w.lead = min(w.breaks+1, 2), ""
		}
		words := strings.TrimLeft(line, " \t")
		w.lead += line[:len(line)-len(words)]
		if strings.TrimSpace(words) == "" {
			continue
		}
		w.open()
		w.b = append(w.b, w.lead...)
		w.lead = ""
		trail := strings.TrimRight(words, " \t")
		w.b = append(w.b, trail...)
		w.lead = words[len(trail):]
	}
}

func (w *writer) quote() {
	w.brk(2)
	if w.quoted == 0 {
		w.start = -1
	}
	w.quoted++
}

func (w *writer) unquote() {
	if w.quoted == 0 {
		return
	}
	if w.quoted--; w.quoted == 0 && w.start >= 0 {
		w.text.Quotes = append(w.text.Quotes, gainsay.Span{Start: w.start, End: len(w.b)})
	}
	w.brk(2)
}

// since returns the span written since offset off, without pending breaks and
// spaces before it.
func (w *writer) since(off int) gainsay.Span {
	for off < len(w.b) && (w.b[off] == ' ' || w.b[off] == '\n' || w.b[off] == '>' && w.quoted > 0) {
		off++
	}
	return gainsay.Span{Start: off, End: len(w.b)}
}

// link records that a span links to an address.
func (w *writer) link(span gainsay.Span, address, base string) {
	if n := len(w.text.Links); span.Len() <= 0 || n > 0 && span.Start < w.text.Links[n-1].End {
		return
	}
	if address = absolute(address, base); address != "" {
		w.text.Links = append(w.text.Links, gainsay.Link{Span: span, URL: address})
	}
}

// absolute resolves an address, "" if the result is not a web address.
func absolute(address, base string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	if !u.IsAbs() && base != "" {
		if b, err := url.Parse(base); err == nil {
			u = b.ResolveReference(u)
		}
	}
	if u.Scheme == "" && u.Host != "" {
		u.Scheme = "https"
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// done returns the text.
func (w *writer) done() Text {
	for w.quoted > 0 {
		w.unquote()
	}
	w.text.Plain = string(w.b)
	if len(w.text.Quotes) == 0 {
		w.text.Quotes = Typed(w.text.Plain)
	}
	if !utf8.ValidString(w.text.Plain) {
		w.text.Plain = repair(&w.text)
	}
	return w.text
}

// Typed finds quotations that people typed: runs of lines that begin with >,
// but not with a reference such as >>4711. Spans are bytes of s.
func Typed(s string) []gainsay.Span {
	if !strings.HasPrefix(s, ">") && !strings.Contains(s, "\n>") {
		return nil
	}
	var out []gainsay.Span
	at, open := 0, false
	for line := range strings.Lines(s) {
		depth, rest := quoteMarks(line)
		end := at + len(strings.TrimRight(line, "\n"))
		switch {
		case depth == 0:
			open = false
		case open:
			out[len(out)-1].End = end
		case strings.TrimSpace(rest) != "":
			out, open = append(out, gainsay.Span{Start: at, End: end}), true
		}
		at += len(line)
	}
	return out
}

// repair replaces invalid UTF-8 by U+FFFD and moves the spans accordingly.
func repair(t *Text) string {
	var b strings.Builder
	at := make([]int, len(t.Plain)+1) // new offset of each byte
	for i := 0; i < len(t.Plain); {
		r, n := utf8.DecodeRuneInString(t.Plain[i:])
		for k := range n {
			at[i+k] = b.Len()
		}
		b.WriteRune(r)
		i += n
	}
	at[len(t.Plain)] = b.Len()
	move := func(s *gainsay.Span) { s.Start, s.End = at[s.Start], at[s.End] }
	for i := range t.Quotes {
		move(&t.Quotes[i])
	}
	for i := range t.Links {
		move(&t.Links[i].Span)
	}
	for i := range t.Refs {
		move(&t.Refs[i].Span)
	}
	return b.String()
}

// Plain reads text without markup, in which lines that begin with > are
// quotations.
func Plain(s string) Text {
	w := &writer{}
	for line := range strings.Lines(strings.ReplaceAll(s, "\r\n", "\n")) {
		depth, rest := quoteMarks(line)
		w.level(depth)
		w.keep(strings.TrimRight(rest, "\n"))
		w.breaks = min(w.breaks+1, 2)
	}
	return w.done()
}

// level opens or closes quotations until depth are open. Unlike quote and
// unquote it does not request a blank line.
func (w *writer) level(depth int) {
	depth = min(depth, maxDepth)
	for w.quoted > depth {
		was := w.breaks
		w.unquote()
		w.breaks = was
	}
	for w.quoted < depth {
		was := w.breaks
		w.quote()
		w.breaks = max(was, min(len(w.b), 1))
	}
}

// quoteMarks counts the > with which a line begins and returns the rest.
func quoteMarks(line string) (depth int, rest string) {
	rest = line
	for {
		t := strings.TrimLeft(rest, " \t")
		if !strings.HasPrefix(t, ">") || len(rest)-len(t) > 3 || strings.HasPrefix(t, ">!") || isRef(t) {
			break
		}
		depth++
		rest = strings.TrimPrefix(t[1:], " ")
	}
	if depth == 0 {
		return 0, line
	}
	return depth, rest
}

// isRef reports whether a line begins with a reference such as >>1234.
func isRef(s string) bool {
	return len(s) > 2 && s[:2] == ">>" && s[2] >= '0' && s[2] <= '9'
}

func has(words []string, any ...string) bool {
	return slices.ContainsFunc(any, func(w string) bool { return slices.Contains(words, w) })
}
