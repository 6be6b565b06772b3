package exporter

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"math"

	"github.com/gainsay/gainsay"
)

var _ = register(&Format{
	Name: "svg",
	Doc: `a picture of the tree of replies, with relations as arcs

One row for each comment, replies indented below what they answer; arcs at the
right lead from a comment to what it supports (green), opposes (orange) or
questions (blue). It follows the viewer's light or dark setting. Several threads
are drawn one below the other; the picture is kept in memory until the end.`,
	Ext:   ".svg",
	begin: func(w io.Writer, _ Options) document { return &svgDocument{w: w, rows: treeRows} },
})

var _ = register(&Format{
	Name: "svg-argument",
	Doc: `a picture of the argument: assertions with their state, relations as arcs

As svg, but with one row for each assertion, and for each claim, question or
concession that is related to one.`,
	Ext:   ".svg",
	begin: func(w io.Writer, _ Options) document { return &svgDocument{w: w, rows: argumentRows} },
})

// Sizes in pixels. The text is cut to what is sure to fit in textColumns.
const (
	svgWidth     = 1060
	svgGutter    = 190 // at the right, for the arcs
	svgRow       = 42
	svgIndent    = 18
	svgDeepest   = 24 // levels that are indented
	svgColumn    = 7  // of one column of text
	svgLeft      = 28
	svgThreadTop = 70
)

const svgLegend = "mark: ● orange an unsupported assertion, ● green one with support · arc: green supports, orange opposes, blue questions · dashed: inferred reply"

// svgPlace is a row of a picture.
type svgPlace struct {
	id, parent   string // parent "" where nothing is answered
	depth        int
	head, text   string
	class        string // of the mark before it
	guessed, off bool   // the parent was inferred; the comment was deleted or removed
}

type svgArc struct {
	from, to string
	kind     gainsay.RelationKind
}

func treeRows(a *gainsay.Analysis) (rows []svgPlace, arcs []svgArc) {
	unsupported := map[string]bool{}
	for _, s := range a.Assertions {
		unsupported[s.Comment] = unsupported[s.Comment] || s.Status == gainsay.Unsupported
	}
	claims := map[string]bool{}
	for _, s := range a.Assertions {
		claims[s.Comment] = true
	}
	for _, b := range branches(a.Thread) {
		r := svgPlace{id: b.ID, parent: b.Parent, depth: b.depth,
			head: name(b.Comment) + "  " + day(b.Comment), text: b.Text,
			guessed: b.ParentBy.Inferred(), off: b.State != gainsay.Live && b.State != ""}
		switch {
		case unsupported[b.ID]:
			r.class = "against"
		case claims[b.ID]:
			r.class = "for"
		}
		if r.off {
			r.head += "  " + string(b.State)
		}
		rows = append(rows, r)
	}
	of := ownersOf(a)
	for _, r := range a.Relations {
		if of[r.From] != of[r.To] {
			arcs = append(arcs, svgArc{of[r.From], of[r.To], r.Kind})
		}
	}
	return rows, arcs
}

func argumentRows(a *gainsay.Analysis) (rows []svgPlace, arcs []svgArc) {
	points, relations := argument(a)
	for _, p := range points {
		r := svgPlace{id: p.ID, head: fmt.Sprintf("%s  #%s  %s", name(p.comment), p.Comment, p.status()),
			text: p.words}
		if s := p.assertion; s != nil {
			r.head += fmt.Sprintf(", %s, notable %s, acceptability %s", cmp.Or(s.Dispute, gainsay.Open),
				share(s.Notable), share(s.Acceptability))
			r.class = "for"
			if s.Status == gainsay.Unsupported {
				r.class = "against"
			}
		}
		rows = append(rows, r)
	}
	for _, r := range relations {
		arcs = append(arcs, svgArc{r.From, r.To, r.Kind})
	}
	return rows, arcs
}

// svgDocument keeps what is drawn until the height is known.
type svgDocument struct {
	w      io.Writer
	rows   func(*gainsay.Analysis) ([]svgPlace, []svgArc)
	body   bytes.Buffer
	height int
}

func (d *svgDocument) each(a *gainsay.Analysis) error {
	x := &svgThread{xmlWriter: xmlWriter{w: &d.body}, top: d.height + svgThreadTop, at: map[string]int{}}
	rows, arcs := d.rows(a)
	for i, r := range rows {
		x.at[r.id] = i
		x.depth = append(x.depth, min(r.depth, svgDeepest))
	}
	x.open(1, "g")
	x.text(2, "text", plainExcerpt(cmp.Or(a.Thread.Title, a.Thread.ID), 100), "class", "title",
		"x", fmt.Sprint(svgLeft), "y", fmt.Sprint(d.height+34))
	x.text(2, "text", svgLegend, "class", "dim",
		"x", fmt.Sprint(svgLeft), "y", fmt.Sprint(d.height+54))
	for i, r := range rows {
		x.row(i, r)
	}
	for _, arc := range arcs {
		x.arc(arc)
	}
	x.close(1, "g")
	d.height = x.top + len(rows)*svgRow + 20
	return x.err
}

