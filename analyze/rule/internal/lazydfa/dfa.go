// Package lazydfa reports whether a regular expression can match a text, at the
// cost of one table lookup a rune. Package regexp, which is some ten times
// slower, is then needed only for texts that match, to find the spans.
//
// A DFA is built by the subset construction, state by state as texts reach
// them (Russ Cox, "Regular Expression Matching: the Virtual Machine Approach",
// 2009, and dfa.cc of RE2).
package lazydfa

import (
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// DFA is a lazily built deterministic finite automaton of a regular
// expression. Several goroutines may use it at once.
type DFA struct {
	re       *syntax.Regexp
	once     sync.Once // compiles re and makes the start state when the first text arrives
	table    atomic.Pointer[table]
	alphabet alphabet

	prog     *syntax.Prog
	after    []uint32     // by instruction that reads a rune: the next one
	anchored bool         // matches at the start of the text only
	relaxed  bool         // matches more than the expression did
	ordered  bool         // keeps threads in order of preference, see Finder
	searches bool         // a match may begin anywhere: states do not list the thread at the start
	resets   atomic.Int32 // how often the cache was emptied

	mu      sync.Mutex // guards the construction of states, and the buffers below
	closure closure
	next    []uint32
	live    []uint64
	key     []byte
}

// New returns the DFA of a parsed expression, which it changes. A counted
// repetition is counted up to two: counting further takes too many states.
func New(re *syntax.Regexp) *DFA {
	d := &DFA{re: re}
	d.relax(re)
	return d
}

func startsText(p *syntax.Prog) bool { return p.StartCond()&syntax.EmptyBeginText != 0 }

// maxCount is up to which number repetitions are counted.
const maxCount = 2

// relax widens the counted repetitions of an expression: a minimum above
// maxCount becomes maxCount, a maximum above it becomes unlimited.
func (d *DFA) relax(re *syntax.Regexp) {
	for _, sub := range re.Sub {
		d.relax(sub)
	}
	if re.Op == syntax.OpRepeat && max(re.Min, re.Max) > maxCount {
		d.relaxed = true
		re.Min = min(re.Min, maxCount)
		if re.Max > maxCount {
			re.Max = -1
		}
	}
}

// Match reports whether the expression can match somewhere in s, and a byte
// offset before which no match begins. It never errs when it reports false; it
// may wrongly report true for an expression with counted repetitions.
func (d *DFA) Match(s string) (from int, ok bool) {
	t, state := d.current(), start
	for i := 0; i < len(s); {
		class, n := d.alphabet.classAt(s, i)
		i += n
		next := t.next(state, class)
		if next == unknown {
			t, next = d.extend(t, state, class)
		}
		if next < start {
			return from, next == match
		}
		if next < firstBusy {
			from = i
		}
		state = next
	}
	end := t.classes - 1
	next := t.next(state, end)
	if next == unknown {
		_, next = d.extend(t, state, end)
	}
	return from, next == match
}

// current returns the table, which it makes for the first text.
func (d *DFA) current() *table {
	d.once.Do(func() {
		if d.prog == nil {
			d.compile()
		}
		d.searches = !d.anchored && !d.ordered
		d.table.Store(d.newTable())
	})
	return d.table.Load()
}

func (d *DFA) compile() {
	d.prog, _ = syntax.Compile(d.re.Simplify()) // which fails for no parsed expression
	d.re = nil
	d.anchored = startsText(d.prog)
	d.alphabet = newAlphabet(d.prog)
	d.after = make([]uint32, len(d.prog.Inst))
	for pc := range d.prog.Inst {
		d.after[pc] = d.prog.Inst[pc].Out
	}
}

// extend works out which state follows a state of t on a class of runes. It
// returns the table to go on with.
func (d *DFA) extend(t *table, from, class uint32) (*table, uint32) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := t.states[from]
	latest := d.table.Load()
	if latest.cache == t.cache {
		t = latest
	} else { // the cache was emptied by another goroutine
		t, from = d.add(latest, s.threads, s.before)
	}
	t, to := d.step(t, from, int(class))
	if from < uint32(len(t.states)) && t.states[from].equal(s) { // else the cache was emptied in this step
		t.setNext(from, class, to)
	}
	d.table.Store(t)
	return t, to
}

// step runs the threads of a state over a rune of a class, or over the end of
// the text.
func (d *DFA) step(t *table, from uint32, class int) (*table, uint32) {
	after := rune(-1)
	if class < len(d.alphabet.samples) {
		after = d.alphabet.samples[class]
	}
	idle := idleState(t.states[from].before)
	if d.searches {
		d.reach(t, idle, after) // fills its row first
	}
	reached := d.reach(t, from, after)
	matched := reached.matched || d.searches && d.reach(t, idle, after).matched
	flag := uint32(0)
	switch {
	case matched && !d.ordered:
		return t, match
	case matched:
		flag = matchBefore
	}
	next := d.next[:0]
	if after >= 0 {
		next = d.advance(next, reached.readers, class)
		if d.searches {
			next = append(next, d.begun(t, idle, class, after)...)
		}
	}
	d.next = next
	switch {
	case len(next) > 0:
	case after < 0 || !d.searches:
		return t, dead | flag
	default: // most often
		return t, idleState(sampleBefore(after))
	}
	if !d.ordered {
		slices.Sort(next)
	}
	if t.size > maxSize {
		t = d.newTable()
	}
	t, to := d.add(t, slices.Compact(next), sampleBefore(after))
	return t, to | flag
}

