package argue

import "github.com/gainsay/gainsay"

// contrary returns the rule by which claims c and o contradict each other: they
// are about the same, and one says the opposite, negates what the other asserts
// or gives another figure. It returns nil if they can both be true.
func (b *builder) contrary(c, o int) *relationRule {
	x, y := b.claims[c].terms, b.claims[o].terms
	shared := x.CountCommon(y)
	if shared == 0 {
		return nil
	}
	if opposites(&b.claims[c], &b.claims[o]) {
		return opposite
	}
	if shared < 2 || shared*2 < min(len(x.Words), len(y.Words)) {
		return nil
	}
	if x.Negated != y.Negated {
		return negation
	}
	if b.differInFigure(c, o) {
		return figure
	}
	return nil
}

// differInFigure reports whether claims c and o give different figures for the
// same thing.
func (b *builder) differInFigure(c, o int) bool {
	_, _, ok := b.otherFigure(c, o)
	return ok
}

// otherFigure returns the spans of two figures in which claims c and o differ.
func (b *builder) otherFigure(c, o int) (own, other gainsay.Span, ok bool) {
	x, y := &b.claims[c], &b.claims[o]
	return b.p.Docs[x.comment].OtherFigure(x.Span, b.p.Docs[y.comment], y.Span)
}

// contraryReasons gives the words of claims c and o by which rule r applies.
func (b *builder) contraryReasons(r *relationRule, c, o int) []gainsay.Reason {
	own, other := b.contraryWords(r, c, o)
	return []gainsay.Reason{
		{Rule: r.id, Says: r.says, Spans: own},
		{Rule: r.id, Says: "refers to", Comment: b.claims[o].Comment, Spans: other},
	}
}

// contraryWords returns the words of claim c and of claim o by which rule r
// applies.
func (b *builder) contraryWords(r *relationRule, c, o int) (own, other []gainsay.Span) {
	x, y := &b.claims[c], &b.claims[o]
	d, e := b.p.Docs[x.comment], b.p.Docs[y.comment]
	switch r {
	case opposite:
		mine, theirs, _ := x.terms.Opposite(y.terms)
		return d.SpansOf(x.Span, func(key string) bool { return key == mine.Key }),
			e.SpansOf(y.Span, func(key string) bool { return key == theirs.Key })
	case figure:
		mine, theirs, _ := b.otherFigure(c, o)
		return []gainsay.Span{mine}, []gainsay.Span{theirs}
	}
	return d.SharedSpans(x.Span, y.terms), e.SharedSpans(y.Span, x.terms)
}
