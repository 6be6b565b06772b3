package rule

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// patternMatcher is a regular expression over the text of a sentence. The
// group named hitGroup, if there is one, is the hit; otherwise the whole match.
type patternMatcher struct {
	re    *regexp.Regexp
	group int
	quick *automaton // tells where re need not run
	parts []part     // of a long expression
}

// newPattern compiles an RE2 expression that ignores case. An apostrophe in
// it also fits a curly one and none at all, as comments have it.
func newPattern(expr string) (patternMatcher, error) {
	expr = "(?i)" + strings.ReplaceAll(expr, "'", "['’´`]?")
	parsed, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return patternMatcher{}, fmt.Errorf("compile pattern: %w", err)
	}
	parsed = withoutGroups(parsed)
	re, err := regexp.Compile(parsed.String())
	if err != nil {
		return patternMatcher{}, fmt.Errorf("compile pattern: %w", err)
	}
	quick, err := newAutomaton(expr)
	if err != nil {
		return patternMatcher{}, fmt.Errorf("compile pattern: %w", err)
	}
	parts, err := partsOf(parsed)
	return patternMatcher{re, max(0, re.SubexpIndex(hitGroup)), quick, parts}, err
}

// hitGroup is the name of the group that is the hit.
const hitGroup = "span"

// withoutGroups takes the groups off an expression that nothing asks for: each
// costs time wherever it runs.
func withoutGroups(re *syntax.Regexp) *syntax.Regexp {
	for i, sub := range re.Sub {
		re.Sub[i] = withoutGroups(sub)
	}
	if re.Op == syntax.OpCapture && re.Name != hitGroup {
		return re.Sub[0]
	}
	return re
}

func (m patternMatcher) match(d *text.Doc, s text.Sentence, hits []found) []found {
	sentence := s.In(d.Text)
	from, ok := m.quick.fits(sentence)
	if !ok {
		return hits
	}
	from, locs := m.fitting(sentence).findFrom(sentence, from)
	for _, loc := range locs {
		start, end := loc[2*m.group], loc[2*m.group+1]
		if start < end {
			hits = append(hits, found{gainsay.Span{Start: s.Start + from + start, End: s.Start + from + end}, 1})
		}
	}
	return hits
}

// fitting returns what finds the same matches in a sentence as m, sooner: the
// part of a long expression that fits, if no other does.
func (m patternMatcher) fitting(sentence string) patternMatcher {
	var only *part
	for i := range m.parts {
		switch _, ok := m.parts[i].quick.fits(sentence); {
		case ok && only != nil:
			return m
		case ok:
			only = &m.parts[i]
		}
	}
	if only != nil {
		m.re, m.quick = only.re, only.quick
	}
	return m
}

// fewMatches is up to how many matches are searched one by one: each asks the
// automaton whether there is another, in all that follows.
const fewMatches = 4

// findFrom returns all matches in a sentence in which none begins before
// from, counted from the first result on. One rune more is kept for what
// depends on it; a match that begins there may only do so for want of the rune
// before, and all of the sentence is searched.
func (m patternMatcher) findFrom(sentence string, from int) (int, [][]int) {
	from = runeBefore(sentence, from)
	var locs [][]int
	for at := from; ; {
		loc := m.re.FindStringSubmatchIndex(sentence[at:])
		switch {
		case loc == nil:
			return from, locs
		case at > 0 && loc[0] == 0 || loc[0] == loc[1] || len(locs) == fewMatches:
			return 0, m.re.FindAllStringSubmatchIndex(sentence, -1)
		}
		end := at + loc[1]
		for k := range loc {
			if loc[k] >= 0 {
				loc[k] += at - from
			}
		}
		locs = append(locs, loc)
		if m.quick.anchored {
			return from, locs
		}
		at = runeBefore(sentence, end)
		if _, ok := m.quick.fits(sentence[at:]); !ok {
			return from, locs
		}
	}
}

// runeBefore returns where the rune before the place begins.
func runeBefore(s string, at int) int {
	_, n := utf8.DecodeLastRuneInString(s[:at])
	return at - n
}