// advance appends where the instructions that read a rune of a class go on.
func (d *DFA) advance(out, instructions []uint32, class int) []uint32 {
	for _, pc := range instructions {
		if d.alphabet.has(pc, class) {
			out = append(out, d.after[pc])
		}
	}
	return out
}

// begun returns the threads of the matches that begin with a rune of a class, after
// the rune of an idle state. Most expressions have far more ways to begin than
// threads on the way, and all states share them.
func (d *DFA) begun(t *table, idle uint32, class int, sample rune) []uint32 {
	k := int(idle-start)*len(d.alphabet.samples) + class
	if t.begun[k] == nil {
		t.begun[k] = d.advance(make([]uint32, 0, 4), d.reach(t, idle, sample).readers, class)
		t.size += 4*cap(t.begun[k]) + 24
	}
	return t.begun[k]
}

// reach returns what the threads of a state reach without reading, before a
// rune like after, or before the end of the text if that is -1.
func (d *DFA) reach(t *table, from uint32, after rune) *reach {
	s, kind := &t.states[from], kindOf(after)
	if s.reached[kind] == nil {
		c := &d.closure
		c.reset(d.prog, syntax.EmptyOpContext(s.before, after))
		c.ordered = d.ordered
		for _, pc := range s.threads {
			c.follow(pc)
		}
		if d.searches && from < firstBusy {
			c.follow(uint32(d.prog.Start))
		}
		s.reached[kind] = &reach{slices.Clone(c.readers), c.matched}
		t.size += 4*len(c.readers) + 32
		d.fill(t, from, kind)
	}
	return s.reached[kind]
}

// fill sets the transitions of a state on those runes of a kind that no thread of
// it reads: they lead to where those of the idle state lead.
func (d *DFA) fill(t *table, from uint32, kind int) {
	s := &t.states[from]
	r, idle := s.reached[kind], idleState(s.before)
	if r.matched && !d.ordered || d.searches && from != idle && t.states[idle].reached[kind].matched {
		return // whatever the rune is, see step
	}
	d.live = d.alphabet.readByAny(r.readers, d.live)
	for _, class := range d.alphabet.ofKind[kind] {
		if d.live[class/64]>>(class%64)&1 != 0 {
			continue
		}
		to := dead
		switch {
		case d.ordered && r.matched:
			to = dead | matchBefore
		case d.searches && from == idle:
			to = idleState(sampleBefore(d.alphabet.samples[class]))
		case d.searches:
			to = t.next(idle, uint32(class))
		}
		if to != unknown {
			t.setNext(from, uint32(class), to)
		}
	}
}

// add returns the number of the state of these threads, which it copies, and
// the table that has it.
func (d *DFA) add(t *table, threads []uint32, before rune) (*table, uint32) {
	key := utf8.AppendRune(d.key[:0], before)
	for _, pc := range threads {
		key = append(key, byte(pc), byte(pc>>8), byte(pc>>16))
	}
	d.key = key
	if n, ok := t.number[string(key)]; ok {
		return t, n
	}
	n := uint32(len(t.states))
	t.number[string(key)] = n
	t.states = append(t.states, state{threads: slices.Clone(threads), before: before})
	t.size += 2*int(t.classes) + 7*len(threads) + 192
	return t.grown(len(t.states)), n
}

// closure follows threads through the instructions that read nothing. Its
// buffers are used again for every step.
type closure struct {
	prog    *syntax.Prog
	visited []bool
	holds   syntax.EmptyOp // the conditions that hold at this position
	readers []uint32       // instructions reached that read a rune
	matched bool
	ordered bool // threads after a match are not followed: it is preferred to them
}

func (c *closure) reset(p *syntax.Prog, holds syntax.EmptyOp) {
	if c.visited == nil {
		c.visited = make([]bool, len(p.Inst))
	}
	clear(c.visited)
	c.prog, c.holds, c.readers, c.matched = p, holds, c.readers[:0], false
}

func (c *closure) follow(pc uint32) {
	if c.visited[pc] || c.matched && c.ordered {
		return
	}
	c.visited[pc] = true
	switch in := &c.prog.Inst[pc]; in.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		c.follow(in.Out)
		c.follow(in.Arg)
	case syntax.InstCapture, syntax.InstNop:
		c.follow(in.Out)
	case syntax.InstEmptyWidth:
		if syntax.EmptyOp(in.Arg)&^c.holds == 0 {
			c.follow(in.Out)
		}
	case syntax.InstMatch:
		c.matched = true
	case syntax.InstFail:
	default:
		c.readers = append(c.readers, pc)
	}
}
