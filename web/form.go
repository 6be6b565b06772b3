package web

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// A form token is sent twice: in a cookie and in the form. Other sites can
// send the cookie, but cannot read it.
const (
	tokenCookie = "gainsay-token"
	tokenField  = "token"
	coderCookie = "gainsay-coder"
)

// maxForm bounds the body of a form without a file, in bytes.
const maxForm = 1 << 20

// registerAction adds a handler for forms that change something. It runs only
// for requests that come from a page of this server.
func registerAction(path string, handle func(*Server, echo.Context) error) bool {
	actions = append(actions, page{path, handle})
	return true
}

var actions []page

// sameOrigin refuses a change that no page of this server asked for.
func sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
			return echo.NewHTTPError(http.StatusForbidden, "This request came from another site.")
		}
		if origin := r.Header.Get("Origin"); origin != "" && !originIs(origin, r.Host) {
			return echo.NewHTTPError(http.StatusForbidden, "This request came from another site.")
		}
		limit := int64(maxForm)
		if strings.HasPrefix(r.Header.Get(echo.HeaderContentType), echo.MIMEMultipartForm) {
			limit = maxUpload
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, limit)
		cookie, err := c.Cookie(tokenCookie)
		if err != nil || subtle.ConstantTimeCompare([]byte(cookie.Value), []byte(c.FormValue(tokenField))) != 1 {
			return echo.NewHTTPError(http.StatusForbidden, "The form has expired. Go back, reload the page and try again.")
		}
		return next(c)
	}
}

func originIs(origin, host string) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Host == host
}

// token returns the form token of the browser, and gives it one first.
func token(c echo.Context) string {
	if cookie, err := c.Cookie(tokenCookie); err == nil && len(cookie.Value) >= 26 {
		return cookie.Value
	}
	t := rand.Text()
	cookie := &http.Cookie{Name: tokenCookie, Value: t, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode}
	c.SetCookie(cookie)
	c.Request().AddCookie(cookie) // a second call for the same page returns the same token
	return t
}

// maxName bounds the name of a coder, in bytes.
const maxName = 100

// coder returns the name under which the browser's decisions are saved, "" if
// it was not given yet.
func (s *Server) coder(c echo.Context) string {
	cookie, err := c.Cookie(coderCookie)
	if err != nil {
		return ""
	}
	name, err := url.QueryUnescape(cookie.Value)
	if err != nil {
		return ""
	}
	return name
}

var _ = registerAction("/coder", (*Server).setCoder)

// setCoder keeps the name of the coder and goes back to the page it was asked on.
func (s *Server) setCoder(c echo.Context) error {
	name := strings.TrimSpace(c.FormValue("name"))
	if name == "" || len(name) > maxName {
		return echo.NewHTTPError(http.StatusBadRequest, "A name has 1 to 100 bytes.")
	}
	c.SetCookie(&http.Cookie{Name: coderCookie, Value: url.QueryEscape(name), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, SameSite: http.SameSiteStrictMode})
	return s.back(c)
}

// back answers a form with the address in its field "back", which must be on
// this server, or with the list of threads.
func (s *Server) back(c echo.Context) error {
	to := c.FormValue("back")
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n") {
		to = "/threads"
	}
	return c.Redirect(http.StatusSeeOther, to)
}
