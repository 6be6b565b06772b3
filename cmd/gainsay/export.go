package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var _ = register(exportCommand)

func exportCommand() *cobra.Command {
	var db, thread, marks string
	var out output
	c := &cobra.Command{
		Use:   "export",
		Short: "Print threads and what was found in them from the database",
		Example: "  gainsay export -o csv > assertions.csv\n" +
			"  gainsay export -o jsonl --thread page:page-0123456789",
		Args: noArgs,
	}
	dbFlag(c, &db)
	out.flags(c)
	c.Flags().StringVar(&thread, "thread", "", threadUsage)
	marksFlag(c, &marks)
	c.RunE = func(c *cobra.Command, _ []string) error {
		mode, err := decide.ParseMode(marks)
		if err != nil {
			return usageError{err}
		}
		d, err := openExisting(db)
		if err != nil {
			return err
		}
		defer d.Close()
		least, err := d.Thresholds(c.Context())
		if err != nil {
			return err
		}
		doc, err := out.begin(c)
		if err != nil {
			return err
		}
		hidden := 0
		each := func(a *gainsay.Analysis) error {
			n, err := eachDecided(c.Context(), d, a, mode, least, doc.Each)
			hidden += n
			return err
		}
		end := func() error {
			if hidden > 0 {
				fmt.Fprintf(c.ErrOrStderr(), "gainsay: left out %s below the thresholds of the database: %s\n",
					view.Counted(hidden, "mark"), least)
			}
			return doc.End()
		}
		if thread != "" {
			a, err := d.Analysis(c.Context(), thread)
			if errors.Is(err, view.ErrNotFound) {
				return usagef("no thread %q in %s", thread, store.Redact(db))
			}
			if err != nil {
				return err
			}
			if err := each(a); err != nil {
				return err
			}
			return end()
		}
		for a, err := range d.All(c.Context()) {
			if err != nil {
				return err
			}
			if err := each(a); err != nil {
				return err
			}
		}
		return end()
	}
	return c
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
