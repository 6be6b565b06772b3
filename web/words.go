package web

import (
	"fmt"
	"net/http"

	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var _ = register("/threads/:key/marks/:id/words", (*Server).words)

// wordsPage says which words a mark depends on. The thread's page shows its list
// in the card of the mark.
type wordsPage struct {
	base
	M       *mark
	Here    string // address of the mark in its thread
	Effects view.WordEffects
}

// words analyses a comment again without one word of a mark at a time.
func (s *Server) words(c echo.Context) error {
	v, err := s.threadView(c)
	if err != nil {
		return err
	}
	id, err := pathPart(c, 4)
	if err != nil {
		return err
	}
	a, ok := v.annotations[id]
	if !ok || s.conf.Words == nil || v.a.Version.Encoder == "" || !view.Encoded(a) {
		return fmt.Errorf("words of mark %q: %w", id, view.ErrNotFound)
	}
	effects, err := s.conf.Words(c.Request().Context(), v.a, a)
	if err != nil {
		return err
	}
	p := wordsPage{base: s.base(c, "Words of a mark", ""), M: v.newMark(*a), Effects: effects,
		Here: commentPath(v.key, a.Comment, "m-"+id)}
	return s.render(c, http.StatusOK, "words", p)
}
