package main

import (
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/store/importer/source"
	"github.com/spf13/cobra"
)

var _ = register(analyzeCommand)

func analyzeCommand() *cobra.Command {
	var format, output string
	c := &cobra.Command{
		Use:   "analyze SOURCE...",
		Short: "Analyse threads and print what was found, without a database",
		Long: `Analyse threads and print what was found, without a database.

SOURCE is a file, a folder or - for standard input. Compressed files and archives (gzip, zstd,
zip, tar) are read as what is in them. The format is sniffed from the content; see 'gainsay formats'.`,
		Example: "  gainsay analyze page.txt\n  gainsay analyze -o jsonl dump/ > found.jsonl",
		Args:    needArgs(1, "SOURCE"),
	}
	c.Flags().StringVarP(&format, "format", "f", "", "input format (default: sniffed)")
	outputFlag(c, &output)
	var limits source.Limits
	maxSizeFlag(c, &limits)
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := knownFormat(format); err != nil {
			return err
		}
		out, err := begin(c, output)
		if err != nil {
			return err
		}
		r := &reader{cmd: c, format: format, limits: limits}
		read := r.each(args, func(source string, res *importer.Result) error {
			a, err := r.analyze(source, res, nil)
			if err != nil {
				return err
			}
			return out.Each(a)
		})
		if err := out.End(); err != nil {
			return err
		}
		return read
	}
	return c
}

func knownFormat(name string) error {
	if name == "" {
		return nil
	}
	if _, err := importer.Find(name); err != nil {
		return usageError{err}
	}
	return nil
}
