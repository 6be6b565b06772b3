package tagger

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/text"
)

// Hits returns what the rules of all taggers find in the author's own words,
// whatever its score, as features for the scorers, in the order of their spans.
func Hits(d *text.Doc) ([]score.Hit, error) {
	b, err := ownRules()
	if err != nil {
		return nil, err
	}
	return featuresOf(d, b.index.Hits(unmasked(d))), nil
}

// featuresOf turns hits into features and adds one for each of the author's
// sentences in which demeaning words are exempt.
func featuresOf(d *text.Doc, hits []rule.Hit) []score.Hit {
	out := make([]score.Hit, 0, len(hits)+1)
	for _, h := range hits {
		out = append(out, score.HitOf(h.Rule.ID, h.Span))
	}
	for _, s := range d.Sentences {
		if !s.Own() {
			continue
		}
		if why := exempt(d, s, s.Span); why != notExempt {
			out = append(out, score.HitOf("insult/"+string(why), s.Span))
		}
	}
	slices.SortStableFunc(out, func(a, b score.Hit) int { return gainsay.CompareSpans(a.Span, b.Span) })
	return out
}
