package tagger

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/score"
)

// Places of the models on the bench for claims that could be settled.
const (
	asVerifiable = iota
	asCheckworthy
	asWanting
)

// How much the models count beside the hand-set signals of a claim, chosen on
// development rows of claim-regroom and claim-cmvverif.
const (
	claimPull = 0.4
	claimEven = 0.4
)

// kindClass is what the corpus of kinds calls the kinds of claim that its model
// weighs.
var kindClass = map[gainsay.ClaimKind]string{gainsay.Value: "value", gainsay.Policy: "policy"}

// weighClaim lets the models move the score of a claim in the k-th sentence of
// comment i: whether it could be checked, for facts and experience, and which
// kind it is, for judgements and policies. They move the score, within the
// bounds of a claim; where a claim stands is for the signals to say. Of facts
// they also say whether readers would want evidence.
func (s *scoring) weighClaim(p *analyze.Pass, i, k int, a *gainsay.Annotation) error {
	if s.silent {
		return nil
	}
	kind := gainsay.ClaimKind(a.Kind)
	b, class, even := &s.claim, "verifiable", claimEven
	if kind == gainsay.Value || kind == gainsay.Policy {
		b, class, even = &s.kind, kindClass[kind], 0.25
	}
	got, err := b.ask(s.inputs(p, i).inSentence(k, a.Span))
	if err != nil {
		return err
	}
	defer got.done()
	chance, err := got.of(0, class)
	if err != nil {
		return err
	}
	a.Score = join(a.Score, chance, even, claimPull)
	got.explain(a, class)
	if kind == gainsay.Fact {
		p.SetWorth(i, a.Span, worth(got.scores))
	}
	return nil
}

// worth is how likely somebody would want evidence for a claim, 0 to 1: the
// mean, in log-odds, of whether it matters to the public and of whether
// readers marked the like.
func worth(scores []score.Score) float64 {
	return fromLogOdds((logOdds(scores[asCheckworthy].P[0]) + logOdds(scores[asWanting].Positive())) / 2)
}
