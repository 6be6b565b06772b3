package argue

import (
	"math"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// What the rest of the thread adds to the log-odds of notability. Own choice.
const (
	notableAsked     = 0.3  // if evidence was asked for
	notableCountered = 0.4  // if another claim or a denial contradicts it
	notableHedged    = -0.8 // if the author hedges it
)

// leastChance bounds probabilities away from 0 and 1 before their log-odds are
// taken.
const leastChance = 1e-4

// notable scores how specific, contestable and disputed a claim is, 0 to 1: how
// likely readers would want evidence for its words, and how others responded. From
// gainsay.DefaultThreshold on, a reader would want evidence.
func (b *builder) notable(c *claim) float64 {
	chance, ok := b.p.CheckWorthiness(c.comment, c.Span)
	if !ok {
		chance = c.Score
	}
	chance = min(max(chance, leastChance), 1-leastChance)
	sum := math.Log(chance / (1 - chance))
	if c.has(gainsay.StepAsked) {
		sum += notableAsked
	}
	if c.has(gainsay.StepCountered) {
		sum += notableCountered
	}
	if c.hedge != "" {
		sum += notableHedged
	}
	return analyze.Round(1 / (1 + math.Exp(-sum)))
}

// hasQuantity reports whether the span contains a quantity.
func hasQuantity(d *text.Doc, span gainsay.Span) bool {
	return slices.ContainsFunc(d.QuantitiesIn(span),
		func(q text.Quantity) bool { return span.Contains(q.Span) })
}
