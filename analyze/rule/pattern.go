package rule

import (
	"fmt"
	"regexp"
	"strings"

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
	if !m.quick.fits(sentence) {
		return hits
	}
	for _, loc := range m.re.FindAllStringSubmatchIndex(sentence, -1) {
		start, end := loc[2*m.group], loc[2*m.group+1]
		if start < end {
			hits = append(hits, found{gainsay.Span{Start: s.Start + start, End: s.Start + end}, 1})
		}
	}
	return hits
}
