package exporter

import (
	"fmt"
	"io"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

var _ = register(&Format{
	Name: "dot",
	Doc: `the tree of replies in the language of Graphviz

One digraph a thread, one after the other; dot draws each on a page. A reply
points to what it answers, dashed where that was inferred. Deleted and removed
comments are dotted.`,
	Ext:   ".dot",
	write: writeDOT,
})

var _ = register(&Format{
	Name: "dot-argument",
	Doc: `the argument in the language of Graphviz

One digraph a thread: assertions, with their state, and what supports, rebuts,
questions … them, coloured and labelled.`,
	Ext:   ".dot",
	write: writeArgumentDOT,
})

// inks are colours that differ on white for colour-blind people too
// (Okabe and Ito 2008).
var inks = map[int]string{1: "#009E73", -1: "#D55E00", 0: "#0072B2"}

func writeDOT(w io.Writer, a *gainsay.Analysis, _ Options) error {
	d := &dotWriter{}
	d.begin(a.Thread, "BT")
	texts := view.NewTexts(a.Thread)
	for _, c := range a.Thread.Comments {
		style := ""
		if c.State != gainsay.Live && c.State != "" {
			style = "dotted"
		}
		d.node(c.ID, []string{name(c) + "  " + day(c), plainExcerpt(c.Text, excerptColumns)}, "", style)
	}
	for _, c := range a.Thread.Comments {
		style := ""
		if c.ParentBy.Inferred() {
			style = "dashed"
		}
		for _, p := range append([]string{c.Parent}, c.OtherParents...) {
			if texts.Comment(p) != nil {
				d.edge(c.ID, p, "", "", style)
			}
		}
	}
	return d.end(w)
}

func writeArgumentDOT(w io.Writer, a *gainsay.Analysis, _ Options) error {
	d := &dotWriter{}
	d.begin(a.Thread, "RL")
	points, relations := argument(a)
	for _, p := range points {
		ink := inks[0]
		if p.assertion != nil && p.assertion.Status == gainsay.Unsupported {
			ink = inks[-1]
		}
		d.node(p.ID, append(wrapped(p.words, 40, 4), name(p.comment)+" · "+p.status()), ink,
			"")
	}
	for _, r := range relations {
		d.edge(r.From, r.To, string(r.Kind), inks[sign(r.Kind)], "")
	}
	return d.end(w)
}

type dotWriter struct{ strings.Builder }

func (d *dotWriter) begin(t *gainsay.Thread, direction string) {
	fmt.Fprintf(d, "digraph %s {\n  rankdir=%s\n  label=%s\n  node [shape=box fontname=\"sans-serif\" fontsize=10]\n  edge [fontname=\"sans-serif\" fontsize=9]\n",
		dotText(threadKey(t)), direction, dotText(t.Title))
}

func (d *dotWriter) node(id string, lines []string, ink, style string) {
	fmt.Fprintf(d, "  %s [label=%s%s]\n", dotText(id), dotText(strings.Join(lines, "\n")),
		dotAttrs("", ink, style))
}

func (d *dotWriter) edge(from, to, label, ink, style string) {
	fmt.Fprintf(d, "  %s -> %s [%s]\n", dotText(from), dotText(to),
		strings.TrimPrefix(dotAttrs(label, ink, style), " "))
}

func dotAttrs(label, ink, style string) string {
	var b strings.Builder
	for _, a := range [][2]string{{"label", label}, {"color", ink}, {"fontcolor", ink}, {"style", style}} {
		if a[1] != "" {
			fmt.Fprintf(&b, " %s=%s", a[0], dotText(a[1]))
		}
	}
	return b.String()
}

func (d *dotWriter) end(w io.Writer) error {
	d.WriteString("}\n")
	_, err := io.WriteString(w, d.String())
	return err
}

// dotText quotes a text. Only quotation marks and backslashes mean something
// in it; a line feed is written as such.
func dotText(s string) string {
	s = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(safe(s))
	return `"` + s + `"`
}

// day is the date of a comment, "" where it is not known.
func day(c *gainsay.Comment) string {
	if c.Time.IsZero() {
		return ""
	}
	return c.Time.UTC().Format("2006-01-02 15:04")
}

// plainExcerpt is the beginning of a text in one line.
func plainExcerpt(s string, width int) string {
	s = oneLine(safe(s))
	if columns(s) > width {
		s = strings.TrimRight(cut(s, width-1), " ") + "…"
	}
	return s
}

// wrapped breaks a text into at most so many lines.
func wrapped(s string, width, most int) []string {
	lines := wrap(oneLine(safe(s)), width, 0)
	if len(lines) > most {
		lines = append(lines[:most-1], lines[most-1]+" …")
	}
	return lines
}
