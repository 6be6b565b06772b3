package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var _ = register("/threads/:key/assertions/:id", (*Server).entry)

// entryPage is an assertion's ledger entry: its evidence and reception in its
// thread, and the claim it shares with assertions elsewhere.
type entryPage struct {
	base
	Name  string // of the thread
	Key   string
	T     *gainsay.Thread
	C     *gainsay.Comment
	M     *mark
	Claim claimView
	Here  string // address of the assertion in its thread
	Map   string
}

func (s *Server) entry(c echo.Context) error {
	v, err := s.threadView(c)
	if err != nil {
		return err
	}
	id, err := pathPart(c, 4)
	if err != nil {
		return err
	}
	if strings.HasPrefix(id, view.AddedMark) { // it has no chain of reasons
		return c.Redirect(http.StatusSeeOther, withQuery(threadPath(v.key), url.Values{"mark": {id}})+"#m-"+url.PathEscape(id))
	}
	a, ok := v.annotations[id]
	if !ok || v.assertions[id] == nil {
		return fmt.Errorf("assertion %q: %w", id, view.ErrNotFound)
	}
	v.query = url.Values{} // steps lead to the thread page without a filter
	claim, err := s.conf.Store.Claim(c.Request().Context(), v.key, id)
	if err != nil {
		return err
	}
	p := entryPage{base: s.base(c, view.Clip(v.texts.Words(a.Comment, a.Span), 60), "assertions"), Name: v.title(), Key: v.key,
		T: v.a.Thread, C: v.comments[a.Comment],
		M: v.explain(v.newMark(*a)), Claim: newClaimView(claim), Here: commentPath(v.key, a.Comment, "m-"+id)}
	p.Map = withQuery(threadPath(v.key)+"/map", url.Values{"at": {a.Comment}})
	p.Map += "#r-" + url.PathEscape(a.Comment)
	return s.render(c, http.StatusOK, "entry", p)
}
