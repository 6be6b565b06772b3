package web

import (
	"encoding/json"
	"net/http"

	"github.com/gainsay/gainsay/web/access"
	"github.com/labstack/echo/v4"
)

// Mount is a part of the server that serves programs, not browsers: it gets all
// requests for Prefix and below. They pass the same checks of address and host
// as pages do, but need no session: the part itself asks for a key. Its handler
// finds the id and sender of the request with access.Of.
type Mount struct {
	Prefix  string // "/api/v1"
	Handler http.Handler
	// Fail answers a request that was refused before it came to Handler. It may be
	// nil for a problem of RFC 9457.
	Fail func(w http.ResponseWriter, r *http.Request, status int, message string)
}

// mount adds the routes of a part.
func (s *Server) mount(m Mount) {
	if m.Fail == nil {
		m.Fail = Problem
	}
	h := func(c echo.Context) error {
		if r := c.Request(); r.Method != http.MethodGet && r.Method != http.MethodHead && !fromHere(c) {
			return echo.NewHTTPError(http.StatusForbidden, "A page of another site made this request.")
		}
		from, r := client(c), c.Request()
		note := &access.Request{ID: from.id, Addr: from.addr}
		m.Handler.ServeHTTP(c.Response(), r.WithContext(access.With(r.Context(), note)))
		from.key = note.Key
		return nil
	}
	for _, path := range []string{m.Prefix, m.Prefix + "/*"} {
		s.echo.Any(path, h)
		s.mounts[path] = m
	}
}

// mounted returns the part that a request is for.
func (s *Server) mounted(c echo.Context) (Mount, bool) {
	m, ok := s.mounts[c.Path()]
	return m, ok
}

// Problem answers a request with a problem of RFC 9457.
func Problem(w http.ResponseWriter, _ *http.Request, status int, message string) {
	w.Header().Set(echo.HeaderContentType, "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{ // an error says that the reader left
		"type": "about:blank", "title": http.StatusText(status), "status": status, "detail": message,
	})
}
