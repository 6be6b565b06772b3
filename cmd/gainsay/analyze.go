package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

var _ = register(analyzeCommand)

func analyzeCommand() *cobra.Command {
	var out output
	b := &batch{}
	c := &cobra.Command{
		Use:   "analyze SOURCE...",
		Short: "Analyse threads and print what was found, without a database",
		Long: `Analyse threads and print what was found, without a database.

SOURCE is a file, a folder or - for standard input. Compressed files and archives (gzip, bzip2, zstd,
zip, tar) are unpacked. The format is detected from the content; see 'gainsay formats'.

Ctrl-C stops once the threads in progress are finished and prints how to resume; a second Ctrl-C
stops immediately.`,
		Example: "  gainsay analyze page.txt\n  gainsay analyze -o jsonl dump/ > found.jsonl",
		Args:    needArgs(1, "SOURCE"),
	}
	b.flags(c)
	c.Flags().IntVar(&b.skip, "skip", 0, "skip the first `N` threads")
	out.flags(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := b.check(); err != nil {
			return err
		}
		doc, err := out.begin(c)
		if err != nil {
			return err
		}
		read := b.run(c.Context(), args, nil, func(j *job) error {
			if j.err != nil {
				return nil // already reported
			}
			return b.meter.print(func() error { return doc.Each(j.analysis) })
		})
		if err := doc.End(); err != nil {
			return err
		}
		return b.end(read, fmt.Sprintf("resume with --skip %d", b.done))
	}
	return c
}
