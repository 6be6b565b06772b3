package web

import (
	"strings"
	"testing"
)

func FuzzToken(f *testing.F) {
	const secret = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	f.Add("", "")
	f.Add(secret, secret)
	f.Add(secret, strings.Repeat("A", 70))
	f.Fuzz(func(t *testing.T, cookie, field string) {
		if sameToken(cookie, field) && len(cookie) != tokenLength {
			t.Errorf("cookie %q and field %q are the same", cookie, field)
		}
	})
}

func FuzzBack(f *testing.F) {
	for _, s := range []string{"/threads?a=b#c", "//evil.example", "/\\evil.example", "/\t/evil.example", "http:/x", "/%2f/x", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := here(s)
		if !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\r\n\t") {
			t.Errorf("here(%q) = %q", s, got)
		}
	})
}
