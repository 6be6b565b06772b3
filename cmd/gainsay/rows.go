package main

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/cmd/gainsay/internal/evaluate"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/spf13/cobra"
)

var _ = register(rowsCommand)

func rowsCommand() *cobra.Command {
	var order string
	var undated, whole bool
	c := &cobra.Command{
		Use:   "rows [--order ORDER] FILE...",
		Short: "Write threads with known parents as labelled rows for the task reply",
		Long: `Write threads as labelled rows for 'gainsay train --task reply' and 'gainsay eval --task reply', one
thread a line. Threads of any format are read; those with fewer than five comments or two replies, or
where the source names the parents of fewer than four in five comments, are left out. Half of the
threads, chosen by a hash of their ids, get the split "train", the others "dev"; with --no-split all
are for training.

Orders: time, the order of writing (only threads with times); page, replies below their parents,
siblings by time; votes, replies below their parents, siblings by falling votes, without names and
times (only threads with votes).`,
		Example: "  gainsay rows --order time forum/*.json > rows.jsonl",
	}
	c.Flags().StringVar(&order, "order", "time", strings.Join(evaluate.Orders, ", "))
	c.Flags().BoolVar(&whole, "no-split", false, "give no split: train on all threads")
	c.Flags().BoolVar(&undated, "no-times", false, "leave out the times")
	c.RunE = func(c *cobra.Command, files []string) error {
		switch {
		case len(files) == 0:
			return usagef("FILE missing")
		case !slices.Contains(evaluate.Orders, order):
			return usagef("--order %q: must be one of %s", order, strings.Join(evaluate.Orders, ", "))
		}
		enc := json.NewEncoder(terminal.ForData(c.OutOrStdout()))
		r := &reader{cmd: c}
		return r.each(files, func(_ string, res *importer.Result) error {
			row, ok := evaluate.ReplyRow(res.Thread, order)
			if !ok {
				return nil
			}
			if !whole {
				row.Split = splitOf(decide.Key(res.Thread), 2)
			}
			if undated {
				for i := range row.Comments {
					row.Comments[i].Time = ""
				}
			}
			return enc.Encode(row)
		})
	}
	return c
}
