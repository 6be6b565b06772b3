package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var _ = register(copyCommand)

func copyCommand() *cobra.Command {
	var from, to string
	c := &cobra.Command{
		Use:   "copy --from DATABASE --to DATABASE",
		Short: "Copy a database to another file or server",
		Long: `Copy all of a database to another, which must be empty or not be there yet: threads, decisions,
users, deleted threads, sets, thresholds, how far imports have come. Each is a file, or
postgres://USER@HOST/NAME. Exports of both are the same, byte for byte. Sessions are not copied: users
sign in again. Others may go on writing to the first one; what they write after the start is not in
the copy. If something fails, the other database stays empty.`,
		Example: "  gainsay copy --from study.db --to postgres://gainsay@db.example.org/gainsay\n" +
			"  gainsay copy --from 'postgres://gainsay@db.example.org/gainsay?schema=study' --to study.db",
		Args: noArgs,
	}
	c.Flags().StringVar(&from, "from", "", "the database to copy")
	c.Flags().StringVar(&to, "to", "", "the empty database to copy to")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if from == "" || to == "" {
			return usagef("--from and --to are needed")
		}
		in, err := openExisting(from)
		if err != nil {
			return err
		}
		out, err := store.Open(to)
		if err != nil {
			return errors.Join(err, in.Close())
		}
		return errors.Join(copyDatabase(c, in, out, from, to), in.Close(), out.Close())
	}
	return c
}

func copyDatabase(c *cobra.Command, in, out *store.DB, from, to string) error {
	rows := map[string]int{}
	err := store.Copy(c.Context(), in, out, func(d store.Copied) { rows[d.Table] = d.Rows })
	switch {
	case errors.Is(err, context.Canceled):
		return errStopped
	case errors.Is(err, store.ErrNotEmpty):
		return usagef("%s: %v", store.Redact(to), err)
	case err != nil:
		return err
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "copied %s to %s: %s, %s, %s, %s\n", store.Redact(from), store.Redact(to),
		view.Counted(rows["thread"], "thread"), view.Counted(rows["comment"], "comment"),
		view.Counted(rows["decision"], "decision"), view.Counted(rows["user"], "user"))
	return err
}
