package rule

import (
	"regexp"
	"testing"
)

// TestNeeds checks that the spotter lets every text pass that an expression
// fits, and rules out those that lack what it cannot do without.
func TestNeeds(t *testing.T) {
	for _, c := range []struct {
		expr string
		fit  []string
		out  []string // ruled out
	}{
		{`source(?:s|d)?\b`, []string{"Sources, please", "ſource", "SOURCE"}, []string{"sauce", "sour cream", ""}},
		{`(?:https?://|www\.)\S+`, []string{"see HTTP://a.example", "www.b.example"}, []string{"http colon", "see example"}},
		{`^\W*(?:no|never)!`, []string{"… No!", "never!"}, []string{"no", "never."}},
		{`f[*#]{1,3}c?k`, []string{"F**k", "f#ck"}, []string{"fork", "f k"}},
		{`(?:[=~]){8,}|➤\s*go`, []string{"========", "➤ GO"}, []string{"==, ==", "go stay"}},
		{`don['’]?t`, []string{"Don’t", "dont"}, []string{"do not"}},
		{`touch[eé]|caf(?:É|x)`, []string{"TOUCHÉ", "café", "cafx"}, []string{"tuche"}},
		{`a.*b|\d+`, []string{"7", "axb"}, nil},
		{`straße|ärger`, []string{"STRASSE straße", "ÄRGER"}, nil},
		{`(?:kilo)?`, []string{"", "\u212Ailo"}, nil},
		{"x\\x{fffd}y", []string{"x\xffy"}, nil},
	} {
		ns, err := needsOf("(?i)" + c.expr)
		if err != nil {
			t.Fatal(err)
		}
		re := regexp.MustCompile("(?i)" + c.expr)
		for _, text := range c.fit {
			if !re.MatchString(text) || !meets(text, ns) {
				t.Errorf("%s: %q is ruled out", c.expr, text)
			}
		}
		for _, text := range c.out {
			if re.MatchString(text) || meets(text, ns) {
				t.Errorf("%s: %q is not ruled out", c.expr, text)
			}
		}
	}
}

// FuzzNeeds looks for a text that an expression fits and the spotter rules out.
func FuzzNeeds(f *testing.F) {
	f.Add(`(?:ab|c+d)[xyz]{2,}`, "CCDxy")
	f.Add(`[k-t]é?(?:ſ|ß)`, "SSß")
	f.Fuzz(func(t *testing.T, expr, text string) {
		re, err := regexp.Compile("(?i)" + expr)
		if err != nil || len(expr) > 200 {
			return
		}
		ns, err := needsOf("(?i)" + expr)
		if err != nil {
			t.Fatal(err)
		}
		if re.MatchString(text) && !meets(text, ns) {
			t.Errorf("%q: %q is ruled out", expr, text)
		}
	})
}

// meets reports whether a text meets the needs of a rule.
func meets(text string, needs []need) bool {
	x := NewIndex(&Set{Rules: []*Rule{{needs: needs}}})
	l := x.given
	x.spotter.read(text, l)
	return l.tryable(0) != 0
}
