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
}

// newPattern compiles an RE2 expression that ignores case. An apostrophe in
// it also fits a curly one and none at all, as comments have it.
func newPattern(expr string) (patternMatcher, error) {
	re, err := regexp.Compile("(?i)" + strings.ReplaceAll(expr, "'", "['’´`]?"))
	if err != nil {
		return patternMatcher{}, fmt.Errorf("compile pattern: %w", err)
	}
	return patternMatcher{re, max(0, re.SubexpIndex("span"))}, nil
}

func (m patternMatcher) match(d *text.Doc, s text.Sentence, hits []found) []found {
	for _, loc := range m.re.FindAllStringSubmatchIndex(s.In(d.Text), -1) {
		start, end := loc[2*m.group], loc[2*m.group+1]
		if start < end {
			hits = append(hits, found{gainsay.Span{Start: s.Start + start, End: s.Start + end}, 1})
		}
	}
	return hits
}
