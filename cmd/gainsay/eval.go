package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/usage"
	"github.com/spf13/cobra"
)

var _ = register(evalCommand)

// evaluation is one call of eval.
type evaluation struct {
	cmd                                  *cobra.Command
	task, model, split, output, weights  string
	unquoted                             bool
	predictionFile                       string
	decisions, db                        string
	marks, compare, suite, cards, fairly bool
	onThreads, perThread, errors         bool
	byThreshold                          bool
	encoder                              encoderMode
	thresholds                           thresholdsFlag
	predictions                          *json.Encoder // nil without predictionFile
}

func evalCommand() *cobra.Command {
	e := &evaluation{}
	c := &cobra.Command{
		Use:   "eval --task TASK FILE...",
		Short: "Evaluate scorers and marks on labelled rows",
		Long: `Evaluate scorers and marks on labelled rows: JSON lines, maybe compressed (.gz, .zst).

Tasks over rows of id, text, label: ` + strings.Join(score.Tasks(), ", ") + `.
Each file is evaluated with the model of the task whose classes are its labels, once for each field
with labels (label, fine, supported). Task reply reads threads, hides the parents and recovers them.
Task ledger compares whole threads with the labels of a reader, --threads those of real threads as
docs/LABELLING.md describes them. Intervals are 95 % confidence intervals
(bootstrap over documents, authors or threads).`,
		Example: "  gainsay eval --task insult --predictions p.jsonl rows.jsonl\n" +
			"  gainsay eval --compare a.jsonl b.jsonl\n  gainsay eval --suite testdata/suite\n" +
			"  gainsay eval --threads --errors labelled/\n" +
			"  gainsay eval --decisions gainsay.db",
	}
	fl := c.Flags()
	fl.StringVar(&e.task, "task", "", strings.Join(score.Tasks(), ", ")+", reply or ledger")
	fl.StringVar(&e.model, "model", "", "evaluate only this model of the task")
	fl.BoolVar(&e.unquoted, "no-quotes", false, "with task reply: ignore lines that begin with >")
	fl.StringVar(&e.split, "split", "dev",
		"dev, train, test or all; by default a file without dev rows is evaluated whole")
	fl.StringVar(&e.weights, "weights", "", "folder of weight files that override those in the binary")
	encoderFlag(c, &e.encoder)
	e.thresholds.flag(c)
	fl.StringVar(&e.predictionFile, "predictions", "",
		"write the predictions to this file, one a line (JSON)")
	fl.BoolVar(&e.marks, "marks", false, "evaluate the marks of the whole analysis instead of the scorer")
	fl.BoolVar(&e.compare, "compare", false, "compare two files of predictions for the same rows")
	fl.BoolVar(&e.suite, "suite", false,
		"run functional suites (files or folders) and print the pass rate by phenomenon")
	fl.BoolVar(&e.onThreads, "threads", false,
		"compare the whole analysis with labelled threads (.json files or folders of them)")
	fl.BoolVar(&e.perThread, "per-thread", false, "with --threads: also print the figures of each thread")
	fl.BoolVar(&e.byThreshold, "by-threshold", false,
		"with --threads: also print precision and recall from each threshold on, a table in Markdown")
	fl.BoolVar(&e.errors, "errors", false,
		"with --threads: also print the misses and the false alarms with their reasons")
	fl.BoolVar(&e.fairly, "fair", false,
		"measure how much names of groups alone change the insult score; no FILE")
	fl.StringVar(&e.decisions, "decisions", "", fmt.Sprintf(decisionsUsage, "compare the marks of threads with")+"; no FILE")
	dbFlag(c, &e.db)
	fl.BoolVar(&e.cards, "card", false, "print the generated part of the model card; no FILE")
	fl.StringVarP(&e.output, "output", "o", "text", "text or json")
	c.RunE = func(c *cobra.Command, args []string) error {
		e.cmd = c
		return e.run(args)
	}
	return c
}

