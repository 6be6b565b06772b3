package rule

import (
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// automaton tells whether an expression can fit somewhere in a text, at one
// look-up a rune: a deterministic automaton whose states are made when they
// are first met (Russ Cox, "Regular Expression Matching: the Virtual Machine
// Approach" and RE2's dfa.cc). It may say so wrongly of an expression that
// counts (see loosened). Package regexp, ten times as slow, then only runs
// where it does, for where and with which groups. Several goroutines may use
// it at once.
type automaton struct {
	prog     *syntax.Prog
	anchored bool // can only fit at the front

	begin    sync.Once // for the alphabet and the first state, made when a text is there
	alphabet alphabet

	mu     sync.Mutex // for what follows and for making transitions
	states map[string]*state
	size   int // of states, in bytes, about
	run    threadRun
	first  atomic.Pointer[state]
}

// state is a set of threads of the expression's program, each before the
// instruction that it runs next: whether a boundary lies there is known only
// with the next rune.
type state struct {
	threads []uint32
	before  rune // stands for the rune before: -1 at the front
	stop    verdict
	next    []atomic.Pointer[state] // by class of the next rune; the last is the text's end
}

type verdict uint8

const (
	goesOn verdict = iota
	fits
	cannotFit
)

var (
	fitting  = &state{stop: fits}
	hopeless = &state{stop: cannotFit}
)

// maxStates bounds what the states of one automaton take, in bytes. When they
// take more, all are forgotten and made again as they are met.
const maxStates = 256 << 10

func newAutomaton(expr string) (*automaton, error) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	prog, err := syntax.Compile(loosened(re).Simplify())
	if err != nil {
		return nil, err
	}
	return &automaton{prog: prog, anchored: prog.StartCond()&syntax.EmptyBeginText != 0}, nil
}

// manyTimes is how far repetitions are counted: counting takes states without
// end.
const manyTimes = 2

// loosened changes an expression so that what may be repeated more often may
// be so for ever, and what must be need not.
func loosened(re *syntax.Regexp) *syntax.Regexp {
	for i, sub := range re.Sub {
		re.Sub[i] = loosened(sub)
	}
	if re.Op == syntax.OpRepeat {
		re.Min = min(re.Min, manyTimes)
		if re.Max > manyTimes {
			re.Max = -1
		}
	}
	return re
}

// forget begins with no states but the first. The caller holds mu, or begin.
func (a *automaton) forget() {
	a.states, a.size = map[string]*state{}, 0
	a.first.Store(a.state([]uint32{uint32(a.prog.Start)}, -1))
}

// fits reports whether the expression can fit somewhere in s.
func (a *automaton) fits(s string) bool {
	a.begin.Do(func() {
		a.alphabet = alphabetOf(a.prog)
		a.forget()
	})
	at := a.first.Load()
	for i := 0; i < len(s); {
		c, n := a.alphabet.ascii[s[i]&0x7f], 1
		if s[i] >= utf8.RuneSelf {
			c, n = a.alphabet.wide(s[i:])
		}
		i += n
		to := at.next[c].Load()
		if to == nil {
			to = a.make(at, int(c))
		}
		if to.stop != goesOn {
			return to.stop == fits
		}
		at = to
	}
	end := len(at.next) - 1
	to := at.next[end].Load()
	if to == nil {
		to = a.make(at, end)
	}
	return to.stop == fits
}

// make works out where class c leads from a state.
func (a *automaton) make(from *state, c int) *state {
	a.mu.Lock()
	defer a.mu.Unlock()
	after := rune(-1)
	if c < len(a.alphabet.samples) {
		after = a.alphabet.samples[c]
	}
	to := a.step(from, after)
	from.next[c].Store(to)
	return to
}

// step runs the threads of a state over the rune after it, -1 for the end.
func (a *automaton) step(from *state, after rune) *state {
	r := &a.run
	r.begin(a.prog, syntax.EmptyOpContext(from.before, after))
	for _, pc := range from.threads {
		r.reach(pc)
	}
	if r.matched {
		return fitting
	}
	if after >= 0 {
		for _, pc := range r.readers {
			if in := &a.prog.Inst[pc]; in.MatchRune(after) {
				r.next = append(r.next, in.Out)
			}
		}
		if !a.anchored {
			r.next = append(r.next, uint32(a.prog.Start))
		}
	}
	if len(r.next) == 0 {
		return hopeless
	}
	slices.Sort(r.next)
	if a.size > maxStates {
		a.forget()
	}
	return a.state(slices.Compact(r.next), sampleBefore(after))
}

// sampleBefore stands for all runes that mean the same to the place after
// them.
func sampleBefore(r rune) rune {
	switch {
	case r == '\n':
		return '\n'
	case syntax.IsWordChar(r):
		return 'a'
	}
	return ' '
}

// state returns the one state of these threads.
func (a *automaton) state(threads []uint32, before rune) *state {
	key := utf8.AppendRune(a.run.key[:0], before)
	for _, pc := range threads {
		key = append(key, byte(pc), byte(pc>>8), byte(pc>>16))
	}
	a.run.key = key
	s := a.states[string(key)]
	if s == nil {
		s = &state{threads: slices.Clone(threads), before: before, next: make([]atomic.Pointer[state], len(a.alphabet.samples)+1)}
		a.states[string(key)] = s
		a.size += 8*len(s.next) + 8*len(threads) + 128
	}
	return s
}

// threadRun follows threads through the instructions that read nothing. Its
// memory serves every step anew.
type threadRun struct {
	prog    *syntax.Prog
	met     []bool
	given   syntax.EmptyOp // what holds at this place
	readers []uint32       // instructions reached that read a rune
	next    []uint32       // threads after that rune
	key     []byte
	matched bool
}

func (r *threadRun) begin(p *syntax.Prog, given syntax.EmptyOp) {
	if r.met == nil {
		r.met = make([]bool, len(p.Inst))
	}
	clear(r.met)
	r.prog, r.given, r.readers, r.next, r.matched = p, given, r.readers[:0], r.next[:0], false
}

func (r *threadRun) reach(pc uint32) {
	if r.met[pc] {
		return
	}
	r.met[pc] = true
	switch in := &r.prog.Inst[pc]; in.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		r.reach(in.Out)
		r.reach(in.Arg)
	case syntax.InstCapture, syntax.InstNop:
		r.reach(in.Out)
	case syntax.InstEmptyWidth:
		if syntax.EmptyOp(in.Arg)&^r.given == 0 {
			r.reach(in.Out)
		}
	case syntax.InstMatch:
		r.matched = true
	case syntax.InstFail:
	default:
		r.readers = append(r.readers, pc)
	}
}
