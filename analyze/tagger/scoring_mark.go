package tagger

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/score"
)

// weighing says which model has a say in the marks of a tag.
type weighing struct {
	bench func(*scoring) *bench
	class string
	even  float64 // the probability at which the model says nothing
	pull  float64 // how much its log-odds count beside those of the rules
	reply bool    // only where the comment answers another
}

// weighings are the tags of rule files whose marks a model weighs. The rules
// decide where a mark may stand; the models, each trained on one kind of site,
// have half a say in how sure it is.
var weighings = map[gainsay.Tag]weighing{
	gainsay.TagAgreement:       {func(s *scoring) *bench { return &s.reply }, "agree", 0.33, 0.5, true},
	gainsay.TagDisagreement:    {func(s *scoring) *bench { return &s.reply }, "disagree", 0.33, 0.5, true},
	gainsay.TagEvidenceRequest: {func(s *scoring) *bench { return &s.answer }, "query", 0.25, 0.25, true},
	gainsay.TagPremise:         {func(s *scoring) *bench { return &s.premise }, "premise", 0.4, 0.5, false},
}

// weighMark lets the tag's model move the score of a rule's mark in the k-th
// sentence of comment i, and says what moved it most.
func (s *scoring) weighMark(p *analyze.Pass, i, k int, a *gainsay.Annotation) error {
	w, ok := weighings[a.Tag]
	if !ok || s.silent || w.reply && p.Parents[i] < 0 {
		return nil
	}
	c := s.inputs(p, i)
	var in *score.Input
	if w.reply {
		in = c.of(gainsay.Span{Start: p.Docs[i].Sentences[k].Start, End: p.Docs[i].Sentences[min(k+near, len(p.Docs[i].Sentences)-1)].End})
	} else {
		in = c.inSentence(k, p.Docs[i].Sentences[k].Span)
	}
	got, err := w.bench(s).ask(in)
	if err != nil {
		return err
	}
	defer got.done()
	probability, err := got.of(0, w.class)
	if err != nil {
		return err
	}
	a.Score = join(a.Score, probability, w.even, w.pull)
	got.explain(a, w.class)
	return nil
}
