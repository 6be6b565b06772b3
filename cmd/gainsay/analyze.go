package main

import (
	"errors"
	"fmt"

	"github.com/gainsay/gainsay/store/importer/shard"
	"github.com/spf13/cobra"
)

var _ = register(analyzeCommand)

func analyzeCommand() *cobra.Command {
	a := &analyzing{}
	c := &cobra.Command{
		Use:   "analyze SOURCE...",
		Short: "Analyse threads and print what was found, without a database",
		Long: `Analyse threads and print what was found, without a database.

SOURCE is a file, a folder or - for standard input. Compressed files and archives (gzip, bzip2, zstd,
zip, tar) are unpacked. The format is detected from the content; see 'gainsay formats'.

With --shard I/K only the threads of part I of K are analysed; which they are depends on nothing but
their ids. The parts together have the same analyses as the whole.

With --to FILE the output is written to FILE under a temporary name and renamed when it is whole.
FILE.part.json, beside it, says what it was made of; FILE.sketches is for 'gainsay merge'. A FILE
that an earlier run finished from the same sources is left alone.

Ctrl-C stops once the threads in progress are finished and prints how to resume; a second Ctrl-C
stops immediately.`,
		Example: "  gainsay analyze page.txt\n  gainsay analyze -o jsonl dump/ > found.jsonl\n" +
			"  gainsay analyze --shard 3/8 --to found-3-of-8.jsonl dump/",
		Args: needArgs(1, "SOURCE"),
	}
	a.flags(c)
	c.Flags().IntVar(&a.skip, "skip", 0, "skip the first `N` threads")
	c.Flags().StringVar(&a.shard, "shard", "", "analyse only the threads of part `I/K`, I from 1 to K")
	c.Flags().StringVar(&a.to, "to", "", "write to `FILE`, which appears when it is whole; .zst compresses it")
	c.Flags().BoolVar(&a.again, "again", false, "write FILE anew although an earlier run finished it")
	a.out.flags(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := a.check(); err != nil {
			return err
		}
		if a.to != "" {
			return a.toFile(args)
		}
		return a.print(args, nil)
	}
	return c
}

// analyzing is a run of the command analyze.
type analyzing struct {
	batch
	out   output
	shard string // --shard
	to    string // --to
	again bool
}

// check reports invalid flags.
func (a *analyzing) check() (err error) {
	if err := a.batch.check(); err != nil {
		return err
	}
	if a.shard != "" {
		if a.part, err = shard.ParsePart(a.shard); err != nil {
			return usagef("--shard %w", err)
		}
	}
	switch {
	case a.again && a.to == "":
		return usagef("--again needs --to")
	case a.skip > 0 && a.to != "":
		return usagef("--skip and --to exclude each other: a file appears only when it is whole")
	}
	return nil
}

// print analyses the sources and writes the output of the command. each is
// called with every thread that was analysed; it may be nil.
func (a *analyzing) print(sources []string, each func(*job) error) error {
	doc, err := a.out.begin(a.cmd)
	if err != nil {
		return err
	}
	read := a.run(a.cmd.Context(), sources, nil, func(j *job) error {
		if j.err != nil {
			return nil // already reported
		}
		if each != nil {
			if err := each(j); err != nil {
				return err
			}
		}
		return a.meter.Print(func() error { return doc.Each(j.analysis) })
	})
	if err := doc.End(); err != nil {
		return errors.Join(read, err)
	}
	resume := fmt.Sprintf("resume with --skip %d", a.done)
	if a.to != "" {
		resume = "nothing was written; run the same command again"
	}
	return a.end(read, resume)
}
