package prefilter

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
)

// TestRequired checks that every text passes that an expression matches, and
// that texts without its required literals are dropped.
func TestRequired(t *testing.T) {
	for _, c := range []struct {
		expr string
		fit  []string
		out  []string // dropped
	}{
		{`source(?:s|d)?\b`, []string{"Sources, please", "ſource", "SOURCE"}, []string{"sauce", "sour cream", ""}},
		{`(?:https?://|www\.)\S+`, []string{"see HTTP://a.example", "www.b.example"}, []string{"http colon", "see example"}},
		{`^\W*(?:no|never)!`, []string{"… No!", "never!"}, []string{"nor!", "!"}},
		{`f[*#]{1,3}c?k`, []string{"F**k", "f#ck"}, []string{"fork", "f k"}},
		{`(?:[=~]){8,}|➤\s*go`, []string{"========", "➤ GO"}, []string{"==, ==", "stay"}},
		{`don['’]?t`, []string{"Don’t", "dont"}, []string{"do not"}},
		{`touch[eé]|caf(?:É|x)`, []string{"TOUCHÉ", "café", "cafx"}, []string{"tuche"}},
		{`a.*b|\d+`, []string{"7", "axb"}, nil},
		{`straße|ärger`, []string{"STRASSE straße", "ÄRGER"}, nil},
		{`(?:kilo)?`, []string{"", "\u212Ailo"}, nil},
		{"x\\x{fffd}y", []string{"x\xffy"}, nil},
		{`\bart\b`, []string{"Art", "an_art, art's"}, []string{"party", "artist", "art_"}},
		{`(?:^|, )why (?:is|are)(?: \w+)*`, []string{"Why is it", "so, why are"}, []string{"know why is", "why not"}},
		{`\byou \w+ that|\bthey \w+ this`, []string{"you say that", "They did this"}, nil},
		{`^(?:(?:and|so),? )?(?:is|are) .*`, []string{"and, is it", "Are you"}, []string{"as is", "andare you", "aren't"}},
		{`\(c\)$|^@all\b`, []string{"Mine (C)", "@All hands"}, []string{"(c) me", "to @all"}},
		{`(?:[★☆]\W*){4,}`, []string{"★ ☆ ★★"}, []string{"****", "it’s"}},
	} {
		groups, err := required("(?i)" + c.expr)
		if err != nil {
			t.Fatal(err)
		}
		re := regexp.MustCompile("(?i)" + c.expr)
		for _, text := range c.fit {
			if !re.MatchString(text) || !meets(text, groups) {
				t.Errorf("%s: %q is dropped", c.expr, text)
			}
		}
		for _, text := range c.out {
			if re.MatchString(text) || meets(text, groups) {
				t.Errorf("%s: %q is not dropped", c.expr, text)
			}
		}
	}
}

// TestNothingLost checks, for expressions with all sorts of boundaries and
// classes, that no short text that they match is dropped.
func TestNothingLost(t *testing.T) {
	for _, expr := range []string{
		`\ba\b`, `\Ba`, `a\B`, `a b`, `\ba,? b`, `a'b`, `ab['’]?\b`, `^a`, `^\W*a\b`, `^(?:b,? )?a+$`, `(?:^|, )a b?`, `a(?:$|\W)`,
		`(?:^|\b)a$`, `\b, a`, `,\b`, `\b'`, `a\s*$`, `^\s*,`, `[^a]b`, `\W{2}a`, `^.a`, `é+a`, `(?:'|é)\b`, `a{2,}b|, ,`, `^(?:a|b\w?) b`,
		`(?:a b|b .*a)\b`, `^$`, `^a|b\b.a`, `(?m)^a$`, `(?:^a|b )(?:b|a$)`, `\ba?'`, `b\b.?\ba`,
	} {
		re := regexp.MustCompile("(?i)" + expr)
		groups, err := required("(?i)" + expr)
		if err != nil {
			t.Fatal(err)
		}
		s := New([]Pattern{{Literals: groups}}).NewScan()
		eachText([]string{"a", "B", " ", ",", "'", "’", "é", "\n"}, 5, func(text string) {
			if re.MatchString(text) && !passes(s, text) {
				t.Errorf("%s: %q is dropped", expr, text)
			}
		})
	}
}

