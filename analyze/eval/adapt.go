package eval

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"slices"

	"github.com/gainsay/gainsay/analyze/score"
)

// Least numbers of rows to adapt a model by.
const (
	LeastRows   = 40 // in all
	LeastLabel  = 8  // of each of two labels
	LeastGroups = 5  // threads
)

// TooFewError says why rows do not suffice to adapt a model.
type TooFewError struct{ Message string }

func (e *TooFewError) Error() string { return e.Message }

// adaptFolds is how many parts of the groups are held out in turn to measure an
// adapted model.
const adaptFolds = 5

// Adapted is a model that was adapted to rows, and what that changes.
type Adapted struct {
	Trained
	// Before is the base on all rows, and After the adapted model, each row judged by
	// one that was adapted without the rows of its group. The first is without the
	// sentence encoder, the second, if there is one, with it.
	Before, After []Table
	Compared      []Comparison // of Before and After
}

// CheckRows returns a *TooFewError where rows do not suffice to adapt a model.
func CheckRows(d score.Declaration, rows []Row) error {
	labels, groups := Labels(rows, d.Field), map[string]bool{}
	for _, r := range rows {
		groups[r.Group()] = true
	}
	enough := 0
	for _, n := range labels {
		if n >= LeastLabel {
			enough++
		}
	}
	if len(rows) >= LeastRows && enough >= 2 && len(groups) >= LeastGroups {
		return nil
	}
	text := ""
	for _, c := range d.Classes {
		text += fmt.Sprintf(", %d %q", labels[c], c)
	}
	return &TooFewError{fmt.Sprintf("too few decisions for task %s: they label %d texts of %d threads (%s); "+
		"at least %d texts of %d threads are needed, with %d or more of two labels",
		d.Task, len(rows), len(groups), text[2:], LeastRows, LeastGroups, LeastLabel)}
}

// AdaptTo adapts a model and its head to rows, and measures what that changes. The
// same rows in the same order give the same bytes. report is told how many of how
// many rounds are done; it may be nil.
func AdaptTo(d score.Declaration, base *score.Model, set Set, find Finder, report func(done, of int)) (Adapted, error) {
	if err := CheckRows(d, set.Rows); err != nil {
		return Adapted{}, err
	}
	if base.Head() == nil {
		find.Encoder = nil
	}
	if find.Encoder != nil {
		find.Encoder = &memo{Encoder: find.Encoder, known: map[string][]float32{}}
	}
	find.Context = d.Options.HeadContext
	if find.Encoder != nil {
		find.Base = base.Bases()
	}
	a := &adaptation{d: d, base: base, set: set, find: find, folds: foldsOf(set.Rows)}
	round := 0
	next := func() error {
		if report != nil {
			report(round, adaptFolds+2)
		}
		round++
		if find.Stop != nil {
			return find.Stop()
		}
		return nil
	}
	if err := next(); err != nil {
		return Adapted{}, err
	}
	if err := a.read(); err != nil {
		return Adapted{}, err
	}
	for fold := range adaptFolds {
		if err := next(); err != nil {
			return Adapted{}, err
		}
		if err := a.holdOut(fold); err != nil {
			return Adapted{}, err
		}
	}
	if err := next(); err != nil {
		return Adapted{}, err
	}
	return a.finish()
}

// adaptation is a call of AdaptTo under way.
type adaptation struct {
	d    score.Declaration
	base *score.Model
	set  Set
	find Finder

	folds         map[string]int    // of groups
	examples      [][]score.Example // of each row
	before, after [2][]Prediction   // without the encoder and with it
}

// read makes the examples of each row, and the predictions of the base.
func (a *adaptation) read() error {
	src := a.set.source(a.d)
	for i := range a.set.Rows {
		ex, err := Examples(a.d, a.set.Rows[i:i+1], src, a.find)
		if err != nil {
			return err
		}
		a.examples = append(a.examples, ex)
	}
	var err error
	a.before, err = a.predict(a.base, a.set.Rows)
	return err
}

