package argue

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// Weights of notability, added to a score of 0 to 1. Own choice; the task
// needs-evidence of "gainsay eval" measures them.
const (
	notableBase      = 0.42 // of a claim of fact with score .5
	notableScore     = 0.3  // for a claim score of 1; the negative at 0
	notableName      = 0.09 // for each name, up to notableNames
	notableNames     = 2
	notableFigures   = 0.06 // for figures
	notableAsked     = 0.07 // if evidence was asked for
	notableCountered = 0.1  // if another claim or a denial contradicts it
	notableHedged    = -0.2 // if the author hedges it
)

// How the models' check-worthiness, a probability, counts: at the neutral
// probability it changes nothing. Own choice; see docs/MODEL_CARD.md.
const (
	checkWorthyWeight  = 0.3
	checkWorthyNeutral = 0.3
)

// notable scores how specific, contestable and disputed a claim is, 0 to 1:
// its score as a claim of fact, its names and figures, and how others
// responded. From gainsay.DefaultThreshold on, a reader would want evidence.
func (b *builder) notable(c *claim) float64 {
	score := notableBase + notableScore*(2*c.Score-1)
	score += notableName * float64(min(len(c.terms.Names), notableNames))
	if p, ok := b.p.CheckWorthiness(c.comment, c.Span); ok {
		score += checkWorthyWeight * (p - checkWorthyNeutral)
	}
	if c.figures {
		score += notableFigures
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
