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
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	p := searchPage{base: s.base(c, "Search", "")}
	p.Query = q.Get("q")
	rows, total, err := s.conf.Store.Search(c.Request().Context(), p.Query,
		view.Range{Limit: searchPerPage, Offset: (page - 1) * searchPerPage})
	if err != nil {
		return err
	}
	for _, r := range rows {
		p.Rows = append(p.Rows, searchHit{r, snippetParts(r.Snippet, r.Hits)})
	}
	p.Total = total
	p.Pages = pageLinks("/search", q, page, total, searchPerPage)
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
