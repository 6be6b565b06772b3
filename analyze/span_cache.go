package analyze

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// spanEntry caches what taggers and the argument stage ask about a span.
type spanEntry struct {
	span           gainsay.Span
	checkWorthy    float64 // see SetCheckWorthiness
	hasCheckWorthy bool
	hasTerms       bool
	terms          text.Terms
}

// SetCheckWorthiness stores how likely readers would want evidence for what a
// span of comment i says, from 0 to 1.
func (p *Pass) SetCheckWorthiness(i int, span gainsay.Span, probability float64) {
	e := p.spanEntry(i, span)
	e.checkWorthy, e.hasCheckWorthy = probability, true
}

// CheckWorthiness returns the probability that SetCheckWorthiness stored for
// a span of comment i. ok is false if there is none.
func (p *Pass) CheckWorthiness(i int, span gainsay.Span) (probability float64, ok bool) {
	k, found := p.findSpan(i, span)
	if !found {
		return 0, false
	}
	e := p.spans[i][k]
	return e.checkWorthy, e.hasCheckWorthy
}

// Terms returns the terms of a span of comment i. They are computed once: a
// claim is compared with those it answers, by its answers and in the argument
// stage. The caller must not change the result.
func (p *Pass) Terms(i int, span gainsay.Span) *text.Terms {
	e := p.spanEntry(i, span)
	if !e.hasTerms {
		e.terms, e.hasTerms = p.Docs[i].Terms(span), true
	}
	return &e.terms
}

const (
	entryBatch = 32 // entries allocated at once
	fewEntries = 4  // initial capacity for a comment that has some
)

// spanEntry returns the entry of a span of comment i, a new one if there is
// none. The entries of a comment are sorted by span.
func (p *Pass) spanEntry(i int, span gainsay.Span) *spanEntry {
	k, found := p.findSpan(i, span)
	if found {
		return p.spans[i][k]
	}
	if len(p.newEntries) == 0 {
		p.newEntries = make([]spanEntry, entryBatch)
	}
	if p.spans[i] == nil {
		p.spans[i] = make([]*spanEntry, 0, fewEntries)
	}
	e := &p.newEntries[0]
	p.newEntries, e.span = p.newEntries[1:], span
	p.spans[i] = slices.Insert(p.spans[i], k, e)
	return e
}

func (p *Pass) findSpan(i int, span gainsay.Span) (k int, found bool) {
	return slices.BinarySearchFunc(p.spans[i], span, func(e *spanEntry, s gainsay.Span) int {
		return gainsay.CompareSpans(e.span, s)
	})
}
