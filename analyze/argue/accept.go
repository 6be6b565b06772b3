package argue

import (
	"math"

	"github.com/gainsay/gainsay"
)

// baseScore is how well a claim stands before anybody takes it up, by what it
// rests on. Own choice: nothing but the order matters much.
var baseScore = map[gainsay.Status]float64{
	gainsay.Sourced: 0.9, gainsay.Grounded: 0.85, gainsay.Attested: 0.7, gainsay.Argued: 0.6, gainsay.Unsupported: 0.5, gainsay.Hedged: 0.4,
}

const (
	concededShare = 0.2  // of the base score that is left of what its author took back
	undercutShare = 0.8  // and of what had its reason denied
	bareShare     = 0.8  // and of what was denied by words that are no claim themselves
	supportShare  = 0.5  // how far a supporter that stands at 1 closes the gap to 1
	maxRounds     = 200  // of the iteration
	settled       = 1e-5 // a change this small ends it
)

// edge is a tie to claim other, which bears on the claim that holds it.
type edge struct {
	other  int
	weight float64 // the relation's score
}

// standing is the argument graph of a thread's claims of fact.
type standing struct {
	base             []float64
	attacks, support [][]edge
}

func newStanding(n int) *standing {
	return &standing{make([]float64, n), make([][]edge, n), make([][]edge, n)}
}

// rebut ties two claims that deny each other: each attacks the other.
func (s *standing) rebut(a, b int, weight float64) {
	s.attacks[a] = append(s.attacks[a], edge{b, weight})
	s.attacks[b] = append(s.attacks[b], edge{a, weight})
}

// solve gives every claim its strength under the weighted h-categoriser
// (Besnard & Hunter 2001; with base scores Amgoud, Ben-Naim, Doder & Vesic
// 2017): base / (1 + sum of the attackers' strengths), which has one fixpoint
// on any graph, cycles included. Supporters first raise the base towards 1 as
// in DF-QuAD (Rago, Toni, Aurisicchio & Baroni 2016). Each round goes half of
// the way, so that the whole settles with supporters too; maxRounds bounds it.
func (s *standing) solve() []float64 {
	now, next := append([]float64(nil), s.base...), make([]float64, len(s.base))
	for range maxRounds {
		change := 0.0
		for a := range now {
			next[a] = (now[a] + s.strength(a, now)) / 2
			change = max(change, math.Abs(next[a]-now[a]))
		}
		now, next = next, now
		if change < settled {
			break
		}
	}
	return now
}

// weigh sets how the claims stand against each other.
func (b *builder) weigh() {
	b.graph = newStanding(len(b.claims))
	for k := range b.claims {
		c := &b.claims[k]
		b.graph.base[k] = baseScore[status(c)]
		for _, e := range c.events {
			switch {
			case e.kind == gainsay.StepCountered && e.claim >= 0:
				b.graph.rebut(k, e.claim, 1)
			case e.kind == gainsay.StepCountered:
				b.graph.base[k] *= bareShare
			case e.kind == gainsay.StepUndercut:
				b.graph.base[k] *= undercutShare
			case e.kind == gainsay.StepSupported && e.claim >= 0:
				b.graph.support[k] = append(b.graph.support[k], edge{e.claim, 1})
			}
		}
		if c.has(gainsay.StepConceded) {
			b.graph.base[k] *= concededShare
		}
	}
	b.strength = b.graph.solve()
}

func (s *standing) strength(a int, now []float64) float64 {
	gap := 1 - s.base[a]
	for _, e := range s.support[a] {
		gap *= 1 - supportShare*e.weight*now[e.other]
	}
	under := 1.0
	for _, e := range s.attacks[a] {
		under += e.weight * now[e.other]
	}
	return (1 - gap) / under
}
