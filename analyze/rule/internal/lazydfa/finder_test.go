package lazydfa

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// matches lists the non-empty matches in a text.
func matches(expr, s string) (out [][]int, ok bool) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, false
	}
	f, budget := NewFinder(expr, New(re)), Budget(len(s))
	for at := 0; at <= len(s); {
		start, end, ok := f.Next(s, at, &budget)
		switch {
		case !ok:
			return nil, false
		case start < 0:
			return out, true
		case start == end:
			_, n := utf8.DecodeRuneInString(s[end:])
			at = end + max(n, 1)
		default:
			out = append(out, []int{start, end})
			at = end
		}
	}
	return out, true
}

// checkMatches compares the matches in a text with those of package regexp.
func checkMatches(t *testing.T, expr, s string) {
	t.Helper()
	got, ok := matches(expr, s)
	if !ok {
		return
	}
	want := regexp.MustCompile(expr).FindAllStringIndex(s, -1)
	want = slices.DeleteFunc(want, func(loc []int) bool { return loc[0] == loc[1] })
	if !slices.EqualFunc(got, want, slices.Equal[[]int]) {
		t.Errorf("%s in %q: %v, want %v", expr, s, got, want)
	}
}

func TestFinder(t *testing.T) {
	for _, c := range append(cases, []struct{ expr, text string }{
		{`a|ab|abc`, "abcab a"}, // the first that matches, not the longest
		{`a*?b|a+`, "aaab aa"},
		{`(?:a|b)*`, "abba c"},
		{`x{2,4}?y?`, "xxxxxy xx"},
		{`\b(?:is|isn't)\b[^.?!]{0,30}\btrue`, "It is not, is it, true. Isn't it true?"},
		{`$|a`, "ba\na"},
	}...) {
		for i := range len(c.text) + 1 {
			checkMatches(t, "(?i)"+c.expr, c.text[:i])
			checkMatches(t, "(?i)"+c.expr, c.text[i:])
		}
	}
}

// TestBudget checks that a text on which each offset begins a long search is
// given up, and an easy one is not.
func TestBudget(t *testing.T) {
	for _, expr := range []string{`[a-z ]+!`, `[a-z ]+!|s`} {
		if _, ok := matches(expr, strings.Repeat("so it goes ", 2000)); ok {
			t.Errorf("%s: searched to the end", expr)
		}
	}
	if _, ok := matches(`[a-z ]+!`, strings.Repeat("no! ", 2000)); !ok {
		t.Error("gave up on an easy text")
	}
}
