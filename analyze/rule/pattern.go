package rule

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// patternMatcher is a regular expression over the text of a sentence. The
// group named "span", if there is one, is the hit; otherwise the whole match.
type patternMatcher struct {
	re    *regexp.Regexp
	group int
	quick *automaton // tells where re need not run
}

// newPattern compiles an RE2 expression that ignores case. An apostrophe in
// it also fits a curly one and none at all, as comments have it.
func newPattern(expr string) (patternMatcher, error) {
	expr = "(?i)" + strings.ReplaceAll(expr, "'", "['’´`]?")
	re, err := regexp.Compile(expr)
	if err != nil {
		return patternMatcher{}, fmt.Errorf("compile pattern: %w", err)
	}
	quick, err := newAutomaton(expr)
	if err != nil {
		return patternMatcher{}, fmt.Errorf("compile pattern: %w", err)
	}
	return patternMatcher{re, max(0, re.SubexpIndex("span")), quick}, nil
}

func (m patternMatcher) match(d *text.Doc, s text.Sentence, hits []found) []found {
	sentence := s.In(d.Text)
	from, ok := m.quick.fits(sentence)
	if !ok {
		return hits
	}
	from, locs := m.findFrom(sentence, from)
	for _, loc := range locs {
		start, end := loc[2*m.group], loc[2*m.group+1]
		if start < end {
			hits = append(hits, found{gainsay.Span{Start: s.Start + from + start, End: s.Start + from + end}, 1})
		}
	}
	return hits
}

// findFrom returns all matches in a sentence in which none begins before
// from, counted from the first result on. One rune more is kept for what
// depends on it; a match that begins there only does so for want of the rune
// before, and all of the sentence is searched.
func (m patternMatcher) findFrom(sentence string, from int) (int, [][]int) {
	_, n := utf8.DecodeLastRuneInString(sentence[:from])
	from -= n
	locs := m.re.FindAllStringSubmatchIndex(sentence[from:], -1)
	if from > 0 && len(locs) > 0 && locs[0][0] == 0 {
		return 0, m.re.FindAllStringSubmatchIndex(sentence, -1)
	}
	return from, locs
}
