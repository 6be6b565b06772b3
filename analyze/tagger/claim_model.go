package tagger

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/score"
)

// Places of the models on the bench for claims.
const (
	asVerifiable = iota
	asKind
	asCheckworthy
	asWanting
)

// How much the models count beside the hand-set signals of a claim, chosen on
// development rows of claim-regroom and claim-cmvverif.
const (
	claimPull = 0.4
	claimEven = 0.4
)

// kindClass is what the corpus of kinds calls each kind of claim.
var kindClass = map[gainsay.ClaimKind]string{
	gainsay.Fact: "fact", gainsay.Experience: "testimony", gainsay.Value: "value", gainsay.Policy: "policy",
}

// weighClaim lets the models move the score of a claim in the k-th sentence of
// a comment: whether it could be checked, for facts and experience, and which
// kind it is, for judgements and policies. They move the score, within the
// bounds of a claim; where a claim stands is for the signals to say.
func (s *scoring) weighClaim(c *inputs, k int, a *gainsay.Annotation) error {
	if s.silent {
		return nil
	}
	in := c.within(k, a.Span)
	scores, err := s.claim.ask(in)
	if err != nil {
		return err
	}
	model, class, even := asVerifiable, "verifiable", claimEven
	switch gainsay.ClaimKind(a.Kind) {
	case gainsay.Value, gainsay.Policy:
		model, class, even = asKind, kindClass[gainsay.ClaimKind(a.Kind)], 0.25
	}
	p, err := s.claim.of(scores, model, class)
	if err != nil {
		return err
	}
	a.Score = join(a.Score, p, even, claimPull)
	a.Signals = s.claim.signals(model, in, class)
	c.p.SetWorth(c.i, a.Span, worth(scores))
	return nil
}

// worth is how likely somebody would want evidence for a claim, 0 to 1: the
// mean, in log-odds, of whether it matters to the public and of whether
// readers marked the like.
func worth(scores []score.Score) float64 {
	return fromLogOdds((logOdds(scores[asCheckworthy].P[0]) + logOdds(scores[asWanting].Positive())) / 2)
}
