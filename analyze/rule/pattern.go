package rule

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/rule/internal/lazydfa"
	"github.com/gainsay/gainsay/analyze/text"
)

// hitGroup is the name of the group of a pattern that is the hit.
const hitGroup = "span"

// patternMatcher is a regular expression over the text of a sentence. The
// group named hitGroup, if there is one, is the hit; otherwise the whole match.
type patternMatcher struct {
	re    *regexp.Regexp
	group int // that is the hit
	dfa   *lazydfa.DFA
}

// newPattern compiles an RE2 expression that ignores case. An apostrophe in
// it also matches a curly one and none at all, as comments have it.
func newPattern(expr string) (patternMatcher, error) {
	expr = "(?i)" + strings.ReplaceAll(expr, "'", "['’´`]?")
	re, err := regexp.Compile(expr)
	if err != nil {
		return patternMatcher{}, fmt.Errorf("compile pattern: %w", err)
	}
	parsed, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return patternMatcher{}, fmt.Errorf("compile pattern: %w", err)
	}
	dfa, err := lazydfa.New(parsed)
	if err != nil {
		return patternMatcher{}, fmt.Errorf("compile pattern: %w", err)
	}
	return patternMatcher{re, max(0, re.SubexpIndex(hitGroup)), dfa}, nil
}

func (m patternMatcher) match(d *text.Doc, s text.Sentence, hits []found) []found {
	sentence := s.In(d.Text)
	from, ok := m.dfa.Match(sentence)
	if !ok {
		return hits
	}
	from, locs := m.findFrom(sentence, from)
	for _, loc := range locs {
		if start, end := s.Start+from+loc[2*m.group], s.Start+from+loc[2*m.group+1]; start < end {
			hits = append(hits, found{gainsay.Span{Start: start, End: end}, 1})
		}
	}
	return hits
}

// fewMatches is how many matches are searched for one by one, since each asks
// the DFA about all of the rest.
const fewMatches = 4

// findFrom returns all matches in a sentence in which none begins before from,
// relative to the first result. Each search keeps one rune before its start, on
// which conditions such as \b depend; a match at that rune may come only from
// the cut before it, and then all of the sentence is searched. Whether there is
// a further match, the DFA knows sooner than package regexp.
func (m patternMatcher) findFrom(sentence string, from int) (int, [][]int) {
	from = runeBefore(sentence, from)
	var locs [][]int
	for at, more := from, true; more; _, more = m.dfa.Match(sentence[at:]) {
		loc := m.re.FindStringSubmatchIndex(sentence[at:])
		if loc == nil {
			break
		}
		if at+len(locs) > 0 && loc[0] == 0 || loc[0] == loc[1] || len(locs) == fewMatches {
			return 0, m.re.FindAllStringSubmatchIndex(sentence, -1)
		}
		end := at + loc[1]
		for k := range loc {
			if loc[k] >= 0 {
				loc[k] += at - from
			}
		}
		locs = append(locs, loc)
		at = runeBefore(sentence, end)
	}
	return from, locs
}

// runeBefore returns where the rune before a byte offset begins.
func runeBefore(s string, at int) int {
	_, n := utf8.DecodeLastRuneInString(s[:at])
	return at - n
}
