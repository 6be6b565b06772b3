package main

import (
	"fmt"
	"io"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/store/importer/source"
	"github.com/spf13/cobra"
)

var _ = register(importCommand)

func importCommand() *cobra.Command {
	var format, db string
	c := &cobra.Command{
		Use:   "import SOURCE...",
		Short: "Read, analyse and save threads; print what was read",
		Long: `Read, analyse and save threads; print an import report.

A thread that is in the database is brought up to date; nothing is stored twice. Each
thread is saved whole or not at all.`,
		Example: "  gainsay import page.txt\n  gainsay import --db study.db dump/*.json",
		Args:    needArgs(1, "SOURCE"),
	}
	c.Flags().StringVarP(&format, "format", "f", "", "input format (default: sniffed)")
	dbFlag(c, &db)
	var limits source.Limits
	maxSizeFlag(c, &limits)
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := knownFormat(format); err != nil {
			return err
		}
		d, err := store.Open(db)
		if err != nil {
			return err
		}
		defer d.Close()
		near := d.Signatures(c.Context())
		r := &reader{cmd: c, format: format, limits: limits}
		read := r.each(args, func(source string, res *importer.Result) error {
			a, err := r.analyze(source, res, seen{near})
			if err == nil {
				err = near.Err()
			}
			if err != nil {
				return err
			}
			saved, err := d.Save(c.Context(), source, a, sketches(a.Thread))
			if err != nil {
				return err
			}
			printReport(c.OutOrStdout(), source, a, saved)
			return nil
		})
		return read
	}
	return c
}

// printReport says what an import read, kept, inferred and missed.
func printReport(w io.Writer, source string, a *gainsay.Analysis, s store.Saved) {
	what := "unchanged"
	switch {
	case s.New:
		what = "new"
	case s.Changed:
		what = fmt.Sprintf("updated: %d added, %d changed, %d gone", s.Added, s.Updated, s.Gone)
	}
	title := a.Thread.Title
	if title == "" {
		title = "(no title)"
	}
	fmt.Fprintf(w, "%s  %s  [%s]\n", s.ID, title, what)
	writeReport(w, source, a.Thread, a.Report)
	fmt.Fprintf(w, "    marks       %d assertions, %d of them unsupported; %d annotations\n", len(a.Assertions), unsupported(a), len(a.Annotations))
}

func unsupported(a *gainsay.Analysis) int {
	n := 0
	for _, s := range a.Assertions {
		if s.Status == gainsay.Unsupported {
			n++
		}
	}
	return n
}