func (e *evaluation) run(files []string) error {
	if err := e.check(files); err != nil {
		return err
	}
	switch {
	case e.decisions != "":
		return e.decided()
	case e.cards:
		return e.card()
	case e.fairly:
		return e.fair()
	case e.compare:
		return e.compareFiles(files)
	case e.suite:
		return e.suites(files)
	case e.onThreads:
		return e.threads(files)
	}
	if e.predictionFile != "" {
		f, err := os.Create(e.predictionFile)
		if err != nil {
			return err
		}
		defer f.Close()
		e.predictions = json.NewEncoder(f)
	}
	if e.task == "reply" {
		figures, err := e.replies(files)
		if err != nil {
			return err
		}
		return e.print(figures, fmt.Sprintf("%s (%s): %s\n", e.task, e.split, figures))
	}
	if e.task == "ledger" {
		figures, err := e.ledger(files)
		if err != nil {
			return err
		}
		return e.print(figures, fmt.Sprintf("%s: %s\n", e.task, figures))
	}
	tables, err := e.tables(files)
	if err != nil {
		return err
	}
	report := eval.NewReport(e.task, e.split, tables)
	return e.print(report, report.String())
}

// print writes v as JSON, or the text.
func (e *evaluation) print(v any, text string) error {
	if e.output == "json" {
		return json.NewEncoder(terminal.ForData(e.cmd.OutOrStdout())).Encode(v)
	}
	_, err := io.WriteString(e.cmd.OutOrStdout(), text)
	return err
}

// write appends a prediction to the file of predictions, if one is asked for.
func (e *evaluation) write(v any) error {
	if e.predictions == nil {
		return nil
	}
	return e.predictions.Encode(v)
}

// tables evaluates every file with each model whose classes are its labels.
func (e *evaluation) tables(files []string) ([]eval.Table, error) {
	sets, err := readSets(files, e.cmd.InOrStdin())
	if err != nil {
		return nil, err
	}
	for i := range sets {
		rows := sets[i].Split(e.split)
		switch {
		case len(rows) > 0:
			sets[i].Rows = rows
		case e.cmd.Flags().Changed("split"):
			return nil, usagef("%s: no rows of split %q", sets[i].File, e.split)
		default:
			fmt.Fprintf(e.cmd.ErrOrStderr(), "gainsay: %s: no rows of split %q; evaluating all rows\n",
				sets[i].File, e.split)
			e.split = "all"
		}
	}
	if e.marks {
		return e.markTables(sets)
	}
	bySet, declared, err := eval.Assign(e.task, sets)
	if err != nil {
		return nil, usage.Wrap(err)
	}
	find, err := finder(e.encoder.on(false))
	if err != nil {
		return nil, err
	}
	models, err := openWeights(e.weights)
	if err != nil {
		return nil, err
	}
	var tables []eval.Table
	for _, d := range declared {
		if e.model != "" && d.Name != e.model {
			continue
		}
		m, err := models.Get(d.Name)
		if err != nil {
			return nil, err
		}
		for _, s := range bySet[d.Name] {
			ps, err := eval.Predict(m, d, s.Rows, find)
			if err != nil {
				return nil, err
			}
			tables = append(tables, eval.NewTable(d, s.File, ps))
		}
	}
	return tables, e.keep(tables)
}

// keep writes the predictions. Of a file evaluated more than once only those of
// the first model are written; --model selects another.
func (e *evaluation) keep(tables []eval.Table) error {
	done := map[string]bool{}
	for _, t := range tables {
		if done[t.File] {
			continue
		}
		done[t.File] = true
		for _, p := range t.Predictions {
			if err := e.write(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// markTables evaluates every file with the marks of the whole analysis.
func (e *evaluation) markTables(sets []eval.Set) ([]eval.Table, error) {
	run, err := e.analyzer()
	if err != nil {
		return nil, err
	}
	for _, m := range eval.Marks() {
		if m.Name != e.task {
			continue
		}
		var tables []eval.Table
		for _, s := range sets {
			var ps []eval.Prediction
			for _, r := range s.Rows {
				p, err := m.Predict(r, run)
				if err != nil {
					return nil, err
				}
				ps = append(ps, p)
			}
			tables = append(tables, eval.NewTable(m.Declaration(), s.File, ps))
		}
		return tables, e.keep(tables)
	}
	return nil, fmt.Errorf("no marks for task %q", e.task)
}

// compareFiles tests whether two files of predictions differ.
func (e *evaluation) compareFiles(files []string) error {
	var sides [2][]eval.Prediction
	for i, path := range files {
		err := eachLine([]string{path}, e.cmd.InOrStdin(), func(_ string, line []byte) error {
			var p eval.Prediction
			err := json.Unmarshal(line, &p)
			sides[i] = append(sides[i], p)
			return err
		})
		if err != nil {
			return err
		}
	}
	c, err := eval.Compare(sides[0], sides[1], 1)
	if err != nil {
		return err
	}
	return e.print(c, c.String())
}
