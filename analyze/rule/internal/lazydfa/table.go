package lazydfa

import (
	"regexp/syntax"
	"slices"
	"sync/atomic"
)

// table holds the transitions from state to state. Only transitions is read
// without the lock of the DFA; when it has to grow, a new table gets the copy.
type table struct {
	// transitions holds two of 16 bits in each element, by state and class; the last class is the end of
	// the text.
	transitions []uint32
	classes     uint32
	*cache
}

// cache is the states built so far.
type cache struct {
	states []state // by number
	number map[string]uint32
	begun  [][]uint32 // by idle state and class, see DFA.begun
	size   int        // estimated bytes
}

// state is a set of threads of the program, each at the instruction that it
// runs next. Whether there is a boundary before that depends on the next rune.
type state struct {
	threads []uint32
	before  rune          // sample of the rune before: -1 at the start of the text
	reached [kinds]*reach // by kind of the next rune, filled when first needed
}

func (s state) equal(o state) bool { return s.before == o.before && slices.Equal(s.threads, o.threads) }

// reach is what threads reach without reading.
type reach struct {
	readers []uint32 // instructions that read a rune
	matched bool
}

// Values of a transition besides numbers of states.
const (
	unknown uint32 = iota // not yet worked out
	match                 // the expression matches
	dead                  // no match can follow
	start                 // the first state, at the start of the text; it and
	_                     // the next three, of idleBefore, are idle: no match
	_                     // has begun
	_
	firstBusy
)

// idleBefore has the runes before the idle states, see sampleBefore.
var idleBefore = [firstBusy - start]rune{-1, '\n', 'a', ' '}

// idleState returns the idle state after a rune of idleBefore.
func idleState(before rune) uint32 {
	for k, b := range idleBefore {
		if b == before {
			return start + uint32(k)
		}
	}
	return start
}

// matchBefore is the bit of a transition that says that a match ends before the
// rune, to which all further ones would be preferred.
const matchBefore = 1 << 15

// maxSize bounds what the states of one DFA take, in bytes. When they take
// more, the cache is emptied. It keeps the numbers of states below
// matchBefore.
const maxSize = 512 << 10

// newTable empties the cache but for the idle states. The caller holds mu, or
// runs in once.
func (d *DFA) newTable() *table {
	d.resets.Add(1)
	t := &table{classes: uint32(len(d.alphabet.samples) + 1), cache: &cache{number: map[string]uint32{}}}
	t.states = make([]state, start)
	var threads []uint32
	if d.searches {
		t.begun = make([][]uint32, len(idleBefore)*len(d.alphabet.samples))
	} else {
		threads = []uint32{uint32(d.prog.Start)}
	}
	for _, before := range idleBefore {
		t, _ = d.add(t, threads, before)
	}
	return t
}

func (t *table) next(state, class uint32) uint32 {
	k := state*t.classes + class
	return atomic.LoadUint32(&t.transitions[k/2]) >> (k % 2 * 16) & (1<<16 - 1)
}

// setNext stores a transition. The caller holds the lock of the DFA.
func (t *table) setNext(state, class, to uint32) {
	k := state*t.classes + class
	shift := k % 2 * 16
	atomic.StoreUint32(&t.transitions[k/2], t.transitions[k/2]&^((1<<16-1)<<shift)|to<<shift)
}

// grown returns a table with transitions for so many states: t itself if it
// has them, else a copy of twice the length.
func (t *table) grown(states int) *table {
	need := (states*int(t.classes) + 1) / 2
	if need <= len(t.transitions) {
		return t
	}
	longer := make([]uint32, max(need, 2*len(t.transitions)))
	copy(longer, t.transitions)
	return &table{transitions: longer, classes: t.classes, cache: t.cache}
}

// kinds is the number of kinds of runes that conditions such as \b and $
// distinguish at the position before them.
const kinds = 4

func kindOf(next rune) int {
	switch {
	case next < 0:
		return 0
	case next == '\n':
		return 1
	case syntax.IsWordChar(next):
		return 2
	}
	return 3
}

// sampleBefore returns a rune that means the same as r to the position after
// it.
func sampleBefore(r rune) rune {
	switch {
	case r == '\n':
		return '\n'
	case syntax.IsWordChar(r):
		return 'a'
	}
	return ' '
}
