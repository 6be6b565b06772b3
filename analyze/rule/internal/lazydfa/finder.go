package lazydfa

import (
	"regexp/syntax"
	"sync"
	"unicode/utf8"
)

// Finder finds the matches that package regexp finds, the leftmost ones and of
// those the one that the expression prefers. Its states keep threads in order
// of preference, so that a match cuts off all threads after it. Several
// goroutines may use it at once.
type Finder struct {
	expr    string
	matches *DFA      // of the same expression
	once    sync.Once // compiles expr when first used
	dfa     *DFA      // nil if expr does not parse
}

// NewFinder returns the finder of an expression that package regexp parses and
// of which there is a DFA.
func NewFinder(expr string, matches *DFA) *Finder { return &Finder{expr: expr, matches: matches} }

// Budget returns how many runes may be read to find all matches in a text of so
// many bytes. What begins at many offsets and goes on for long is left to package
// regexp, which finds a match in linear time.
func Budget(length int) int { return 8 * (length + 8) }

// maxResets is how often the cache may be emptied before a finder gives up.
const maxResets = 4

// Next returns the first match in s that begins at or after a byte offset; start
// is -1 if there is none. It takes the runes that it reads from the budget, and
// returns false if that is used up or the expression has too many states.
func (f *Finder) Next(s string, at int, budget *int) (start, end int, ok bool) {
	f.once.Do(f.compile)
	d := f.dfa
	if d == nil || d.resets.Load() > maxResets {
		return -1, -1, false
	}
	if d.anchored && at > 0 {
		return -1, -1, true
	}
	for *budget > 0 {
		end, read := d.preferredEnd(s, at)
		*budget -= read
		if end >= 0 {
			return at, end, true
		}
		if at == len(s) || d.anchored {
			return -1, -1, true
		}
		_, n := utf8.DecodeRuneInString(s[at:])
		at += n
	}
	return -1, -1, false
}

// compile makes the DFA, with the program of the other one if that is the same.
func (f *Finder) compile() {
	m := f.matches
	m.current()
	if !m.relaxed {
		f.dfa = &DFA{prog: m.prog, after: m.after, alphabet: m.alphabet, anchored: m.anchored, ordered: true}
		f.dfa.current()
		return
	}
	re, err := syntax.Parse(f.expr, syntax.Perl)
	if err != nil {
		return
	}
	f.dfa = &DFA{re: re, ordered: true}
	f.dfa.current()
}

// preferredEnd returns the end of the preferred match that begins at an
// offset, -1 if there is none, and how many runes it has read.
func (d *DFA) preferredEnd(s string, at int) (end, read int) {
	t := d.current()
	state := idleAfter(s[:at])
	for end = -1; ; read++ {
		class, n := t.classes-1, 0
		if at < len(s) {
			class, n = d.alphabet.classAt(s, at)
		}
		next := t.next(state, class)
		if next == unknown {
			t, next = d.extend(t, state, class)
		}
		if next&matchBefore != 0 {
			end, next = at, next&^matchBefore
		}
		if next == dead {
			return end, read + 1
		}
		state, at = next, at+n
	}
}

// idleAfter returns the idle state after a text.
func idleAfter(before string) uint32 {
	r, n := utf8.DecodeLastRuneInString(before)
	if n == 0 {
		return start
	}
	return idleState(sampleBefore(r))
}
