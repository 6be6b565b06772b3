package argue

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// Weights of what the rest of the thread says about notability. Own choice.
const (
	notableAsked     = 0.07 // if evidence was asked for
	notableCountered = 0.1  // if another claim or a denial contradicts it
	notableHedged    = -0.2 // if the author hedges it
)

// notable scores how specific, contestable and disputed a claim is, 0 to 1: how
// likely readers would want evidence for its words, and how others responded. From
// gainsay.DefaultThreshold on, a reader would want evidence.
func (b *builder) notable(c *claim) float64 {
	score, ok := b.p.CheckWorthiness(c.comment, c.Span)
	if !ok {
		score = c.Score
	}
	if c.has(gainsay.StepAsked) {
		score += notableAsked
	}
	if c.has(gainsay.StepCountered) {
		score += notableCountered
	}
	if c.hedge != "" {
		score += notableHedged
	}
	return analyze.Round(min(1, max(0, score)))
}

// hasQuantity reports whether the span contains a quantity.
func hasQuantity(d *text.Doc, span gainsay.Span) bool {
	return slices.ContainsFunc(d.QuantitiesIn(span),
		func(q text.Quantity) bool { return span.Contains(q.Span) })
}
