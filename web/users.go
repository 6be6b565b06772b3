package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gainsay/gainsay/account"
	"github.com/labstack/echo/v4"
)

var (
	_ = register("/users", (*Server).users)
	_ = registerAction("/users/add", usersAction((*Server).addUser))
	_ = registerAction("/users/role", usersAction((*Server).setRole))
	_ = registerAction("/users/password", usersAction((*Server).resetPassword))
	_ = registerAction("/users/sign-out", usersAction((*Server).signOutUser))
	_ = registerAction("/users/remove", usersAction((*Server).removeUser))
)

// usersPage lists the accounts.
type usersPage struct {
	base
	Rows    []account.User
	Roles   []account.Role
	Least   int // characters of a password
	Problem string
	Done    string
}

func (s *Server) users(c echo.Context) error { return s.showUsers(c, http.StatusOK, "", "") }

func (s *Server) showUsers(c echo.Context, status int, problem, done string) error {
	if !s.accounts.Load() {
		return echo.ErrNotFound
	}
	rows, err := s.conf.Store.Users(c.Request().Context())
	if err != nil {
		return err
	}
	p := usersPage{base: s.base(c, "Users", "users"), Rows: rows, Roles: account.Roles(), Least: account.MinPassword,
		Problem: problem, Done: done}
	p.Path = "/users"
	return s.render(c, status, "users", p)
}

// usersAction shows the page of users again with what an action says it did, or
// what was wrong.
func usersAction(do func(*Server, echo.Context, string) (done, problem string, err error)) func(*Server, echo.Context) error {
	return func(s *Server, c echo.Context) error {
		if !s.accounts.Load() {
			return echo.ErrNotFound
		}
		done, problem, err := do(s, c, strings.TrimSpace(c.FormValue("name")))
		switch {
		case errors.Is(err, account.ErrNoUser):
			problem = "There is no such user any more."
		case errors.Is(err, account.ErrExists):
			problem = "There is a user of this name already."
		case err != nil:
			return err
		}
		if problem != "" {
			return s.showUsers(c, http.StatusBadRequest, problem, "")
		}
		return s.showUsers(c, http.StatusOK, "", done)
	}
}

func (s *Server) addUser(c echo.Context, name string) (done, problem string, err error) {
	name, err = account.CleanName(name)
	if err != nil {
		return "", "This is no name: " + err.Error() + ".", nil
	}
	role, err := account.ParseRole(c.FormValue("role"))
	if err != nil {
		return "", "Choose a role.", nil
	}
	hash, problem, err := s.hashed(c, c.FormValue("new"), c.FormValue("again"))
	if err == nil && problem == "" {
		err = s.conf.Store.AddUser(c.Request().Context(), name, role, hash)
	}
	return fmt.Sprintf("%s is added as %s.", name, role), problem, err
}

// own refuses what would leave the server without administrator: nobody takes
// the role or the account from themselves.
func own(c echo.Context, name string) string {
	if strings.EqualFold(name, client(c).user.Name) {
		return "Another administrator has to do this to your own account."
	}
	return ""
}

func (s *Server) setRole(c echo.Context, name string) (done, problem string, err error) {
	role, err := account.ParseRole(c.FormValue("role"))
	if err != nil {
		return "", "Choose a role.", nil
	}
	if problem := own(c, name); problem != "" {
		return "", problem, nil
	}
	return fmt.Sprintf("%s is now %s.", name, role), "", s.conf.Store.SetRole(c.Request().Context(), name, role)
}

func (s *Server) resetPassword(c echo.Context, name string) (done, problem string, err error) {
	if strings.EqualFold(name, client(c).user.Name) {
		return "", "Change your own password on the page of your account.", nil
	}
	problem, err = s.newPassword(c, name, c.FormValue("new"), c.FormValue("again"))
	return fmt.Sprintf("The password of %s is changed and all sessions are ended.", name), problem, err
}

func (s *Server) signOutUser(c echo.Context, name string) (done, problem string, err error) {
	return fmt.Sprintf("All sessions of %s are ended.", name), "", s.conf.Store.SignOut(c.Request().Context(), name)
}

func (s *Server) removeUser(c echo.Context, name string) (done, problem string, err error) {
	if problem := own(c, name); problem != "" {
		return "", problem, nil
	}
	return fmt.Sprintf("%s is removed. Decisions made under this name stay.", name), "",
		s.conf.Store.RemoveUser(c.Request().Context(), name)
}
