package rule

import (
	"fmt"
	"regexp"
	"strings"
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
		{`^\W*(?:no|never)!`, []string{"… No!", "never!"}, []string{"so no!", "nor!", "!"}},
		{`f[*#]{1,3}c?k`, []string{"F**k", "f#ck"}, []string{"fork", "f k"}},
		{`(?:[=~]){8,}|➤\s*go`, []string{"========", "➤ GO"}, []string{"==, ==", "go stay"}},
		{`don['’]?t`, []string{"Don’t", "dont"}, []string{"do not"}},
		{`touch[eé]|caf(?:É|x)`, []string{"TOUCHÉ", "café", "cafx"}, []string{"tuche"}},
		{`a.*b|\d+`, []string{"7", "axb"}, nil},
		{`straße|ärger`, []string{"STRASSE straße", "ÄRGER"}, nil},
		{`(?:kilo)?`, []string{"", "\u212Ailo"}, nil},
		{"x\\x{fffd}y", []string{"x\xffy"}, nil},
		{`\bart\b`, []string{"Art", "an_art, art's"}, []string{"party", "artist", "art_"}},
		{`(?:^|, )why (?:is|are)(?: \w+)*`, []string{"Why is it", "so, why are"}, []string{"know why is", "why not"}},
		{`\byou \w+ that|\bthey \w+ this`, []string{"you say that", "They did this"}, []string{"you say this", "that they did"}},
		{`^(?:(?:and|so),? )?(?:is|are) .*`, []string{"and, is it", "Are you"}, []string{"as is", "andare you", "aren't"}},
		{`\(c\)$|^@all\b`, []string{"Mine (C)", "@All hands"}, []string{"(c) me", "to @all"}},
		{`(?:[★☆]\W*){4,}`, []string{"★ ☆ ★★"}, []string{"****", "it’s"}},
	} {
		ws, err := waysOf("(?i)" + c.expr)
		if err != nil {
			t.Fatal(err)
		}
		re := regexp.MustCompile("(?i)" + c.expr)
		for _, text := range c.fit {
			if !re.MatchString(text) || !meets(text, ws) {
				t.Errorf("%s: %q is ruled out", c.expr, text)
			}
		}
		for _, text := range c.out {
			if re.MatchString(text) || meets(text, ws) {
				t.Errorf("%s: %q is not ruled out", c.expr, text)
			}
		}
	}
}

// TestNeedsEverywhere checks, for expressions that ask for places and kinds of
// characters in all sorts of ways, that no short text is ruled out that they
// fit.
func TestNeedsEverywhere(t *testing.T) {
	for _, expr := range []string{
		`\ba\b`, `\Ba`, `a\B`, `a b`, `\ba,? b`, `a'b`, `ab['’]?\b`, `^a`, `^\W*a\b`, `^(?:b,? )?a+$`, `(?:^|, )a b?`, `a(?:$|\W)`,
		`(?:^|\b)a$`, `\b, a`, `,\b`, `\b'`, `a\s*$`, `^\s*,`, `[^a]b`, `\W{2}a`, `^.a`, `é+a`, `(?:'|é)\b`, `a{2,}b|, ,`, `^(?:a|b\w?) b`,
		`(?:a b|b .*a)\b`, `^$`, `^a|b\b.a`, `(?m)^a$`, `(?:^a|b )(?:b|a$)`, `\ba?'`, `b\b.?\ba`,
	} {
		re := regexp.MustCompile("(?i)" + expr)
		ws, err := waysOf("(?i)" + expr)
		if err != nil {
			t.Fatal(err)
		}
		c := newTextClues([]*Rule{{ways: ws}})
		eachText([]string{"a", "B", " ", ",", "'", "’", "é", "\n"}, 5, func(text string) {
			if re.MatchString(text) && !meetsOne(c, text) {
				t.Errorf("%s: %q is ruled out", expr, text)
			}
		})
	}
}

// TestManyTexts checks expressions that fit about as many texts as are listed.
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
			ws, err := waysOf("(?i)" + expr)
			if err != nil || !regexp.MustCompile(expr).MatchString(text) || !meets(text, ws) {
				t.Errorf("%d words: %.20s is ruled out in %q: %v", k+1, expr, text, err)
			}
		}
	}
}

// TestSymbols checks that symbols stand for themselves, each at one place.
func TestSymbols(t *testing.T) {
	for k := range len(symbols) {
		if c := symbols[k]; symbolOf[c] != c || int(number[c]) != k || inWord[c] != (k != gapNumber && k < firstMark) {
			t.Errorf("%q is %q, number %d", c, symbolOf[c], number[c])
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

// FuzzNeeds looks for a text that an expression fits and the spotter rules out.
func FuzzNeeds(f *testing.F) {
	f.Add(`(?:ab|c+d)[xyz]{2,}`, "CCDxy")
	f.Add(`[k-t]é?(?:ſ|ß)`, "SSß")
	f.Add(`^\W*(?:(?:well|but),? )?(?:it|that) (?:is|was) ?(?:not|no)\b`, "… But it was no")
	f.Add(`(?:^|, (?:and|so) )(?:why|how) (?:is|are) .*$`, "x, and how are")
	f.Fuzz(func(t *testing.T, expr, text string) {
		re, err := regexp.Compile("(?i)" + expr)
		if err != nil || len(expr) > 200 {
			return
		}
		ws, err := waysOf("(?i)" + expr)
		if err != nil {
			t.Fatal(err)
		}
		if re.MatchString(text) && !meets(text, ws) {
			t.Errorf("%q: %q is ruled out", expr, text)
		}
	})
}

// meets reports whether a text has what one of the ways needs.
func meets(text string, ways []way) bool {
	return meetsOne(newTextClues([]*Rule{{ways: ways}}), text)
}

// meetsOne is meets for the first rule of some clues.
func meetsOne(c *textClues, text string) bool {
	f := c.found()
	c.read(text, &f)
	return c.any(0, f.ways)
}
