package analyze

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// note is what taggers and the argument want to know of a span again.
type note struct {
	span    gainsay.Span
	worth   float64
	weighed bool // worth is set
	read    bool // terms are
	terms   text.Terms
}

// SetWorth notes how likely readers would want evidence for what a span of
// comment i says, 0 to 1.
func (p *Pass) SetWorth(i int, span gainsay.Span, worth float64) {
	n := p.note(i, span)
	n.worth, n.weighed = worth, true
}

// Worth returns what SetWorth noted. ok tells whether it did.
func (p *Pass) Worth(i int, span gainsay.Span) (worth float64, ok bool) {
	k, found := p.findNote(i, span)
	if !found {
		return 0, false
	}
	n := p.notes[i][k]
	return n.worth, n.weighed
}

// Terms returns what a span of comment i speaks of. It is worked out once: a
// claim is held against those it answers, by its answers and in the argument.
// The result is not to be changed.
func (p *Pass) Terms(i int, span gainsay.Span) *text.Terms {
	n := p.note(i, span)
	if !n.read {
		n.terms, n.read = p.Docs[i].Terms(span), true
	}
	return &n.terms
}

const (
	notesAtOnce = 32 // are made
	fewNotes    = 4  // a comment that has some has room for at first
)

// note returns the note on a span of comment i, a new one if there is none.
func (p *Pass) note(i int, span gainsay.Span) *note {
	k, found := p.findNote(i, span)
	if found {
		return p.notes[i][k]
	}
	if len(p.newNotes) == 0 {
		p.newNotes = make([]note, notesAtOnce)
	}
	if p.notes[i] == nil {
		p.notes[i] = make([]*note, 0, fewNotes)
	}
	n := &p.newNotes[0]
	p.newNotes, n.span = p.newNotes[1:], span
	p.notes[i] = slices.Insert(p.notes[i], k, n)
	return n
}

func (p *Pass) findNote(i int, span gainsay.Span) (int, bool) {
	return slices.BinarySearchFunc(p.notes[i], span, func(n *note, s gainsay.Span) int { return gainsay.CompareSpans(n.span, s) })
}
