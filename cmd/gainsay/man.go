//go:build man

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"github.com/cpuguy83/go-md2man/v2/md2man"
	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

var _ = register(manCommand)

// manCommand writes man pages: of all commands, and the guide. It is built for releases only, with the tag man, so
// that the program has no code for it.
func manCommand() *cobra.Command {
	c := &cobra.Command{Use: "man DIR GUIDE", Short: "Write the man pages", Hidden: true,
		Args: exactly(2, "DIR GUIDE")}
	c.RunE = func(c *cobra.Command, args []string) error {
		seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
		if err != nil {
			return usagef("SOURCE_DATE_EPOCH: %v", err)
		}
		date := time.Unix(seconds, 0).UTC()
		root := c.Root()
		root.DisableAutoGenTag = true
		return errors.Join(os.MkdirAll(args[0], 0o777),
			doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "Gainsay", Manual: "Gainsay", Date: &date}, args[0]),
			writeGuide(args[1], args[0], date))
	}
	return c
}

// guidePages are the pages of docs/guide in the order in which they are read.
var guidePages = []string{"install", "import", "read", "review", "export", "automate"}

// mdLink is a link to another page, of which a man page keeps the text; mdLeftOut the one
// at the end of a page, and pictures.
var (
	mdLink    = regexp.MustCompile(`\[([^]]+)\]\([^)]*\)`)
	mdLeftOut = regexp.MustCompile(`(?m)^(Next: |<picture>|The same on a phone: ).*\n\n?`)
)

// writeGuide writes the pages of the guide in folder from as gainsay-guide(7).
func writeGuide(from, to string, date time.Time) error {
	var text bytes.Buffer
	fmt.Fprintf(&text, "%% GAINSAY-GUIDE 7 \"%s\" \"Gainsay\" \"Gainsay\"\n\n# NAME\n\ngainsay-guide - install, import, read, review, "+
		"export, automate\n\n", date.Format("Jan 2006"))
	for _, name := range guidePages {
		page, err := os.ReadFile(filepath.Join(from, name+".md"))
		if err != nil {
			return err
		}
		text.Write(mdLink.ReplaceAll(mdLeftOut.ReplaceAll(page, nil), []byte("$1")))
		text.WriteByte('\n')
	}
	return os.WriteFile(filepath.Join(to, "gainsay-guide.7"), md2man.Render(text.Bytes()), 0o666)
}
