package main

import (
	"os"

	"github.com/gainsay/gainsay/store"
	"github.com/spf13/cobra"
)

// dbFlag adds --db. GAINSAY_DB gives the default.
func dbFlag(c *cobra.Command, v *string) {
	def := os.Getenv("GAINSAY_DB")
	if def == "" {
		def = "gainsay.db"
	}
	c.Flags().StringVar(v, "db", def, "database file (GAINSAY_DB)")
}

// threadUsage is the help text of --thread.
const threadUsage = "only this thread (its key, as 'gainsay threads' prints it)"

// openExisting opens a database that must exist: a command that only reads
// creates none.
func openExisting(path string) (*store.DB, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, usagef("no database %s: import a thread first", path)
	}
	return store.Open(path)
}
