package tagger

import "math"

// leastProbability bounds probabilities away from 0 and 1 before their log-odds
// are taken.
const leastProbability = 1e-4

// logOdds returns the log-odds of a probability, kept finite.
func logOdds(p float64) float64 {
	p = min(max(p, leastProbability), 1-leastProbability)
	return math.Log(p / (1 - p))
}

// probability is the inverse of logOdds.
func probability(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }

// combination is how a model's probability is combined with the score of rules.
type combination struct {
	weight  float64 // of the model's log-odds; those of the rules have weight 1
	neutral float64 // the model's probability that leaves the rules' score unchanged
}

// combine adds to the log-odds of the rules' score the weighted difference of
// the model's log-odds from the neutral ones.
func (c combination) combine(rules, model float64) float64 {
	return probability(logOdds(rules) + c.weight*(logOdds(model)-logOdds(c.neutral)))
}
