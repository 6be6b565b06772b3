package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gainsay/gainsay/store/exporter"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// outputFlag adds -o.
func outputFlag(c *cobra.Command, v *string) {
	var names []string
	for _, f := range exporter.Formats() {
		names = append(names, f.Name)
	}
	c.Flags().StringVarP(v, "output", "o", "", "output format: "+strings.Join(names, ", ")+" (default text on a terminal, jsonl elsewhere)")
}

// begin starts the output document a command asked for.
func begin(c *cobra.Command, name string) (*exporter.Stream, error) {
	w := c.OutOrStdout()
	opts := exporter.Options{Width: 80}
	if width, ok := terminal(w); ok {
		opts = exporter.Options{Width: min(width, 110), Color: os.Getenv("NO_COLOR") == ""}
		if name == "" {
			name = "text"
		}
	}
	if name == "" {
		name = "jsonl"
	}
	f := exporter.Lookup(name)
	if f == nil {
		return nil, usagef("unknown output format %q", name)
	}
	return f.Begin(w, opts), nil
}

// terminal returns the width of w if it is a terminal.
func terminal(w io.Writer) (int, bool) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = 80
	}
	return width, true
}

// list prints names with the first line of their docs.
func list(w io.Writer, name, doc string) {
	first, _, _ := strings.Cut(strings.TrimSpace(doc), "\n")
	fmt.Fprintf(w, "%-18s %s\n", name, first)
}
