package account

import (
	"strings"
	"testing"
	"time"
)

func TestRoles(t *testing.T) {
	for i, r := range Roles() {
		for j, need := range Roles() {
			if got := r.May(need); got != (i >= j) {
				t.Errorf("%s may do what %s may: %v", r, need, got)
			}
		}
		if p, err := ParseRole(string(r)); p != r || err != nil {
			t.Errorf("ParseRole(%q) = %q, %v", r, p, err)
		}
	}
	for _, s := range []string{"", "Admin", "root"} {
		if _, err := ParseRole(s); err == nil || Role(s).May(Reader) || Admin.May(Role(s)) {
			t.Errorf("role %q is accepted", s)
		}
	}
}

func TestCleanName(t *testing.T) {
	for name, want := range map[string]string{
		" Ada ": "Ada", "Ada Brandt": "Ada Brandt", "Zoe\u0308": "Zoë", "": "", "  ": "", "a\x1b[2J": "", "a\nb": "",
		"\xff": "", strings.Repeat("a", 101): "", "a\u202eb": "",
	} {
		if got, err := CleanName(name); got != want || (err == nil) != (want != "") {
			t.Errorf("CleanName(%q) = %q, %v; want %q", name, got, err, want)
		}
	}
}

func TestPassword(t *testing.T) {
	const password = "pomme de terre é"
	a, b := HashPassword(password), HashPassword(password)
	if a == b {
		t.Error("two hashes have the same salt")
	}
	if !strings.HasPrefix(a, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q", a)
	}
	for given, want := range map[string]bool{
		password: true, "pomme de terre e\u0301": true, "pomme de terre": false, "": false, strings.Repeat("x", 5000): false,
	} {
		if ok, err := VerifyPassword(a, given); ok != want || err != nil {
			t.Errorf("%q: %v, %v", given, ok, err)
		}
	}
	for given, want := range map[string]string{
		"short": "too short", strings.Repeat("a", MaxPassword+1): "too long", "0123456789\xff": "UTF-8",
	} {
		if err := CheckPassword(given); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", given, err, want)
		}
	}
	if err := CheckPassword(password); err != nil {
		t.Error(err)
	}
}

// TestPHC verifies a hash that the reference implementation of argon2 made
// (its test.c: version 0x13, argon2id), and refuses others.
func TestPHC(t *testing.T) {
	const good = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	if ok, err := VerifyPassword(good, "password"); !ok || err != nil {
		t.Errorf("reference hash: %v, %v", ok, err)
	}
	for _, bad := range []string{
		"", "$", "$$$$$", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=256", "m=4294967295", 1), strings.Replace(good, "m=256", "m=7", 1),
		strings.Replace(good, "t=2", "t=0", 1), strings.Replace(good, "t=2", "t=65", 1),
		strings.Replace(good, "t=2", "t=02", 1), strings.Replace(good, "p=1", "p=0", 1),
		strings.Replace(good, "p=1", "p=256", 1), strings.Replace(good, "t=2,p=1", "p=1,t=2", 1),
		strings.Replace(good, "c29tZXNhbHQ", "", 1), strings.Replace(good, "c29tZXNhbHQ", "c29tZXNhbHQ=", 1),
		good + "$", good + "\n", good[:len(good)-1], strings.Repeat("$", 1000),
	} {
		if _, err := VerifyPassword(bad, "password"); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
	if _, err := parsePHC(unknownUser); err != nil {
		t.Errorf("hash for unknown names: %v", err)
	}
}

func FuzzPHC(f *testing.F) {
	f.Add(unknownUser)
	f.Add("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	f.Add("$argon2id$v=19$m=,t=,p=$$")
	f.Fuzz(func(t *testing.T, s string) {
		h, err := parsePHC(s)
		if err == nil && (h.String() != s || h.memory > maxMemory || h.time > maxTime || h.threads > maxThreads) {
			t.Errorf("%q is read as %+v", s, h)
		}
	})
}

func FuzzHashToken(f *testing.F) {
	f.Add(NewToken())
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		if h, ok := HashToken(s); ok != (len(h) == 32) || ok && len(s) != tokenLength {
			t.Errorf("HashToken(%q) = %x, %v", s, h, ok)
		}
	})
}

func TestTokens(t *testing.T) {
	a, b := NewToken(), NewToken()
	ha, oka := HashToken(a)
	hb, okb := HashToken(b)
	if !oka || !okb || string(ha) == string(hb) {
		t.Errorf("tokens %q, %q have hashes %x, %x", a, b, ha, hb)
	}
}

func TestLimiterGrows(t *testing.T) {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	l := &Limiter{Free: 3, Longest: 5 * time.Second, Size: 100, Now: func() time.Time { return now }}
	var waits []time.Duration
	for range 7 {
		if w := l.Attempt("a"); w > 0 {
			t.Fatalf("an attempt in time waits %v", w)
		}
		l.mu.Lock()
		w := l.tries["a"].next.Sub(now)
		l.mu.Unlock()
		waits, now = append(waits, w/time.Second), now.Add(w)
	}
	for i, want := range []time.Duration{0, 0, 1, 2, 4, 5, 5} {
		if waits[i] != want {
			t.Errorf("waits of %v s", waits)
			break
		}
	}
	if w := l.Attempt("b"); w != 0 {
		t.Errorf("another name waits %v", w)
	}
	l.Attempt("a")
	l.Forget("a")
	if w := l.Attempt("a"); w != 0 {
		t.Errorf("a forgotten name waits %v", w)
	}
	now = now.Add(time.Minute)
	for range 2 {
		l.Attempt("a")
	}
	if w := l.Attempt("a"); w != 0 {
		t.Errorf("after a pause: wait %v", w)
	}
}

func TestLimiterSucceed(t *testing.T) {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	l := &Limiter{Free: 2, Longest: time.Minute, Size: 100, Now: func() time.Time { return now }}
	for range 10 {
		if w := l.Attempt("a"); w != 0 {
			t.Fatalf("wait %v after a success", w)
		}
		l.Succeed("a")
	}
	l.Succeed("unknown")
}

func TestLimiterIsBounded(t *testing.T) {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	l := &Limiter{Free: 2, Longest: time.Minute, Size: 10, Now: func() time.Time { return now }}
	for i := range 100 {
		l.Attempt(strings.Repeat("x", i))
		now = now.Add(time.Millisecond)
	}
	if len(l.tries) > 10 {
		t.Errorf("%d names remembered", len(l.tries))
	}
	if _, ok := l.tries[strings.Repeat("x", 99)]; !ok {
		t.Error("the last one was forgotten")
	}
}
