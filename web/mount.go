package web

import (
	"encoding/json"
	"net/http"
	"strings"

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
	// KeyHost allows a key as the first label of the host.
	KeyHost bool
}

// mount adds the routes of a part.
func (s *Server) mount(m Mount) {
	if m.Fail == nil {
		m.Fail = WriteProblem
	}
	h := func(c echo.Context) error {
		if !reads(c.Request()) && !fromHere(c) {
			return echo.NewHTTPError(http.StatusForbidden, "A page of another site made this request.")
		}
		from, r := client(c), c.Request()
		note := &access.Request{ID: from.id, Addr: from.addr, Secure: from.secure}
		m.Handler.ServeHTTP(c.Response(), r.WithContext(access.With(r.Context(), note)))
		from.key = note.Key
		return nil
	}
	prefix := strings.ReplaceAll(m.Prefix, ":", `\:`) // else a parameter begins there
	for _, path := range []string{prefix, prefix + "/*"} {
		s.echo.Any(path, h)
		s.echo.RouteNotFound(path, h) // methods that the router does not know
		s.mounts[path] = m
	}
}

// mounted returns the part that a request is for.
func (s *Server) mounted(c echo.Context) (Mount, bool) {
	m, ok := s.mounts[c.Path()]
	return m, ok
}

// Problem is an error as RFC 9457 has it.
type Problem struct {
	Type   string `json:"type"` // always about:blank: the status says all
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	// Instance identifies the request, as the log and the header X-Request-Id do.
	Instance string `json:"instance,omitempty"`
}

// WriteProblem answers a request with a Problem.
func WriteProblem(w http.ResponseWriter, _ *http.Request, status int, message string) {
	p := Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: message}
	if id := w.Header().Get(echo.HeaderXRequestID); id != "" {
		p.Instance = "urn:gainsay:request:" + id
	}
	w.Header().Del("Etag")
	w.Header().Set(echo.HeaderContentType, "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(p) // an error says that the reader left
}
