package eval

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/gainsay/gainsay/analyze/score"
)

// Set is the rows of one data set, in the order of its file.
type Set struct {
	File string // name without folder
	Rows []Row
}

// Split returns the rows of a split; see Row.In.
func (s Set) Split(name string) []Row {
	return slices.DeleteFunc(slices.Clone(s.Rows), func(r Row) bool { return !r.In(name) })
}

// source returns the set as declared, or as one of unknown licence.
func (s Set) source(d score.Declaration) score.Source {
	if src := d.Source(s.File); src.Name != "" {
		return src
	}
	return score.Source{Name: s.File, Licence: "not stated"}
}

// labelQuery is the label of replies that ask; see score.Source.Query.
const labelQuery = "query"

// as returns the set with the labels that a declaration puts in place of its
// own: one class for all rows, or for those labelled "query".
func (s Set) as(src score.Source) Set {
	if src.As == "" && src.Query == "" {
		return s
	}
	s.Rows = slices.Clone(s.Rows)
	for i := range s.Rows {
		switch r := &s.Rows[i]; {
		case src.As != "":
			r.Label, r.Fine, r.Supported = src.As, "", nil
		case r.Label == labelQuery:
			r.Label = src.Query
		}
	}
	return s
}

// Trained is a model with its head, which is nil without an encoder.
type Trained struct {
	Model, Head *score.Model
}

// Train trains the model of a declaration on the train rows of sets and
// evaluates it on their dev rows. Rows without split are for training only. With
// an encoder it also trains the model's head and, if there are unlabelled texts,
// then trains the model again on labels of them that the head gives, and the
// head of that. It fails if there are no rows to train on.
func Train(d score.Declaration, sets []Set, unlabelled []Row, find Finder, o score.Options) (Trained, error) {
	if !d.Head {
		find.Encoder = nil
	}
	find.Context = o.HeadContext
	card := d.Card()
	var examples []score.Example
	for _, s := range sets {
		rows, src := s.Split("train"), s.source(d)
		ex, err := Examples(d, rows, src, find)
		if err != nil {
			return Trained{}, err
		}
		src.Rows = len(rows)
		card.Data = append(card.Data, src)
		examples = append(examples, ex...)
	}
	t, err := trainBoth(card, examples, find, o)
	if err == nil && t.Head != nil && len(unlabelled) > 0 {
		var soft []score.Example
		if soft, err = softExamples(d, t, unlabelled, find); err == nil {
			card.Unlabelled = len(soft)
			t, err = trainBoth(card, append(examples, soft...), find, o)
		}
	}
	if err != nil {
		return Trained{}, err
	}
	return t, t.evaluate(d, sets, find, o)
}

// trainBoth trains a model and, with an encoder, its head.
func trainBoth(card score.Card, examples []score.Example, find Finder, o score.Options) (Trained, error) {
	m, heldOut, err := score.TrainHeldOut(card, examples, o)
	if err != nil || find.Encoder == nil {
		return Trained{Model: m}, err
	}
	h, err := score.TrainHead(card, examples, heldOut, find.Base, o)
	return Trained{m, h}, err
}

// softExamples makes examples of unlabelled texts with the probabilities that
// the head gives as target.
func softExamples(d score.Declaration, t Trained, rows []Row, find Finder) ([]score.Example, error) {
	x := &score.Extractor{}
	m := t.Model.WithHead(t.Head, find.Base...)
	var out []score.Example
	if d.Blocks&score.Places != 0 { // the model scores sentences
		rows = sentences(rows)
	}
	err := Each(evenly(rows), find, func(_ int, in *score.Input) error {
		if in.Vector == nil {
			return nil // a text without a sentence
		}
		out = append(out, score.Example{
			Target: m.Score(x, in).P, Features: x.Example(in, d.Blocks), Weight: d.Soft,
		})
		return nil
	})
	return out, err
}

// maxUnlabelled is how many unlabelled texts serve for training. Twice as many
// did no better.
const maxUnlabelled = 45000

