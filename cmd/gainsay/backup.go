package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/dustin/go-humanize"
	"github.com/gainsay/gainsay/store"
	"github.com/spf13/cobra"
)

var _ = register(backupCommand)

func backupCommand() *cobra.Command {
	var db string
	var restore, replace bool
	c := &cobra.Command{
		Use:   "backup FILE",
		Short: "Back up a database, even while it is served, or restore a backup",
		Long: `Copy a database to FILE, even while it is served or imported into. The copy is the database at one
moment, with everything in it, users and password hashes included; only its owner can read the file.

With --restore, FILE is copied to the database instead, after the checks of 'gainsay doctor', and brought
to the newest schema. Stop the server before you replace a database: one that is in use is not replaced.
To bring back deleted threads, see 'gainsay restore'.`,
		Example: "  gainsay backup --db study.db study-monday.db\n" +
			"  gainsay backup --db study.db --restore --replace study-monday.db",
		Args: exactly(1, "FILE"),
	}
	dbFlag(c, &db)
	c.Flags().BoolVar(&restore, "restore", false, "copy FILE to the database")
	c.Flags().BoolVar(&replace, "replace", false, "overwrite the file or database if it exists")
	c.RunE = func(c *cobra.Command, args []string) error {
		if !store.IsFile(db) {
			return usagef("backup is for files; PostgreSQL has pg_dump, and 'gainsay copy' copies to a file")
		}
		from, to, run := db, args[0], store.Backup
		if restore {
			from, to = to, from
			run = func(ctx context.Context, from, to string, replace bool) error {
				return store.RestoreBackup(ctx, to, from, replace)
			}
		}
		if _, err := os.Stat(from); err != nil {
			return usagef("no database %s", from)
		}
		switch err := run(c.Context(), from, to, replace); {
		case errors.Is(err, store.ErrExists):
			return usagef("%s exists; --replace replaces it", to)
		case errors.Is(err, store.ErrInUse):
			return usagef("%s is in use: stop 'gainsay serve' and imports first", to)
		case err != nil:
			return err
		}
		info, err := os.Stat(to)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.OutOrStdout(), "%s: %s\n", to, humanize.IBytes(uint64(info.Size())))
		return nil
	}
	return c
}
