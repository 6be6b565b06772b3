package tagger

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/text"
)

// scoring is the trained models as taggers ask them. Models are read when the
// first text needs them. It may be used by several goroutines.
type scoring struct {
	silent                               bool // there are no models: the rules decide alone
	book                                 *ruleBook
	insult, spam, reply, answer, premise bench
	claim, kind                          bench // of claims that could be settled, and of the others
}

// newScoring lets taggers ask models.
func newScoring(book *ruleBook, models *score.Models) *scoring {
	of := func(names ...string) bench { return bench{models: models, names: names, once: &sync.Once{}} }
	return &scoring{
		silent: models == nil, book: book, insult: of("insult"), spam: of("spam"), claim: of("verifiable", "checkworthy", "needs-evidence"), kind: of("claimkind"),
		reply: of("stance-reply"), answer: of("stance"), premise: of("component"),
	}
}

// bench is models that look at a text together.
type bench struct {
	models *score.Models
	names  []string
	once   *sync.Once
	panel  *score.MultiModel
	err    error
	idle   sync.Pool // of *score.Scorer
}

func (b *bench) open() (*score.Scorer, error) {
	b.once.Do(func() {
		var models []*score.Model
		for _, name := range b.names {
			m, err := b.models.Get(name)
			if err != nil {
				b.err = err
				return
			}
			models = append(models, m)
		}
		b.panel = score.NewMultiModel(models)
	})
	if b.err != nil {
		return nil, b.err
	}
	if s, ok := b.idle.Get().(*score.Scorer); ok {
		return s, nil
	}
	return b.panel.Scorer(), nil
}

// asked is what the models of a bench say of an input. It is good until done.
type asked struct {
	bench  *bench
	scorer *score.Scorer
	scores []score.Score
}

// ask scores an input with each model.
func (b *bench) ask(in *score.Input) (asked, error) {
	s, err := b.open()
	if err != nil {
		return asked{}, err
	}
	return asked{b, s, s.Score(in)}, nil
}

func (a asked) done() {
	a.scorer.Forget()
	a.bench.idle.Put(a.scorer)
}

// of returns the probability of a class that the k-th model gave.
func (a asked) of(k int, class string) (float64, error) {
	c := slices.Index(a.bench.panel.Models[k].Classes, class)
	if c < 0 {
		return 0, fmt.Errorf("weights %s know no class %q", a.bench.names[k], class)
	}
	return a.scores[k].P[c], nil
}

// signalsShown is how many signals an annotation carries at most; smaller
// ones than leastShown are left out.
const (
	signalsShown = 4
	leastShown   = 0.1
)

// explain adds to a mark what moved the first model's score of a class most. A
// mark that will not be reported needs none.
func (a asked) explain(mark *gainsay.Annotation, class string) {
	if mark.Score >= gainsay.DefaultThreshold {
		mark.Signals = a.signals(class)
	}
}

// signals names what moved the first model's score of a class most.
func (a asked) signals(class string) []gainsay.Signal {
	return a.scorer.Leading(0, slices.Index(a.bench.panel.Models[0].Classes, class), signalsShown, leastShown)
}

// threshold is the probability from which on the k-th model's first class was
// right often enough on development rows; 1 where there is none.
func (b *bench) threshold(k int) float64 { return cmp.Or(b.panel.Models[k].Threshold, 1) }

// inputs makes what scorers see of the parts of one comment, one after the
// other.
type inputs struct {
	doc  *text.Doc
	hits []score.Hit // by place
	in   score.Input
}

// inputs of a comment are made once.
func (s *scoring) inputs(p *analyze.Pass, i int) *inputs {
	found := s.book.scan(p, i)
	if found.inputs == nil {
		found.inputs = inputsOf(p, i, found)
	}
	return found.inputs
}

func inputsOf(p *analyze.Pass, i int, found *scanned) *inputs {
	d, comment := p.Docs[i], p.Thread.Comments[i]
	c := &inputs{doc: d, hits: named(d, found.All())}
	c.in = score.Input{Text: score.Passage{Doc: d, Words: score.Read(d)}, Author: comment.Author, AuthorURL: comment.AuthorURL}
	if j := p.Parents[i]; j >= 0 {
		c.in.Parent = score.Whole(p.Docs[j])
		c.in.Source = c.in.Parent
		if up := p.Parents[j]; up >= 0 {
			c.in.Source = score.Whole(p.Docs[up])
		}
	}
	return c
}

// of is a span of the comment, with what the rules found in it and what the
// comment answers. It is good until the next.
func (c *inputs) of(span gainsay.Span) *score.Input {
	in := &c.in
	in.Text.Span, in.Hits, in.Place, in.Of = span, c.within(span), 0, 0
	in.Before, in.After = score.Passage{}, score.Passage{}
	return in
}

// within returns the hits within a span.
func (c *inputs) within(span gainsay.Span) []score.Hit {
	at := func(h score.Hit, at int) int { return cmp.Compare(h.Span.Start, at) }
	from, _ := slices.BinarySearchFunc(c.hits, span.Start, at)
	n, _ := slices.BinarySearchFunc(c.hits[from:], span.End, at)
	hits := c.hits[from : from+n]
	astride := func(h score.Hit) bool { return !span.Contains(h.Span) }
	if slices.ContainsFunc(hits, astride) {
		return slices.DeleteFunc(slices.Clone(hits), astride)
	}
	return hits
}

// inSentence is a part of the k-th sentence, told its place and the sentences
// next to it.
func (c *inputs) inSentence(k int, span gainsay.Span) *score.Input {
	s := c.doc.Sentences
	in := c.of(span)
	in.Place, in.Of = k, len(s)
	in.Before, in.After = in.Text, in.Text
	in.Before.Span = gainsay.Span{Start: s[max(0, k-near)].Start, End: span.Start}
	in.After.Span = gainsay.Span{Start: span.End, End: s[min(len(s)-1, k+near)].End}
	return in
}

// near is how many sentences on each side count as standing around one.
const near = 2

// own are the longest runs of the author's own sentences.
func own(d *text.Doc) []gainsay.Span {
	var out []gainsay.Span
	for k, s := range d.Sentences {
		switch {
		case !s.Own():
		case k > 0 && d.Sentences[k-1].Own() && len(out) > 0:
			out[len(out)-1].End = s.End
		default:
			out = append(out, s.Span)
		}
	}
	return out
}

// logOdds of a probability, kept finite.
func logOdds(p float64) float64 {
	p = min(max(p, 1e-4), 1-1e-4)
	return math.Log(p / (1 - p))
}

func fromLogOdds(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// join adds to the log-odds of what rules say how far a model moves them away
// from even, the chance at which it says nothing; pull is how much the model
// counts.
func join(rules, model, even, pull float64) float64 {
	return fromLogOdds(logOdds(rules) + pull*(logOdds(model)-logOdds(even)))
}
