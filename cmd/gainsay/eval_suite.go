package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/eval"
)

// suites runs functional suites and prints the pass rate of each phenomenon. A
// folder means the .jsonl files in it.
func (e *evaluation) suites(paths []string) error {
	files, err := filesOf(paths, "*.jsonl")
	if err != nil {
		return err
	}
	find, err := finder(e.encoder.on(false))
	if err != nil {
		return err
	}
	models, err := openWeights(e.weights)
	if err != nil {
		return err
	}
	run, err := e.analyzer()
	if err != nil {
		return err
	}
	var outcomes []eval.Outcome
	err = eachLine(files, e.cmd.InOrStdin(), func(_ string, line []byte) error {
		c, err := eval.ReadCase(line)
		if err != nil || e.task != "" && c.Task != e.task {
			return err
		}
		o, err := c.Run(models.Get, find, run)
		outcomes = append(outcomes, o)
		return err
	})
	if err != nil {
		return err
	}
	rates := eval.Rates(outcomes)
	var b strings.Builder
	for _, r := range rates {
		fmt.Fprintf(&b, "%-16s %-44s %3d of %3d  %.2f\n", r.Task, r.Phenomenon, r.Passed, r.Cases, r.Share)
		for _, f := range r.Failures {
			fmt.Fprintf(&b, "    got %s, want %s: %s\n", cmp.Or(f.Label, "nothing"), f.Want, f.Text)
		}
	}
	return e.print(rates, b.String())
}

// fair measures how much names of groups change the insult score.
func (e *evaluation) fair() error {
	find, err := finder(e.encoder.on(false))
	if err != nil {
		return err
	}
	models, err := openWeights(e.weights)
	if err != nil {
		return err
	}
	m, err := models.Get("insult")
	if err != nil {
		return err
	}
	run, err := e.analyzer()
	if err != nil {
		return err
	}
	f, err := eval.MeasureFairness(m, find, run)
	if err != nil {
		return err
	}
	return e.print(f, f.String())
}

// analyzer returns the whole analysis with the weights asked for.
func (e *evaluation) analyzer() (eval.Analyzer, error) {
	weights, err := weightsIn(e.weights)
	if err != nil {
		return nil, err
	}
	one, err := analyzerWith(weights, e.encoder.on(false), e.thresholds.least, nil, 0)
	return func(t *gainsay.Thread) (*gainsay.Analysis, error) {
		return one(t, gainsay.Report{}, nil)
	}, err
}
