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
	begin    sync.Once // for the alphabet and the first state, made when a text is there
	table    atomic.Pointer[table]
	alphabet alphabet

	prog     *syntax.Prog
	anchored bool // can only fit at the front
	ordered  bool // threads stand in the order in which the expression prefers them: see bounds

	forgets atomic.Int32 // how often states were begun with anew

	mu   sync.Mutex // for making states and transitions, with the memory below
	run  threadRun
	next []uint32
	key  []byte
}

// table leads from state to state. Only next is read without the automaton's
// lock: a longer one, once there are more states, is in a new table.
type table struct {
	next    []uint32 // by state and class of the next rune, the last of which is the text's end; two in each
	classes uint32
	*memory
}

func (t *table) to(at, class uint32) uint32 {
	k := at*t.classes + class
	return atomic.LoadUint32(&t.next[k/2]) >> (k % 2 * 16) & (1<<16 - 1)
}

// lead notes where a class leads from a state. The caller holds the
// automaton's lock.
func (t *table) lead(at, class, to uint32) {
	k := at*t.classes + class
	atomic.StoreUint32(&t.next[k/2], t.next[k/2]&^((1<<16-1)<<(k%2*16))|to<<(k%2*16))
}

// memory knows the states that were met.
type memory struct {
	states []state // by number
	number map[string]uint32
	size   int // in bytes, about
}

// state is a set of threads of the expression's program, each before the
// instruction that it runs next: whether a boundary lies there is known only
// with the next rune.
type state struct {
	threads []uint32
	before  rune               // stands for the rune before: -1 at the front
	reached [kindsAfter]*reach // by what the next rune is to a boundary, once it was met
}

// reach is where threads get to without reading.
type reach struct {
	readers []uint32 // instructions that read a rune
	matched bool
}

// What table.next holds besides numbers of states.
const (
	unknown    uint32 = iota // not yet worked out
	fits                     // the expression fits
	cannotFit                // whatever follows
	firstState               // before the text
	_                        // these four, in which no match has begun (see idleBefore),
	_                        // come before all others
	_
	firstBusy
)

// idleBefore are the runes before those states (see sampleBefore).
var idleBefore = [firstBusy - firstState]rune{-1, '\n', 'a', ' '}

// maxStates bounds what the states of one automaton take, in bytes. When they
// take more, all are forgotten and made again as they are met. It keeps their
// numbers below 1<<16.
const maxStates = 256 << 10

// newAutomaton makes the automaton of a parsed expression, which it changes.
func newAutomaton(re *syntax.Regexp) (*automaton, error) {
	prog, err := syntax.Compile(loosened(re).Simplify())
	if err != nil {
		return nil, err
	}
	return &automaton{prog: prog, anchored: atFront(prog)}, nil
}

func atFront(p *syntax.Prog) bool { return p.StartCond()&syntax.EmptyBeginText != 0 }

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

// forget begins with no states but the first ones. The caller holds mu, or begin.
func (a *automaton) forget() *table {
	a.forgets.Add(1)
	t := &table{classes: uint32(len(a.alphabet.samples) + 1), memory: &memory{number: map[string]uint32{}}}
	t.states = make([]state, firstState)
	t.next = make([]uint32, (firstState*t.classes+1)/2)
	for _, before := range idleBefore {
		t, _ = a.state(t, []uint32{uint32(a.prog.Start)}, before)
	}
	return t
}

// fits reports whether the expression can fit somewhere in s, and a place
// before which no match begins.
func (a *automaton) fits(s string) (from int, ok bool) {
	t, at := a.begun(), firstState
	for i := 0; i < len(s); {
		c, n := a.classAt(s, i)
		i += n
		to := t.to(at, c)
		if to == unknown {
			t, to = a.make(t, at, int(c))
		}
		if to < firstState {
			return from, to == fits
		}
		if to < firstBusy {
			from = i
		}
		at = to
	}
	end := t.classes - 1
	to := t.to(at, end)
	if to == unknown {
		_, to = a.make(t, at, int(end))
	}
	return from, to == fits
}

// begun returns the table, begun with when the first text is there.
func (a *automaton) begun() *table {
	a.begin.Do(func() {
		a.alphabet = alphabetOf(a.prog)
		a.table.Store(a.forget())
	})
	return a.table.Load()
}

// classAt returns the class of the rune at byte i of s, and its length.
func (a *automaton) classAt(s string, i int) (class uint32, n int) {
	if c := s[i]; c < utf8.RuneSelf {
		return uint32(a.alphabet.ascii[c]), 1
	}
	return a.alphabet.wide(s[i:])
}

