package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

var (
	_ = register(deleteCommand)
	_ = register(restoreCommand)
	_ = register(eraseCommand)
)

func deleteCommand() *cobra.Command {
	var db string
	var yes, now bool
	c := &cobra.Command{
		Use:   "delete KEY...",
		Short: "Delete threads with the decisions about them",
		Long: fmt.Sprintf(`Delete threads with the decisions about them: from every list, figure and search.

For %d days 'gainsay restore' brings them back. With --now they are removed at once and the file is
written anew (VACUUM), so that none of their words is left in it.`, view.TrashDays),
		Example: "  gainsay delete reddit:t3_abc --db study.db\n  gainsay delete --now --yes page:8d1f",
		Args:    needArgs(1, "KEY"),
	}
	dbFlag(c, &db)
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	c.Flags().BoolVar(&now, "now", false, "remove for good, not into the trash")
	c.RunE = func(c *cobra.Command, keys []string) error {
		d, err := openExisting(db)
		if err != nil {
			return err
		}
		return errors.Join(deleteThreads(c, d, keys, yes, now), d.Close())
	}
	return c
}

func deleteThreads(c *cobra.Command, d *store.DB, keys []string, yes, now bool) error {
	rows, _, err := d.Threads(c.Context(), view.ThreadFilter{Keys: keys})
	if err != nil {
		return err
	}
	there, comments := map[string]bool{}, 0
	for _, r := range rows {
		there[r.Key] = true
		comments += r.Comments
		fmt.Fprintf(c.ErrOrStderr(), "%s  %s\n", r.Key, r.Name())
	}
	for _, k := range keys {
		if !there[k] {
			return usagef("no thread %q (see 'gainsay threads')", k)
		}
	}
	ds, err := d.Decisions(c.Context(), view.DecisionFilter{Threads: keys})
	if err != nil {
		return err
	}
	what := fmt.Sprintf("%s with %s and %s", terminal.Counted(len(rows), "thread"), view.Counted(comments, "comment"),
		view.Counted(len(ds), "decision"))
	question := fmt.Sprintf("Delete %s? They can be restored for %d days.", what, view.TrashDays)
	if now {
		question = fmt.Sprintf("Remove %s for good?", what)
	}
	if err := confirm(c, question, yes); err != nil {
		return err
	}
	if _, err := d.Expire(c.Context()); err != nil {
		return err
	}
	if err := d.Delete(c.Context(), unique(keys)...); err != nil || !now {
		if err == nil {
			fmt.Fprintf(c.OutOrStdout(), "deleted %s; 'gainsay restore' brings them back\n", what)
		}
		return err
	}
	if err := d.Remove(c.Context(), keys...); err != nil {
		return err
	}
	if err := compact(c, d); err != nil {
		return err
	}
	fmt.Fprintf(c.OutOrStdout(), "removed %s\n", what)
	return nil
}

// unique drops repeated words and keeps the order.
func unique(words []string) (out []string) {
	seen := map[string]bool{}
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// compact writes the file anew and says so.
func compact(c *cobra.Command, d *store.DB) error {
	fmt.Fprintln(c.ErrOrStderr(), "gainsay: writing the file anew (VACUUM), so that no deleted words are left in it")
	return d.Compact(context.WithoutCancel(c.Context()))
}

// confirm asks on the terminal, unless yes; elsewhere --yes is needed.
func confirm(c *cobra.Command, question string, yes bool) error {
	if yes {
		return nil
	}
	in, ok := c.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return usagef("%s Add --yes, since there is no terminal to ask on", question)
	}
	fmt.Fprintf(c.ErrOrStderr(), "%s [y/N] ", question)
	answer, _ := bufio.NewReader(in).ReadString('\n')
	if a := strings.ToLower(strings.TrimSpace(answer)); a != "y" && a != "yes" {
		return usagef("nothing was changed")
	}
	return nil
}

