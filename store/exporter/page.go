package exporter

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// page lays out text for a terminal of a given width. What comes from a
// thread is never trusted: see safe.
type page struct {
	strings.Builder
	width int
	color bool
}

const (
	defaultWidth = 80
	minWidth     = 30 // of a page
	minText      = 24 // columns that deep indents leave for the text
)

func newPage(o Options) *page {
	p := &page{width: max(o.Width, minWidth), color: o.Color}
	if o.Width == 0 {
		p.width = defaultWidth
	}
	return p
}

// style is an ANSI "select graphic rendition" parameter.
type style string

const (
	plain   style = ""
	bold    style = "1"
	dim     style = "2"
	red     style = "31"
	green   style = "32"
	yellow  style = "33"
	blue    style = "34"
	magenta style = "35"
	cyan    style = "36"
)

func tagStyle(t gainsay.Tag) style {
	switch t {
	case gainsay.TagInsult, gainsay.TagThreat, gainsay.TagProfanity:
		return red
	case gainsay.TagSpam:
		return magenta
	case gainsay.TagEvidence, gainsay.TagPremise:
		return green
	case gainsay.TagQuestion, gainsay.TagEvidenceRequest, gainsay.TagHedge, gainsay.TagSarcasm:
		return yellow
	case gainsay.TagAgreement, gainsay.TagDisagreement, gainsay.TagConcession:
		return cyan
	}
	return blue
}

func statusStyle(s gainsay.Status) style {
	switch s {
	case gainsay.Unsupported:
		return red
	case gainsay.Sourced, gainsay.Grounded:
		return green
	}
	return yellow
}

// paint makes s safe and gives it a style.
func (p *page) paint(st style, s string) string {
	s = safe(s)
	if !p.color || st == plain || s == "" {
		return s
	}
	return "\x1b[" + string(st) + "m" + s + "\x1b[0m"
}

func (p *page) blank() { p.WriteByte('\n') }

// section writes a heading between blank lines.
func (p *page) section(title, note string) {
	p.WriteString("\n" + p.paint(bold, strings.ToUpper(title)))
	if note != "" {
		p.WriteString("  " + p.paint(dim, note))
	}
	p.WriteString("\n\n")
}

// line writes one line, however long: addresses must not be broken.
func (p *page) line(in int, st style, s string) {
	p.WriteString(strings.Repeat(" ", in) + p.paint(st, oneLine(s)) + "\n")
}

// para writes s wrapped to the page, its own line breaks kept.
func (p *page) para(in int, st style, s string) {
	for row := range strings.SplitSeq(safe(s), "\n") {
		if row = strings.TrimRight(row, " "); row == "" {
			p.blank()
			continue
		}
		for _, l := range wrap(row, p.width-in, 0) {
			p.WriteString(strings.Repeat(" ", in) + p.paint(st, l) + "\n")
		}
	}
}

// hanging writes a painted label and, after it, s wrapped; later lines are
// indented by four more.
func (p *page) hanging(in int, label string, st style, s string) {
	lead := strings.Repeat(" ", in)
	used := columns(unpaint(label)) + 2
	lines := wrap(oneLine(safe(s)), p.width-in-4, used-4)
	p.WriteString(lead + label)
	for i, l := range lines {
		switch {
		case i > 0:
			p.WriteString("\n" + lead + "    ")
		case l != "":
			p.WriteString("  ")
		}
		p.WriteString(p.paint(st, l))
	}
	p.WriteByte('\n')
}

// unpaint takes away what paint added.
func unpaint(s string) string {
	if rest, ok := strings.CutPrefix(s, "\x1b["); ok {
		_, s, _ = strings.Cut(rest, "m")
	}
	return strings.TrimSuffix(s, "\x1b[0m")
}

// indent gives the column of a comment at a depth. It grows by two a level as
// long as there is space for the text.
func (p *page) indent(depth int) int {
	return 2 + 2*min(depth, max(0, p.width-4-minText)/2)
}

// wrap cuts s into lines of at most width columns at its spaces. The first
// line has lead columns less. A word longer than a line is cut.
func wrap(s string, width, lead int) []string {
	width = max(width, 8)
	var lines []string
	var line strings.Builder
	used := max(lead, 0)
	flush := func() { lines, used = append(lines, line.String()), 0; line.Reset() }
	for word := range strings.FieldsSeq(s) {
		for n := columns(word); ; {
			gap := min(1, line.Len())
			if used+gap+n <= width {
				line.WriteString(" "[:gap] + word)
				used += gap + n
				break
			}
			if used > 0 {
				flush()
				continue
			}
			head := cut(word, width)
			line.WriteString(head)
			word, n = word[len(head):], n-columns(head)
			flush()
		}
	}
	flush()
	return lines
}

// cut returns the longest beginning of s that takes at most n columns, and at
// least one rune.
func cut(s string, n int) string {
	used := 0
	for i, r := range s {
		if used += runeColumns(r); used > n && i > 0 {
			return s[:i]
		}
	}
	return s
}

func columns(s string) (n int) {
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

// runeColumns is how wide a terminal shows r: wide East Asian characters and
// emoji take two columns, marks that combine none (after UAX 11, roughly).
func runeColumns(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana),
		0xff01 <= r && r <= 0xff60, 0x3000 <= r && r <= 0x303f, 0x1f300 <= r && r <= 0x1faff:
		return 2
	}
	return 1
}

// safe replaces what could take over a terminal.
func safe(s string) string { return view.Printable(s) }

// oneLine makes every run of white space one space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// excerptColumns is how much of a mark's words is shown.
const excerptColumns = 60

func excerpt(s string) string {
	s = oneLine(s)
	if columns(s) > excerptColumns {
		s = strings.TrimRight(cut(s, excerptColumns-1), " ") + "…"
	}
	return "“" + s + "”"
}

// number writes a count with its noun.
func number(n int, noun string) string {
	if n != 1 && n != -1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// share writes a score from 0 to 1 as ".72".
func share(f float64) string {
	s := fmt.Sprintf("%.2f", f)
	return strings.TrimPrefix(s, "0")
}
