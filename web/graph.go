package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/labstack/echo/v4"
)

var _ = register("/threads/:key/graph", (*Server).graph)

// graphPage draws a thread: a line a comment, in order, and beside them arcs
// for replies and relations, from the later to the earlier.
type graphPage struct {
	base
	Key     string
	T       *gainsay.Thread
	Kinds   []filterLink
	Rows    []graphRow
	Arcs    []arc
	Height  int
	Width   int
	Unshown int // comments beyond the drawing
}

type graphRow struct {
	Y, Indent, TextX   int
	Author, Words      string
	Class, Label, Href string
}

type arc struct {
	Path, Head   string
	Class, Title string
	Inferred     bool
}

const (
	rowHeight  = 30
	graphLimit = 500
	arcLeft    = 520 // where arcs begin
)

func (s *Server) graph(c echo.Context) error {
	key, err := url.PathUnescape(c.Param("key"))
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The address is damaged.")
	}
	a, err := s.store.Analysis(c.Request().Context(), key)
	if err != nil {
		return err
	}
	v := newThreadView(a)
	p := &graphPage{base: s.base("Reply graph: "+titleOf(a.Thread), "threads"), Key: key, T: a.Thread, Width: 760}
	at := p.rows(v)
	p.arcs(v, at, c.QueryParams())
	p.Height = len(p.Rows)*rowHeight + 10
	return s.render(c, http.StatusOK, "graph", p)
}

// rows lays out the comments and returns the row of each.
func (p *graphPage) rows(v *threadView) map[string]int {
	at := map[string]int{}
	for k, c := range depthFirst(v.a.Thread.Comments) {
		if k >= graphLimit {
			p.Unshown++
			continue
		}
		n := v.node(c, nil)
		r := graphRow{Y: k*rowHeight + rowHeight/2, Indent: 10 + 10*n.Depth, Author: c.Author, Words: clip(c.Text, 54-2*n.Depth), Class: n.Class, Href: threadPath(p.Key) + "#c-" + c.ID}
		r.TextX = r.Indent + 12
		if r.Author == "" {
			r.Author = "author lost"
		}
		switch {
		case n.Spam != nil:
			r.Class, r.Label = "spam", "spam"
		case len(n.Marks) > 0:
			r.Label = slices.MinFunc(n.Marks, func(a, b *mark) int { return a.rank() - b.rank() }).Label
		}
		at[c.ID] = k
		p.Rows = append(p.Rows, r)
	}
	return at
}

// arcs draws the relations asked for: all kinds but plain replies, unless the
// address says ?kind=….
func (p *graphPage) arcs(v *threadView, at map[string]int, q url.Values) {
	byID := map[string]string{}
	for _, m := range v.a.Annotations {
		byID[m.ID] = m.Comment
	}
	wanted := q["kind"]
	counts := map[string]int{}
	draw := func(kind, from, to, title string, inferred bool) {
		f, ok1 := at[from]
		t, ok2 := at[to]
		if !ok1 || !ok2 || f == t {
			return
		}
		counts[kind]++
		if len(wanted) == 0 || slices.Contains(wanted, kind) {
			p.Arcs = append(p.Arcs, newArc(f, t, kind, title, inferred))
		}
	}
	for _, c := range v.a.Thread.Comments {
		if c.Parent != "" {
			title := fmt.Sprintf("%s answers %s", v.who(c.ID), v.who(c.Parent))
			if c.ParentBy.Inferred() {
				title += fmt.Sprintf(", inferred by %s, %.2f", c.ParentBy, c.ParentScore)
			}
			draw("reply", c.ID, c.Parent, title, c.ParentBy.Inferred())
		}
	}
	for _, r := range v.a.Relations {
		from, to := byID[r.From], byID[r.To]
		draw(string(r.Kind), from, to, fmt.Sprintf("%s %s %s", v.who(from), r.Kind, v.who(to)), false)
	}
	path := threadPath(p.Key) + "/graph"
	kinds := []string{"reply"}
	for _, k := range gainsay.RelationKinds() {
		kinds = append(kinds, string(k))
	}
	for _, k := range kinds {
		if counts[k] > 0 {
			p.Kinds = append(p.Kinds, filterLink{k, k, toggled(path, q, "kind", k), counts[k], slices.Contains(wanted, k)})
		}
	}
}

func newArc(from, to int, kind, title string, inferred bool) arc {
	y1, y2 := from*rowHeight+rowHeight/2, to*rowHeight+rowHeight/2
	reach := arcLeft + min(220, 24+14*max(from-to, to-from))
	return arc{
		Path:  fmt.Sprintf("M%d %d C %d %d, %d %d, %d %d", arcLeft, y1, reach, y1, reach, y2, arcLeft+8, y2),
		Head:  fmt.Sprintf("M%d %d l9 -5 v10 z", arcLeft, y2),
		Class: kind, Title: title, Inferred: inferred,
	}
}
