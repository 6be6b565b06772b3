package main

import (
	"slices"

	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/analyze/score"
)

// check reports wrong flags and arguments before any file is read.
func (e *evaluation) check(files []string) error {
	if e.output != "text" && e.output != "json" {
		return usagef("unknown output format %q; must be text or json", e.output)
	}
	if _, err := words("split", []string{e.split}, []string{"dev", "train", "test", "all"}); err != nil {
		return err
	}
	if err := e.encoder.check(); err != nil {
		return err
	}
	if err := e.thresholds.read(); err != nil {
		return err
	}
	switch {
	case e.cards || e.fairly || e.decisions != "":
		return noArgs(e.cmd, files)
	case (e.perThread || e.errors || e.byThreshold) && !e.onThreads:
		return usagef("--per-thread, --by-threshold and --errors need --threads")
	case len(files) == 0:
		return usagef("FILE missing")
	case e.compare && len(files) != 2:
		return usagef("--compare needs two files of predictions")
	case e.compare || e.onThreads || e.suite && e.task == "":
		return nil
	}
	return checkTask(e.task, e.model, e.tasks())
}

// tasks lists the tasks that can be evaluated as asked for.
func (e *evaluation) tasks() []string {
	switch {
	case e.suite:
		return append(score.Tasks(), eval.TaskMarks)
	case e.marks:
		var out []string
		for _, m := range eval.Marks() {
			out = append(out, m.Name)
		}
		return out
	}
	return append(score.Tasks(), "reply", "ledger")
}

// checkTask reports an unknown task, or a model of another task.
func checkTask(task, model string, known []string) error {
	if !slices.Contains(known, task) {
		return usagef("unknown task %q; must be one of %s", task, joined(known))
	}
	of := func(d score.Declaration) bool { return d.Name == model }
	if model != "" && !slices.ContainsFunc(score.ForTask(task), of) {
		return usagef("no model %q for task %q", model, task)
	}
	return nil
}
