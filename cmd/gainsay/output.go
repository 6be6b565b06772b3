package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/store/exporter"
	"github.com/spf13/cobra"
)

// output is how a command prints analyses.
type output struct {
	format     string
	pseudonyms string // a key or the path of its file; "" for the authors' own names
	noText     bool
}

// flags adds the flags to a command.
func (o *output) flags(c *cobra.Command) {
	var names []string
	for _, f := range exporter.Formats() {
		names = append(names, f.Name)
	}
	c.Flags().StringVarP(&o.format, "output", "o", "",
		"output format: "+strings.Join(names, ", ")+" (default text on a terminal, jsonl elsewhere)")
	c.Flags().StringVar(&o.pseudonyms, "pseudonyms", "",
		"replace authors by stable pseudonyms made with this key of 16 bytes or more, or the key in this file")
	c.Flags().BoolVar(&o.noText, "no-text", false, "omit the text of comments and articles")
}

// minKey is the minimum length of a pseudonym key in bytes: shorter ones can be
// found by brute force.
const minKey = 16

// key returns the key for pseudonyms, nil for none.
func (o *output) key() ([]byte, error) {
	if o.pseudonyms == "" {
		return nil, nil
	}
	key := []byte(o.pseudonyms)
	if b, err := os.ReadFile(o.pseudonyms); err == nil {
		key = bytes.TrimSpace(b)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read key: %w", err)
	}
	if len(key) < minKey {
		return nil, usagef("the key of --pseudonyms has %d bytes; at least %d are needed", len(key), minKey)
	}
	return key, nil
}

// begin starts the output document. The format defaults to text on a terminal
// and to jsonl elsewhere.
func (o *output) begin(c *cobra.Command) (*exporter.Stream, error) {
	w, name := c.OutOrStdout(), o.format
	opts := exporter.Options{Width: 80, NoText: o.noText}
	width, ok := terminal.Width(w)
	if ok {
		opts.Width, opts.Color = min(width, 110), os.Getenv("NO_COLOR") == ""
		name = cmp.Or(name, "text")
	}
	name = cmp.Or(name, "jsonl")
	f := exporter.Lookup(name)
	if f == nil {
		return nil, usagef("unknown output format %q; see 'gainsay formats'", name)
	}
	if ok && f.Binary {
		return nil, usagef("%s is binary: redirect it to a file with > FILE%s", name, f.Ext)
	}
	var err error
	if opts.Key, err = o.key(); err != nil {
		return nil, err
	}
	if f.Name == "text" {
		w = terminal.Unscreened(w) // the format replaces control characters itself and may use colours
	} else {
		w = terminal.ForData(c.OutOrStdout())
	}
	return f.Begin(w, opts), nil
}

// list prints a name with the first line of its doc.
func list(w io.Writer, name, doc string) {
	first, _, _ := strings.Cut(strings.TrimSpace(doc), "\n")
	fmt.Fprintf(w, "%-20s %s\n", name, first)
}
