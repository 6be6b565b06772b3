package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"

	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
	"github.com/labstack/echo/v4"
)

var _ = register("/author", (*Server).author)

// authorPage shows what became of one author's assertions.
type authorPage struct {
	base
	Name     string
	Counts   view.Author
	Facts    []authorFact
	Others   []authorFact
	Claims   []claimView
	Total    int
	Asserted string       // address of the assertions
	Bases    []filterLink // whose marks count
	Pages    []pageLink
}

// authorFact is a count with what it is out of.
type authorFact struct {
	Label, Class, Href string
	N, Of              int
	What               string // what Of counts, "" for assertions
	Rate               string // "" below the minimum
}

func (s *Server) author(c echo.Context) error {
	q := c.QueryParams()
	name := q.Get("name")
	place, err := placeOf(q)
	if err != nil {
		return err
	}
	a, err := s.conf.Store.Author(c.Request().Context(), name)
	if err != nil {
		return err
	}
	f := view.AssertionFilter{Author: name}
	if f.Basis, err = query.Basis(q, decide.Machine); err != nil {
		return err
	}
	if f.Basis != decide.Machine {
		own, _, err := s.conf.Store.Authors(c.Request().Context(), view.AuthorFilter{AssertionFilter: f})
		if err != nil {
			return err
		}
		threads := a.Threads
		if a.AuthorRow = (view.AuthorRow{Author: name}); len(own) > 0 {
			a.AuthorRow = own[0]
		}
		a.Threads = threads
	}
	claims, total, pages, err := s.claims(c.Request().Context(), "/author", q, place, f)
	if err != nil {
		return err
	}
	p := authorPage{base: s.base(c, name, "authors"), Name: name, Counts: a, Claims: claimViews(claims, q.Get("marks")), Total: total}
	p.Pages, p.Bases = pages, basisLinks("/author", q, decide.Machine)
	p.facts(a, marksOf(q))
	return s.render(c, http.StatusOK, "author", p)
}

func (p *authorPage) facts(a view.Author, marks url.Values) {
	link := func(param, value string) string {
		q := maps.Clone(marks)
		q.Set("author", p.Name)
		if param != "" {
			q.Set(param, value)
		}
		return withQuery("/assertions", q)
	}
	add := func(label, class, href string, n, of int, what string) {
		f := authorFact{Label: label, Class: class, Href: href, N: n, Of: of, What: what}
		if share, ok := view.Rate(n, of); ok {
			f.Rate = fmt.Sprintf("%.0f %%", 100*share)
		}
		p.Facts = append(p.Facts, f)
	}
	p.Asserted = link("", "")
	add("unsupported", "unsupported", link("status", "unsupported"), a.Unsupported, a.Asserted, "")
	add("sourced", "sourced", link("status", "sourced"), a.Sourced, a.Asserted, "")
	add("someone asked for evidence", "questioned", link("dispute", "questioned"), a.Asked, a.Asserted, "")
	add("evidence was given, by the author or someone else", "sourced", link("answered", "yes"), a.Answered,
		a.Asked, "for which it was asked")
	add("someone asserted the contrary", "contested", link("dispute", "contested"), a.Contested, a.Asserted, "")
	add("the author took it back", "conceded", link("dispute", "conceded"), a.Conceded, a.Asserted, "")
	p.Others = []authorFact{
		{Label: "asked for evidence", Class: "questioned", N: a.AskedOthers},
		{Label: "gave evidence", Class: "sourced", N: a.SuppliedOthers},
		{Label: "asserted the contrary", Class: "contested", N: a.CounteredOthers},
	}
}
