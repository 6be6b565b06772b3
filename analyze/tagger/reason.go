package tagger

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/rule"
)

// reasonsOf gives one reason for each rule among the hits, in the order of
// their first hits, with all the spans that the rule matched.
func reasonsOf(hits []rule.Hit) []gainsay.Reason {
	if len(hits) == 1 {
		return []gainsay.Reason{reasonOf(hits[0], []gainsay.Span{hits[0].Span})}
	}
	out := make([]gainsay.Reason, 0, len(hits))
	var seen []*rule.Rule
	for _, h := range hits {
		if k := slices.Index(seen, h.Rule); k >= 0 {
			if !slices.Contains(out[k].Spans, h.Span) {
				out[k].Spans = append(out[k].Spans, h.Span)
			}
			continue
		}
		seen = append(seen, h.Rule)
		out = append(out, reasonOf(h, []gainsay.Span{h.Span}))
	}
	return out
}

// reasonOf is the reason for spans that a hit's rule matched.
func reasonOf(h rule.Hit, spans []gainsay.Span) gainsay.Reason {
	return gainsay.Reason{Rule: h.Rule.ID, Says: h.Rule.Doc, Spans: spans, Weight: analyze.Round(h.Score)}
}
