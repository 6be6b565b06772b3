package rule

import (
	"regexp/syntax"
	"sync"
	"unicode/utf8"
)

// bounds finds where an expression fits just as package regexp does, the
// leftmost match, of several the one that the expression's order prefers, in a
// tenth of the time. It is made when first asked.
type bounds struct {
	once sync.Once
	expr string
	*automaton
}

// stepsFor is how many runes may be read to find all matches in a text of so
// many bytes before it is given up: what begins at many places and goes on for
// long is for package regexp, whose time to find one is linear.
func stepsFor(length int) int { return 8 * (length + 8) }

// next returns the first match in s that begins at or after a place; start is
// -1 if there is none. sure is false where finding out takes more than the
// steps left, from which it takes what it needs.
func (b *bounds) next(s string, at int, left *int) (start, end int, sure bool) {
	b.once.Do(b.compile)
	if b.automaton == nil || b.forgets.Load() > mostForgets {
		return -1, -1, false
	}
	if b.anchored && at > 0 {
		return -1, -1, true
	}
	for *left > 0 {
		end, steps := b.preferred(s, at)
		*left -= steps
		if end >= 0 {
			return at, end, true
		}
		if at == len(s) || b.anchored {
			return -1, -1, true
		}
		_, n := utf8.DecodeRuneInString(s[at:])
		at += n
	}
	return -1, -1, false
}

func (b *bounds) compile() {
	re, err := syntax.Parse(b.expr, syntax.Perl)
	if err != nil {
		return // package regexp has compiled it before
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return
	}
	b.automaton = &automaton{prog: prog, anchored: atFront(prog), ordered: true, run: threadRun{ordered: true}}
}

// mostForgets is how often an automaton may forget its states before it is
// taken to take more than can be kept.
const mostForgets = 4

// matchedHere is the bit of table.next that says that a match ends before the
// rune, all of which would be preferred to those that the state goes on with.
const matchedHere = 1 << 15

// preferred returns the end of the match that begins at a place, -1 if none
// does, and how many runes it has read.
func (a *automaton) preferred(s string, at int) (end, steps int) {
	t := a.begun()
	state := startAfter(s[:at])
	for end = -1; ; steps++ {
		c, n := t.classes-1, 0
		if at < len(s) {
			c, n = a.classAt(s, at)
		}
		to := t.to(state, c)
		if to == unknown {
			t, to = a.make(t, state, int(c))
		}
		if to&matchedHere != 0 {
			end, to = at, to&^matchedHere
		}
		if to == cannotFit {
			return end, steps + 1
		}
		state, at = to, at+n
	}
}

// startAfter is the state in which nothing was read after a text.
func startAfter(before string) uint32 {
	r, n := utf8.DecodeLastRuneInString(before)
	if n == 0 {
		return firstState
	}
	r = sampleBefore(r)
	for k, b := range idleBefore {
		if b == r {
			return firstState + uint32(k)
		}
	}
	return firstState
}

// spansAll reports whether what an expression fits is all of its hit.
func spansAll(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpCapture:
		return re.Name == hitGroup || spansAll(re.Sub[0])
	case syntax.OpConcat:
		wide := -1
		for k, sub := range re.Sub {
			if readsNothing(sub) {
				continue
			}
			if wide >= 0 {
				return false
			}
			wide = k
		}
		return wide >= 0 && spansAll(re.Sub[wide])
	}
	return false
}

func readsNothing(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return true
	}
	return false
}
