package web

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"github.com/gainsay/gainsay/account"
	"github.com/labstack/echo/v4"
)

// A form token is sent twice: in a cookie and in the form. Other sites can
// send the cookie, but cannot read it.
const (
	tokenCookie = "gainsay-token"
	tokenField  = "token"
	coderCookie = "gainsay-coder"
)

// registerAction adds a handler for forms that change something. It runs only
// for requests that come from a page of this server, and with accounts for
// coders alone, unless the table roles says otherwise.
func registerAction(path string, handle func(*Server, echo.Context) error) bool {
	actions = append(actions, page{path, handle})
	return true
}

var actions []page

// sameOrigin refuses a change that no page of this server asked for.
func sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !fromHere(c) {
			return echo.NewHTTPError(http.StatusForbidden, "This request came from another site.")
		}
		if err := readForm(c); err != nil {
			return err
		}
		if !sameToken(cookie(c, tokenCookie), c.Request().PostFormValue(tokenField)) {
			return echo.NewHTTPError(http.StatusForbidden, "The form has expired. Go back, reload the page and try again.")
		}
		return next(c)
	}
}

// fromHere reports what the browser says about the page that sent the request.
// Old browsers and programs say nothing: then the token decides.
func fromHere(c echo.Context) bool {
	r := c.Request()
	site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get(echo.HeaderOrigin)
	if site != "" && site != "same-origin" {
		return false
	}
	if origin == "null" && site != "" {
		return true // the sender's policy hides its origin
	}
	return origin == "" || originIs(origin, r.Host, client(c).secure)
}

func originIs(origin, host string, secure bool) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Host == host && (u.Scheme == "https" || u.Scheme == "http" && !secure)
}

// tokenLength is the length of what rand.Text returns, in bytes.
const tokenLength = 26

// token returns the form token of the browser, and gives it one first. It is
// masked anew for each page, so that the compressed length of pages says nothing
// about it.
func token(c echo.Context) string {
	if masked, ok := c.Get(tokenCookie).(string); ok {
		return masked
	}
	masked := maskedToken(c)
	c.Set(tokenCookie, masked)
	return masked
}

func maskedToken(c echo.Context) string {
	t := cookie(c, tokenCookie)
	if len(t) != tokenLength {
		t = rand.Text()
		setCookie(c, tokenCookie, t, 0)
	}
	mask := make([]byte, tokenLength)
	rand.Read(mask) // never fails
	masked := make([]byte, tokenLength)
	subtle.XORBytes(masked, []byte(t), mask)
	return base64.RawURLEncoding.EncodeToString(append(mask, masked...))
}

// sameToken reports whether field is the token of the cookie, masked or, from
// programs that read cookies, as it is.
func sameToken(cookie, field string) bool {
	if b, err := base64.RawURLEncoding.DecodeString(field); err == nil && len(b) == 2*tokenLength {
		subtle.XORBytes(b, b[:tokenLength], b[tokenLength:])
		field = string(b[:tokenLength])
	}
	return len(cookie) == tokenLength && subtle.ConstantTimeCompare([]byte(cookie), []byte(field)) == 1
}

// coder returns the name under which decisions are saved: that of the account,
// or the one that the browser was told, "" if it was not yet.
func (s *Server) coder(c echo.Context) string {
	if s.accounts.Load() {
		return client(c).user.Name
	}
	name, err := url.QueryUnescape(cookie(c, coderCookie))
	if err != nil {
		return ""
	}
	if name, err = account.CleanName(name); err != nil {
		return ""
	}
	return name
}

var (
	_ = register("/coder", (*Server).askCoder)
	_ = registerAction("/coder", (*Server).setCoder)
)

// coderPage asks for the name of the person at the browser.
type coderPage struct {
	base
	Back    string
	Name    string
	Problem string
}

func (s *Server) askCoder(c echo.Context) error {
	if s.accounts.Load() {
		return c.Redirect(http.StatusSeeOther, "/account")
	}
	p := coderPage{base: s.base(c, "Your name", ""), Back: here(c.QueryParam("back")), Name: s.coder(c)}
	return s.render(c, http.StatusOK, "coder", p)
}

// coderAge is how long a browser keeps the name of its coder, in seconds.
const coderAge = 365 * 24 * 3600

// setCoder keeps the name of the coder and goes back to the page it was asked on.
func (s *Server) setCoder(c echo.Context) error {
	if s.accounts.Load() {
		return echo.NewHTTPError(http.StatusBadRequest, "Decisions are saved under the name of your account.")
	}
	name, err := account.CleanName(c.FormValue("name"))
	if err != nil {
		p := coderPage{base: s.base(c, "Your name", ""), Back: here(c.FormValue("back")), Name: c.FormValue("name"),
			Problem: "This is no name: " + err.Error() + "."}
		return s.render(c, http.StatusBadRequest, "coder", p)
	}
	setCookie(c, coderCookie, url.QueryEscape(name), coderAge)
	return s.back(c)
}

// back answers a form with the address in its field "back", which must be on
// this server, or with the list of threads.
func (s *Server) back(c echo.Context) error {
	return c.Redirect(http.StatusSeeOther, here(c.FormValue("back")))
}

// here returns an address if it is one of this server, else that of the list of
// threads.
func here(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") ||
		strings.Contains(to, `\`) || strings.ContainsFunc(to, unicode.IsControl) || len(to) > maxAddress {
		return "/threads"
	}
	return to
}
