package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/usage"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/exporter"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var _ = register(exportCommand)

// exporting is what the flags of export say.
type exporting struct {
	db, thread, marks string
	out               output

	doc    *exporter.Stream
	mode   decide.Mode
	least  gainsay.Thresholds
	hidden int // marks below the thresholds
}

func exportCommand() *cobra.Command {
	var e exporting
	c := &cobra.Command{
		Use:   "export",
		Short: "Print threads and what was found in them from the database",
		Example: "  gainsay export -o csv > assertions.csv\n" +
			"  gainsay export -o jsonl --thread page:page-0123456789",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return e.run(c) },
	}
	dbFlag(c, &e.db)
	e.out.flags(c)
	c.Flags().StringVar(&e.thread, "thread", "", threadUsage)
	marksFlag(c, &e.marks)
	return c
}

func (e *exporting) run(c *cobra.Command) (err error) {
	if e.mode, err = decide.ParseMode(e.marks); err != nil {
		return usage.Wrap(err)
	}
	d, err := openExisting(e.db)
	if err != nil {
		return err
	}
	defer d.Close()
	if e.least, err = d.Thresholds(c.Context()); err != nil {
		return err
	}
	if e.doc, err = e.out.begin(c); err != nil {
		return err
	}
	if err := e.threads(c.Context(), d); err != nil {
		return err
	}
	if e.hidden > 0 {
		fmt.Fprintf(c.ErrOrStderr(), "gainsay: left out %s below the thresholds of the database: %s\n",
			view.Counted(e.hidden, "mark"), e.least)
	}
	return e.doc.End()
}

// threads writes the thread that was asked for, or all.
func (e *exporting) threads(ctx context.Context, d *store.DB) error {
	if e.thread != "" {
		a, err := d.Analysis(ctx, e.thread)
		if errors.Is(err, view.ErrNotFound) {
			return usagef("no thread %q in %s", e.thread, store.Redact(e.db))
		}
		if err != nil {
			return err
		}
		return e.add(ctx, d, a)
	}
	for a, err := range d.All(ctx) {
		if err != nil {
			return err
		}
		if err := e.add(ctx, d, a); err != nil {
			return err
		}
	}
	return nil
}

func (e *exporting) add(ctx context.Context, d *store.DB, a *gainsay.Analysis) error {
	n, err := eachDecided(ctx, d, a, e.mode, e.least, e.doc.Each)
	e.hidden += n
	return err
}

func marksFlag(c *cobra.Command, v *string) {
	c.Flags().StringVar(v, "marks", string(decide.Machine),
		"machine: marks of the analysis; decided: only what people confirmed, changed or added; "+
			"both: decisions where there are any")
}

// eachDecided passes on an analysis with the marks that the mode and the
// thresholds leave, and returns how many marks the thresholds left out.
func eachDecided(ctx context.Context, d *store.DB, a *gainsay.Analysis, mode decide.Mode, least gainsay.Thresholds,
	each func(*gainsay.Analysis) error,
) (hidden int, err error) {
	var ds []gainsay.Decision
	if mode != decide.Machine {
		if ds, err = d.Decisions(ctx, view.DecisionFilter{Threads: []string{decide.Key(a.Thread)}}); err != nil {
			return 0, err
		}
	}
	a, hidden = decide.Shown(a, ds, mode, least)
	return hidden, each(a)
}
