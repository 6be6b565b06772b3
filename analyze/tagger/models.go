package tagger

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/score"
)

// scorers gives taggers access to the trained models. A model is read when the
// first text needs it. Several goroutines may use scorers at once.
type scorers struct {
	disabled bool // there are no models: the rules decide alone
	book     *ruleBook
	encoder  score.Encoder // nil for none

	insult, spam, reply, answer, premise modelSet

	claim modelSet // of claims; see the indexes in fact.go

	// observe, if set, gets each clause in place of the decision about it: see
	// FactTrainer.
	observe func(p *analyze.Pass, i, k int, pr proposition, found *findings) error
}

// newScorers makes the scorers of models; with nil they are disabled.
func newScorers(book *ruleBook, models *score.Models) *scorers {
	var encoder score.Encoder
	if models != nil {
		encoder = models.Encoder
	}
	of := func(names ...string) modelSet {
		return modelSet{models: models, names: names, once: &sync.Once{}, vectors: encoder != nil}
	}
	return &scorers{
		disabled: models == nil,
		book:     book,
		encoder:  encoder,
		insult:   of("insult"),
		spam:     of("spam"),
		claim:    of("verifiable", "checkworthy", "claimkind"),
		reply:    of("stance-reply"),
		answer:   of("stance"),
		premise:  of("component"),
	}
}

// modelSet is a set of models that score the same inputs.
type modelSet struct {
	models  *score.Models
	names   []string
	vectors bool // inputs have vectors
	once    *sync.Once
	panel   *score.MultiModel
	err     error
	pool    sync.Pool // of *score.Scorer
}

// scorer returns a scorer from the pool or a new one. The first call reads the
// models.
func (m *modelSet) scorer() (*score.Scorer, error) {
	m.once.Do(func() {
		var models []*score.Model
		for _, name := range m.names {
			model, err := m.models.Get(name)
			if err != nil {
				m.err = err
				return
			}
			models = append(models, model)
		}
		m.panel = score.NewMultiModel(models)
	})
	if m.err != nil {
		return nil, m.err
	}
	if s, ok := m.pool.Get().(*score.Scorer); ok {
		return s, nil
	}
	return m.panel.Scorer(), nil
}

// modelScores are the scores that the models of a set give an input. They are
// valid until release.
type modelScores struct {
	set    *modelSet
	scorer *score.Scorer
	scores []score.Score // by model
}

// score scores an input with each model. The caller must release the result.
func (m *modelSet) score(in *score.Input) (modelScores, error) {
	s, err := m.scorer()
	if err != nil {
		return modelScores{}, err
	}
	return modelScores{m, s, s.Score(in)}, nil
}

// release puts the scorer back into the pool.
func (a modelScores) release() {
	a.scorer.Forget()
	a.set.pool.Put(a.scorer)
}

// encoded reports whether the first model's score is that of its head.
func (a modelScores) encoded() bool {
	return a.set.vectors && a.set.panel.Models[0].Head() != nil
}

// refined reports whether the scores of all models are those of their heads, for
// an input with a vector.
func (a modelScores) refined() bool {
	plain := func(m *score.Model) bool { return m.Head() == nil }
	return a.set.vectors && !slices.ContainsFunc(a.set.panel.Models, plain)
}

// of returns the probability that the k-th model gives a class.
func (a modelScores) of(k int, class string) (float64, error) {
	c := slices.Index(a.set.panel.Models[k].Classes, class)
	if c < 0 {
		return 0, fmt.Errorf("model %s has no class %q", a.set.names[k], class)
	}
	return a.scores[k].P[c], nil
}

// Bounds on the signals of an annotation; own choice.
const (
	signalsShown = 4   // how many at most
	leastShown   = 0.1 // smallest contribution, in log-odds
)

// explain adds to an annotation the signals that contributed most to the first
// model's score of a class, unless its score is too low to be reported.
func (a modelScores) explain(mark *gainsay.Annotation, class string) { a.explainBy(0, mark, class) }

// explainBy is explain with the k-th model.
func (a modelScores) explainBy(k int, mark *gainsay.Annotation, class string) {
	if mark.Score >= gainsay.DefaultThreshold {
		mark.Signals = a.leading(k, class)
	}
}

// signals returns the signals that contributed most to the first model's score
// of a class.
func (a modelScores) signals(class string) []gainsay.Signal { return a.leading(0, class) }

func (a modelScores) leading(k int, class string) []gainsay.Signal {
	return a.scorer.Leading(k, slices.Index(a.set.panel.Models[k].Classes, class), signalsShown, leastShown)
}

// threshold is the probability from which on the k-th model's first class was
// right often enough on development rows (see docs/MODEL_CARD.md); 1 if it has
// none. The set must have scored an input before.
func (m *modelSet) threshold(k int) float64 {
	return cmp.Or(m.panel.Models[k].ThresholdWith(m.vectors), 1)
}
