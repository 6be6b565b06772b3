package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// A page is made once while nothing changes in the database, and kept. What
// differs from answer to answer is the form token alone.

// Bounds of the pages that are kept, in bytes.
const (
	keptBytes    = 32 << 20 // all of them
	mostKept     = 1 << 20  // one page
	mostKeptName = 2 << 10  // its address and cookies
)

// keptRoutes are those of pages that depend on nothing but the database, the
// address, the reader's role and cookies: not on the time, for example.
var keptRoutes = []string{"/threads", "/threads/:key", "/assertions", "/topics", "/topic", "/authors", "/author", "/search",
	"/overview"}

// keptPage is a page as it was while the database had a state, cut at the form tokens.
type keptPage struct {
	state int64
	parts [][]byte
}

// keeping is under which name a page that is being made will be kept.
type keeping struct {
	name  string
	state int64 // from before anything was read for it
}

const keepingKey = "keeping"

// kept answers with a page that was made before, or has it kept.
func (s *Server) kept(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !slices.Contains(keptRoutes, c.Path()) || !reads(c.Request()) || wantsJSON(c) {
			return next(c)
		}
		name := s.keptName(c)
		if len(name) > mostKeptName {
			return next(c)
		}
		state, err := s.conf.Store.State(c.Request().Context())
		if err != nil {
			return err
		}
		if p, ok := s.pages.Get(name); ok && p.state == state {
			return p.send(c, token(c))
		}
		c.Set(keepingKey, keeping{name, state})
		return next(c)
	}
}

// keptName is all that a page of keptRoutes depends on besides the database: two
// readers get the same page only where it is equal.
func (s *Server) keptName(c echo.Context) string {
	r, from := c.Request(), client(c)
	parts := []string{fmt.Sprint(s.accounts.Load(), from.secure), string(from.user.Role), from.user.Name, r.Host, r.URL.RequestURI()}
	for _, k := range r.Cookies() {
		if k.Name != cookieName(c, tokenCookie) && k.Name != cookieName(c, sessionCookie) {
			parts = append(parts, k.Name+"="+k.Value)
		}
	}
	for i := range parts {
		parts[i] = url.QueryEscape(parts[i]) // so that none runs into the next
	}
	return strings.Join(parts, " ")
}

// makeKept makes a page, keeps it and answers with it.
func (s *Server) makeKept(c echo.Context, as keeping, write func(io.Writer) error) error {
	var page bytes.Buffer
	if err := write(&page); err != nil {
		return err
	}
	t := token(c)
	p := keptPage{as.state, bytes.Split(page.Bytes(), []byte(t))}
	if page.Len() <= mostKept {
		s.pages.Put(as.name, p, page.Len()+len(as.name), keptBytes)
	}
	return p.send(c, t)
}

func (p keptPage) send(c echo.Context, token string) error {
	return send(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, func(w io.Writer) error {
		for i, part := range p.parts {
			if i > 0 {
				if _, err := io.WriteString(w, token); err != nil {
					return err
				}
			}
			if _, err := w.Write(part); err != nil {
				return err
			}
		}
		return nil
	})
}