// runLength is how many consecutive rows evenly keeps together, so that most
// sentences have those around them.
const runLength = 10

// evenly returns evenly spaced runs of rows, at most maxUnlabelled rows.
func evenly(rows []Row) (out []Row) {
	if len(rows) <= maxUnlabelled {
		return rows
	}
	const runs = maxUnlabelled / runLength
	for i := range runs {
		start := i * len(rows) / runs
		out = append(out, rows[start:start+runLength]...)
	}
	return out
}

// evaluate fills in the figures on dev rows, of the model without vectors and of
// the head with them.
func (t Trained) evaluate(d score.Declaration, sets []Set, find Finder, o score.Options) error {
	linear := find
	linear.Encoder = nil
	err := evaluate(t.Model, d, sets, linear, o, &t.Model.Card)
	if err != nil || t.Head == nil {
		return err
	}
	return evaluate(t.Model.WithHead(t.Head, find.Base...), d, sets, find, o, &t.Head.Card)
}

// evaluate fills in a card's figures on dev rows.
func evaluate(
	m *score.Model, d score.Declaration, sets []Set, find Finder, o score.Options, card *score.Card,
) error {
	var all []Prediction
	var weights []float64
	for _, s := range sets {
		src := s.source(d)
		rows := slices.DeleteFunc(s.Split("dev"), func(r Row) bool { return r.Split == "" })
		ps, err := Predict(m, d, rows, find)
		if err != nil {
			return err
		}
		if len(ps) > 0 {
			card.Dev = append(card.Dev, NewTable(d, src.Name, ps).result())
		}
		all = append(all, ps...)
		weights = append(weights, slices.Repeat([]float64{cmp.Or(src.Weight, 1)}, len(ps))...)
	}
	scores, right := ScoredOutcomes(m.Classes, all)
	card.Reliability = score.Reliability(scores, right)
	if len(m.Classes) == 2 {
		card.Threshold = score.ThresholdFor(o.Precision, scores, right, weights)
	}
	return nil
}

// result returns the table in the form of a card.
func (t Table) result() score.Result {
	f := func(v float64, i Interval) score.Figure { return score.Figure{Value: v, Low: i[0], High: i[1]} }
	return score.Result{
		Set: t.File, Rows: t.N,
		MacroF1: f(t.MacroF1, t.Intervals.MacroF1), F1: f(t.F1, t.Intervals.F1),
		AUC: f(t.AUC, t.Intervals.AUC), AP: f(t.AP, t.Intervals.AP),
		Accuracy: f(t.Accuracy, t.Intervals.Accuracy),
	}
}

// ScoredOutcomes returns the scores that a reliability table is made of, and
// whether each was right: for each row that of the first class of two, or those
// of all classes.
func ScoredOutcomes(classes []string, ps []Prediction) (scores []float64, right []bool) {
	asked := classes
	if len(classes) == 2 {
		asked = classes[:1]
	}
	for _, p := range ps {
		for _, c := range asked {
			scores, right = append(scores, p.Scores[c]), append(right, p.Gold == c)
		}
	}
	return scores, right
}

// Assign chooses, for a task, the declarations whose labels the rows of sets
// have, and the sets of each by its name. It fails on an unknown task, and on a
// set that fits none.
func Assign(task string, sets []Set) (map[string][]Set, []score.Declaration, error) {
	declared := score.ForTask(task)
	if len(declared) == 0 {
		return nil, nil, fmt.Errorf("unknown task %q; tasks are %v", task, score.Tasks())
	}
	out := map[string][]Set{}
	for _, s := range sets {
		fit := MatchDeclarations(declared, s.File, s.Rows)
		if len(fit) == 0 {
			return nil, nil, fmt.Errorf("%s: no model of task %s has these labels", s.File, task)
		}
		for _, d := range fit {
			out[d.Name] = append(out[d.Name], s.as(d.Source(s.File)))
		}
	}
	declared = slices.DeleteFunc(declared, func(d score.Declaration) bool { return out[d.Name] == nil })
	return out, declared, nil
}
