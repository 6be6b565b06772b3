package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var _ = register("/threads/:key/graph", (*Server).graph)

// graphPage shows who answers whom: a foldable tree of replies and a matrix of
// authors.
type graphPage struct {
	base
	Name     string // of the thread
	Key      string
	T        *gainsay.Thread
	Marks    string       // whose marks count, as the address says
	Bases    []filterLink // to choose it
	Replies  string       // address of the graph without kinds
	Kinds    []filterLink
	Levels   []filterLink
	Roots    []*branch
	Unshown  int // comments beyond the page
	Pages    []pageLink
	Matrix   matrix
	Inferred int
	Filtered bool
}

// branch is a comment with its replies.
type branch struct {
	Row      mapRow
	Ties     []tie // relations to other comments, of the kinds asked for
	Inferred string
	Replies  []*branch
	Below    int  // comments under it
	Open     bool // its replies show at first
	Lit      bool // it has a relation asked for

	host *branch // which its replies go under: itself, or the deepest ancestor that is nested
}

const (
	graphRoots  = 200 // a page
	graphNested = 40  // levels that are nested; deeper ones are side by side
	graphLimit  = 3000
)

func (s *Server) graph(c echo.Context) error {
	v, err := s.threadView(c)
	if err != nil {
		return err
	}
	q := v.query
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	level, err := levelOf(q, len(v.a.Thread.Comments))
	if err != nil {
		return err
	}
	v.query = url.Values{}
	path := threadPath(v.key) + "/graph"
	p := &graphPage{base: s.base(c, "Reply graph: "+v.title(), "threads"), Name: v.title(), Key: v.key, T: v.a.Thread,
		Filtered: len(q["kind"]) > 0, Bases: basisLinks(path, q, decide.Machine), Marks: q.Get("marks"),
		Replies: with(path, q, "kind", "")}
	roots := v.tree(q["kind"], level)
	p.Pages = pageLinks(path, q, page, len(roots), graphRoots)
	p.Roots = roots[min((page-1)*graphRoots, len(roots)):min(page*graphRoots, len(roots))]
	p.Roots, p.Unshown = trim(p.Roots, graphLimit)
	p.controls(v, path, q, level)
	p.Matrix = newMatrix(v, q["kind"])
	return s.render(c, http.StatusOK, "graph", p)
}

var levels = []struct {
	label string
	n     int
}{{"Top level", 0}, {"One level", 1}, {"Three levels", 3}, {"All", graphNested}}

// levelOf is how many levels of replies are open at first.
func levelOf(q url.Values, comments int) (int, error) {
	if q.Get("open") == "" {
		if comments > 150 {
			return 3, nil
		}
		return graphNested, nil
	}
	n, err := strconv.Atoi(q.Get("open"))
	if err != nil || n < 0 {
		return 0, echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf("Unknown level: “%s”.", q.Get("open")))
	}
	return n, nil
}

func (p *graphPage) controls(v *threadView, path string, q url.Values, level int) {
	p.Kinds = v.kindLinks(path, q)
	for _, l := range levels {
		href := with(path, q, "open", strconv.Itoa(l.n))
		p.Levels = append(p.Levels, filterLink{Label: l.label, Href: href, On: l.n == level})
	}
	for _, c := range v.a.Thread.Comments {
		p.Inferred += btoi(c.ParentBy.Inferred())
	}
}

// tree builds the reply tree. With kinds, it keeps only comments with such a
// relation and those above them.
func (v *threadView) tree(kinds []string, level int) []*branch {
	ties := map[string][]tie{}
	for _, l := range v.links(kinds) {
		text := verbOf(l.Kind, v.who(l.From), v.who(l.To)) + " " + v.who(l.To)
		ties[l.From] = append(ties[l.From], tie{string(l.Kind), text, v.placed(l.From, l.Anchor)})
	}
	at := map[string]*branch{}
	var roots, all []*branch
	for _, c := range v.a.Thread.Comments {
		b := &branch{Row: v.mapRow(c), Ties: ties[c.ID], Open: v.depth[c.ID] < level,
			Lit: len(kinds) == 0 || len(ties[c.ID]) > 0}
		if c.ParentBy.Inferred() {
			b.Inferred = fmt.Sprintf("%s, %.2f", view.ParentLabel(c.ParentBy), c.ParentScore)
		}
		at[c.ID] = b
		all = append(all, b)
		b.host = b
		if parent := at[c.Parent]; parent == nil {
			roots = append(roots, b)
		} else {
			parent.host.Replies = append(parent.host.Replies, b)
			if v.depth[c.ID] > graphNested {
				b.host = parent.host
			}
		}
	}
	for _, b := range slices.Backward(all) {
		b.Replies = slices.DeleteFunc(b.Replies, func(r *branch) bool { return !r.Lit })
		for _, r := range b.Replies {
			b.Below += 1 + r.Below
		}
		b.Lit = b.Lit || len(b.Replies) > 0
	}
	return slices.DeleteFunc(roots, func(b *branch) bool { return !b.Lit })
}

// trim cuts trees after limit comments and counts those left out.
func trim(branches []*branch, limit int) (kept []*branch, cut int) {
	var walk func([]*branch) []*branch
	walk = func(bs []*branch) []*branch {
		for i, b := range bs {
			if limit == 0 {
				for _, rest := range bs[i:] {
					cut += 1 + rest.Below
				}
				return bs[:i]
			}
			limit--
			b.Replies = walk(b.Replies)
		}
		return bs
	}
	return walk(branches), cut
}
