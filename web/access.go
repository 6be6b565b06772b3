package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay/account"
	"github.com/labstack/echo/v4"
)

// Without accounts everyone who reaches the server may do all: it listens on
// this machine only. With accounts every page except sign-in needs a session,
// and every page and action a role.

// sessionCookie holds the token of a session.
const sessionCookie = "gainsay-session"

// Routes that need no session.
const (
	loginRoute  = "/login"
	staticRoute = "/static/:hash/*"
)

var noSession = []string{staticRoute, healthRoute, metricsRoute}

// roles are those of addresses where the rule does not hold that a page is for
// readers and an action for coders. Each holds for the addresses below it too.
var roles = map[string]account.Role{
	"/login":           account.Reader,
	"/logout":          account.Reader,
	"/account":         account.Reader,
	"/settings":        account.Reader, // of the browser
	"/add":             account.Admin,
	"/erase":           account.Admin,
	"/agreement/train": account.Admin,
	"/jobs":            account.Admin,
	"/threads/delete":  account.Admin,
	"/threads/remove":  account.Admin,
	"/threads/restore": account.Admin,
	"/trash":           account.Admin,
	"/users":           account.Admin,
}

// roleOf returns the role that a page or action needs.
func roleOf(path string, usual account.Role) account.Role {
	for above := path; above != ""; above = above[:strings.LastIndexByte(above, '/')] {
		if r, ok := roles[above]; ok {
			return r
		}
	}
	return usual
}

// hasAccounts reports whether requests need an account: from the first user on
// that the store has, also where that was added while the server runs. It does
// not change back.
func (s *Server) hasAccounts(ctx context.Context) (bool, error) {
	if s.accounts.Load() {
		return true, nil
	}
	users, err := s.conf.Store.Users(ctx)
	if len(users) > 0 {
		s.accounts.Store(true)
	}
	return len(users) > 0, err
}

// signedIn finds the user of the request's session and asks those without one to
// sign in.
func (s *Server) signedIn(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		needed, err := s.hasAccounts(c.Request().Context())
		if err != nil {
			return err
		}
		if _, ok := s.mounted(c); ok || !needed || slices.Contains(noSession, c.Path()) {
			return next(c)
		}
		token, ok := account.HashToken(cookie(c, sessionCookie))
		if ok {
			u, err := s.conf.Store.SessionUser(c.Request().Context(), token, s.now())
			if err == nil {
				client(c).user = u
			} else if !errors.Is(err, account.ErrNoSession) {
				return err
			}
		}
		switch {
		case client(c).user.Name != "" || c.Path() == loginRoute:
			return next(c)
		case !reads(c.Request()) || wantsJSON(c):
			return echo.NewHTTPError(http.StatusUnauthorized,
				"You are not signed in, or your session has ended. Sign in on another page, go back here and send the form again.")
		}
		return c.Redirect(http.StatusSeeOther, "/login?back="+url.QueryEscape(c.Request().URL.RequestURI()))
	}
}

// only runs a page or action for users who have the role it needs; usual is that
// of its kind.
func (s *Server) only(usual account.Role, p page) echo.HandlerFunc {
	role := roleOf(p.path, usual)
	return func(c echo.Context) error {
		if p.path != loginRoute && !s.may(c, role) {
			return echo.NewHTTPError(http.StatusForbidden,
				"Your account may not do this: it needs the role "+string(role)+".")
		}
		return p.handle(s, c)
	}
}

// may reports whether the person at the browser may do what the role may.
func (s *Server) may(c echo.Context, role account.Role) bool {
	return !s.accounts.Load() || client(c).user.Role.May(role)
}

func (s *Server) now() time.Time {
	if s.conf.Now == nil {
		return time.Now()
	}
	return s.conf.Now()
}

// cookie returns the value of a cookie, "" without one.
func cookie(c echo.Context, name string) string {
	k, err := c.Cookie(cookieName(c, name))
	if err != nil {
		return ""
	}
	return k.Value
}

// setCookie sets a cookie that scripts cannot read; age is in seconds, 0 for
// until the browser ends, negative to remove it. SameSite is lax, so that a page
// opened by a link on another site has it; forms of other sites do not.
func setCookie(c echo.Context, name, value string, age int) {
	k := &http.Cookie{Name: cookieName(c, name), Value: value, Path: "/", MaxAge: age, HttpOnly: true,
		Secure: client(c).secure, SameSite: http.SameSiteLaxMode}
	c.SetCookie(k)
	if age >= 0 {
		c.Request().AddCookie(k) // for the rest of this request
	}
}

// cookieName gives a cookie under TLS the prefix with which browsers accept it
// from this host alone, not from a neighbour in its domain.
func cookieName(c echo.Context, name string) string {
	if client(c).secure {
		return "__Host-" + name
	}
	return name
}

// wantsJSON reports whether a script made the request and reads JSON.
func wantsJSON(c echo.Context) bool {
	return strings.Contains(c.Request().Header.Get(echo.HeaderAccept), echo.MIMEApplicationJSON)
}

// accounted is hasAccounts, and false where that cannot be known.
func (s *Server) accounted(ctx context.Context) bool {
	yes, err := s.hasAccounts(ctx)
	return yes && err == nil
}