// make works out where class c leads from a state of t, and returns the table
// to go on with.
func (a *automaton) make(t *table, at uint32, c int) (*table, uint32) {
	a.mu.Lock()
	defer a.mu.Unlock()
	from := t.states[at]
	now := a.table.Load()
	if now.memory == t.memory {
		t = now
	} else { // forgotten by others meanwhile
		t, at = a.state(now, from.threads, from.before)
	}
	t, to := a.step(t, at, c)
	if at < uint32(len(t.states)) && t.states[at].is(from) { // not forgotten in this step
		t.lead(at, uint32(c), to)
	}
	a.table.Store(t)
	return t, to
}

func (s state) is(o state) bool { return s.before == o.before && slices.Equal(s.threads, o.threads) }

// step runs the threads of a state over a rune of class c, or the text's end.
func (a *automaton) step(t *table, at uint32, c int) (*table, uint32) {
	after := rune(-1)
	if c < len(a.alphabet.samples) {
		after = a.alphabet.samples[c]
	}
	got := a.reach(t, at, after)
	mark := uint32(0)
	switch {
	case got.matched && !a.ordered:
		return t, fits
	case got.matched:
		mark = matchedHere
	}
	next := a.next[:0]
	if after >= 0 {
		for _, pc := range got.readers {
			if a.alphabet.reads[pc].has(c) {
				next = append(next, a.prog.Inst[pc].Out)
			}
		}
		if !a.anchored && !a.ordered {
			next = append(next, uint32(a.prog.Start))
		}
	}
	a.next = next
	if len(next) == 0 {
		return t, cannotFit | mark
	}
	if !a.ordered {
		slices.Sort(next)
	}
	if t.size > maxStates {
		t = a.forget()
	}
	t, to := a.state(t, slices.Compact(next), sampleBefore(after))
	return t, to | mark
}

// reach follows the threads of a state, before a rune like after, or the end
// if that is -1.
func (a *automaton) reach(t *table, at uint32, after rune) *reach {
	s, kind := &t.states[at], kindAfter(after)
	if s.reached[kind] == nil {
		r := &a.run
		r.begin(a.prog, syntax.EmptyOpContext(s.before, after))
		for _, pc := range s.threads {
			r.reach(pc)
		}
		s.reached[kind] = &reach{slices.Clone(r.readers), r.matched}
		t.size += 4*len(r.readers) + 32
	}
	return s.reached[kind]
}

// kindsAfter is how many kinds of runes the place before them tells apart.
const kindsAfter = 4

func kindAfter(r rune) int {
	switch {
	case r < 0:
		return 0
	case r == '\n':
		return 1
	case syntax.IsWordChar(r):
		return 2
	}
	return 3
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

// state returns the number of the state of these threads, which it copies, and
// the table that has it.
func (a *automaton) state(t *table, threads []uint32, before rune) (*table, uint32) {
	key := utf8.AppendRune(a.key[:0], before)
	for _, pc := range threads {
		key = append(key, byte(pc), byte(pc>>8), byte(pc>>16))
	}
	a.key = key
	if n, ok := t.number[string(key)]; ok {
		return t, n
	}
	n := uint32(len(t.states))
	t.number[string(key)] = n
	t.states = append(t.states, state{threads: slices.Clone(threads), before: before})
	t.size += 2*int(t.classes) + 7*len(threads) + 192
	if atLeast := (int(n+1)*int(t.classes) + 1) / 2; atLeast > len(t.next) {
		t = &table{next: t.longer(atLeast), classes: t.classes, memory: t.memory}
	}
	return t, n
}

// longer copies next to twice its length.
func (t *table) longer(atLeast int) []uint32 {
	next := make([]uint32, max(atLeast, 2*len(t.next)))
	copy(next, t.next)
	return next
}

// threadRun follows threads through the instructions that read nothing. Its
// memory serves every step anew.
type threadRun struct {
	prog    *syntax.Prog
	met     []bool
	given   syntax.EmptyOp // what holds at this place
	readers []uint32       // instructions reached that read a rune
	matched bool
	ordered bool // what comes after a match counts no more
}

func (r *threadRun) begin(p *syntax.Prog, given syntax.EmptyOp) {
	if r.met == nil {
		r.met = make([]bool, len(p.Inst))
	}
	clear(r.met)
	r.prog, r.given, r.readers, r.matched = p, given, r.readers[:0], false
}

func (r *threadRun) reach(pc uint32) {
	if r.met[pc] || r.matched && r.ordered {
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
