package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var _ = register("/threads/:key/assertions/:id", (*Server).entry)

// entryPage is an assertion's ledger entry: its evidence and reception in its
// thread, and the claim it shares with assertions elsewhere.
type entryPage struct {
	base
	Name   string // of the thread
	Key    string
	T      *gainsay.Thread
	C      *gainsay.Comment
	M      *mark
	Claim  claimView
	Marks  string       // whose marks count, as the address says
	Bases  []filterLink // to choose it
	Absent bool         // the marks that the address asks for leave the assertion out; the page shows the machine's
	Here   string       // address of the assertion in its thread
	Map    string
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
	a, ok := v.annotations[id]
	if strings.HasPrefix(id, view.AddedMark) || ok && added(a) { // it has no chain of reasons
		return c.Redirect(http.StatusSeeOther, commentPath(v.key, "", "m-"+id))
	}
	absent := v.assertions[id] == nil && v.basis != "" && v.basis != decide.Machine
	bases := basisLinks(entryPath(v.key, id), marksOf(v.query), decide.Machine)
	if absent {
		x, err := s.indexed(c.Request().Context(), v.key)
		if err != nil {
			return err
		}
		v = newThreadView(x, url.Values{})
	}
	if v.assertions[id] == nil {
		return fmt.Errorf("assertion %q: %w", id, view.ErrNotFound)
	}
	claim, err := s.conf.Store.Claim(c.Request().Context(), v.key, id, v.basis)
	if err != nil {
		return err
	}
	a = v.annotations[id]
	v.query = marksOf(v.query) // steps lead to the thread page without a filter
	p := entryPage{base: s.base(c, view.Clip(v.texts.Words(a.Comment, a.Span), 60), "assertions"), Name: v.title(), Key: v.key,
		T: v.a.Thread, C: v.comments[a.Comment], Marks: v.query.Get("marks"), Bases: bases, Absent: absent,
		M: v.explain(v.newMark(*a)), Claim: newClaimView(claim, v.query.Get("marks")), Here: v.placed(a.Comment, "m-"+id)}
	p.Map = marked(p.Marks, withQuery(threadPath(v.key)+"/map", url.Values{"at": {a.Comment}}))
	p.Map += "#r-" + url.PathEscape(a.Comment)
	return s.render(c, http.StatusOK, "entry", p)
}
