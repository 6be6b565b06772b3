package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
)

// taught is a model adapted to decisions.
type taught struct {
	eval.Adapted
	rows   int
	digest string            // of the rows
	files  map[string][]byte // weight files by name
}

// teach adapts the shipped model of a task to decisions about the threads of a
// database and to what moderators reported. The result depends on the rows alone:
// the same give the same bytes. The error is a *eval.TooFewError where they do not
// suffice; then rows and digest are filled in. date is that of the weights; "" for
// that of the last decision.
func teach(ctx context.Context, d *store.DB, ds []gainsay.Decision, task, date string, report func(done, of int)) (taught, error) {
	var out taught
	set, err := rowsFor(ctx, d, ds, task)
	if err != nil {
		return out, err
	}
	out.rows = len(set.Rows)
	if out.digest, err = rowsDigest(set.Rows); err != nil {
		return out, err
	}
	declared, err := adaptable(task)
	if err != nil {
		return out, err
	}
	find, err := finder(true)
	if err != nil {
		return out, err
	}
	find.Stop = func() error { return context.Cause(ctx) }
	own := plainModels()
	base, err := own.Get(declared.Name)
	if err != nil {
		return out, err
	}
	if out.Adapted, err = eval.AdaptTo(declared, base, set, find, report); err != nil {
		return out, err
	}
	if date == "" {
		date = lastDay(ds)
	}
	return out, out.marshal(own, date)
}

// rowsFor returns the labelled rows that decisions give for a task, each text once,
// in an order that is always the same.
func rowsFor(ctx context.Context, d *store.DB, ds []gainsay.Decision, task string) (eval.Set, error) {
	set := eval.Set{File: "decisions-" + task}
	err := eachRow(ctx, d, ds, task, func(r eval.Row) error {
		r.Split = "" // all threads are held out in turn
		set.Rows = append(set.Rows, r)
		return nil
	})
	slices.SortStableFunc(set.Rows, func(a, b eval.Row) int { return strings.Compare(a.ID, b.ID) })
	set.Rows = slices.CompactFunc(set.Rows, func(a, b eval.Row) bool { return a.ID == b.ID })
	return set, err
}

func rowsDigest(rows []eval.Row) (string, error) {
	h := sha256.New()
	e := json.NewEncoder(h)
	for i := range rows {
		if err := e.Encode(rows[i]); err != nil {
			return "", err
		}
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}

// adaptable returns the declaration of the model of a task that decisions teach.
func adaptable(task string) (score.Declaration, error) {
	for _, t := range rowsOf {
		for _, d := range score.ForTask(task) {
			if t.name == task && d.Name == t.model {
				return d, nil
			}
		}
	}
	return score.Declaration{}, usagef("unknown task %q; decisions teach %s", task, joined(modelTasks()))
}

// lastDay is the day of the last decision.
func lastDay(ds []gainsay.Decision) string {
	var last time.Time
	for _, d := range ds {
		if d.Time.After(last) {
			last = d.Time
		}
	}
	if last.IsZero() { // there are reports alone
		return ""
	}
	return last.UTC().Format(time.DateOnly)
}

// marshal fills in the weight files.
func (t *taught) marshal(own *score.Models, date string) error {
	t.files = map[string][]byte{}
	for _, m := range []*score.Model{t.Model, t.Head} {
		if m == nil {
			continue
		}
		base, err := own.Digest(m.Name)
		if err != nil {
			return err
		}
		m.Date, m.Adapted.Base, m.Adapted.Digest = date, base, t.digest
		b, err := m.Marshal()
		if err != nil {
			return err
		}
		t.files[m.Name+score.Extension] = b
	}
	return nil
}

// figures are the measures before and after, without the encoder and with it.
func (t *taught) figures() (out []view.TrainingFigure) {
	for k, c := range t.Compared {
		for _, d := range c.Tests {
			out = append(out, view.TrainingFigure{Encoder: k == 1, Name: d.Figure, Texts: c.N, P: d.P,
				Before: estimateOf(t.Before[k], d.Figure), After: estimateOf(t.After[k], d.Figure),
				Difference: view.Estimate{Value: d.Value, Low: d.Interval[0], High: d.Interval[1]}})
		}
	}
	return out
}

// estimateOf is a figure of a table, by the name that comparisons give it.
func estimateOf(t eval.Table, figure string) view.Estimate {
	of := func(v float64, i eval.Interval) view.Estimate { return view.Estimate{Value: v, Low: i[0], High: i[1]} }
	switch figure {
	case "macro-F1":
		return of(t.MacroF1, t.Intervals.MacroF1)
	case "accuracy":
		return of(t.Accuracy, t.Intervals.Accuracy)
	case "ROC AUC":
		return of(t.AUC, t.Intervals.AUC)
	}
	return of(t.AP, t.Intervals.AP)
}

// retrain adapts the model of a task to the decisions in a database and saves the
// result beside others, without putting it in use. Where there are too few
// decisions, it saves that. The same decisions give one result.
func retrain(ctx context.Context, d *store.DB, task, by string, report func(done, of int)) (view.Training, error) {
	t := view.Training{Task: task, State: view.TrainingReady, Rules: buildVersion().Rules, Coder: by, Time: time.Now()}
	ds, err := d.Decisions(ctx, view.DecisionFilter{})
	if err != nil {
		return t, err
	}
	made, err := teach(ctx, d, ds, task, "", report)
	t.Rows, t.Data = made.rows, made.digest
	var few *eval.TooFewError
	switch {
	case errors.As(err, &few):
		t.State, t.Note = view.TrainingRefused, few.Message
	case err != nil:
		return t, err
	default:
		t.Figures = made.figures()
	}
	if err := context.Cause(ctx); err != nil {
		return t, err // cancelled: nothing is saved
	}
	t.ID, err = d.SaveTraining(ctx, t, made.files)
	return t, err
}
