package web

import (
	"net/http"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var _ = register("/search", (*Server).search)

// searchPage lists comments by their words.
type searchPage struct {
	base
	Rows  []searchHit
	Total int
	Pages []pageLink
}

// searchHit is a comment with its words cut where they are highlighted.
type searchHit struct {
	view.SearchRow
	Parts []snippetPart
}

// snippetPart is a piece of a snippet.
type snippetPart struct {
	Text string
	Hit  bool
}

const searchPerPage = 30

func (s *Server) search(c echo.Context) error {
	q := c.QueryParams()
	place, err := placeOf(q)
	if err != nil {
		return err
	}
	p := searchPage{base: s.base(c, "Search", "")}
	p.Query = q.Get("q")
	list := func(place listPlace) (rows []view.SearchRow, err error) {
		rows, p.Total, err = s.conf.Store.Search(c.Request().Context(), p.Query, place.part(searchPerPage))
		return rows, err
	}
	rows, pages, err := paged("/search", q, place, searchPerPage, list, func(r view.SearchRow) string { return r.Cursor })
	if err != nil {
		return err
	}
	for _, r := range rows {
		p.Rows = append(p.Rows, searchHit{r, snippetParts(r.Snippet, r.Hits)})
	}
	p.Pages = pages
	return s.render(c, http.StatusOK, "search", p)
}

// snippetParts cuts a text at its hits, which are in order.
func snippetParts(text string, hits []gainsay.Span) (out []snippetPart) {
	at := 0
	add := func(end int, hit bool) {
		if end > at {
			out = append(out, snippetPart{text[at:end], hit})
			at = end
		}
	}
	for _, h := range hits {
		add(h.Start, false)
		add(h.End, true)
	}
	add(len(text), false)
	return out
}
