package tagger

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/text"
)

var _ = registerWithModels(&analyze.Tagger{
	Name: "disagreement",
	Doc: `opposes the comment answered

Denials, charges of error and nonsense, contrary openings, questions that reject what was said. In a reply
that opens with agreement only words about "you" count, since others are then aimed at somebody else; a
comment that answers nothing opens with no denial. Misses plain contrary claims without a marker; those are
counterclaims.`,
	Tags: []gainsay.Tag{gainsay.TagDisagreement},
}, tagDisagreement)

func tagDisagreement(s *scorers, p *analyze.Pass, i int) error {
	found, err := hitsOf(p, "disagreement", i)
	if err != nil || len(found) == 0 {
		return err
	}
	agreed, err := hitsOf(p, "agreement", i)
	if err != nil {
		return err
	}
	sided := opensWithAgreement(p.Docs[i], agreed)
	for _, m := range marks(found) {
		if sided && !saysYou(p.Docs[i], m) || atStart[m.Best.Name] && answersNothing(p, i) {
			continue
		}
		if err := s.reportAdjusted(p, i, gainsay.TagDisagreement, m); err != nil {
			return err
		}
	}
	return nil
}

// atStart are the names of the rules of openings that deny what was said before,
// of which there is nothing in a comment that answers nobody.
var atStart = text.WordSet("opening negated-opening denial")

// opensWithAgreement reports whether one of the first two sentences of a text
// agrees, as the rules of agreement find, and nothing right after opposes that.
func opensWithAgreement(d *text.Doc, found []rule.SentenceHits) bool {
	return slices.ContainsFunc(marks(found), func(m sentenceMark) bool {
		return m.Sentence <= 1 && m.Score >= gainsay.DefaultThreshold && !opposesAfter(d, m)
	})
}

// answersNothing reports whether comment i opens a thread without an article.
func answersNothing(p *analyze.Pass, i int) bool { return p.Parents[i] < 0 && p.Thread.Article == "" }

// saysYou reports whether the words of a mark in a text have a form of "you".
func saysYou(d *text.Doc, m sentenceMark) bool {
	return slices.ContainsFunc(d.Words(d.Sentences[m.Sentence]), func(t text.Token) bool {
		return m.Span.Contains(t.Span) && addressees.has(t.Lower)
	})
}
