package web

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"
)

var _ = register("/author", (*Server).author)

// authorPage is the ledger of one author.
type authorPage struct {
	base
	Name   string
	Ledger Ledger
	Facts  []ledgerFact
	Others []ledgerFact
	Claims []claimView
	Total  int
	Pages  []pageLink
}

// ledgerFact is a count with what it is out of.
type ledgerFact struct {
	Label, Class, Href string
	N, Of              int
	What               string // what Of counts, "" for assertions
	Rate               string // "" below the minimum
}

func (s *Server) author(c echo.Context) error {
	q := c.QueryParams()
	name := q.Get("name")
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	l, err := s.store.Ledger(c.Request().Context(), name)
	if err != nil {
		return err
	}
	f := AssertionFilter{Author: name, Limit: claimsPerPage, Offset: (page - 1) * claimsPerPage}
	claims, total, err := s.store.Claims(c.Request().Context(), f)
	if err != nil {
		return err
	}
	p := authorPage{base: s.base(name, ""), Name: name, Ledger: l, Claims: claimViews(claims), Total: total}
	p.Pages = pageLinks("/author", q, page, total, claimsPerPage)
	p.facts(l)
	return s.render(c, http.StatusOK, "author", p)
}

func (p *authorPage) facts(l Ledger) {
	link := func(param, value string) string {
		q := url.Values{"author": {p.Name}}
		if param != "" {
			q.Set(param, value)
		}
		return withQuery("/assertions", q)
	}
	add := func(label, class, href string, n, of int, what string) {
		f := ledgerFact{Label: label, Class: class, Href: href, N: n, Of: of, What: what}
		if of >= l.MinRate {
			f.Rate = fmt.Sprintf("%.0f %%", 100*float64(n)/float64(of))
		}
		p.Facts = append(p.Facts, f)
	}
	add("unsupported", "unsupported", link("status", "unsupported"), l.Unsupported, l.Asserted, "")
	add("sourced", "sourced", link("status", "sourced"), l.Sourced, l.Asserted, "")
	add("asked for evidence by somebody", "questioned", link("dispute", "questioned"), l.Asked, l.Asserted, "")
	add("answered, by the author or another", "sourced", link("answered", "yes"), l.Answered, l.Asked, "asked about")
	add("contested by somebody", "contested", link("dispute", "contested"), l.Contested, l.Asserted, "")
	add("taken back by the author", "conceded", link("dispute", "conceded"), l.Conceded, l.Asserted, "")
	p.Others = []ledgerFact{
		{Label: "asked what it rests on", Class: "questioned", N: l.AskedOthers},
		{Label: "gave evidence for it", Class: "sourced", N: l.SuppliedOthers},
		{Label: "asserted the contrary", Class: "contested", N: l.CounteredOthers},
	}
}
