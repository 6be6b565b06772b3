package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var _ = register("/decisions/lost", (*Server).lost)

// lostPerPage is how many decisions without a place a page lists.
const lostPerPage = 100

// lostPage lists decisions that find no place in the threads as they are.
type lostPage struct {
	base
	Of   string // key of the thread, "" for all
	Rows []lostRow
	Next string
}

type lostRow struct {
	decide.Standing
	Label string // of the mark, as decided
	Said  string // the verdict
	Why   string
	Href  string // "" where the thread is gone
}

func (s *Server) lost(c echo.Context) error {
	q := c.QueryParams()
	f := view.DecisionFilter{Lost: true, Limit: lostPerPage + 1}
	if q.Get("after") != "" {
		var err error
		if f.After, err = strconv.ParseInt(q.Get("after"), 10, 64); err != nil {
			return badForm("Unknown place in the list: “%s”.", q.Get("after"))
		}
	}
	p := lostPage{base: s.base(c, "Decisions without a place", "agreement"), Of: q.Get("thread")}
	if p.Of != "" {
		f.Threads = []string{p.Of}
	}
	all, err := s.conf.Store.Standing(c.Request().Context(), f)
	if err != nil {
		return err
	}
	if len(all) > lostPerPage {
		all = all[:lostPerPage]
		m := url.Values{"after": {fmt.Sprint(all[lostPerPage-1].ID)}}
		if p.Of != "" {
			m.Set("thread", p.Of)
		}
		p.Next = withQuery("/decisions/lost", m)
	}
	for _, d := range all {
		p.Rows = append(p.Rows, newLostRow(d))
	}
	return s.render(c, http.StatusOK, "lost", &p)
}

func newLostRow(d decide.Standing) lostRow {
	r := lostRow{Standing: d, Label: view.TagLabel(d.Tag), Said: view.VerdictLabel(d.Verdict), Href: threadPath(d.Thread)}
	if d.Tag == gainsay.TagClaim && d.Status != "" {
		r.Label = view.StatusLabel(d.Status)
	}
	switch d.Why {
	case decide.ThreadGone:
		r.Why, r.Href = "The database does not have the thread.", ""
	case decide.CommentGone:
		r.Why = "The thread has no such comment now."
	case decide.WordsGone:
		r.Why, r.Href = "The comment no longer has the words.", commentPath(d.Thread, d.Comment, "c-"+d.Comment)
	}
	return r
}
