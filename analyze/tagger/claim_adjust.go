package tagger

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/score"
)

// Indexes of the models in scorers.claim.
const (
	_ = iota // verifiable: its class is asked for by name
	checkworthy
	needsEvidence
)

// How the models adjust the score of a claim. The weight, and the neutral
// probability for facts and experience, were chosen on development rows of
// claim-regroom and claim-cmvverif. The neutral probability for judgements and
// policies is our own choice: one of the four kinds of claim.
var (
	factCombination  = combination{weight: 0.4, neutral: 0.4}
	valueCombination = combination{weight: 0.4, neutral: 0.25}
)

// kindClass is the class of the model "claimkind" for a kind of claim.
var kindClass = map[gainsay.ClaimKind]string{gainsay.Value: "value", gainsay.Policy: "policy"}

// adjustClaim lets the models adjust the score of a claim in the k-th sentence
// of comment i: for facts and experience by whether it is verifiable, for
// judgements and policies by whether it is of that kind. The signals alone
// decide the span and the kind. Of facts it also stores the check-worthiness.
func (s *scorers) adjustClaim(p *analyze.Pass, i, k int, a *gainsay.Annotation) error {
	if s.disabled {
		return nil
	}
	kind := gainsay.ClaimKind(a.Kind)
	set, class, how := &s.claim, "verifiable", factCombination
	if kind == gainsay.Value || kind == gainsay.Policy {
		set, class, how = &s.kind, kindClass[kind], valueCombination
	}
	got, err := set.score(s.inputs(p, i).inSentence(k, a.Span))
	if err != nil {
		return err
	}
	defer got.release()
	chance, err := got.of(0, class)
	if err != nil {
		return err
	}
	a.Score = how.combine(a.Score, chance)
	got.explain(a, class)
	if kind == gainsay.Fact {
		p.SetCheckWorthiness(i, a.Span, checkWorthiness(got.scores))
	}
	return nil
}

// checkWorthiness is how likely readers would want evidence for a claim, 0 to 1:
// the mean, in log-odds, of whether the claim matters to the public and of
// whether readers asked evidence for similar ones.
func checkWorthiness(scores []score.Score) float64 {
	return probability((logOdds(scores[checkworthy].P[0]) + logOdds(scores[needsEvidence].Positive())) / 2)
}
