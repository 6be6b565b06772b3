package main

import (
	"fmt"
	"io"

	"github.com/gainsay/gainsay/analyze/tagger"
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
		Use:     "formats [NAME] | formats --check SOURCE...",
		Short:   "List the formats that can be read and written, or say how sources are read",
		Example: "  gainsay formats reddit\n  gainsay formats --check exports/",
	}
	c.Flags().BoolVar(&check, "check", false, "import each SOURCE without saving it and print a Markdown table of what was read")
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

// printFormat prints what is to be known of a format that is read, written or
// both.
func printFormat(w io.Writer, name string) error {
	f, err := importer.Find(name)
	if err == nil {
		fmt.Fprintf(w, "%s: %s\n", f.Name, f.Doc)
	}
	if e := exporter.Lookup(name); e != nil {
		fmt.Fprintf(w, "%s (written, %s): %s\n", e.Name, e.Ext, e.Doc)
	} else if err != nil {
		return usageError{err}
	}
	return nil
}

func taggersCommand() *cobra.Command {
	return &cobra.Command{Use: "taggers [NAME]", Short: "List the taggers, or one with its rules", Args: atMost(1), RunE: func(c *cobra.Command, args []string) error {
		all, err := tagger.All()
		if err != nil {
			return err
		}
		w := c.OutOrStdout()
		for _, t := range all {
			if len(args) == 0 {
				list(w, t.Name, t.Doc)
				continue
			}
			if t.Name != args[0] {
				continue
			}
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
			return nil
		}
		if len(args) > 0 {
			return usagef("no tagger %q", args[0])
		}
		return nil
	}}
}
