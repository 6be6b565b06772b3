package main

import (
	"fmt"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/merge"
	"github.com/gainsay/gainsay/live"
	"github.com/spf13/cobra"
)

var _ = register(mergeCommand)

func mergeCommand() *cobra.Command {
	m, weights := &merge.Merge{Open: openExisting}, ""
	c := &cobra.Command{
		Use:   "merge OUTPUT...",
		Short: "Join the outputs of several runs into one",
		Long: `Join the outputs of several runs into one.

OUTPUT is a jsonl file written by 'gainsay analyze --to', a folder of such files, or a database.
The threads are printed as jsonl in the order of their ids, or saved into the database --db. A thread
in several outputs is taken from the last of them.

OUTPUT may also be Parquet tables that 'gainsay analyze' or 'export' wrote, on their own. --to then names
a folder for the merged tables: assertions.parquet, comments.parquet, annotations.parquet and
relations.parquet, as far as there are such tables. Tables lack what a thread is analysed again from, so
their marks are left as they are; copies.parquet lists the comments that are nearly the same as one in an
earlier thread. If two tables have a thread, that is an error.

A run on some of the threads cannot see near-duplicates in the others, which is how spam campaigns are
found. So a second pass compares the MinHash signatures of all comments and analyses the threads that
have near-duplicates again. The result is the same as importing all threads, in the order of their ids,
into one database. Claims that recur in several threads have the same cluster in all outputs.

The temporary folder (TMPDIR) needs a quarter of the uncompressed size of the outputs. Memory does not
grow with them.

It is an error if parts are missing, or were analysed with different rules, weights or encoders.`,
		Example: "  gainsay merge out/ > all.jsonl\n  gainsay merge --db study.db out/*.jsonl\n" +
			"  gainsay merge --to tables out/*.parquet",
		Args: needArgs(1, "OUTPUT"),
	}
	c.Flags().StringVar(&m.DB, "db", "", "save into this new database `FILE` instead of printing")
	c.Flags().StringVar(&m.To, "to", "", "write to `FILE`, which appears once it is complete; .zst compresses it. For Parquet tables a folder")
	c.Flags().StringVar(&m.Manifest, "manifest", "", "check the counts of parts against this `FILE` of 'gainsay split'")
	c.Flags().BoolVar(&m.Partial, "partial", false, "merge even if parts are missing")
	c.Flags().BoolVar(&m.NoCampaigns, "no-campaigns", false, "do not look for near-duplicates in other threads")
	weightsFlag(c, &weights)
	c.RunE = func(c *cobra.Command, args []string) error {
		if m.DB != "" && m.To != "" {
			return usagef("--db and --to exclude each other")
		}
		m.Out, m.Log = c.OutOrStdout(), c.ErrOrStderr()
		m.Analyzer = func(v gainsay.Version) (merge.Again, error) { return analyzerAgain(weights, v) }
		defer limitMemory(memoryLimit, gcPercent)()
		return stopped(c.Context(), m.Run(c.Context(), args))
	}
	return c
}

// analyzerAgain returns the function that analyses a thread again, exactly as it was
// analysed before but for near-duplicates.
func analyzerAgain(dir string, v gainsay.Version) (merge.Again, error) {
	models, err := openWeights(dir)
	if err != nil {
		return nil, err
	}
	now := versionWith(models, nil)
	if now.Gainsay != v.Gainsay || now.Rules != v.Rules {
		return nil, fmt.Errorf("the outputs were made by version %s with rules %s, this is %s with %s; merge with the program "+
			"and --weights that made them, or use --no-campaigns", v.Gainsay, v.Rules, now.Gainsay, now.Rules)
	}
	least := gainsay.Thresholds{}.Stricter(v.Thresholds)
	weights, err := weightsIn(dir)
	if err != nil {
		return nil, err
	}
	one, err := analyzerWith(weights, v.Encoder != "", least, nil, 0)
	if err != nil {
		return nil, err
	}
	return func(a *gainsay.Analysis, near analyze.Seen) (*gainsay.Analysis, error) {
		again, err := one(live.Source(a.Thread), a.Report, near)
		if err != nil {
			return nil, err
		}
		again.Report.Problems = onceOnly(a.Report.Problems, again.Report.Problems)
		return again, nil
	}, nil
}

// onceOnly removes the problems of a repeated analysis that the first reported too.
func onceOnly(first, both []gainsay.Problem) []gainsay.Problem {
	added := both[len(first):]
	if len(added) <= len(first) && slices.Equal(first[len(first)-len(added):], added) {
		return first
	}
	return both
}
