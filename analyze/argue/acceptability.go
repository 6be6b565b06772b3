package argue

import (
	"math"

	"github.com/gainsay/gainsay"
)

// baseScore is the acceptability, 0 to 1, of a claim that nobody disputes or
// supports, by its status. Own choice: little but the order matters.
var baseScore = map[gainsay.Status]float64{
	gainsay.Sourced:     0.9,
	gainsay.Grounded:    0.85,
	gainsay.Attested:    0.7,
	gainsay.Argued:      0.6,
	gainsay.Unsupported: 0.5,
	gainsay.Hedged:      0.4,
}

// Factors on a claim's base score; own choice.
const (
	concededFactor = 0.2 // if its author took it back
	undercutFactor = 0.8 // for each reply that disputes its reason
	bareFactor     = 0.8 // for each denial that is not a claim itself
)

// supporterGain is the share of the gap between base score and 1 that a
// supporter of acceptability 1 closes; own choice.
const supporterGain = 0.5

// Bounds of the iteration in solve.
const (
	maxRounds = 200
	tolerance = 1e-5 // the largest change of any strength that ends it
)

// edge is an attack or a support by another claim.
type edge struct {
	from   int     // the claim that attacks or supports
	weight float64 // 0 to 1
}

// argumentGraph is the weighted argument graph of a thread's claims of fact.
type argumentGraph struct {
	base             []float64 // base score of each claim
	attacks, support [][]edge  // incoming edges of each claim
}

func newArgumentGraph(n int) *argumentGraph {
	return &argumentGraph{make([]float64, n), make([][]edge, n), make([][]edge, n)}
}

// rebut adds edges between two claims that deny each other: each attacks the
// other.
func (g *argumentGraph) rebut(a, b int, weight float64) {
	g.attacks[a] = append(g.attacks[a], edge{b, weight})
	g.attacks[b] = append(g.attacks[b], edge{a, weight})
}

// solve computes the strength of every claim, 0 to 1, under the weighted
// h-categoriser (Besnard & Hunter 2001; with base scores Amgoud, Ben-Naim,
// Doder & Vesic 2017): base / (1 + sum of the attackers' strengths), which has
// one fixpoint on any graph, cycles included. Supporters first raise the base
// towards 1 as in DF-QuAD (Rago, Toni, Aurisicchio & Baroni 2016). Each round
// moves every strength half of the way, so that the iteration converges with
// supporters too.
func (g *argumentGraph) solve() []float64 {
	now, next := append([]float64(nil), g.base...), make([]float64, len(g.base))
	for range maxRounds {
		change := 0.0
		for k := range now {
			next[k] = (now[k] + g.strength(k, now)) / 2
			change = max(change, math.Abs(next[k]-now[k]))
		}
		now, next = next, now
		if change < tolerance {
			break
		}
	}
	return now
}

// strength is the strength of claim k if those of the others are as given.
func (g *argumentGraph) strength(k int, given []float64) float64 {
	gap := 1 - g.base[k]
	for _, e := range g.support[k] {
		gap *= 1 - supporterGain*e.weight*given[e.from]
	}
	divisor := 1.0
	for _, e := range g.attacks[k] {
		divisor += e.weight * given[e.from]
	}
	return (1 - gap) / divisor
}

// computeAcceptability builds the argument graph of all claims and solves it.
func (b *builder) computeAcceptability() {
	b.graph = newArgumentGraph(len(b.claims))
	for k := range b.claims {
		c := &b.claims[k]
		b.graph.base[k] = baseScore[status(c)]
		for _, e := range c.events {
			switch {
			case e.kind == gainsay.StepCountered && e.claim >= 0:
				b.graph.rebut(k, e.claim, 1)
			case e.kind == gainsay.StepCountered:
				b.graph.base[k] *= bareFactor
			case e.kind == gainsay.StepUndercut:
				b.graph.base[k] *= undercutFactor
			case e.kind == gainsay.StepSupported && e.claim >= 0:
				b.graph.support[k] = append(b.graph.support[k], edge{e.claim, 1})
			}
		}
		if c.has(gainsay.StepConceded) {
			b.graph.base[k] *= concededFactor
		}
	}
	b.strength = b.graph.solve()
}
