package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/analyze/reply"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/usage"
	"github.com/spf13/cobra"
)

var _ = register(trainCommand)

// training is one call of train.
type training struct {
	cmd                    *cobra.Command
	task, model, out, date string
	decisions, db, labels  string
	seed                   uint64
	data, unlabelled       []string
	layouts                []string
	encoder, adapted       bool
	strength               float64
}

func trainCommand() *cobra.Command {
	t := &training{}
	c := &cobra.Command{
		Use:   "train --task TASK [--out DIR] FILE...",
		Short: "Train the scorers of a task on labelled rows",
		Long: `Train the scorers of a task on labelled rows: JSON lines with id, text and label, and, where
known, split, parent, context, author, author_url, doc and thread. Files may be compressed (.gz, .zst).
Models are trained on rows of split "train" or without split, and evaluated on rows of split "dev". The
same rows, seed and date give the same bytes. 'gainsay eval --weights DIR' uses the result.
Task reply reads threads ('gainsay rows' writes them; a file given twice counts twice) and writes
weights.txt, which takes effect when it is built in as analyze/reply/weights.txt. Task fact reads the
labels of clauses (--labels) and the rows that they are about, and writes fact.weights, which takes
effect when it is built in as analyze/tagger/fact.weights.`,
		Example: "  gainsay train --task insult --data mine.jsonl --out weights/\n" +
			"  gainsay train --task insult --decisions gainsay.db mine.jsonl\n" +
			"  gainsay train --task insult --decisions gainsay.db --adapt",
	}
	fl := c.Flags()
	fl.StringVar(&t.task, "task", "", "task to train for; see 'gainsay eval --help'")
	fl.StringVar(&t.model, "model", "", "train only this model of the task")
	fl.StringArrayVar(&t.data, "data", nil, "file of rows, like FILE; may be repeated")
	fl.StringVar(&t.decisions, "decisions", "", fmt.Sprintf(decisionsUsage, "also train on")+
		"; tasks "+joined(rowTasks()))
	dbFlag(c, &t.db)
	fl.StringArrayVar(&t.unlabelled, "unlabelled", nil,
		"file of rows whose texts the head labels for a second training; may be repeated")
	fl.BoolVar(&t.encoder, "encoder", false, "train heads over the sentence encoder too")
	fl.StringSliceVar(&t.layouts, "layouts", nil, "with task reply: train these layouts ("+
		strings.Join(reply.Layouts(), ", ")+") and keep the weights of the others in the folder")
	fl.BoolVar(&t.adapted, "adapt", false, "start from the weights in the program and learn from --decisions alone, as 'gainsay retrain' "+
		"does; tasks "+joined(modelTasks()))
	fl.StringVar(&t.labels, "labels", "analyze/tagger/fact-labels.txt", "with task fact: file of labelled clauses")
	fl.StringVar(&t.out, "out", "weights", "folder for the weight files")
	fl.StringVar(&t.date, "date", "", "date of the data, stored in the weight file")
	fl.Uint64Var(&t.seed, "seed", 1, "seed of the folds of cross-validation, for calibration")
	fl.Float64Var(&t.strength, "strength", 0,
		"inverse of the L2 regularisation (C); larger fits the rows more closely (default: that of the task)")
	c.RunE = func(c *cobra.Command, args []string) error {
		t.cmd = c
		return t.run(append(t.data, args...))
	}
	return c
}

