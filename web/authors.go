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

var _ = register("/authors", (*Server).authors)

// authorsPage counts what became of each author's assertions.
type authorsPage struct {
	base
	Rows    []authorRow
	Total   int
	Heads   []sortHead
	Name    string
	Chosen  []filterLink
	Bases   []filterLink // whose marks count
	Hidden  []hiddenInput
	Pages   []pageLink
	MinRate int
}

// sortHead is the head of a column that sorts by it.
type sortHead struct {
	Label, Href string
	Sort        string // "ascending" or "descending" where the list is sorted by it
	Num         bool
}

type authorRow struct {
	view.AuthorRow
	Cells []authorCell
	Page  string // of the author
	Href  string // of the unsupported assertions
}

// authorCell is a count with its share, where the whole is large enough.
type authorCell struct {
	N          int
	Rate, Href string
}

const authorsPerPage = 100

// authorColumns are the columns of the table, by their orders.
var authorColumns = []struct{ order, label string }{
	{"author", "Author"}, {"threads", "Threads"}, {"asserted", "Assertions"}, {"unsupported", "Unsupported"},
	{"rate", "Share"}, {"sourced", "Sourced"}, {"contested", "Contested"}, {"conceded", "Taken back"},
	{"asked", "Asked for evidence"}, {"answered", "Answered"}, {"answeredself", "by the author"},
}

func (s *Server) authors(c echo.Context) error {
	q := c.QueryParams()
	place, err := placeOf(q)
	if err != nil {
		return err
	}
	f, err := query.Authors(q, s.conf.Topic)
	if err != nil {
		return err
	}
	p := authorsPage{base: s.base(c, "Authors", "authors"), Name: f.Name, MinRate: view.MinRate,
		Hidden: hiddenInputs(q, "name", "page"), Bases: basisLinks("/authors", q, decide.Machine)}
	list := func(place listPlace) (rows []view.AuthorRow, err error) {
		part := place.part(authorsPerPage)
		f.Limit, f.Offset, f.After, f.Before = part.Limit, part.Offset, part.After, part.Before
		rows, p.Total, err = s.conf.Store.Authors(c.Request().Context(), f)
		return rows, err
	}
	rows, pages, err := paged("/authors", q, place, authorsPerPage, list, func(r view.AuthorRow) string { return r.Cursor })
	if err != nil {
		return err
	}
	p.Pages = pages
	for _, r := range rows {
		p.Rows = append(p.Rows, newAuthorRow(r, marksOf(q)))
	}
	names, err := s.threadNames(c.Request().Context(), q)
	if err != nil {
		return err
	}
	p.heads(q, f, names)
	return s.render(c, http.StatusOK, "authors", p)
}

func (p *authorsPage) heads(q url.Values, f view.AuthorFilter, names map[string]string) {
	order := f.Order
	if order == "" {
		order = "asserted"
	}
	for _, col := range authorColumns {
		h := sortHead{Label: col.label, Num: col.order != "author"}
		m := without(q, "page", "reverse")
		m.Set("sort", col.order)
		if col.order == order {
			h.Sort = "descending"
			if f.Reverse != (order == "author") {
				h.Sort = "ascending"
			}
			if !f.Reverse {
				m.Set("reverse", "1")
			}
		}
		h.Href = withQuery("/authors", m)
		p.Heads = append(p.Heads, h)
	}
	for _, param := range []string{"topic", "source", "thread", "status", "dispute", "from", "to"} {
		for _, v := range q[param] {
			if v != "" {
				p.Chosen = append(p.Chosen, filterLink{Label: filterWord(param, v, names), Href: toggled("/authors", q, param, v), On: true})
			}
		}
	}
}

// newAuthorRow makes the row of an author; its links keep whose marks count.
func newAuthorRow(a view.AuthorRow, marks url.Values) authorRow {
	link := func(param, value string) string {
		q := maps.Clone(marks)
		q.Set("author", a.Author)
		q.Set(param, value)
		return withQuery("/assertions", q)
	}
	own := maps.Clone(marks)
	own.Set("name", a.Author)
	cell := func(n, of int, href string) authorCell {
		c := authorCell{N: n, Href: href}
		if n == 0 {
			c.Href = ""
		}
		if share, ok := view.Rate(n, of); ok && n > 0 {
			c.Rate = fmt.Sprintf("%.0f %%", 100*share)
		}
		return c
	}
	cells := []authorCell{
		cell(a.Sourced, a.Asserted, link("status", "sourced")),
		cell(a.Contested, a.Asserted, link("dispute", "contested")),
		cell(a.Conceded, a.Asserted, link("dispute", "conceded")),
		cell(a.Asked, a.Asserted, link("dispute", "questioned")),
		cell(a.Answered, a.Asked, link("answered", "yes")),
		cell(a.AnsweredSelf, a.Asked, ""),
	}
	return authorRow{a, cells, withQuery("/author", own), link("status", "unsupported")}
}

// Share is the share of unsupported assertions, "" where there are too few.
func (a authorRow) Share() string {
	if share, ok := view.Rate(a.Unsupported, a.Asserted); ok {
		return fmt.Sprintf("%.0f %%", 100*share)
	}
	return ""
}
