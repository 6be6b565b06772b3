package account

import (
	"strings"
	"testing"
	"time"
)

func TestScopes(t *testing.T) {
	for i, s := range Scopes() {
		for j, need := range Scopes() {
			if got := s.May(need); got != (i >= j) {
				t.Errorf("%s may do what needs %s: %v", s, need, got)
			}
		}
		if p, err := ParseScope(string(s)); p != s || err != nil {
			t.Errorf("ParseScope(%q) = %q, %v", s, p, err)
		}
	}
	for _, s := range []string{"", "Read", "admin"} {
		if _, err := ParseScope(s); err == nil || Scope(s).May(Read) || Moderate.May(Scope(s)) {
			t.Errorf("scope %q is accepted", s)
		}
	}
}

func TestKeys(t *testing.T) {
	for _, short := range []bool{false, true} {
		a, b := NewKey(short), NewKey(short)
		ha, oka := HashKey(a)
		hb, okb := HashKey(b)
		if !oka || !okb || string(ha) == string(hb) || len(ha) != 32 {
			t.Errorf("keys %q, %q have hashes %x, %x", a, b, ha, hb)
		}
		if got := len(a); short && got != 12 || !short && got != 34 {
			t.Errorf("key %q has %d characters", a, got)
		}
	}
	if upper, ok := HashKey("ABCDEF012345"); !ok {
		t.Error("a short key in upper case is refused")
	} else if lower, _ := HashKey("abcdef012345"); string(upper) != string(lower) {
		t.Error("the case of a short key counts")
	}
	for _, s := range []string{"", "abcdefg01234", "abcdef01234", NewToken(), "gainsay_", "gainsay_" + strings.Repeat("a", 26)} {
		if _, ok := HashKey(s); ok {
			t.Errorf("%q is taken for a key", s)
		}
	}
}

func TestLimiterWait(t *testing.T) {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	l := &Limiter{Free: 2, Longest: time.Minute, Size: 10, Now: func() time.Time { return now }}
	for range 2 {
		if w := l.Wait("a"); w != 0 {
			t.Errorf("wait %v before the failures", w)
		}
		l.Attempt("a")
	}
	if w := l.Wait("a"); w != time.Second {
		t.Errorf("wait %v after two failures", w)
	}
	if w := l.Wait("b"); w != 0 {
		t.Errorf("another name waits %v", w)
	}
}
