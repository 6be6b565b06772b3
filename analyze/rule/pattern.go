package rule

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/rule/internal/lazydfa"
	"github.com/gainsay/gainsay/analyze/rule/internal/prefilter"
	"github.com/gainsay/gainsay/analyze/text"
)

// hitGroup is the name of the group of a pattern that is the hit.
const hitGroup = "span"

// patternMatcher is a regular expression over the text of a sentence. The
// group named hitGroup, if there is one, is the hit; otherwise the whole match.
type patternMatcher struct {
	re     func() *regexp.Regexp // compiled at the first call: few patterns need it
	group  int                   // that is the hit
	dfa    *lazydfa.DFA
	finder *lazydfa.Finder // nil if the hit is only a part of the match
}

// newPattern prepares an RE2 expression that ignores case, and returns the
// literals that it requires. An apostrophe in it also matches a curly one and none
// at all, as comments have it.
func newPattern(expr string) (m patternMatcher, literals [][]string, err error) {
	expr = "(?i)" + strings.ReplaceAll(expr, "'", "['’´`]?")
	parsed, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return m, nil, fmt.Errorf("parse pattern: %w", err)
	}
	m.re = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
	m.group = max(0, slices.Index(parsed.CapNames(), hitGroup))
	literals = prefilter.Required(parsed)
	whole := m.group == 0 || hitIsMatch(parsed)
	m.dfa = lazydfa.New(parsed)
	if whole {
		m.finder = lazydfa.NewFinder(expr, m.dfa)
	}
	return m, literals, nil
}

// hitIsMatch reports whether the group that is the hit spans all that an
// expression matches.
func hitIsMatch(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpCapture:
		return re.Name == hitGroup || hitIsMatch(re.Sub[0])
	case syntax.OpConcat:
		reads := slices.DeleteFunc(slices.Clone(re.Sub), readsNothing)
		return len(reads) == 1 && hitIsMatch(reads[0])
	}
	return false
}

func readsNothing(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
		syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return true
	}
	return false
}

func (m patternMatcher) match(d *text.Doc, s text.Sentence, hits []found) []found {
	sentence := s.In(d.Text)
	from, ok := m.dfa.Match(sentence)
	if !ok {
		return hits
	}
	if m.finder != nil {
		if all, ok := m.findAll(s, sentence, from, hits); ok {
			return all
		}
	}
	from, locs := m.findFrom(sentence, from)
	for _, loc := range locs {
		if start, end := s.Start+from+loc[2*m.group], s.Start+from+loc[2*m.group+1]; start < end {
			hits = append(hits, found{gainsay.Span{Start: start, End: end}, 1})
		}
	}
	return hits
}

// findAll appends all hits in a sentence in which none begins before from. ok is
// false if the finder gave up.
func (m patternMatcher) findAll(s text.Sentence, sentence string, from int, hits []found) (all []found, ok bool) {
	budget := lazydfa.Budget(len(sentence))
	for at := from; at <= len(sentence); {
		start, end, ok := m.finder.Next(sentence, at, &budget)
		switch {
		case !ok:
			return nil, false
		case start < 0:
			return hits, true
		case start == end:
			_, n := utf8.DecodeRuneInString(sentence[end:])
			at = end + max(n, 1)
		default:
			hits = append(hits, found{gainsay.Span{Start: s.Start + start, End: s.Start + end}, 1})
			at = end
		}
	}
	return hits, true
}

// findFrom returns all matches in a sentence in which none begins before from,
// relative to the first result. It keeps one rune before from, on which
// conditions such as \b depend. A match at that rune may come only from the cut
// before it; then all of the sentence is searched.
func (m patternMatcher) findFrom(sentence string, from int) (int, [][]int) {
	_, n := utf8.DecodeLastRuneInString(sentence[:from])
	from -= n
	locs := m.re().FindAllStringSubmatchIndex(sentence[from:], -1)
	if from > 0 && len(locs) > 0 && locs[0][0] == 0 {
		return 0, m.re().FindAllStringSubmatchIndex(sentence, -1)
	}
	return from, locs
}
