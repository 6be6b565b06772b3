package tagger

import (
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/text"
)

// Hits returns what the rules of all taggers find in the author's own words,
// of whatever score, as named signals for the scorers.
func Hits(d *text.Doc) ([]score.Hit, error) {
	b, err := ownRules()
	if err != nil {
		return nil, err
	}
	var out []score.Hit
	for _, h := range b.index.Hits(unmasked(d)) {
		out = append(out, score.Hit{Name: h.Rule.ID, Span: h.Span})
	}
	return out, nil
}
