package web

import (
	"net/http"

	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var (
	_ = register("/", (*Server).home)
	_ = register("/threads", (*Server).threads)
)

func (s *Server) home(c echo.Context) error { return c.Redirect(http.StatusFound, "/threads") }

// threadsPage lists the threads.
type threadsPage struct {
	base
	Rows  []view.ThreadRow
	Total int
	Sort  string
	Words string
	Pages []pageLink
}

const threadsPerPage = 50

func (s *Server) threads(c echo.Context) error {
	q := c.QueryParams()
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	f := view.ThreadFilter{Query: q.Get("q"), Sort: q.Get("sort"), Limit: threadsPerPage,
		Offset: (page - 1) * threadsPerPage}
	if f.Sort != "" && f.Sort != "new" && f.Sort != "unsupported" {
		return echo.NewHTTPError(http.StatusBadRequest, "The order must be new or unsupported.")
	}
	rows, total, err := s.conf.Store.Threads(c.Request().Context(), f)
	if err != nil {
		return err
	}
	p := threadsPage{base: s.base(c, "Threads", "threads"), Rows: rows, Total: total,
		Sort: f.Sort, Words: f.Query}
	p.Pages = pageLinks("/threads", q, page, total, threadsPerPage)
	return s.render(c, http.StatusOK, "threads", p)
}
