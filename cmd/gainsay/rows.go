package main

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var _ = register(rowsCommand)

// rowOrders are the orders in which rows writes the comments of a thread.
var rowOrders = []string{"time", "page", "votes"}

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
	c.Flags().StringVar(&order, "order", "time", strings.Join(rowOrders, ", "))
	c.Flags().BoolVar(&whole, "no-split", false, "give no split: train on all threads")
	c.Flags().BoolVar(&undated, "no-times", false, "leave out the times")
	c.RunE = func(c *cobra.Command, files []string) error {
		switch {
		case len(files) == 0:
			return usagef("FILE missing")
		case !slices.Contains(rowOrders, order):
			return usagef("--order %q: must be one of %s", order, strings.Join(rowOrders, ", "))
		}
		enc := json.NewEncoder(terminal.ForData(c.OutOrStdout()))
		r := &reader{cmd: c}
		return r.each(files, func(_ string, res *importer.Result) error {
			row, ok := replyRow(res.Thread, order)
			if !ok {
				return nil
			}
			if whole {
				row.Split = ""
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

// What a thread needs for a row.
const (
	fewestInRow   = 5
	fewestReplies = 2
	linkedShare   = 0.8 // of the comments, with a parent named by the source
	knownShare    = 0.8 // of the comments, with a time or votes where the order needs them
)

// replyRow makes a row of a thread, in an order of rowOrders. ok is false where the
// thread lacks what a row needs.
func replyRow(t *gainsay.Thread, order string) (row eval.ReplyRow, ok bool) {
	live := slices.DeleteFunc(slices.Clone(t.Comments), func(c *gainsay.Comment) bool { return c.State == gainsay.Missing })
	linked, replies, dated, voted := 0, 0, 0, 0
	for _, c := range live {
		if c.ParentBy == gainsay.BySource {
			linked++
			replies += oneIf(c.Parent != "")
		}
		dated, voted = dated+oneIf(!c.Time.IsZero()), voted+oneIf(c.Score != nil)
	}
	share := func(n int) float64 { return float64(n) / float64(len(t.Comments)) }
	if linked < fewestInRow || replies < fewestReplies || share(linked) < linkedShare ||
		order == "time" && share(dated) < knownShare || order == "votes" && share(voted) < knownShare {
		return row, false
	}
	row = eval.ReplyRow{Thread: t.ID, Title: t.Title, Article: t.Article, Split: splitOf(decide.Key(t), 2)}
	known := map[string]bool{}
	for _, c := range live {
		known[c.ID] = true
	}
	for _, c := range inOrder(live, order) {
		row.Comments = append(row.Comments, replyComment(c, known, order))
	}
	return row, true
}

func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}

func replyComment(c *gainsay.Comment, known map[string]bool, order string) eval.ReplyComment {
	out := eval.ReplyComment{ID: c.ID, Text: c.Text}
	if c.Parent != "" && known[c.Parent] {
		out.Parent = &c.Parent
	}
	if c.ParentBy != gainsay.BySource {
		labelled := false
		out.Gold = &labelled
	}
	if order == "votes" {
		out.Score = c.Score
		return out
	}
	if out.Author = c.Author; !c.Time.IsZero() {
		out.Time = c.Time.Format(time.RFC3339)
	}
	return out
}

// inOrder returns the comments in an order of rowOrders. Comments without a time
// come last among those sorted by time.
func inOrder(live []*gainsay.Comment, order string) []*gainsay.Comment {
	sorted := slices.Clone(live)
	slices.SortStableFunc(sorted, func(a, b *gainsay.Comment) int {
		switch {
		case order == "votes":
			return votesOf(b) - votesOf(a)
		case a.Time.IsZero() || b.Time.IsZero():
			return oneIf(a.Time.IsZero()) - oneIf(b.Time.IsZero())
		}
		return a.Time.Compare(b.Time)
	})
	if order == "time" {
		return sorted
	}
	return view.DepthFirst(sorted)
}

func votesOf(c *gainsay.Comment) int {
	if c.Score == nil {
		return 0
	}
	return *c.Score
}
