package main

import (
	"errors"

	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var _ = register(exportCommand)

func exportCommand() *cobra.Command {
	var db, thread string
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
	c.RunE = func(c *cobra.Command, _ []string) error {
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
				return usagef("no thread %q in %s", thread, db)
			}
			if err != nil {
				return err
			}
			if err := doc.Each(a); err != nil {
				return err
			}
			return doc.End()
		}
		for a, err := range d.All(c.Context()) {
			if err != nil {
				return err
			}
			if err := doc.Each(a); err != nil {
				return err
			}
		}
		return doc.End()
	}
	return c
}
