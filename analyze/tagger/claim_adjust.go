package tagger

import (
	"github.com/gainsay/gainsay"
)

// leastFact is the log-odds by the signals alone below which a clause is not taken
// for a fact without asking the models: they hardly ever add more.
const leastFact = -3

// How the models adjust the scores of other kinds. The weight, and the neutral
// probability for experience, were chosen on development rows of claim-regroom
// and claim-cmvverif. The neutral probability for judgements and policies is our
// own choice: one of the four kinds of claim.
var (
	experienceCombination = combination{weight: 0.4, neutral: 0.4}
	valueCombination      = combination{weight: 0.4, neutral: 0.25}
)

// kindClass is the class of the model "claimkind" for a kind of claim.
var kindClass = map[gainsay.ClaimKind]string{gainsay.Value: "value", gainsay.Policy: "policy"}

// setFact makes a claim one of fact with the given log-odds.
func (c *clauseScores) setFact(a *gainsay.Annotation, logOdds float64) {
	setKind(a, gainsay.Fact, probability(logOdds))
	if c.set != nil {
		c.explainBy(verifiable, a, "verifiable")
	}
}

// adjust lets the models adjust the score of a claim other than of fact:
// experience by whether it is verifiable, judgements and policies by whether it
// is of that kind. It reports whether the score still reaches the threshold.
func (c *clauseScores) adjust(a *gainsay.Annotation) (bool, error) {
	if c.set == nil {
		return true, nil
	}
	kind := gainsay.ClaimKind(a.Kind)
	model, class, how := claimKind, kindClass[kind], valueCombination
	if kind == gainsay.Experience {
		model, class, how = verifiable, "verifiable", experienceCombination
	}
	chance, err := c.of(model, class)
	if err != nil {
		return false, err
	}
	a.Score = how.combine(a.Score, chance)
	c.explainBy(model, a, class)
	return a.Score >= gainsay.DefaultThreshold, nil
}
