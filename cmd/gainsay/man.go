//go:build man

package main

import (
	"errors"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

var _ = register(manCommand)

// manCommand writes man pages. It is built for releases only, with the tag man, so
// that the program has no code for it.
func manCommand() *cobra.Command {
	c := &cobra.Command{Use: "man DIR", Short: "Write the man pages", Hidden: true, Args: exactly(1, "DIR")}
	c.RunE = func(c *cobra.Command, args []string) error {
		seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
		if err != nil {
			return usagef("SOURCE_DATE_EPOCH: %v", err)
		}
		date := time.Unix(seconds, 0).UTC()
		root := c.Root()
		root.DisableAutoGenTag = true
		return errors.Join(os.MkdirAll(args[0], 0o777),
			doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "Gainsay", Manual: "Gainsay", Date: &date}, args[0]))
	}
	return c
}
