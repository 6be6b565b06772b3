package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/web/access"
	"github.com/labstack/echo/v4"
)

var (
	_ = register("/login", (*Server).login)
	_ = registerAction("/login", (*Server).doLogin)
	_ = register("/logout", (*Server).account)
	_ = registerAction("/logout", (*Server).doLogout)
	_ = register("/account", (*Server).account)
	_ = registerAction("/account/password", (*Server).changePassword)
)

// signIn slows down the guessing of passwords.
type signIn struct {
	names     *account.Limiter // by account: guessing from many addresses
	addresses *account.Limiter // by address: guessing at many accounts
	hashing   chan struct{}    // bounds how many passwords are hashed at once, which takes 19 MiB each
}

// newSignIn lets a name wait for a minute at most, so that strangers cannot lock
// its owner out, and an address for a quarter of an hour. Several people may
// share an address.
func newSignIn(now func() time.Time) *signIn {
	return &signIn{
		names:     &account.Limiter{Free: 5, Longest: time.Minute, Size: 10_000, Now: now},
		addresses: &account.Limiter{Free: 20, Longest: 15 * time.Minute, Size: 10_000, Now: now},
		hashing:   make(chan struct{}, 2),
	}
}

// attempt takes note of an attempt to sign in and returns how long to wait if it
// comes too early.
func (l *signIn) attempt(name string, from netip.Addr) time.Duration {
	if wait := l.addresses.Attempt(access.Network(from)); wait > 0 {
		return wait
	}
	return l.names.Attempt(strings.ToLower(name))
}

func (l *signIn) succeed(name string, from netip.Addr) {
	l.names.Forget(strings.ToLower(name))
	l.addresses.Succeed(access.Network(from))
}

// queued runs f when not too many passwords are being hashed.
func (l *signIn) queued(ctx context.Context, f func()) error {
	select {
	case l.hashing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-l.hashing }()
	f()
	return nil
}

// loginPage asks for name and password.
type loginPage struct {
	base
	Back    string
	Name    string
	Problem string
}

func (s *Server) login(c echo.Context) error {
	if !s.accounts.Load() {
		return echo.ErrNotFound
	}
	if client(c).user.Name != "" {
		return c.Redirect(http.StatusSeeOther, here(c.QueryParam("back")))
	}
	p := loginPage{base: s.base(c, "Sign in", ""), Back: here(c.QueryParam("back"))}
	return s.render(c, http.StatusOK, "login", p)
}

func (s *Server) doLogin(c echo.Context) error {
	if !s.accounts.Load() {
		return echo.ErrNotFound
	}
	name, password := strings.TrimSpace(c.FormValue("name")), c.FormValue("password")
	u, err := s.authenticate(c, name, password)
	if he := (*echo.HTTPError)(nil); errors.As(err, &he) {
		p := loginPage{base: s.base(c, "Sign in", ""), Back: here(c.FormValue("back")), Name: name,
			Problem: fmt.Sprint(he.Message)}
		return s.render(c, he.Code, "login", p)
	} else if err != nil {
		return err
	}
	if err := s.beginSession(c, u.Name); err != nil {
		return err
	}
	s.log.Info("signed in", "id", client(c).id, "user", u.Name, "addr", client(c).addr.String())
	return s.back(c)
}

// authenticate returns the user with a name and password. It takes as long for a
// name that no account has.
func (s *Server) authenticate(c echo.Context, name, password string) (u account.User, err error) {
	from := client(c)
	clean, badName := account.CleanName(name)
	if wait := s.signIn.attempt(clean, from.addr); wait > 0 {
		seconds := int(wait/time.Second) + 1
		c.Response().Header().Set("Retry-After", strconv.Itoa(seconds))
		return u, echo.NewHTTPError(http.StatusTooManyRequests,
			fmt.Sprintf("Too many attempts. Try again in %d s.", seconds))
	}
	u, hash, err := s.conf.Store.UserPassword(c.Request().Context(), clean)
	unknown := errors.Is(err, account.ErrNoUser) || badName != nil
	if err != nil && !unknown {
		return u, err
	}
	var right bool
	queued := s.signIn.queued(c.Request().Context(), func() {
		if unknown {
			account.VerifyUnknown(password)
		} else {
			right, err = account.VerifyPassword(hash, password)
		}
	})
	switch {
	case queued != nil:
		return u, queued
	case unknown || err == nil && !right:
		s.log.Warn("sign-in refused", "id", from.id, "addr", from.addr.String())
		return u, echo.NewHTTPError(http.StatusUnauthorized, "Name or password is wrong.")
	case err != nil:
		return u, fmt.Errorf("password of %s: %w", u.Name, err)
	}
	s.signIn.succeed(clean, from.addr)
	return u, nil
}

