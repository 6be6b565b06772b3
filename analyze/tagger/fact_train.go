package tagger

import (
	"fmt"
	"io"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/hash"
)

// The labels of a FactSpan.
const (
	OtherClause = "other"   // judgement, policy, experience, or no claim
	PlainFact   = "fact"    // others could verify it, but few would ask
	NotableFact = "notable" // a fact for which readers would want evidence
)

// How the regressions are fitted; chosen by cross-validation on the labelled rows.
const (
	factFolds   = 5
	plainWeight = 0.3 // of plain facts as rows that are not notable: they are between the two
	// factors on features, so that one strength of regularisation suits all
	signalScale = 3
	vectorScale = 16 // the numbers of a vector are about 1/√512
)

// factStrength is the inverse strength of the regularisation; with a vector there
// are many more features.
var factStrength = [variants]float64{byRules: 0.1, byModels: 0.05, byVectors: 0.006}

// FactSpan is a labelled clause: bytes of a comment's text.
type FactSpan struct {
	gainsay.Span
	Label string
}

// FactTrainer fits the weights of fact.weights to labelled clauses.
type FactTrainer struct {
	drivers [variants]*analyze.Driver
	rows    [variants][]factRow

	// of the comment that Add reads
	comment int
	group   string
	spans   []FactSpan
	found   map[gainsay.Span]bool
}

// factRow is a labelled clause with its features.
type factRow struct {
	group  string // its comment's
	label  string
	found  findings
	logits logits
	vector []float32
}

// NewFactTrainer returns a trainer with models without and with an encoder.
func NewFactTrainer(models, encoded *score.Models) (*FactTrainer, error) {
	t := &FactTrainer{}
	book, err := ownRules()
	if err != nil {
		return nil, err
	}
	for v, m := range [variants]*score.Models{byModels: models, byVectors: encoded} {
		if v == byRules {
			continue
		}
		sc := newScorers(book, m)
		sc.observe = t.observer(sc, v)
		taggers, err := analyze.Order(book.taggers(sc))
		if err != nil {
			return nil, err
		}
		t.drivers[v] = &analyze.Driver{
			Taggers: taggers,
			Recover: func(*gainsay.Thread, []*text.Doc) {},
			Argue:   func(*analyze.Pass, []gainsay.Annotation) (none analyze.Argument) { return none },
		}
	}
	return t, nil
}

// Add adds labelled clauses of the last comment of a thread; group names the
// comment. It returns how many of the spans are no clauses as the claim tagger
// cuts them, and the first failure of the analysis.
func (t *FactTrainer) Add(thread *gainsay.Thread, group string, spans []FactSpan) (missed int, err error) {
	t.comment, t.group, t.spans = len(thread.Comments)-1, group, spans
	for _, v := range []int{byModels, byVectors} {
		t.found = map[gainsay.Span]bool{}
		a := t.drivers[v].Run(thread, gainsay.Report{}, nil)
		if len(a.Report.Problems) > 0 {
			return 0, fmt.Errorf("analyse a comment: %v", a.Report.Problems[0])
		}
	}
	t.rows[byRules] = t.rows[byModels]
	return len(spans) - len(t.found), nil
}

// observer returns the function that takes the features of labelled clauses.
func (t *FactTrainer) observer(
	sc *scorers, v int,
) func(p *analyze.Pass, i, k int, pr proposition, found *findings) error {
	return func(p *analyze.Pass, i, k int, pr proposition, found *findings) error {
		n := slices.IndexFunc(t.spans, func(s FactSpan) bool { return s.Span == pr.Span })
		if i != t.comment || n < 0 || t.found[pr.Span] {
			return nil
		}
		t.found[pr.Span] = true
		got, err := sc.scoreClause(p, i, k, pr.Span)
		if err != nil {
			return err
		}
		defer got.release()
		if got.variant != v {
			return nil // a text without a sentence
		}
		if v == byVectors && isShort(p, i, k, pr.Span) {
			got.vector = sc.ownVector(p, i, pr.Span)
		}
		t.rows[v] = append(t.rows[v], factRow{
			group: t.group, label: t.spans[n].Label,
			found: *found, logits: got.logits, vector: slices.Clone(got.vector),
		})
		return nil
	}
}

