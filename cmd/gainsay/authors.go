package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/gainsay/gainsay/cmd/gainsay/internal/usage"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var _ = register(authorsCommand)

func authorsCommand() *cobra.Command {
	var db, thread, marks string
	var n int
	c := &cobra.Command{
		Use:   "authors [NAME]",
		Short: "Summarise each author's assertions",
		Long: fmt.Sprintf(`Summarise each author's assertions of fact: how many were sourced, unsupported, contested and
taken back, and for how many evidence was asked for and given. Shares are printed from a total of
%d on. The counts describe how claims were backed in these threads; they do not rate a person.

With NAME, only that author is listed, followed by the author's assertions.`, view.MinRate),
		Args: atMost(1),
	}
	dbFlag(c, &db)
	c.Flags().StringVar(&thread, "thread", "", threadUsage)
	marksFlag(c, &marks)
	limitFlag(c, &n, 50)
	c.RunE = func(c *cobra.Command, args []string) error {
		bases, err := words("marks", []string{marks}, view.Bases())
		if err != nil {
			return err
		}
		d, err := openExisting(db)
		if err != nil {
			return err
		}
		defer d.Close()
		f := view.AssertionFilter{Basis: bases[0], Thread: thread, Limit: n, Sort: "thread", Author: strings.Join(args, "")}
		rows, total, err := d.Authors(c.Context(), view.AuthorFilter{AssertionFilter: f})
		if err != nil {
			return err
		}
		for _, r := range rows {
			printAuthor(c.OutOrStdout(), r)
		}
		fmt.Fprintf(c.ErrOrStderr(), "%d of %d authors\n", len(rows), total)
		if f.Author == "" {
			return nil
		}
		return printAssertionsOf(c.Context(), c.OutOrStdout(), d, f)
	}
	return c
}

func printAuthor(w io.Writer, a view.AuthorRow) {
	fmt.Fprintf(w, "%s\n    %s in %s: %s sourced, %s unsupported, %s contested, %s taken back\n"+
		"    evidence asked for: %s; given: %s, by the author: %d\n",
		a.Author, view.Counted(a.Asserted, "assertion"), view.Counted(a.Threads, "thread"),
		outOf(a.Sourced, a.Asserted), outOf(a.Unsupported, a.Asserted),
		outOf(a.Contested, a.Asserted), outOf(a.Conceded, a.Asserted), outOf(a.Asked, a.Asserted),
		outOf(a.Answered, a.Asked), a.AnsweredSelf)
}

// outOf formats a count, with its share where the whole is large enough.
func outOf(n, whole int) string {
	if share, ok := view.Rate(n, whole); ok {
		return fmt.Sprintf("%d (%.0f %%)", n, 100*share)
	}
	return fmt.Sprint(n)
}

func printAssertionsOf(ctx context.Context, w io.Writer, d *store.DB, f view.AssertionFilter) error {
	rows, _, err := d.Assertions(ctx, f)
	if err != nil {
		return err
	}
	for _, r := range rows {
		printAssertionRow(w, r)
	}
	return nil
}

// printAssertionRow prints an assertion of a list over threads.
func printAssertionRow(w io.Writer, r view.AssertionRow) {
	topics := ""
	if len(r.Topics) > 0 {
		topics = "  [" + strings.Join(r.Topics, ", ") + "]"
	}
	fmt.Fprintf(w, "%s  %s, %s, notable %.2f%s\n    %s\n    by %s in %s (%s)\n", r.ID, r.Status,
		r.Dispute, r.Notable, topics, strings.Join(strings.Fields(r.Text), " "),
		cmp.Or(r.Author, "an "+view.UnknownAuthor), r.ThreadTitle, r.ThreadKey)
}

// printRecurring lists claims made more than once.
func printRecurring(c *cobra.Command, d *store.DB, f view.AssertionFilter) error {
	rows, total, err := d.Recurring(c.Context(), f)
	if err != nil {
		return usage.Wrap(err)
	}
	for _, r := range rows {
		fmt.Fprintf(c.OutOrStdout(),
			"%s  said %s in %s by %s; %s sourced, %s contested\n", r.Cluster, view.Counted(r.Said, "time"),
			view.Counted(r.Threads, "thread"), view.Counted(r.Authors, "named author"),
			outOf(r.Sourced, r.Said), outOf(r.Contested, r.Said))
		printAssertionRow(c.OutOrStdout(), r.First)
	}
	fmt.Fprintf(c.ErrOrStderr(), "%d of %d recurring claims\n", len(rows), total)
	return nil
}