// beginSession gives the browser a new session, in place of the one it may have.
func (s *Server) beginSession(c echo.Context, name string) error {
	ctx := c.Request().Context()
	if old, ok := account.HashToken(cookie(c, sessionCookie)); ok {
		if err := s.conf.Store.EndSession(ctx, old); err != nil {
			return err
		}
	}
	token := account.NewToken()
	hash, _ := account.HashToken(token) // of a new token: valid
	if err := s.conf.Store.AddSession(ctx, name, hash, s.now()); err != nil {
		return err
	}
	setCookie(c, sessionCookie, token, int(account.SessionTime/time.Second))
	return nil
}

// doLogout ends the session, or all sessions of the user.
func (s *Server) doLogout(c echo.Context) error {
	if !s.accounts.Load() {
		return echo.ErrNotFound
	}
	ctx, err := c.Request().Context(), error(nil)
	if c.FormValue("everywhere") != "" {
		err = s.conf.Store.SignOut(ctx, client(c).user.Name)
	} else if hash, ok := account.HashToken(cookie(c, sessionCookie)); ok {
		err = s.conf.Store.EndSession(ctx, hash)
	}
	if err != nil {
		return err
	}
	setCookie(c, sessionCookie, "", -1)
	setCookie(c, tokenCookie, "", -1)
	return c.Redirect(http.StatusSeeOther, "/login")
}

// accountPage is where users sign out and change their password.
type accountPage struct {
	base
	Role    account.Role
	Least   int // characters of a password
	Problem string
	Done    string
}

func (s *Server) account(c echo.Context) error { return s.showAccount(c, http.StatusOK, "", "") }

func (s *Server) showAccount(c echo.Context, status int, problem, done string) error {
	if !s.accounts.Load() {
		return echo.ErrNotFound
	}
	p := accountPage{base: s.base(c, "Your account", "account"), Role: client(c).user.Role, Least: account.MinPassword,
		Problem: problem, Done: done}
	return s.render(c, status, "account", p)
}

// changePassword sets a new password. All other sessions of the user end.
func (s *Server) changePassword(c echo.Context) error {
	if !s.accounts.Load() {
		return echo.ErrNotFound
	}
	name := client(c).user.Name
	_, err := s.authenticate(c, name, c.FormValue("password"))
	if he := (*echo.HTTPError)(nil); errors.As(err, &he) {
		msg := fmt.Sprint(he.Message)
		if he.Code == http.StatusUnauthorized {
			msg = "The present password is wrong."
		}
		return s.showAccount(c, http.StatusBadRequest, msg, "")
	} else if err != nil {
		return err
	}
	if problem, err := s.newPassword(c, name, c.FormValue("new"), c.FormValue("again")); err != nil {
		return err
	} else if problem != "" {
		return s.showAccount(c, http.StatusBadRequest, problem, "")
	}
	if err := s.beginSession(c, name); err != nil {
		return err
	}
	return s.showAccount(c, http.StatusOK, "", "The password is changed. Other browsers are signed out.")
}

// newPassword sets the password of a user, which was typed twice, and ends all
// sessions of the user. It returns what is wrong with the password.
func (s *Server) newPassword(c echo.Context, name, password, again string) (problem string, err error) {
	hash, problem, err := s.hashed(c, password, again)
	if err != nil || problem != "" {
		return problem, err
	}
	return "", s.conf.Store.SetPassword(c.Request().Context(), name, hash)
}

// hashed returns the hash of a new password that was typed twice, or what is
// wrong with it.
func (s *Server) hashed(c echo.Context, password, again string) (hash, problem string, err error) {
	if password != again {
		return "", "The two new passwords differ.", nil
	}
	if err := account.CheckPassword(password); err != nil {
		return "", "The password is not changed: " + err.Error() + ".", nil
	}
	err = s.signIn.queued(c.Request().Context(), func() { hash = account.HashPassword(password) })
	return hash, "", err
}
