package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/store"
	"github.com/spf13/cobra"
)

var _ = register(keyCommand)

// defaultRate is how many requests a second a key may make without --rate.
const defaultRate = 100

func keyCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "key",
		Short: "Manage the keys of programs that call the server",
		Long: `Manage the keys of programs that call the server ('gainsay serve', docs/API.md).

A program with a key of the scope read can read everything. With write it can also add threads and
comments, and have comments checked; with moderate also decide marks, delete, restore and erase. While
the database has no keys and no users, programs on this machine need no key.`,
		Example: "  gainsay key add 'comment form' --scope write\n  gainsay key add blog --akismet\n  gainsay key list",
		Args:    noCommand,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(keyAddCommand(), keyListCommand(), keyRevokeCommand())
	return c
}

// newKey is a key about to be added.
type newKey struct {
	scope   string
	rate    int
	akismet bool
}

func keyAddCommand() *cobra.Command {
	var n newKey
	c := changeNamed("add NAME", "Add a key and print it; it cannot be shown again", n.add)
	c.Flags().StringVar(&n.scope, "scope", "", "read, write or moderate (default read; write with --akismet)")
	c.Flags().IntVar(&n.rate, "rate", defaultRate, "requests allowed per second; 0 for no limit")
	c.Flags().BoolVar(&n.akismet, "akismet", false, "make a key of 12 hexadecimal digits, for Akismet clients only")
	return c
}

// add adds a key. The key alone goes to standard output.
func (n *newKey) add(c *cobra.Command, d *store.DB, name string) error {
	k := account.Key{Name: name, Scope: account.Read, Short: n.akismet, Rate: n.rate}
	if n.akismet {
		k.Scope = account.Write
	}
	if c.Flags().Changed("scope") {
		var err error
		if k.Scope, err = account.ParseScope(n.scope); err != nil {
			return usagef("--scope: %v", err)
		}
	}
	if n.rate < 0 || n.rate > account.MaxRate {
		return usagef("--rate %d: use 0 to %d", n.rate, account.MaxRate)
	}
	key := account.NewKey(n.akismet)
	hash, _ := account.HashKey(key)
	if err := d.AddKey(c.Context(), k, hash); err != nil {
		return err
	}
	fmt.Fprintf(c.ErrOrStderr(), "gainsay: %s has the scope %s. Keep the key: only its hash is saved.\n", name, k.Scope)
	_, err := fmt.Fprintln(c.OutOrStdout(), key)
	return err
}

func keyRevokeCommand() *cobra.Command {
	return changeNamed("revoke NAME", "Revoke a key; what it added and decided stays",
		func(c *cobra.Command, d *store.DB, name string) error {
			if err := d.RevokeKey(c.Context(), name); err != nil {
				return err
			}
			_, err := fmt.Fprintf(c.OutOrStdout(), "%s is revoked.\n", name)
			return err
		})
}

func keyListCommand() *cobra.Command {
	return onDatabase("list", "List all keys", noArgs, func(c *cobra.Command, d *store.DB, _ []string) error {
		keys, err := d.Keys(c.Context())
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "NAME\tSCOPE\tFOR\tRATE\tSINCE\tLAST USED")
		for _, k := range keys {
			fmt.Fprintln(w, strings.Join(keyRow(k), "\t"))
		}
		return w.Flush()
	})
}

func keyRow(k account.Key) []string {
	uses, rate, used := "API and doors", fmt.Sprintf("%d/s", k.Rate), "never"
	if k.Short {
		uses = "Akismet"
	}
	if k.Rate == 0 {
		rate = "any"
	}
	if !k.Used.IsZero() {
		used = k.Used.Format("2006-01-02 15:04")
	}
	return []string{k.Name, string(k.Scope), uses, rate, k.Created.Format("2006-01-02"), used}
}