// predict predicts rows without the encoder and, if there is one, with it.
func (a *adaptation) predict(m *score.Model, rows []Row) (out [2][]Prediction, err error) {
	plain := a.find
	plain.Encoder = nil
	if out[0], err = Predict(m, a.d, rows, plain); err == nil && a.find.Encoder != nil {
		out[1], err = Predict(m, a.d, rows, a.find)
	}
	return out, err
}

// holdOut adapts without the rows of a fold, and predicts these.
func (a *adaptation) holdOut(fold int) error {
	var held []Row
	var rest []score.Example
	for i, r := range a.set.Rows {
		if a.folds[r.Group()] == fold {
			held = append(held, r)
		} else {
			rest = append(rest, a.examples[i]...)
		}
	}
	if len(held) == 0 {
		return nil
	}
	t, err := a.train(rest)
	if err != nil {
		return err
	}
	ps, err := a.predict(t.Model.WithHead(t.Head, a.find.Base...), held)
	for k := range ps {
		a.after[k] = append(a.after[k], ps[k]...)
	}
	return err
}

// train adapts the model and, with an encoder, its head.
func (a *adaptation) train(examples []score.Example) (t Trained, err error) {
	o := a.d.Options
	o.Seed = 1
	var heldOut [][]float64
	if len(examples) == 0 {
		return Trained{a.base, a.base.Head()}, nil // all rows are held out
	}
	if t.Model, heldOut, err = score.Adapt(a.base, examples, o); err != nil || a.find.Encoder == nil {
		return t, err
	}
	t.Head, err = score.AdaptHead(a.base.Head(), examples, heldOut, o)
	return t, err
}

// finish adapts to all rows.
func (a *adaptation) finish() (out Adapted, err error) {
	if out.Trained, err = a.train(slices.Concat(a.examples...)); err != nil {
		return out, err
	}
	src := a.set.source(a.d)
	src.Rows = len(a.set.Rows)
	for k, m := range []*score.Model{out.Model, out.Head} {
		if m == nil {
			continue
		}
		c, err := Compare(a.before[k], a.after[k], 1)
		if err != nil {
			return out, err
		}
		out.Compared = append(out.Compared, c)
		name := src.Name + ", held out"
		out.Before = append(out.Before, NewTable(a.d, name, a.before[k]))
		out.After = append(out.After, NewTable(a.d, name, a.after[k]))
		m.Adapted.Rows = src.Rows
		m.Data = append(slices.Clip(m.Data), src)
		m.Dev = []score.Result{out.After[k].result()}
		scores, right := ScoredOutcomes(m.Classes, a.after[k])
		m.Reliability = score.Reliability(scores, right)
	}
	return out, err
}

// foldsOf deals the groups of rows out to folds, in the order of a hash.
func foldsOf(rows []Row) map[string]int {
	hash, folds := map[string]uint32{}, map[string]int{}
	for _, r := range rows {
		h := fnv.New32a()
		_, _ = io.WriteString(h, r.Group()) // a hash never fails
		hash[r.Group()] = h.Sum32()
	}
	groups := slices.SortedFunc(maps.Keys(hash), func(a, b string) int {
		return cmp.Or(cmp.Compare(hash[a], hash[b]), cmp.Compare(a, b))
	})
	for i, g := range groups {
		folds[g] = i % adaptFolds
	}
	return folds
}

// memo remembers the vectors of sentences.
type memo struct {
	score.Encoder
	known map[string][]float32
}

// maxKnown bounds the memory of a memo, at 2 KiB a sentence.
const maxKnown = 50_000

// Encode returns the vectors of sentences.
func (m *memo) Encode(sentences []string) [][]float32 {
	var unknown []string
	out := make([][]float32, len(sentences))
	for i, s := range sentences {
		if out[i] = m.known[s]; out[i] == nil {
			unknown = append(unknown, s)
		}
	}
	vectors := m.Encoder.Encode(unknown)
	for i, s := range sentences {
		if out[i] != nil {
			continue
		}
		out[i], vectors = vectors[0], vectors[1:]
		if len(m.known) < maxKnown {
			m.known[s] = out[i]
		}
	}
	return out
}
