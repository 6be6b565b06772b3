package main

import (
	"context"
	"errors"

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
		doc, err := out.begin(c)
		if err != nil {
			return err
		}
		if thread != "" {
			a, err := d.Analysis(c.Context(), thread)
			if errors.Is(err, view.ErrNotFound) {
				return usagef("no thread %q in %s", thread, store.Redact(db))
			}
			if err != nil {
				return err
			}
			if err := eachDecided(c.Context(), d, a, mode, doc.Each); err != nil {
				return err
			}
			return doc.End()
		}
		for a, err := range d.All(c.Context()) {
			if err != nil {
				return err
			}
			if err := eachDecided(c.Context(), d, a, mode, doc.Each); err != nil {
				return err
			}
		}
		return doc.End()
	}
	return c
}

func marksFlag(c *cobra.Command, v *string) {
	c.Flags().StringVar(v, "marks", string(decide.Machine),
		"machine: marks of the analysis; decided: only what people confirmed, changed or added; "+
			"both: decisions where there are any")
}

// eachDecided passes on an analysis with the marks that the mode asks for.
func eachDecided(ctx context.Context, d *store.DB, a *gainsay.Analysis, mode decide.Mode,
	each func(*gainsay.Analysis) error,
) error {
	if mode == decide.Machine {
		return each(a)
	}
	ds, err := d.Decisions(ctx, view.DecisionFilter{Threads: []string{decide.Key(a.Thread)}})
	if err != nil {
		return err
	}
	return each(decide.Apply(a, ds, mode))
}