// observation makes the row of a regression.
func (r *factRow) observation(variant, question int) (o score.Observation) {
	o.Weight = 1
	if question == isFact {
		o.Positive = r.label != OtherClause
	} else if o.Positive = r.label == NotableFact; r.label == PlainFact {
		o.Weight = plainWeight
	}
	for k := range r.found {
		o.Values = append(o.Values, 0)
		if r.found[k].present {
			o.Values[k] = signalScale
		}
	}
	if variant == byRules {
		return o
	}
	o.Values = append(o.Values, r.logits[:]...)
	if variant == byVectors {
		for _, v := range r.vector {
			o.Values = append(o.Values, vectorScale*float64(v))
		}
	}
	return o
}

// fit fits a regression to the rows outside a fold; -1 for all rows.
func (t *FactTrainer) fit(variant, question, fold int) regression {
	var rows []score.Observation
	for i := range t.rows[variant] {
		if r := &t.rows[variant][i]; r.fold() != fold {
			rows = append(rows, r.observation(variant, question))
		}
	}
	w, bias := score.FitLogistic(rows, factStrength[variant])
	r := regression{bias: bias}
	n := len(r.signals)
	for k := range r.signals {
		r.signals[k] = signalScale * w[k]
	}
	if variant != byRules {
		n += copy(r.logits[:], w[n:])
	}
	for _, v := range w[n:] {
		r.vector = append(r.vector, vectorScale*v)
	}
	return r
}

// fold is the fold of cross-validation that the row belongs to.
func (r *factRow) fold() int { return int(hash.String(r.group) >> 20 % factFolds) }

// HeldOut is how well a regression ranks clauses that it has not seen.
type HeldOut struct {
	Variant, Question string
	Scores            []float64 // log-odds
	Right             []bool
}

// HeldOut cross-validates all regressions: comments are in one of five folds.
// Plain facts are left out of those of notable facts.
func (t *FactTrainer) HeldOut() (out []HeldOut) {
	for v := range variantNames {
		for q := range questionNames {
			h := HeldOut{Variant: variantNames[v], Question: questionNames[q]}
			for fold := range factFolds {
				r := t.fit(v, q, fold)
				for i := range t.rows[v] {
					row := &t.rows[v][i]
					if row.fold() != fold || q == isNotable && row.label == PlainFact {
						continue
					}
					h.Scores = append(h.Scores, r.sum(&row.found, &row.logits, row.vector))
					h.Right = append(h.Right, row.observation(byRules, q).Positive)
				}
			}
			out = append(out, h)
		}
	}
	return out
}

// Write fits all regressions and writes them in the format of fact.weights; from
// says what they learned from.
func (t *FactTrainer) Write(w io.Writer, from string) error {
	fmt.Fprint(w, "# Weights of facts, written by gainsay train --task fact. Each line: what is decided on, question,\n"+
		"# feature, log-odds; of a vector one for each number.\n# Learned from "+from+"\n")
	for v, variant := range variantNames {
		for q, question := range questionNames {
			r := t.fit(v, q, -1)
			line := func(name string, weights ...float64) {
				fmt.Fprint(w, variant, " ", question, " ", name)
				for _, x := range weights {
					fmt.Fprintf(w, " %.4g", x)
				}
				fmt.Fprintln(w)
			}
			line("bias", r.bias)
			for k := range claimSignals {
				line(claimSignals[k].name, r.signals[k])
			}
			if v == byRules {
				continue
			}
			for k := range factLogits {
				line("model-"+factLogits[k].name, r.logits[k])
			}
			if v == byVectors {
				line(vectorName, r.vector...)
			}
		}
	}
	return nil
}