// TestManyTexts checks expressions that match about as many texts as are
// expanded.
func TestManyTexts(t *testing.T) {
	var words []string
	for k := range maxLiterals {
		words = append(words, fmt.Sprintf("w%c%cx", 'a'+k/15, 'a'+k%15))
		any := "(?:" + strings.Join(words, "|") + ")"
		if k < maxLiterals-3 {
			continue
		}
		for _, expr := range []string{any + "?y", "y" + any + "+z?", "z?" + any + any + "?y"} {
			text := "yz" + words[k] + "y" + words[0] + "z"
			groups, err := required("(?i)" + expr)
			if err != nil || !regexp.MustCompile(expr).MatchString(text) || !meets(text, groups) {
				t.Errorf("%d words: %.20s is dropped in %q: %v", k+1, expr, text, err)
			}
		}
	}
}

// TestSymbols checks that each symbol encodes as itself.
func TestSymbols(t *testing.T) {
	for k := range len(symbols) {
		if c := symbols[k]; symbolOf[c] != c || int(codeOf[c]) != k ||
			inWord[c] != (k != gapCode && k < firstMark) {
			t.Errorf("%q is %q, code %d", c, symbolOf[c], codeOf[c])
		}
	}
}

// eachText calls f with all texts of up to n of the characters.
func eachText(of []string, n int, f func(string)) {
	texts := []string{""}
	for range n {
		var longer []string
		for _, t := range texts {
			f(t)
			for _, c := range of {
				longer = append(longer, t+c)
			}
		}
		texts = longer
	}
	for _, t := range texts {
		f(t)
	}
}

// FuzzRequired looks for a text that an expression matches and that is dropped.
func FuzzRequired(f *testing.F) {
	f.Add(`(?:ab|c+d)[xyz]{2,}`, "CCDxy")
	f.Add(`[k-t]é?(?:ſ|ß)`, "SSß")
	f.Add(`^\W*(?:(?:well|but),? )?(?:it|that) (?:is|was) ?(?:not|no)\b`, "… But it was no")
	f.Add(`(?:^|, (?:and|so) )(?:why|how) (?:is|are) .*$`, "x, and how are")
	f.Fuzz(func(t *testing.T, expr, text string) {
		re, err := regexp.Compile("(?i)" + expr)
		if err != nil || len(expr) > 200 {
			return
		}
		groups, err := required("(?i)" + expr)
		if err != nil {
			t.Fatal(err)
		}
		if re.MatchString(text) && !meets(text, groups) {
			t.Errorf("%q: %q is dropped", expr, text)
		}
	})
}

// required is Required for an expression that is not yet parsed.
func required(expr string) ([][]string, error) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	return Required(re), nil
}

// meets reports whether a text has a literal of each group.
func meets(text string, groups [][]string) bool {
	return passes(New([]Pattern{{Literals: groups}}).NewScan(), text)
}

// passes reports whether the first pattern of a scan may match a text.
func passes(s *Scan, text string) bool {
	s.Read(text)
	for range s.Candidates() {
		return true
	}
	return false
}

// TestCandidates checks that patterns of literals, of words, of both and of
// neither are told apart.
func TestCandidates(t *testing.T) {
	patterns := []Pattern{
		{Literals: [][]string{{" bridge "}, {" old ", " new "}}},
		{Words: [][]string{{"bridge", "ferry"}}},
		{Literals: [][]string{{" old "}}, Words: [][]string{{"ferry"}}},
		{},
	}
	for len(patterns) < 130 { // beyond one word of bits
		patterns = append(patterns, Pattern{Words: [][]string{{"never"}}})
	}
	patterns = append(patterns, Pattern{Literals: [][]string{{" old "}}})
	s := New(patterns).NewScan()
	for text, want := range map[string][]int{
		"the old bridge": {0, 1, 3, 130}, "a new bridge": {0, 1, 3}, "an old ferry": {1, 2, 3, 130}, "nothing": {3},
	} {
		s.Read(text)
		for _, w := range strings.Fields(text) {
			s.Word(w)
		}
		if got := slices.Collect(s.Candidates()); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