// run trains all models of the task that the files have labels for.
func (t *training) run(files []string) error {
	if err := t.check(files); err != nil {
		return err
	}
	if t.adapted {
		return t.adapt()
	}
	switch t.task {
	case "reply":
		return t.replies(files)
	case "fact":
		return t.facts(files)
	}
	sets, err := t.sets(files)
	if err != nil {
		return err
	}
	bySet, declared, err := eval.Assign(t.task, sets)
	if err != nil {
		return usage.Wrap(err)
	}
	find, err := finder(t.encoder)
	if err != nil {
		return err
	}
	more, err := readSets(t.unlabelled, t.cmd.InOrStdin())
	if err != nil {
		return err
	}
	var texts []eval.Row
	for _, s := range more {
		texts = append(texts, s.Rows...)
	}
	if err := os.MkdirAll(t.out, 0o777); err != nil {
		return err
	}
	trained := 0
	models := score.Load(os.DirFS(t.out))
	for _, d := range declared {
		if t.model != "" && d.Name != t.model {
			continue
		}
		trained++
		if find.Base, err = t.base(d, models); err != nil {
			return err
		}
		if err := t.one(d, bySet[d.Name], texts, find); err != nil {
			return err
		}
	}
	if trained == 0 {
		return usagef("no model %q with the labels of these rows", t.model)
	}
	return nil
}

// check reports invalid flags.
func (t *training) check(files []string) error {
	if len(files) == 0 && t.decisions == "" {
		return usagef("FILE missing")
	}
	if t.adapted {
		if len(files) > 0 || t.decisions == "" || len(t.unlabelled) > 0 || t.strength != 0 || t.model != "" {
			return usagef("--adapt goes with --decisions, --task, --out and --date alone")
		}
		return checkTask(t.task, "", modelTasks())
	}
	if t.strength < 0 {
		return usagef("--strength %v: must be at least 0", t.strength)
	}
	if err := checkTask(t.task, t.model, taskNames()); err != nil {
		return err
	}
	if t.decisions != "" {
		return checkTask(t.task, "", rowTasks())
	}
	return nil
}

// sets reads the rows of files, and those of decisions if there are any.
func (t *training) sets(files []string) ([]eval.Set, error) {
	sets, err := readSets(files, t.cmd.InOrStdin())
	if err != nil || t.decisions == "" {
		return sets, err
	}
	set, err := decidedRows(t.cmd, t.decisions, t.db, t.task)
	if err != nil {
		return nil, err
	}
	sets = append(sets, set)
	if !slices.ContainsFunc(sets, func(s eval.Set) bool { return len(s.Split("train")) > 0 }) {
		return nil, fmt.Errorf("%s: all %d rows are of split \"dev\", to which one thread in five belongs: "+
			"decide on another thread too", t.decisions, len(set.Rows))
	}
	return sets, nil
}

// one trains one model, writes its weight file and that of its head, and prints
// their figures.
func (t *training) one(d score.Declaration, sets []eval.Set, texts []eval.Row, find eval.Finder) error {
	o := d.Options
	o.Seed = t.seed
	if t.strength > 0 {
		o.C = t.strength
	}
	if d.Soft == 0 {
		texts = nil
	}
	trained, err := eval.Train(d, sets, texts, find, o)
	if err != nil {
		return err
	}
	if err := t.save(trained.Model); err != nil || trained.Head == nil {
		return err
	}
	return t.save(trained.Head)
}

// base returns the models on which the head of a declaration is stacked: those in
// the output folder, else those of the binary.
func (t *training) base(d score.Declaration, models *score.Models) (out []*score.Model, err error) {
	if !t.encoder {
		return nil, nil
	}
	for _, name := range d.Base {
		m, err := models.Get(name)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// save writes the weight file of a model and prints its figures.
func (t *training) save(m *score.Model) error {
	m.Date = t.date
	b, err := m.Marshal()
	if err != nil {
		return err
	}
	path := filepath.Join(t.out, m.Name+score.Extension)
	if err := os.WriteFile(path, b, 0o666); err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	fmt.Fprintf(t.cmd.OutOrStdout(), "%s: %d features, %d bytes\n", path, m.Features, len(b))
	for _, f := range m.Dev {
		fmt.Fprintf(t.cmd.OutOrStdout(),
			"  %s (dev, %d rows): macro-F1 %.3f, F1 %.3f, ROC AUC %.3f, average precision %.3f\n",
			f.Set, f.Rows, f.MacroF1.Value, f.F1.Value, f.AUC.Value, f.AP.Value)
	}
	return nil
}
