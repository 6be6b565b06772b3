package rule

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze/text"
)

// matchesOf lists what bounds finds in a text, but for empty matches.
func matchesOf(expr, s string) (out [][]int, sure bool) {
	m := patternMatcher{expression: expression{bounds: &bounds{expr: expr}}}
	hits, sure := m.matchAll(text.Sentence{}, s, 0, nil)
	for _, h := range hits {
		out = append(out, []int{h.span.Start, h.span.End})
	}
	return out, sure
}

// checkBounds holds what bounds finds to package regexp.
func checkBounds(t *testing.T, expr, s string) {
	t.Helper()
	got, sure := matchesOf(expr, s)
	if !sure {
		return
	}
	want := regexp.MustCompile(expr).FindAllStringIndex(s, -1)
	want = slices.DeleteFunc(want, func(loc []int) bool { return loc[0] == loc[1] })
	if !slices.EqualFunc(got, want, slices.Equal[[]int]) {
		t.Errorf("%s in %q: %v, want %v", expr, s, got, want)
	}
}

func TestBounds(t *testing.T) {
	for _, c := range append(automatonCases, []struct{ expr, text string }{
		{`a|ab|abc`, "abcab a"}, // the first that fits, not the longest
		{`a*?b|a+`, "aaab aa"},
		{`(?:a|b)*`, "abba c"},
		{`x{2,4}?y?`, "xxxxxy xx"},
		{`\b(?:is|isn't)\b[^.?!]{0,30}\btrue`, "It is not, is it, true. Isn't it true?"},
		{`$|a`, "ba\na"},
	}...) {
		for i := range len(c.text) + 1 {
			checkBounds(t, "(?i)"+c.expr, c.text[:i])
			checkBounds(t, "(?i)"+c.expr, c.text[i:])
		}
	}
}

// TestBoundsGivesUp checks that a text on which each place begins a long search
// is left to package regexp.
func TestBoundsGivesUp(t *testing.T) {
	for _, expr := range []string{`[a-z ]+!`, `[a-z ]+!|s`} {
		if _, sure := matchesOf(expr, strings.Repeat("so it goes ", 2000)); sure {
			t.Errorf("%s: searched to the end", expr)
		}
	}
	if _, sure := matchesOf(`[a-z ]+!`, strings.Repeat("no! ", 2000)); !sure {
		t.Error("gave up on an easy text")
	}
}

func TestSpansAll(t *testing.T) {
	for expr, want := range map[string]bool{
		`\b(?P<span>a|b)\b`: true, `(?P<span>a)`: true, `^(?i:(?P<span>a))$`: true,
		`x?(?P<span>a)`: false, `(?P<span>a)b|c`: false, `(?:(?P<span>a))+`: false,
	} {
		e, err := compile(expr)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.bounds != nil; got != want {
			t.Errorf("%s: %v, want %v", expr, got, want)
		}
	}
}
