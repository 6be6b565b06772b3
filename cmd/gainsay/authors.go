package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var _ = register(authorsCommand)

func authorsCommand() *cobra.Command {
	var db, thread string
	var n int
	c := &cobra.Command{
		Use:   "authors [NAME]",
		Short: "Say what became of each author's assertions",
		Long: fmt.Sprintf(`Say what became of each author's assertions of fact: how many were sourced, asked about,
answered, contested and taken back. A share is printed where the whole is at least %d. The
counts say how claims were backed in these threads; they do not rate a person.

With NAME, that author's assertions follow, each with its thread and comment.`, view.MinRate),
		Args: atMost(1),
	}
	dbFlag(c, &db)
	c.Flags().StringVar(&thread, "thread", "", "in the thread of this key")
	limitFlag(c, &n, 50)
	c.RunE = func(c *cobra.Command, args []string) error {
		d, err := openExisting(db)
		if err != nil {
			return err
		}
		defer d.Close()
		f := view.AssertionFilter{Thread: thread, Limit: n, Sort: "thread", Author: strings.Join(args, "")}
		rows, total, err := d.Authors(c.Context(), f)
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
	fmt.Fprintf(w, "%s\n    %d %s in %d %s: %s sourced, %s unsupported, %s contested, %s taken back\n"+
		"    %s asked about, of these %s answered, %d by the author\n",
		a.Author, a.Asserted, counted("assertion", a.Asserted), a.Threads, counted("thread", a.Threads),
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

func counted(word string, n int) string {
	if n == 1 {
		return word
	}
	return word + "s"
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
	author := cmp.Or(r.Author, view.UnknownAuthor)
	fmt.Fprintf(w, "%s  %s, %s, notable %.2f  [%s]\n    %s\n    by %s in %s (%s)\n", r.ID, r.Status,
		r.Dispute, r.Notable,
		strings.Join(r.Topics, ", "), strings.Join(strings.Fields(r.Text), " "), author, r.ThreadTitle, r.ThreadKey)
}

// printRecurring lists claims made more than once.
func printRecurring(c *cobra.Command, d *store.DB, f view.AssertionFilter) error {
	rows, total, err := d.Recurring(c.Context(), f)
	if err != nil {
		return usageError{err}
	}
	for _, r := range rows {
		fmt.Fprintf(c.OutOrStdout(),
			"%s  said %d times in %d %s by %d named %s; %s sourced, %s contested\n", r.Cluster, r.Said, r.Threads,
			counted("thread", r.Threads), r.Authors, counted("author", r.Authors), outOf(r.Sourced, r.Said),
			outOf(r.Contested, r.Said))
		printAssertionRow(c.OutOrStdout(), r.First)
	}
	fmt.Fprintf(c.ErrOrStderr(), "%d of %d recurring claims\n", len(rows), total)
	return nil
}
