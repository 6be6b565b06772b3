package web

import (
	"net/http"

	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var _ = register("/search", (*Server).search)

// searchPage lists comments by their words.
type searchPage struct {
	base
	Rows  []view.SearchRow
	Total int
	Pages []pageLink
}

const searchPerPage = 30

func (s *Server) search(c echo.Context) error {
	q := c.QueryParams()
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	p := searchPage{base: s.base(c, "Search", "")}
	p.Query = q.Get("q")
	p.Rows, p.Total, err = s.conf.Store.Search(c.Request().Context(), p.Query, searchPerPage,
		(page-1)*searchPerPage)
	if err != nil {
		return err
	}
	p.Pages = pageLinks("/search", q, page, p.Total, searchPerPage)
	return s.render(c, http.StatusOK, "search", p)
}