func restoreCommand() *cobra.Command {
	var db string
	c := &cobra.Command{
		Use:   "restore [KEY...]",
		Short: "Restore deleted threads; without KEY, list them",
		Long: fmt.Sprintf(`Restore deleted threads with the decisions about them. Without KEY, list what can be restored:
each thread for %d days after it was deleted. A thread that has been imported again meanwhile stays
as it is and gets its decisions back.`, view.TrashDays),
	}
	dbFlag(c, &db)
	c.RunE = func(c *cobra.Command, keys []string) error {
		d, err := openExisting(db)
		if err != nil {
			return err
		}
		return errors.Join(restoreThreads(c, d, unique(keys)), d.Close())
	}
	return c
}

func restoreThreads(c *cobra.Command, d *store.DB, keys []string) error {
	if len(keys) > 0 {
		err := d.Restore(c.Context(), keys...)
		if errors.Is(err, view.ErrNotFound) {
			return usagef("%v in the trash ('gainsay restore' lists what is there)", err)
		}
		if err == nil {
			fmt.Fprintf(c.OutOrStdout(), "restored %s\n", terminal.Counted(len(keys), "thread"))
		}
		return err
	}
	rows, err := d.Trash(c.Context())
	if err != nil {
		return err
	}
	for _, r := range rows {
		fmt.Fprintf(c.OutOrStdout(), "%s  %s\n    %s, %s; deleted %s, kept until %s\n", r.Key, r.Name,
			view.Counted(r.Comments, "comment"), view.Counted(r.Decisions, "decision"),
			r.Deleted.Format("2006-01-02"), r.Until().Format("2006-01-02"))
	}
	fmt.Fprintf(c.ErrOrStderr(), "%s in the trash\n", terminal.Counted(len(rows), "thread"))
	return nil
}

func eraseCommand() *cobra.Command {
	var db, author string
	var yes bool
	c := &cobra.Command{
		Use:   "erase --author NAME",
		Short: "Erase the texts and the name of an author",
		Long: `Erase the texts and the name of an author from every thread in which the author wrote.

The author's comments lose text, links and marks and keep their place; replies stay. The name becomes
"erased author" with a number. In those threads, the name and what others quote word for word become
asterisks. Decisions are kept without the words. The file is written anew (VACUUM), so that nothing
is left in it. This cannot be undone; importing the same source again brings the texts back.`,
		Example: "  gainsay erase --author 'Mara Quill' --db study.db",
		Args:    noArgs,
	}
	dbFlag(c, &db)
	c.Flags().StringVar(&author, "author", "", "name of the author, as 'gainsay authors' prints it")
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if author == "" {
			return usagef("--author is missing")
		}
		d, err := openExisting(db)
		if err != nil {
			return err
		}
		return errors.Join(eraseAuthor(c, d, author, yes), d.Close())
	}
	return c
}

func eraseAuthor(c *cobra.Command, d *store.DB, author string, yes bool) error {
	a, err := d.Author(c.Context(), author)
	switch {
	case errors.Is(err, view.ErrNotFound):
		// The author may still have comments in deleted threads.
	case err != nil:
		return err
	}
	question := fmt.Sprintf("Erase %s of %s in %s? This cannot be undone.", view.Counted(a.Comments, "comment"), author,
		terminal.Counted(a.Threads, "thread"))
	if err := confirm(c, question, yes); err != nil {
		return err
	}
	e, err := d.EraseAuthor(c.Context(), author)
	if errors.Is(err, view.ErrNotFound) {
		return usagef("no comment by %q", author)
	}
	if err != nil {
		return err
	}
	if err := compact(c, d); err != nil {
		return err
	}
	fmt.Fprintf(c.OutOrStdout(), "erased %s in %s; the author is now %q; words removed from %s of others and %s\n",
		view.Counted(e.Comments, "comment"), terminal.Counted(e.Threads, "thread"), e.Name, view.Counted(e.Quoted, "comment"),
		view.Counted(e.Decisions, "decision"))
	return nil
}
