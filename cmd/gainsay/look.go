package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var (
	_ = register(threadsCommand)
	_ = register(assertionsCommand)
	_ = register(searchCommand)
)

func threadsCommand() *cobra.Command {
	var db, marks string
	var f view.ThreadFilter
	c := &cobra.Command{Use: "threads [WORD...]", Short: "List the threads of the database"}
	dbFlag(c, &db)
	marksFlag(c, &marks)
	c.Flags().StringVar(&f.Sort, "sort", "new", "order: "+strings.Join(view.ThreadSorts, ", "))
	limitFlag(c, &f.Limit, 50)
	c.RunE = func(c *cobra.Command, args []string) error {
		_, err1 := words("sort", []string{f.Sort}, view.ThreadSorts)
		bases, err2 := words("marks", []string{marks}, view.Bases())
		if err := cmp.Or(err1, err2); err != nil {
			return err
		}
		f.Basis = bases[0]
		d, err := openExisting(db)
		if err != nil {
			return err
		}
		defer d.Close()
		f.Query = strings.Join(args, " ")
		rows, total, err := d.Threads(c.Context(), f)
		if err != nil {
			return err
		}
		w := c.OutOrStdout()
		for _, r := range rows {
			fmt.Fprintf(w, "%s  %s\n    %s by %s; %s, %d unsupported, "+
				"%d questioned, %d contested; %s, %d spam\n",
				r.Key, r.Name(), view.Counted(r.Comments, "comment"), view.Counted(r.Authors, "author"),
				view.Counted(r.Assertions, "assertion"), r.Unsupported, r.Questioned,
				r.Contested, view.Counted(r.Insults, "insult"), r.Spam)
		}
		fmt.Fprintf(c.ErrOrStderr(), "%d of %d threads\n", len(rows), total)
		return nil
	}
	return c
}

func assertionsCommand() *cobra.Command {
	var db, marks string
	var status, dispute []string
	var recurring bool
	var f view.AssertionFilter
	c := &cobra.Command{
		Use:     "assertions [WORD...]",
		Short:   "List assertions from all threads",
		Example: "  gainsay assertions --topic Russia --topic Mosul --status unsupported",
	}
	dbFlag(c, &db)
	fl := c.Flags()
	fl.StringArrayVar(&f.Topics, "topic", nil,
		"only about this topic, under any of its names (repeat for several)")
	fl.StringArrayVar(&status, "status", nil,
		"only with this status: unsupported, argued, attested, grounded, sourced or hedged")
	fl.StringArrayVar(&dispute, "dispute", nil,
		"only with this state of dispute: open, questioned, contested or conceded")
	fl.StringVar(&f.Author, "author", "", "only by this author")
	fl.StringVar(&f.Thread, "thread", "", threadUsage)
	fl.StringVar(&f.Cluster, "cluster", "",
		"only this group of claims that say the same (its id, as --recurring prints it)")
	fl.BoolVar(&recurring, "recurring", false, "list claims made more than once, in one thread or many")
	fl.StringVar(&f.Sort, "sort", "notable", "order: notable, new or thread")
	marksFlag(c, &marks)
	limitFlag(c, &f.Limit, 50)
	c.RunE = func(c *cobra.Command, args []string) error {
		var err1, err2 error
		f.Status, err1 = words("status", status, gainsay.Statuses())
		f.Dispute, err2 = words("dispute", dispute, gainsay.Disputes())
		_, err3 := words("sort", []string{f.Sort}, []string{"notable", "new", "thread"})
		bases, err4 := words("marks", []string{marks}, view.Bases())
		if err := cmp.Or(err1, err2, err3, err4); err != nil {
			return err
		}
		f.Basis = bases[0]
		d, err := openExisting(db)
		if err != nil {
			return err
		}
		defer d.Close()
		f.Query = strings.Join(args, " ")
		f.Topics = canonical(f.Topics)
		if recurring {
			return printRecurring(c, d, f)
		}
		rows, total, err := d.Assertions(c.Context(), f)
		if err != nil {
			return err
		}
		w := c.OutOrStdout()
		for _, r := range rows {
			printAssertionRow(w, r)
		}
		fmt.Fprintf(c.ErrOrStderr(), "%d of %d assertions\n", len(rows), total)
		return nil
	}
	return c
}

// canonical gives topics the names they are stored under.
func canonical(topics []string) []string {
	var out []string
	for _, t := range topics {
		if t != "" {
			out = append(out, canonicalTopic(t))
		}
	}
	return out
}

// canonicalTopic gives a topic the name it is stored under: "Russia" for
// "russian".
func canonicalTopic(name string) string {
	if c, _, ok := text.Canonical(name); ok {
		return c
	}
	return name
}

// words returns the values of a flag, which must all be known.
func words[T ~string](flag string, values []string, known []T) ([]T, error) {
	var out []T
	for _, v := range values {
		if !slices.Contains(known, T(v)) {
			return nil, usagef("--%s %q: must be one of %s", flag, v, joined(known))
		}
		out = append(out, T(v))
	}
	return out, nil
}

// joined lists the values that a flag may have.
func joined[T ~string](values []T) string {
	var out []string
	for _, v := range values {
		out = append(out, string(v))
	}
	return strings.Join(out, ", ")
}

func searchCommand() *cobra.Command {
	var db string
	var limit int
	c := &cobra.Command{Use: "search WORD...", Short: "Search the texts of comments",
		Long: `Search the texts of comments for all the words given.

WORD* finds words that begin so, '"some words"' words in a row; 'author:"NAME"' and thread:KEY
restrict to comments of an author or of a thread.`,
		Example: "  gainsay search 'subsid*' 'author:\"Mara Quill\"'",
		Args:    needArgs(1, "WORD")}
	dbFlag(c, &db)
	limitFlag(c, &limit, 20)
	c.RunE = func(c *cobra.Command, args []string) error {
		d, err := openExisting(db)
		if err != nil {
			return err
		}
		defer d.Close()
		rows, total, err := d.Search(c.Context(), strings.Join(args, " "), view.Range{Limit: limit})
		if err != nil {
			return err
		}
		for _, r := range rows {
			fmt.Fprintf(c.OutOrStdout(), "%s  %s  %s\n    %s\n", r.ThreadKey, r.Comment,
				cmp.Or(r.Author, view.UnknownAuthor),
				strings.Join(strings.Fields(r.Snippet), " "))
		}
		fmt.Fprintf(c.ErrOrStderr(), "%d of %d comments\n", len(rows), total)
		return nil
	}
	return c
}
