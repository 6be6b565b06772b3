package tagger

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/score"
)

// adjustment is how a model adjusts the scores of a tag's rules.
type adjustment struct {
	set   func(*scorers) *modelSet
	class string // of the set's first model
	combination
	reply bool // only in comments that answer another
}

// adjustments are those of the tags of rule files. The rules decide what is
// marked; the models, each trained on one kind of site, only adjust the scores,
// with a quarter or half of the weight of the rules. Own choice: for stances the
// neutral probability is that of one class if all are equally likely.
var adjustments = map[gainsay.Tag]adjustment{
	gainsay.TagAgreement: {
		func(s *scorers) *modelSet { return &s.reply }, "agree", combination{weight: 0.5, neutral: 0.33}, true,
	},
	gainsay.TagDisagreement: {
		func(s *scorers) *modelSet { return &s.reply }, "disagree", combination{weight: 0.5, neutral: 0.33}, true,
	},
	gainsay.TagEvidenceRequest: {
		func(s *scorers) *modelSet { return &s.answer }, "query", combination{weight: 0.25, neutral: 0.25}, true,
	},
	gainsay.TagPremise: {
		func(s *scorers) *modelSet { return &s.premise }, "premise", combination{weight: 0.5, neutral: 0.4}, false,
	},
}

// reportAdjusted reports a mark of rules if its score, adjusted by the model of
// the tag, reaches the threshold.
func (s *scorers) reportAdjusted(p *analyze.Pass, i int, tag gainsay.Tag, m sentenceMark) error {
	a := unexplained(tag, m.Mark)
	if err := s.adjust(p, i, m.Sentence, &a); err != nil {
		return err
	}
	if a.Score >= gainsay.DefaultThreshold {
		a.Reasons = reasonsOf(m.Hits)
		p.Report(i, a)
	}
	return nil
}

// adjust lets the model of the annotation's tag, if there is one, adjust its
// score, and adds the model's signals. The annotation is in the k-th sentence of
// comment i.
func (s *scorers) adjust(p *analyze.Pass, i, k int, a *gainsay.Annotation) error {
	how, ok := adjustments[a.Tag]
	if !ok || s.disabled || how.reply && p.Parents[i] < 0 {
		return nil
	}
	got, err := how.set(s).score(s.inputFor(p, i, k, how.reply))
	if err != nil {
		return err
	}
	defer got.release()
	chance, err := got.of(0, how.class)
	if err != nil {
		return err
	}
	a.Score = how.combine(a.Score, chance)
	got.explain(a, how.class)
	return nil
}

// inputFor returns the input for the k-th sentence of comment i, for models of
// replies together with the sentences after it.
func (s *scorers) inputFor(p *analyze.Pass, i, k int, reply bool) *score.Input {
	c, sentences := s.inputs(p, i), p.Docs[i].Sentences
	if !reply {
		return c.inSentence(k, sentences[k].Span)
	}
	last := min(k+near, len(sentences)-1)
	return c.of(gainsay.Span{Start: sentences[k].Start, End: sentences[last].End})
}
