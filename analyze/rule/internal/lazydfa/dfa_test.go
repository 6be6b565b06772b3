package lazydfa

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
	"testing"
)

var cases = []struct{ expr, text string }{
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

func parse(expr string) (*DFA, error) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	return New(re), nil
}

// TestMatch compares the DFA with package regexp on every prefix and suffix
// of a text.
func TestMatch(t *testing.T) {
	for _, c := range cases {
		d, err := parse("(?i)" + c.expr)
		if err != nil {
			t.Fatal(err)
		}
		re := regexp.MustCompile("(?i)" + c.expr)
		for i := range len(c.text) + 1 {
			for _, s := range []string{c.text[:i], c.text[i:]} {
				if got, want := canMatch(d, s), re.MatchString(s); wrong(c.expr, got, want) {
					t.Errorf("%s in %q: %v, want %v", c.expr, s, got, want)
				}
			}
		}
	}
}

// wrong allows the DFA of an expression with counted repetitions to report a
// match where there is none.
func wrong(expr string, got, want bool) bool {
	return got != want && (want || !strings.Contains(expr, "{"))
}

// TestBounded checks that an expression with very many states stays right and
// within bounds while several goroutines use it.
func TestBounded(t *testing.T) {
	expr := "a" + strings.Repeat("[ab]", 14) + "c"
	d, err := parse(expr)
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
				if line := s[:min(50, len(s))]; canMatch(d, line) != re.MatchString(line) {
					t.Errorf("wrong on %q", line)
				}
			}
		})
	}
	all.Wait()
	if size := d.table.Load().size; size > 2*maxSize {
		t.Errorf("states take %d bytes", size)
	}
}

// FuzzMatch looks for a text on which the DFA and package regexp differ.
func FuzzMatch(f *testing.F) {
	for _, c := range cases {
		f.Add(c.expr, c.text)
	}
	f.Fuzz(func(t *testing.T, expr, text string) {
		re, err := regexp.Compile("(?i)" + expr)
		if err != nil || len(expr) > 100 || len(text) > 1000 {
			return
		}
		d, err := parse("(?i)" + expr)
		if err != nil {
			t.Fatal(err)
		}
		checkMatches(t, "(?i)"+expr, text)
		if got, want := canMatch(d, text), re.MatchString(text); wrong(expr, got, want) {
			t.Errorf("%q in %q: %v, want %v", expr, text, got, want)
		}
	})
}

func canMatch(d *DFA, s string) bool {
	_, ok := d.Match(s)
	return ok
}
