package postgres

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzParse parses arbitrary addresses. Nothing panics, and no password is in an error or in what is
// shown of an address, whatever characters it has, escaped or not.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "gainsay@db.example.org/gainsay?schema=study", "[::1]:5432/x", "a:5432,b:5433/x?target_session_attrs=any",
		"/x?host=/run/postgresql", "h/x?sslmode=verify-full&sslrootcert=none", "h:99999999999/x", "h/x?schema=A;B", "h/%zz", "h/x?connect_timeout=-1"} {
		f.Add(s, "kipper")
	}
	for _, p := range []string{"kipper/fish", "kipper#fish", "kipper?fish", "kipper@fish", "kipper:fish", "kipper fish", "kipper%fish", "1234/fish", "kipper@fi/sh"} {
		f.Add("h/x", p)
	}
	f.Fuzz(func(t *testing.T, rest, password string) {
		t.Setenv("HOME", t.TempDir()) // no ~/.pgpass, no service file
		for _, name := range []string{"PGPASSWORD", "PGPASSFILE", "PGSERVICE", "PGSERVICEFILE", "PGSSLCERT", "PGSSLKEY", "PGSSLROOTCERT"} {
			t.Setenv(name, "")
		}
		if readsFiles(rest) {
			t.Skip() // names a file of the machine
		}
		for _, address := range []string{
			"postgres://" + rest,
			"postgres://ada:" + url.QueryEscape(password) + "@" + rest,
			"postgresql://ada:" + password + "@" + rest,
			"postgres://ada@" + rest + "?password=" + url.QueryEscape(password),
		} {
			shown := Redact(address)
			a, err := Parse(address)
			if err != nil {
				shown += " " + err.Error()
			} else {
				shown += " " + a.String()
			}
			if isSecret(password, rest) && strings.Contains(shown, password) {
				t.Errorf("%s of %q is in %q", password, address, shown)
			}
		}
	})
}

// readsFiles reports whether an address names files or is a list of hosts that takes long.
func readsFiles(rest string) bool {
	s, err := url.QueryUnescape(rest)
	return err != nil || strings.Contains(s, "ssl") || strings.Contains(s, "file") || strings.Contains(s, "service") ||
		filepath.IsAbs(s)
}

// isSecret reports whether a password can be told from the other parts of an address and of messages.
func isSecret(password, rest string) bool {
	const words = "postgres://postgresql://ada:@?password= the address is no URL (special characters in a password must be percent-encoded)"
	return len(password) >= 6 && !strings.Contains(rest, password[:3]) && !strings.Contains(words, password[:3])
}
