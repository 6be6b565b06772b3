package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/gainsay/gainsay/store"
	"github.com/spf13/cobra"
)

// dbFlag adds --db. GAINSAY_DB gives the default, which help shows without its
// password.
func dbFlag(c *cobra.Command, v *string) {
	def := os.Getenv("GAINSAY_DB")
	if def == "" {
		def = "gainsay.db"
	}
	c.Flags().StringVar(v, "db", def, "database: a file, or postgres://USER@HOST/NAME (GAINSAY_DB)")
	c.Flags().Lookup("db").DefValue = store.Redact(def)
}

// threadUsage is the help text of --thread.
const threadUsage = "only this thread (its key, as 'gainsay threads' prints it)"

// openExisting opens a database that must exist: a command that only reads
// creates none.
func openExisting(path string) (*store.DB, error) {
	there, err := store.Exists(context.Background(), path)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, usagef("no database %s: import a thread first", store.Redact(path))
	}
	return store.Open(path)
}

// onDatabase makes a subcommand that works on a database, whose flag is --db. One
// that adds something may make the database.
func onDatabase(
	use, short string, args cobra.PositionalArgs, do func(c *cobra.Command, d *store.DB, args []string) error,
) *cobra.Command {
	var db string
	c := &cobra.Command{Use: use, Short: short, Args: args}
	dbFlag(c, &db)
	c.RunE = func(c *cobra.Command, args []string) error {
		d, err := openUsers(db, strings.HasPrefix(use, "add "))
		if err != nil {
			return err
		}
		return errors.Join(do(c, d, args), d.Close())
	}
	return c
}
