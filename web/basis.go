package web

import (
	"context"
	"fmt"
	"net/url"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

// basisLinks choose whose marks the page at path shows; without is whose they are
// where the address does not say.
func basisLinks(path string, q url.Values, without decide.Mode) (out []filterLink) {
	for _, b := range view.Bases() {
		v := string(b)
		if b == without {
			v = ""
		}
		on := q.Get("marks") == string(b) || q.Get("marks") == "" && v == ""
		out = append(out, filterLink{Label: view.BasisLabel(b), Href: with(path, q, "marks", v), On: on})
	}
	return out
}

// marksOf is the part of a query that says whose marks are meant.
func marksOf(q url.Values) url.Values {
	if v := q.Get("marks"); v != "" {
		return url.Values{"marks": {v}}
	}
	return url.Values{}
}

// threadBy returns what the page of a thread shows by a basis.
func (s *Server) threadBy(c echo.Context, key string, mode decide.Mode) (*index, error) {
	if mode != decide.Both && mode != decide.Decided {
		return s.outlined(c.Request().Context(), key)
	}
	return s.wholeBy(c, key, mode)
}

// wholeBy returns the same of the thread read whole.
func (s *Server) wholeBy(c echo.Context, key string, mode decide.Mode) (*index, error) {
	if mode != decide.Both && mode != decide.Decided {
		return s.indexed(c.Request().Context(), key)
	}
	coder := ""
	if setting(c, blindCookie) {
		coder = s.coder(c)
	}
	return s.asDecided(c.Request().Context(), key, mode, coder)
}

// asDecided returns a thread as decisions have it: those of one coder, or of all.
// It is made once for each state of the decisions.
func (s *Server) asDecided(ctx context.Context, key string, mode decide.Mode, coder string) (*index, error) {
	x, err := s.indexed(ctx, key)
	if err != nil {
		return nil, err
	}
	ds, err := s.conf.Store.Decisions(ctx, view.DecisionFilter{Threads: []string{key}, Coder: coder})
	if err != nil {
		return nil, err
	}
	digest, err := s.shownDigest(ctx, key)
	if err != nil {
		return nil, err
	}
	for _, d := range ds {
		digest += fmt.Sprint(" ", d.ID)
	}
	at := fmt.Sprint(mode, " ", coder, "\x00", key)
	if y, ok := s.decoded.Get(at); ok && y.digest == digest {
		return y.index, nil
	}
	decided, hidden, err := s.applied(ctx, x, ds, mode)
	if err != nil {
		return nil, err
	}
	y := newIndex(key, decided)
	y.hidden = hidden
	s.decoded.Put(at, cached{y, digest}, y.bytes(), cacheBytes)
	return y, nil
}

// applied applies decisions to a thread that is shown, and counts the marks that
// thresholds hide: not those about which people decided.
func (s *Server) applied(ctx context.Context, x *index, ds []gainsay.Decision, mode decide.Mode) (*gainsay.Analysis, int, error) {
	if x.hidden == 0 {
		return decide.Apply(x.a, ds, mode), 0, nil
	}
	a, err := s.conf.Store.Analysis(ctx, x.key)
	if err != nil {
		return nil, 0, err
	}
	least, err := s.conf.Store.Thresholds(ctx)
	if err != nil {
		return nil, 0, err
	}
	a, hidden := decide.Shown(a, ds, mode, least)
	return a, hidden, nil
}
