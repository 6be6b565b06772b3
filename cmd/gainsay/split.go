package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/store/importer/shard"
	"github.com/gainsay/gainsay/store/importer/source"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var _ = register(splitCommand)

func splitCommand() *cobra.Command {
	s := &splitting{}
	var by string
	c := &cobra.Command{
		Use:   "split SOURCE... DIR",
		Short: "Divide sources into parts by thread, for several machines",
		Long: `Divide sources into parts by thread, for several machines.

This writes the parts part-0001-of-K.jsonl.zst, ... to DIR, and manifest.json with their counts and
hashes. Only its id determines which part a thread goes to, as in 'gainsay analyze --shard'; comments
of one thread that are in different files come together. Memory does not grow with the sources; DIR
needs twice the disk space of the compressed sources.

If a run was stopped, run the same command again: it continues after the last file of a dump that was
read completely, or with the next part. Sources that are not dumps are read again from the start.

'gainsay analyze DIR/part-...' analyses a part as the sources would have been; choose --encoder on or
off, since auto goes by the size of the part.`,
		Example: "  gainsay split -n 64 RC_2024-*.zst RS_2024-*.zst parts\n" +
			"  gainsay analyze --encoder off --to out/0001.jsonl parts/part-0001-of-0064.jsonl.zst",
		Args: needArgs(2, "SOURCE and DIR"),
	}
	c.Flags().StringVar(&by, "by", "thread", "what stays together; thread is the only choice")
	c.Flags().IntVarP(&s.parts, "parts", "n", 0, "number of parts")
	c.Flags().StringVarP(&s.format, "format", "f", "", "input format (default: detected)")
	c.Flags().StringVar(&s.columns, "map", "", "columns of a table: text=COLUMN,parent=COLUMN,...")
	limitFlags(c, &s.limits)
	c.RunE = func(c *cobra.Command, args []string) error {
		s.cmd = c
		if by != "thread" {
			return usagef("--by %s: must be thread", by)
		}
		if _, err := shard.ParsePart(fmt.Sprintf("1/%d", s.parts)); err != nil {
			return usagef("-n %d: must be from 1 to 100000", s.parts)
		}
		return s.run(c.Context(), args[:len(args)-1], args[len(args)-1])
	}
	return c
}

// splitting is a run of the command split.
type splitting struct {
	cmd     *cobra.Command
	parts   int
	format  string
	columns string
	limits  source.Limits
	reader  *reader
	out     *shard.Split
}

func (s *splitting) run(ctx context.Context, sources []string, dir string) (err error) {
	only, err := chosenFormat(s.format, s.columns)
	if err != nil {
		return err
	}
	s.reader = &reader{cmd: s.cmd, format: s.format, columns: s.columns, limits: s.limits}
	names, state, err := fingerprint(sources, s.format+"\n"+s.columns)
	if err != nil {
		return err
	}
	names = cmp.Or(names, strings.Join(sources, "\n"))
	if s.out, err = shard.Open(dir, s.parts, names, state, buildVersion().Gainsay); err != nil {
		return err
	}
	m := s.out.Manifest()
	switch {
	case s.out.Finished():
		fmt.Fprintf(s.cmd.ErrOrStderr(), "gainsay: %s is finished\n", dir)
		return s.summary()
	case len(m.Units) > 0:
		fmt.Fprintf(s.cmd.ErrOrStderr(), "gainsay: going on after %s read and %s written\n",
			view.Counted(len(m.Units), "file"), view.Counted(len(m.Parts), "part"))
	}
	if len(m.Parts) == 0 {
		if err := s.read(ctx, sources, only); err != nil {
			return err
		}
	}
	if err := s.out.WriteParts(ctx, s.build, s.reader.note); err != nil {
		return stopped(ctx, err)
	}
	return s.summary()
}

// stopped turns the end of ctx into errStopped.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return errStopped
	}
	return err
}

// summary prints what the parts hold.
func (s *splitting) summary() error {
	m := s.out.Manifest()
	fmt.Fprintf(s.cmd.OutOrStdout(), "%s, %s in %s", view.Counted(m.Threads, "thread"), view.Counted(m.Comments, "comment"),
		view.Counted(len(m.Parts), "part"))
	if m.Skipped > 0 {
		fmt.Fprintf(s.cmd.OutOrStdout(), "; %s could not be read", view.Counted(m.Skipped, "record"))
	}
	fmt.Fprintln(s.cmd.OutOrStdout())
	if m.Skipped > 0 || s.reader.failed() {
		return errInput
	}
	return nil
}

