package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/usage"
	"github.com/gainsay/gainsay/store/exporter"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/spf13/cobra"
)

var (
	_ = register(formatsCommand)
	_ = register(taggersCommand)
)

func formatsCommand() *cobra.Command {
	var check bool
	c := &cobra.Command{
		Use:     "formats [NAME | --check SOURCE...]",
		Short:   "List the formats that can be read and written, or check how sources are read",
		Example: "  gainsay formats reddit\n  gainsay formats --check exports/",
	}
	c.Flags().BoolVar(&check, "check", false,
		"read each SOURCE without saving it and print a Markdown table of what was read")
	c.RunE = func(c *cobra.Command, args []string) error {
		w := c.OutOrStdout()
		if check {
			return checkSources(c, args)
		}
		if err := atMost(1)(c, args); err != nil {
			return err
		}
		if len(args) > 0 {
			return printFormat(w, args[0])
		}
		fmt.Fprintln(w, "read:")
		for _, f := range importer.Formats() {
			list(w, "  "+f.Name, f.Doc)
		}
		fmt.Fprintln(w, "written:")
		for _, f := range exporter.Formats() {
			list(w, "  "+f.Name, f.Doc)
		}
		return nil
	}
	return c
}

// printFormat prints the docs of a format, as one to read, to write or both.
func printFormat(w io.Writer, name string) error {
	f, err := importer.Find(name)
	if err == nil {
		fmt.Fprintf(w, "%s: %s\n\nWhere users get it: %s\n", f.Name, f.Doc, f.From)
	}
	if e := exporter.Lookup(name); e != nil {
		fmt.Fprintf(w, "%s (written, %s): %s\n", e.Name, e.Ext, e.Doc)
	} else if err != nil {
		return usage.Wrap(err)
	}
	return nil
}

func taggersCommand() *cobra.Command {
	c := &cobra.Command{Use: "taggers [NAME]", Short: "List the taggers, or one with its rules",
		Args: atMost(1)}
	c.RunE = func(c *cobra.Command, args []string) error {
		all, err := tagger.All()
		if err != nil {
			return err
		}
		w := c.OutOrStdout()
		if len(args) == 0 {
			for _, t := range all {
				list(w, t.Name, t.Doc)
			}
			return nil
		}
		i := slices.IndexFunc(all, func(t *analyze.Tagger) bool { return t.Name == args[0] })
		if i < 0 {
			return usagef("no tagger %q", args[0])
		}
		printTagger(w, all[i])
		return nil
	}
	return c
}

// printTagger prints a tagger's doc and its rules with their examples.
func printTagger(w io.Writer, t *analyze.Tagger) {
	fmt.Fprintf(w, "%s: %s\n", t.Name, t.Doc)
	for _, r := range t.Rules {
		fmt.Fprintf(w, "\n%s/%s  score %.2f\n    %s (source: %s)\n", t.Name, r.Name, r.Score, r.Doc, r.Source)
		for _, s := range r.Hits {
			fmt.Fprintf(w, "    hit   %s\n", s)
		}
		for _, s := range r.Misses {
			fmt.Fprintf(w, "    miss  %s\n", s)
		}
		for _, s := range r.Gaps {
			fmt.Fprintf(w, "    gap   %s\n", s)
		}
	}
}
