package rule

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze/text"
)

var patternCases = []struct{ expr, text string }{
	{`^\W*(?P<span>no|nope)\b`, "… Nope, no.\nno"},
	{`\bsource(?:s|d)?\b`, "resource SOURCES, ſources sources"},
	{`(?:^|[\s(])f[*#]{1,3}c?k(?:$|\W)`, "(F**k f#ck) f*k"},
	{`x`, "xxxxxxxx axa"},
	{`a|ab|abc`, "abcab a"}, // the first that matches, not the longest
	{`\b(?P<span>is|isn't)\b[^.?!]{0,30}\btrue`, "It is not, is it, true. Isn't it true?"},
	{`$|a`, "ba\na"},
	{`\Bb`, "bb abb é́b"},
}

// checkPattern compares the hits in a text with what package regexp finds.
func checkPattern(t *testing.T, expr, s string) {
	t.Helper()
	m, _, err := newPattern(expr)
	if err != nil {
		return
	}
	d, sentence := &text.Doc{Text: s}, text.Sentence{}
	sentence.End = len(s)
	var got, want [][2]int
	for _, f := range m.match(d, sentence, nil) {
		got = append(got, [2]int{f.span.Start, f.span.End})
	}
	for _, loc := range m.re().FindAllStringSubmatchIndex(s, -1) {
		if from, to := loc[2*m.group], loc[2*m.group+1]; from < to {
			want = append(want, [2]int{from, to})
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s in %q: %v, want %v", expr, s, got, want)
	}
}

func TestPattern(t *testing.T) {
	for _, c := range patternCases {
		for i := range len(c.text) + 1 {
			checkPattern(t, c.expr, c.text[:i])
			checkPattern(t, c.expr, c.text[i:])
		}
	}
}

// FuzzPattern looks for a text in which a pattern and package regexp find
// different hits.
func FuzzPattern(f *testing.F) {
	for _, c := range patternCases {
		f.Add(c.expr, c.text)
	}
	f.Fuzz(func(t *testing.T, expr, s string) {
		if _, err := regexp.Compile(expr); err == nil && len(expr) < 100 && len(s) < 1000 {
			checkPattern(t, expr, s)
		}
	})
}

func TestHitIsMatch(t *testing.T) {
	for expr, want := range map[string]bool{
		`\b(?P<span>a|b)\b`: true, `(?P<span>a)`: true, `^(?i:(?P<span>a))$`: true, `a`: true,
		`x?(?P<span>a)`: false, `(?P<span>a)b|c`: false, `(?:(?P<span>a))+`: false,
	} {
		m, _, err := newPattern(expr)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.finder != nil; got != want {
			t.Errorf("%s: %v, want %v", expr, got, want)
		}
	}
}

// TestLongSentence checks the hits where the finder gives up.
func TestLongSentence(t *testing.T) {
	checkPattern(t, `[a-z ]+!|s`, strings.Repeat("so it goes ", 200))
}
