package exporter

import (
	"io"
	"strings"
	"unicode/utf8"
)

// xmlWriter writes elements and keeps the first error of the underlying writer.
type xmlWriter struct {
	w   io.Writer
	err error
}

func (x *xmlWriter) raw(s ...string) {
	for _, s := range s {
		if x.err == nil {
			_, x.err = io.WriteString(x.w, s)
		}
	}
}

// open writes a start tag at a depth; attributes come in pairs of name and
// value, and those without a value are left out.
func (x *xmlWriter) open(depth int, name string, attrs ...string) {
	x.tag(depth, name, ">\n", attrs)
}

// empty writes an element without content.
func (x *xmlWriter) empty(depth int, name string, attrs ...string) {
	x.tag(depth, name, "/>\n", attrs)
}

func (x *xmlWriter) tag(depth int, name, end string, attrs []string) {
	x.raw(strings.Repeat("  ", depth), "<", name)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			x.raw(" ", attrs[i], `="`, xmlText(attrs[i+1]), `"`)
		}
	}
	x.raw(end)
}

// text writes an element that contains only text.
func (x *xmlWriter) text(depth int, name, text string, attrs ...string) {
	x.tag(depth, name, ">", attrs)
	x.raw(xmlText(text), "</", name, ">\n")
}

func (x *xmlWriter) close(depth int, name string) {
	x.raw(strings.Repeat("  ", depth), "</", name, ">\n")
}

// xmlText escapes a text. Characters that XML 1.0 cannot hold, not even
// escaped, become U+FFFD; line breaks survive in attributes.
func xmlText(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '\n':
			b.WriteString("&#10;")
		case r == '\t':
			b.WriteString("&#9;")
		case r == '\r':
			b.WriteString("&#13;")
		case r < 0x20, r == 0xfffe, r == 0xffff:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
