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
	expression
	parts *parts // of a long expression, else nil
}

// newPattern compiles an RE2 expression that ignores case. An apostrophe in
// it also fits a curly one and none at all, as comments have it.
func newPattern(expr string) (patternMatcher, error) {
	expr = withoutGroups("(?i)" + strings.ReplaceAll(expr, "'", "['’´`]?"))
	e, err := compile(expr)
	if err != nil {
		return patternMatcher{}, err
	}
	m := patternMatcher{expression: e}
	if len(e.quick.prog.Inst) > manyInstructions {
		m.parts = &parts{expr: expr}
	}
	return m, nil
}

// expression is a regular expression with what tells where it need not run.
type expression struct {
	re     *regexp.Regexp
	group  int // that is the hit
	quick  *automaton
	bounds *bounds // nil if the hit is less than what the expression fits
}

func compile(expr string) (expression, error) {
	re, err := regexp.Compile(expr)
	if err != nil {
		return expression{}, fmt.Errorf("compile pattern: %w", err)
	}
	parsed, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return expression{}, fmt.Errorf("compile pattern: %w", err)
	}
	e := expression{re: re, group: max(0, re.SubexpIndex(hitGroup))}
	if e.group == 0 || spansAll(parsed) {
		e.bounds = &bounds{expr: expr}
	}
	if e.quick, err = newAutomaton(parsed); err != nil {
		return expression{}, fmt.Errorf("compile pattern: %w", err)
	}
	return e, nil
}

// hitGroup is the name of the group that is the hit.
const hitGroup = "span"

// withoutGroups makes the nameless groups of an expression such that package
// regexp keeps no account of, which costs time wherever it runs. It does not
// know \Q.
func withoutGroups(expr string) string {
	var b strings.Builder
	for i := 0; i < len(expr); {
		end := i + 1
		switch {
		case expr[i] == '\\':
			end = min(i+2, len(expr))
		case expr[i] == '[':
			end = classEnd(expr, i)
		}
		b.WriteString(expr[i:end])
		if expr[i] == '(' && end < len(expr) && expr[end] != '?' {
			b.WriteString("?:")
		}
		i = end
	}
	return b.String()
}

// classEnd returns the place behind the bracket that closes the one at i.
func classEnd(expr string, i int) int {
	i++
	rest := strings.TrimPrefix(expr[i:], "^")
	i = len(expr) - len(strings.TrimPrefix(rest, "]")) // one that comes first is meant itself
	for i < len(expr) && expr[i] != ']' {
		switch {
		case expr[i] == '\\':
			i += 2
		case strings.HasPrefix(expr[i:], "[:") && strings.Contains(expr[i:], ":]"):
			i += strings.Index(expr[i:], ":]") + 2
		default:
			i++
		}
	}
	return min(i+1, len(expr))
}

func (m patternMatcher) match(d *text.Doc, s text.Sentence, hits []found) []found {
	sentence := s.In(d.Text)
	from, ok := m.quick.fits(sentence)
	if !ok {
		return hits
	}
	if hits, ok = m.matchAll(s, sentence, from, hits); ok {
		return hits
	}
	if m, ok = m.fitting(sentence); !ok {
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

// matchAll appends all hits in a sentence in which none begins before from. It
// reports whether it could tell.
func (m patternMatcher) matchAll(s text.Sentence, sentence string, from int, hits []found) ([]found, bool) {
	if m.bounds == nil {
		return hits, false
	}
	before, left := len(hits), stepsFor(len(sentence))
	for at := from; at <= len(sentence); {
		start, end, sure := m.bounds.next(sentence, at, &left)
		switch {
		case !sure:
			return hits[:before], false
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

// fitting returns what finds the same matches in a sentence as m, sooner: the
// part of a long expression that fits, if no other does. ok is false if none
// does.
func (m patternMatcher) fitting(sentence string) (_ patternMatcher, ok bool) {
	if m.parts == nil {
		return m, true
	}
	list := m.parts.all()
	var only *expression
	for i := range list {
		switch _, fits := list[i].quick.fits(sentence); {
		case fits && only != nil:
			return m, true
		case fits:
			only = &list[i]
		}
	}
	if only != nil {
		m.expression = *only
	}
	return m, only != nil || len(list) == 0
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
