package main

import (
	"fmt"
	"io"
	"os"

	"github.com/dustin/go-humanize"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var _ = register(doctorCommand)

func doctorCommand() *cobra.Command {
	var db string
	var repair bool
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Check a database for damage",
		Long: `Check a database for damage, and print its sizes and the versions that analysed its threads.

It checks the pages of the file, the schema, ids that refer to nothing, annotations that cannot be
read, and whether the word index matches the texts. It changes nothing. The database can be used
meanwhile; writers may have to wait while the word index is compared.

Exit codes: 0 no damage; 1 damage, or not a database of Gainsay; 2 wrong usage or no such file.
If there is damage, restore the last backup ('gainsay backup --restore FILE') or import the sources
again into a new database. Only the word index can be repaired: --repair rebuilds it from the texts.`,
		Example: "  gainsay doctor --db study.db",
		Args:    noArgs,
	}
	dbFlag(c, &db)
	c.Flags().BoolVar(&repair, "repair", false, "rebuild the word index before the check")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if !store.IsFile(db) {
			return usagef("doctor is for files; PostgreSQL has tools of its own (pg_amcheck, VACUUM)")
		}
		if _, err := os.Stat(db); err != nil {
			return usagef("no database %s", db)
		}
		if repair {
			if err := rebuildIndexes(c, db); err != nil {
				return err
			}
		}
		e, err := store.Examine(c.Context(), db)
		if err != nil {
			return err
		}
		printExamination(c.OutOrStdout(), db, e)
		for _, f := range e.Faults {
			fmt.Fprintf(c.ErrOrStderr(), "gainsay: %s\n", f)
		}
		if len(e.Faults) > 0 {
			return errInput
		}
		return nil
	}
	return c
}

func rebuildIndexes(c *cobra.Command, path string) error {
	d, err := store.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.RebuildIndexes(c.Context())
}

func printExamination(w io.Writer, db string, e store.Examination) {
	fmt.Fprintf(w, "%s: %s", db, humanize.IBytes(uint64(e.File)))
	if e.Log > 0 {
		fmt.Fprintf(w, ", and %s in the log beside it", humanize.IBytes(uint64(e.Log)))
	}
	fmt.Fprintf(w, "\nschema %d; the newest is %d\n", e.Schema, e.Newest)
	for _, n := range e.Counts {
		fmt.Fprintf(w, "%d %s\n", n.N, n.What)
	}
	now := buildVersion()
	for _, v := range e.Versions {
		fmt.Fprintf(w, "%s analysed by %s", terminal.Counted(v.Threads, "thread"), v.Gainsay)
		switch {
		case v.Rules != now.Rules:
			fmt.Fprintf(w, " with rules or weights other than this version's ('gainsay reanalyse' renews)")
		case v.Encoder == "":
			fmt.Fprintf(w, " with this version's rules and weights, without the encoder")
		default:
			fmt.Fprintf(w, " with this version's rules and weights")
		}
		fmt.Fprintln(w)
	}
	for _, r := range e.Remarks {
		fmt.Fprintln(w, r)
	}
	if len(e.Faults) == 0 {
		fmt.Fprintln(w, "no fault found")
		return
	}
	fmt.Fprintln(w, view.Counted(len(e.Faults), "fault")+" found")
}
