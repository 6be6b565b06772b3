package tagger

import (
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

var _ = registerWithModels(&analyze.Tagger{
	Name: "agreement",
	Doc: `sides with the comment answered

Opening agreement, praise of what was said and thanks for it, and statements that the other is right or
that the author thinks or has seen the same. Not: a "yes" to a comment that only asks, and agreement in a
sentence that is meant ironically or insults somebody in the thread. Misses agreement shown only by
saying the same.`,
	Tags:  []gainsay.Tag{gainsay.TagAgreement},
	Needs: []gainsay.Tag{gainsay.TagSarcasm, gainsay.TagInsult},
}, tagAgreement)

// byOpening are the names of the rules of words that may also answer a question.
var byOpening = text.WordSet("opening opening-word")

func tagAgreement(s *scorers, p *analyze.Pass, i int) error {
	found, err := hitsOf(p, "agreement", i)
	if err != nil || len(found) == 0 {
		return err
	}
	for _, m := range marks(found) {
		if notSincere(p, i, m.Sentence) {
			continue
		}
		if byOpening[m.Best.Name] && (answersOnlyQuestions(p, i) || opposesAfter(p.Docs[i], m)) {
			continue
		}
		if err := s.reportAdjusted(p, i, gainsay.TagAgreement, m); err != nil {
			return err
		}
	}
	return nil
}

// opposesAfter reports whether the words of a mark are followed by opposition:
// "yes, I know, but" grants a point.
func opposesAfter(d *text.Doc, m sentenceMark) bool {
	_, opposes := contrast(d, m.Sentence, m.Span.End)
	return opposes
}

// notSincere reports whether the k-th sentence of comment i is ironic or insults
// a participant.
func notSincere(p *analyze.Pass, i, k int) bool {
	span := p.Docs[i].Sentences[k].Span
	if p.Has(i, gainsay.TagSarcasm, span) {
		return true
	}
	for _, a := range p.Annotations(i, gainsay.TagInsult) {
		if strings.HasPrefix(a.Target, gainsay.TargetParticipant) && span.Contains(a.Span) {
			return true
		}
	}
	return false
}

// answersOnlyQuestions reports whether comment i answers one that consists of
// questions, which a "yes" answers rather than agrees with.
func answersOnlyQuestions(p *analyze.Pass, i int) bool {
	j := p.Parents[i]
	return j >= 0 && onlyAsks(p.Docs[j])
}

// onlyAsks reports whether all of the author's own sentences in a text end with
// a question mark, and there is one.
func onlyAsks(d *text.Doc) bool {
	asks := false
	for k := range d.Sentences {
		s := &d.Sentences[k]
		if !s.Own() {
			continue
		}
		words := d.Words(*s)
		if len(words) == 0 || words[len(words)-1].Text[0] != '?' {
			return false
		}
		asks = true
	}
	return asks
}
