package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/spf13/cobra"
)

var _ = register(evalCommand)

// evaluation is one call of eval.
type evaluation struct {
	cmd         *cobra.Command
	task, split string
	predictions *json.Encoder // nil unless asked for
}

func evalCommand() *cobra.Command {
	var task, split, predictions, output string
	c := &cobra.Command{
		Use:   "eval --task TASK FILE...",
		Short: "Measure the marks on labelled rows",
		Long:  "Measure the marks on labelled rows (JSON lines, .gz and .zst as they are).\n\nTasks over rows of id, text, parent, label: insult, needs-evidence, spam, verifiable.\nTask reply reads threads, hides the parents and recovers them.",
		Args:  needArgs(1, "FILE"),
	}
	fl := c.Flags()
	fl.StringVar(&task, "task", "", "insult, needs-evidence, reply, spam or verifiable")
	fl.StringVar(&split, "split", "dev", "dev, train, test or all")
	fl.StringVar(&predictions, "predictions", "", "write each prediction to this file, a line each")
	fl.StringVarP(&output, "output", "o", "text", "text or json")
	c.RunE = func(c *cobra.Command, args []string) error {
		e := &evaluation{cmd: c, task: task, split: split}
		if predictions != "" {
			f, err := os.Create(predictions)
			if err != nil {
				return err
			}
			defer f.Close()
			e.predictions = json.NewEncoder(f)
		}
		figures, err := e.run(args)
		if err != nil {
			return err
		}
		if output == "json" {
			return json.NewEncoder(c.OutOrStdout()).Encode(figures)
		}
		_, err = fmt.Fprintf(c.OutOrStdout(), "%s (%s): %s\n", task, split, figures)
		return err
	}
	return c
}

func (e *evaluation) run(files []string) (fmt.Stringer, error) {
	if e.task == "reply" {
		return e.replies(files)
	}
	for _, t := range eval.Tasks() {
		if t.Name == e.task {
			return e.rows(t, files)
		}
	}
	return nil, usagef("no task %q", e.task)
}

// figures prints as people read it.
type figures struct{ eval.Figures }

func (f figures) String() string {
	return fmt.Sprintf("n %d, positive %d; precision %.3f recall %.3f F1 %.3f macro-F1 %.3f accuracy %.3f ROC AUC %.3f average precision %.3f",
		f.N, f.Positive, f.Precision, f.Recall, f.F1, f.MacroF1, f.Accuracy, f.AUC, f.AP)
}

func analyzeBare(t *gainsay.Thread) (*gainsay.Analysis, error) {
	return analyzeThread(t, gainsay.Report{}, nil)
}

func (e *evaluation) rows(task eval.Task, files []string) (fmt.Stringer, error) {
	var ps []eval.Prediction
	err := e.lines(files, func(b []byte) error {
		var r eval.Row
		if err := json.Unmarshal(b, &r); err != nil {
			return err
		}
		if e.split != "all" && r.Split != e.split {
			return nil
		}
		p, err := task.Predict(r, analyzeBare)
		if err != nil {
			return err
		}
		ps = append(ps, p)
		return e.write(p)
	})
	return figures{eval.Measure(ps)}, err
}

func (e *evaluation) write(v any) error {
	if e.predictions == nil {
		return nil
	}
	return e.predictions.Encode(v)
}

// lines calls f with every line of the files and names the line that fails.
func (e *evaluation) lines(files []string, f func([]byte) error) error {
	for _, path := range files {
		in, err := open(path, e.cmd.InOrStdin())
		if err != nil {
			return err
		}
		r := bufio.NewReader(in)
		for line := 1; ; line++ {
			b, err := r.ReadBytes('\n')
			if len(b) > 0 {
				if err := f(b); err != nil {
					in.Close()
					return fmt.Errorf("%s:%d: %w", path, line, err)
				}
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				in.Close()
				return fmt.Errorf("%s: %w", path, err)
			}
		}
		in.Close()
	}
	return nil
}

// replyFigures are those of recovered parents.
type replyFigures struct {
	Threads  int     `json:"threads"`
	N        int     `json:"n"`
	Accuracy float64 `json:"accuracy"`
	Previous float64 `json:"previous"` // of always naming the comment before
}

func (f replyFigures) String() string {
	return fmt.Sprintf("%d threads, %d comments; accuracy of parent %.3f (the comment before: %.3f)", f.Threads, f.N, f.Accuracy, f.Previous)
}

func (e *evaluation) replies(files []string) (fmt.Stringer, error) {
	var f replyFigures
	hits, previous := 0, 0
	err := e.lines(files, func(b []byte) error {
		var row struct {
			Thread, Split string
			Comments      []struct {
				ID, Author, Text string
				Parent           *string
			}
		}
		if err := json.Unmarshal(b, &row); err != nil {
			return err
		}
		if e.split != "all" && row.Split != e.split {
			return nil
		}
		t := &gainsay.Thread{ID: row.Thread, Format: "json"}
		for _, c := range row.Comments {
			t.Comments = append(t.Comments, &gainsay.Comment{ID: c.ID, Author: c.Author, Text: c.Text, State: gainsay.Live})
		}
		a, err := analyzeBare(t)
		if err != nil {
			return err
		}
		f.Threads++
		for i, c := range row.Comments {
			if c.Parent == nil || i == 0 {
				continue
			}
			got := a.Thread.Comments[i]
			f.N++
			if got.Parent == *c.Parent {
				hits++
			}
			if row.Comments[i-1].ID == *c.Parent {
				previous++
			}
			p := map[string]any{"thread": row.Thread, "id": c.ID, "gold": *c.Parent, "parent": got.Parent, "by": got.ParentBy, "score": got.ParentScore}
			if err := e.write(p); err != nil {
				return err
			}
		}
		return nil
	})
	if f.N > 0 {
		f.Accuracy, f.Previous = float64(hits)/float64(f.N), float64(previous)/float64(f.N)
	}
	return f, err
}
