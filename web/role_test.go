package web

import (
	"testing"

	"github.com/gainsay/gainsay/account"
)

func TestRoleOf(t *testing.T) {
	for path, want := range map[string]account.Role{
		"/threads/:key": account.Coder, "/decide": account.Coder, "/": account.Coder, "/addendum": account.Coder,
		"/add": account.Admin, "/add/preview": account.Admin, "/threads/delete": account.Admin, "/users/role": account.Admin,
		"/account/password": account.Reader, "/login": account.Reader,
	} {
		if got := roleOf(path, account.Coder); got != want {
			t.Errorf("%s needs %s, want %s", path, got, want)
		}
	}
	for _, p := range pages { // none is open to those without a role
		if r := roleOf(p.path, account.Reader); !account.Admin.May(r) {
			t.Errorf("%s needs the role %q", p.path, r)
		}
	}
}