// read passes the sources to their buckets: the files of dumps one by one, then
// everything else.
func (s *splitting) read(ctx context.Context, sources []string, only *importer.Format) error {
	dumps, rest, err := s.sortOut(sources, only)
	if err != nil {
		return err
	}
	short := shortNames(dumps)
	for i, d := range dumps {
		if s.out.Done(d.path) {
			continue
		}
		if err := s.dump(ctx, d, short[i]); err != nil {
			return stopped(ctx, err)
		}
		if err := s.out.EndUnit(d.path); err != nil {
			return err
		}
	}
	unit := strings.Join(rest, "\n")
	if len(rest) == 0 || s.out.Done(unit) {
		return nil
	}
	err = s.reader.each(rest, func(_ string, r *importer.Result) error {
		s.out.Skip(r.Report.Skipped)
		return s.out.PutThread(r.Thread, r.Report)
	})
	if err != nil && !errors.Is(err, errInput) {
		return stopped(ctx, err)
	}
	return s.out.EndUnit(unit)
}

// dumpFile is a file of a dump whose threads are scattered over files.
type dumpFile struct {
	path   string
	format *importer.Format
}

// sortOut returns the files of dumps, also of folders that hold nothing else,
// and the other sources.
func (s *splitting) sortOut(sources []string, only *importer.Format) (dumps []dumpFile, rest []string, err error) {
	for _, src := range sources {
		files, err := visibleFiles(src)
		if err != nil {
			return nil, nil, err
		}
		var found []dumpFile
		for _, f := range files {
			if d := s.dumpFormat(f, only); d != nil {
				found = append(found, dumpFile{f, d})
			}
		}
		if len(found) == 0 || len(found) < len(files) {
			rest = append(rest, src)
			continue
		}
		dumps = append(dumps, found...)
	}
	return dumps, rest, nil
}

// visibleFiles lists the files of a source without hidden ones; none if it is
// neither a file nor a folder.
func visibleFiles(src string) (files []string, err error) {
	if src == "-" || !lasting(src) {
		return nil, nil
	}
	err = filepath.WalkDir(src, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case p != src && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case !d.IsDir():
			files = append(files, p)
		}
		return nil
	})
	return files, err
}

// dumpFormat returns the format of a file of a dump, nil for other files.
func (s *splitting) dumpFormat(path string, only *importer.Format) *importer.Format {
	f := only
	if f == nil {
		src, err := source.Open(path, nil, s.limits)
		if err != nil {
			return nil // reported when it is read
		}
		defer src.Close()
		if src.Stream == nil {
			return nil
		}
		head, _ := bufio.NewReaderSize(src.Stream, 1<<16).Peek(1 << 16)
		if f, err = importer.Sniff(head); err != nil {
			return nil
		}
	}
	if f.Records == nil {
		return nil
	}
	return f
}

// shortNames names files in problems as source.Group does; a single file has
// no name.
func shortNames(dumps []dumpFile) []string {
	if len(dumps) == 1 {
		return []string{""}
	}
	var out []string
	for _, d := range dumps {
		base := filepath.Base(d.path)
		name := base
		for n := 2; slices.Contains(out, name); n++ {
			name = fmt.Sprintf("%d-%s", n, base)
		}
		out = append(out, name)
	}
	return out
}

// dump passes on the records of a file.
func (s *splitting) dump(ctx context.Context, d dumpFile, short string) error {
	src, err := source.Open(d.path, nil, s.limits)
	if err != nil {
		return err
	}
	defer src.Close()
	put := func(id, file string, line int, raw []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return s.out.PutRecord(d.format.Name, id, file, line, raw)
	}
	err = importer.ReadRecords(short, d.format, src.Stream, put, func(err error) error {
		var se *gainsay.SyntaxError
		if !errors.As(err, &se) {
			return err
		}
		se.Name = cmp.Or(se.Name, d.path)
		se.File = ""
		s.out.Skip(se.Skipped)
		s.reader.note(err)
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", d.path, err)
	}
	return nil
}

// build makes the threads of the records of a dump.
func (s *splitting) build(format string, records *extsort.Sorter, put shard.PutThread, note func(error)) error {
	f, err := importer.Find(format)
	if err != nil {
		return err
	}
	for r, err := range importer.ReadThreads(format, f, records, s.limits) {
		if err != nil {
			var se *gainsay.SyntaxError
			if !errors.As(err, &se) {
				return err
			}
			if !se.Remark {
				note(err)
			}
			continue
		}
		if err := put(r.Thread, r.Report); err != nil {
			return err
		}
	}
	return nil
}
