package tagger

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/score"
)

// Indexes of the models in scorers.claim.
const (
	verifiable = iota
	checkworthy
	needsEvidence
)

// factTerm is what one class of a model adds to the log-odds of a claim of fact:
// its own log-odds less the neutral ones, times the weight.
type factTerm struct {
	model   int // index in scorers.claim
	class   int
	weight  float64
	neutral float64 // mean log-odds over the propositions of the labelled threads
}

// factModels are fitted together with the weights of claimSignals.
var factModels = [...]factTerm{
	{verifiable, 0, 0.32, -0.8},
	{checkworthy, 0, 0.26, -1.39},
	{checkworthy, 2, -0.18, 0.7},
	{needsEvidence, 0, 0.22, -0.81},
}

// leastFact is the log-odds by the signals alone below which the models are not
// asked: they hardly ever add more.
const leastFact = -1

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

// scoreFact decides whether a clause in the k-th sentence of comment i is a claim
// of fact, by the signals and the models together. If so, it completes a, but
// for the reasons, and stores the check-worthiness.
func (s *scorers) scoreFact(
	p *analyze.Pass, i, k int, pr proposition, sums weights, a *gainsay.Annotation,
) (bool, error) {
	total := sums[toFact]
	if pr.mood == conditional || total < leastFact {
		return false, nil
	}
	if s.disabled {
		setKind(a, gainsay.Fact, probability(total))
		return total >= 0, nil
	}
	got, err := s.claim.score(s.inputs(p, i).inSentence(k, a.Span))
	if err != nil {
		return false, err
	}
	defer got.release()
	for _, t := range factModels {
		total += t.weight * (logOdds(got.scores[t.model].P[t.class]) - t.neutral)
	}
	if total < 0 {
		return false, nil
	}
	setKind(a, gainsay.Fact, probability(total))
	got.explain(a, "verifiable")
	p.SetCheckWorthiness(i, a.Span, checkWorthiness(got.scores))
	return true, nil
}

// adjustClaim lets the models adjust the score of a claim other than of fact in
// the k-th sentence of comment i: experience by whether it is verifiable,
// judgements and policies by whether it is of that kind.
func (s *scorers) adjustClaim(p *analyze.Pass, i, k int, a *gainsay.Annotation) error {
	if s.disabled {
		return nil
	}
	kind := gainsay.ClaimKind(a.Kind)
	set, class, how := &s.kind, kindClass[kind], valueCombination
	if kind == gainsay.Experience {
		set, class, how = &s.claim, "verifiable", experienceCombination
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
	return nil
}

// checkWorthiness is how likely readers would want evidence for a claim, 0 to 1:
// the mean, in log-odds, of whether the claim matters to the public and of
// whether readers asked evidence for similar ones.
func checkWorthiness(scores []score.Score) float64 {
	return probability((logOdds(scores[checkworthy].P[0]) + logOdds(scores[needsEvidence].Positive())) / 2)
}