// svgThread draws one thread.
type svgThread struct {
	xmlWriter
	top   int
	at    map[string]int // rows by id
	depth []int
}

func (x *svgThread) x(row int) int { return svgLeft + x.depth[row]*svgIndent }
func (x *svgThread) y(row int) int { return x.top + row*svgRow + 12 }

func (x *svgThread) row(i int, r svgPlace) {
	if p, ok := x.at[r.parent]; ok && p < i {
		class := "reply"
		if r.guessed {
			class += " guessed"
		}
		x.empty(2, "path", "class", class, "d",
			fmt.Sprintf("M%d %dV%dH%d", x.x(p), x.y(p)+6, x.y(i), max(x.x(i)-6, x.x(p))))
	}
	x.open(2, "g", "class", map[bool]string{true: "off"}[r.off])
	x.text(3, "title", safe(r.head+"\n"+r.text))
	x.empty(3, "circle", "class", r.class, "cx", fmt.Sprint(x.x(i)), "cy", fmt.Sprint(x.y(i)), "r", "5")
	width := (svgWidth - svgGutter - x.x(i) - 12) / svgColumn
	x.text(3, "text", plainExcerpt(r.head, width), "class", "head",
		"x", fmt.Sprint(x.x(i)+12), "y", fmt.Sprint(x.y(i)+4))
	x.text(3, "text", plainExcerpt(r.text, width), "x", fmt.Sprint(x.x(i)+12), "y", fmt.Sprint(x.y(i)+20))
	x.close(2, "g")
}

// arc leads along the right edge; the farther apart its ends, the wider it is.
func (x *svgThread) arc(a svgArc) {
	from, ok := x.at[a.from]
	to, ok2 := x.at[a.to]
	if !ok || !ok2 || from == to {
		return
	}
	left := svgWidth - svgGutter + 6
	wide := left + min(svgGutter-16, 26+int(22*math.Log2(1+math.Abs(float64(from-to)))))
	class := map[int]string{1: "for", -1: "against", 0: "ask"}[sign(a.kind)]
	x.open(2, "g", "class", "arc "+class)
	x.text(3, "title", fmt.Sprintf("%s %s %s", a.from, a.kind, a.to))
	curve := fmt.Sprintf("M%d %dC%d %d %d %d %d %d", left, x.y(from), wide, x.y(from), wide, x.y(to), left,
		x.y(to))
	x.empty(3, "path", "marker-end", "url(#tip)", "d", curve)
	x.close(2, "g")
}

const svgStyle = `
    svg { --paper: #fffdf8; --ink: #22201c; --dim: #6f6a60; --line: #b9b2a4; --for: #00755a; --against: #b84a00; --ask: #0063a0; background: var(--paper); }
    @media (prefers-color-scheme: dark) { svg { --paper: #1c1b19; --ink: #ece7dc; --dim: #a59e90; --line: #5d584e; --for: #3ccfa4; --against: #ff9a57; --ask: #6cbcf0; } }
    text { font: 13px/1.2 system-ui, sans-serif; fill: var(--ink); }
    .title { font: bold 18px Georgia, serif; } .head { font-weight: 600; font-size: 12px; } .dim { fill: var(--dim); font-size: 12px; }
    path { fill: none; stroke: var(--line); stroke-width: 1.2; } .guessed { stroke-dasharray: 4 3; }
    circle { fill: var(--paper); stroke: var(--line); stroke-width: 2; } .off text { fill: var(--dim); font-style: italic; }
    circle.for { fill: var(--for); stroke: var(--for); } circle.against { fill: var(--against); stroke: var(--against); }
    .arc path { stroke-width: 1.6; opacity: .8; } .arc:hover path { stroke-width: 3; opacity: 1; }
    .arc.for path { stroke: var(--for); } .arc.against path { stroke: var(--against); } .arc.ask path { stroke: var(--ask); stroke-dasharray: 2 3; }
    marker path { fill: var(--dim); stroke: none; }
  `

func (d *svgDocument) end() error {
	x := &xmlWriter{w: d.w}
	size := []string{"width", fmt.Sprint(svgWidth), "height", fmt.Sprint(max(d.height, svgThreadTop)),
		"viewBox", fmt.Sprintf("0 0 %d %d", svgWidth, max(d.height, svgThreadTop))}
	x.open(0, "svg", append([]string{"xmlns", "http://www.w3.org/2000/svg", "role", "img"}, size...)...)
	x.raw("  <style>", svgStyle, "</style>\n")
	x.raw(`  <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>`, "\n")
	if x.err != nil {
		return x.err
	}
	if _, err := d.body.WriteTo(d.w); err != nil {
		return err
	}
	x.close(0, "svg")
	return x.err
}
