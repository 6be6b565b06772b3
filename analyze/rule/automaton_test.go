package rule

import (
	"regexp"
	"strings"
	"sync"
	"testing"
)

var automatonCases = []struct{ expr, text string }{
	{`^\W*(?P<span>no|nope)\b`, "… Nope, no.\nno"},
	{`\bsource(?:s|d)?\b`, "resource SOURCES, ſources sources\u200d"},
	{`(?:^|[\s(])f[*#]{1,3}c?k(?:$|\W)`, "(F**k f#ck) f*k"},
	{`[^.?!]{0,12}(?:flunk|fail)\w* (?:\w+ )?school`, "did you ever fail at your old school? flunked high school"},
	{`(?-i:\p{Lu}[\w.’-]{2,})(?: \p{Lu}\w+){0,3} said`, "Ärne Öst said; ärne said"},
	{`(?m)^x$`, "y\nx\nz"},
	{`(?:)`, ""},
	{`a\Bb|\Bz|\z9`, "ab z 9"},
	{"x\\x{fffd}y", "x\xffy x\xc3y"},
	{`.{3}\n.`, "abc\nd"},
	{`(?s).{2}$`, "a\n"},
	{`[^a]`, "a\xf0\x9f"},
	{`k`, "\u212a"},
}

func automatonOf(expr string) (*automaton, error) {
	e, err := compile(expr)
	return e.quick, err
}

// TestAutomaton checks that the automaton agrees with package regexp on
// every end and front of a text.
func TestAutomaton(t *testing.T) {
	for _, c := range automatonCases {
		a, err := automatonOf("(?i)" + c.expr)
		if err != nil {
			t.Fatal(err)
		}
		re := regexp.MustCompile("(?i)" + c.expr)
		for i := range len(c.text) + 1 {
			for _, s := range []string{c.text[:i], c.text[i:]} {
				from, got := a.fits(s)
				if want := re.MatchString(s); wrong(c.expr, got, want) {
					t.Errorf("%s: fits %q: %v, want %v", c.expr, s, got, want)
				}
				checkFrom(t, patternMatcher{expression: expression{re, 0, a, nil}}, s, from)
			}
		}
	}
}

// checkFrom checks that searching from there on finds what searching
// everywhere does.
func checkFrom(t *testing.T, m patternMatcher, text string, from int) {
	t.Helper()
	off, got := m.findFrom(text, from)
	want := m.re.FindAllStringIndex(text, -1)
	for i := range got {
		if len(got) != len(want) || got[i][0]+off != want[i][0] || got[i][1]+off != want[i][1] {
			t.Fatalf("%s: from %d in %q: %v, want %v", m.re, from, text, got, want)
		}
	}
	if len(got) == 0 && len(want) > 0 {
		t.Fatalf("%s: from %d in %q: nothing, want %v", m.re, from, text, want)
	}
}

func fitsIn(a *automaton, s string) bool {
	_, ok := a.fits(s)
	return ok
}

// wrong allows for the automaton of an expression that counts to say that it
// fits where it does not.
func wrong(expr string, got, want bool) bool {
	return got != want && (want || !strings.Contains(expr, "{"))
}

// TestAutomatonForgets checks that an expression of very many states stays
// right and small, with several goroutines at it.
func TestAutomatonForgets(t *testing.T) {
	expr := "a" + strings.Repeat("[ab]", 14) + "c"
	a, err := automatonOf(expr)
	if err != nil {
		t.Fatal(err)
	}
	re := regexp.MustCompile(expr)
	var all sync.WaitGroup
	for g := range 4 {
		all.Go(func() {
			x := uint64(g + 1)
			var b strings.Builder
			for range 20_000 {
				x = x*6364136223846793005 + 1442695040888963407
				b.WriteByte("abababac"[x>>61])
			}
			for s := b.String(); s != ""; s = s[min(50, len(s)):] {
				if line := s[:min(50, len(s))]; fitsIn(a, line) != re.MatchString(line) {
					t.Errorf("wrong on %q", line)
				}
			}
		})
	}
	all.Wait()
	if size := a.table.Load().size; size > 2*maxStates {
		t.Errorf("states take %d bytes", size)
	}
}

// FuzzAutomaton looks for a text on which the automaton and package regexp
// differ.
func FuzzAutomaton(f *testing.F) {
	for _, c := range automatonCases {
		f.Add(c.expr, c.text)
	}
	f.Fuzz(func(t *testing.T, expr, text string) {
		re, err := regexp.Compile("(?i)" + expr)
		if err != nil || len(expr) > 100 || len(text) > 1000 {
			return
		}
		a, err := automatonOf("(?i)" + expr)
		if err != nil {
			t.Fatal(err)
		}
		from, got := a.fits(text)
		if want := re.MatchString(text); wrong(expr, got, want) {
			t.Errorf("%q: fits %q: %v, want %v", expr, text, got, want)
		}
		checkFrom(t, patternMatcher{expression: expression{re, 0, a, nil}}, text, from)
		checkBounds(t, "(?i)"+expr, text)
	})
}
