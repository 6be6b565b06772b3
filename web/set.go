package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
	"github.com/labstack/echo/v4"
)

var (
	_ = register("/sets", (*Server).sets)
	_ = registerAction("/sets/save", (*Server).saveSet)
	_ = registerAction("/sets/delete", (*Server).deleteSet)
)

// setsPage lists the filters that have a name.
type setsPage struct {
	base
	Rows []setRow
}

// setRow is a set with what it leads to.
type setRow struct {
	view.Set
	Words                string // what it picks
	Href, Overview, Save string
}

func (s *Server) sets(c echo.Context) error {
	sets, err := s.conf.Store.Sets(c.Request().Context())
	if err != nil {
		return err
	}
	p := setsPage{base: s.base(c, "Sets", "overview")}
	for _, set := range sets {
		q, err := url.ParseQuery(set.Query)
		if err != nil {
			return err
		}
		names, err := s.threadNames(c.Request().Context(), q)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, setRow{set, filterWords(q, names), withQuery("/assertions", q), withQuery("/overview", q),
			withQuery("/assertions/export/csv", q)})
	}
	return s.render(c, http.StatusOK, "sets", p)
}

// maxSet bounds the query of a set, in bytes.
const maxSet = 4000

// saveSet keeps the filter in field "query" under the name in field "name"
// and shows it among the others.
func (s *Server) saveSet(c echo.Context) error {
	name := strings.TrimSpace(c.FormValue("name"))
	if name == "" || len(name) > account.MaxName {
		return echo.NewHTTPError(http.StatusBadRequest, "The name of a set has 1 to 100 bytes.")
	}
	filter := c.FormValue("query")
	if i := strings.IndexByte(filter, '?'); i >= 0 {
		filter = filter[i+1:]
	}
	q, err := url.ParseQuery(filter)
	if err != nil || len(filter) > maxSet {
		return echo.NewHTTPError(http.StatusBadRequest, "This is no address of a filter.")
	}
	q = without(q, "page", "sort", "at", "a", "b", "names", "marks")
	for param := range q {
		q[param] = slices.DeleteFunc(q[param], func(v string) bool { return v == "" })
	}
	if _, err := query.Assertions(q, s.conf.Topic); err != nil {
		return err
	}
	set := view.Set{Name: name, Query: q.Encode(), Coder: s.coder(c)}
	if err := s.conf.Store.SaveSet(c.Request().Context(), set); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/sets")
}

func (s *Server) deleteSet(c echo.Context) error {
	if err := s.conf.Store.DeleteSet(c.Request().Context(), c.FormValue("name")); err != nil {
		return err
	}
	return s.back(c)
}
