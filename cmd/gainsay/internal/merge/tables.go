package merge

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/part"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/usage"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/exporter"
	"github.com/gainsay/gainsay/store/merge"
	"github.com/gainsay/gainsay/view"
)

// parquetMagic begins a Parquet file.
const parquetMagic = "PAR1"

// mergedTables are the names of the files that a merge of Parquet tables writes, by
// the formats of the tables.
var mergedTables = []struct{ format, file string }{
	{"parquet", "assertions.parquet"},
	{"parquet-comments", "comments.parquet"},
	{"parquet-annotations", "annotations.parquet"},
	{"parquet-relations", "relations.parquet"},
}

const copiesFile = "copies.parquet"

// tableOf returns the format of a Parquet table.
func tableOf(path string) (string, error) {
	t, closed, err := openTable(path)
	if err != nil {
		return "", err
	}
	return t.Name, closed()
}

func openTable(path string) (t *exporter.TableReader, closed func() error, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil {
		t, err = exporter.OpenTable(f, info.Size())
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	return t, f.Close, nil
}

// tables merges Parquet tables, one kind after the other, into files of the folder --to.
func (m *Merge) tables(ctx context.Context) error {
	if err := m.checkTables(); err != nil {
		return err
	}
	if err := os.MkdirAll(m.To, 0o777); err != nil {
		return err
	}
	var said []string
	for _, kind := range mergedTables {
		t := tableMerge{Merge: m, format: kind.format, inputs: m.ofTable(kind.format)}
		if len(t.inputs) == 0 {
			continue
		}
		if err := t.run(ctx, filepath.Join(m.To, kind.file)); err != nil {
			return err
		}
		said = append(said, fmt.Sprintf("%s: %s from %s", kind.file, view.Counted(t.rows, "row"), view.Counted(len(t.inputs), "table")))
	}
	fmt.Fprintf(m.Log, "gainsay: %s\n", strings.Join(said, "; "))
	return m.copies(ctx)
}

// ofTable returns the inputs that are tables of a format.
func (m *Merge) ofTable(format string) []input {
	return slices.DeleteFunc(slices.Clone(m.inputs), func(in input) bool { return in.table != format })
}

// checkTables checks that the inputs are tables that can be merged, and their parts.
func (m *Merge) checkTables() error {
	for _, in := range m.inputs {
		if in.table == "" {
			return usage.Errorf("%s is no Parquet table: merge tables on their own", in.path)
		}
	}
	if m.DB != "" || m.To == "" || strings.HasSuffix(m.To, ".jsonl") || strings.HasSuffix(m.To, ".zst") {
		return usage.Errorf("Parquet tables lack the rules and spans of reasons, quotations, the article and the report of the import, " +
			"so only tables can be made of them: --to FOLDER. For jsonl or a database merge jsonl outputs; " +
			"'gainsay import' reads a table of comments and analyses them anew")
	}
	for _, kind := range mergedTables {
		inputs := m.ofTable(kind.format)
		if err := m.checkParts(inputs, kind.file+": "); err != nil {
			return err
		}
		for _, in := range inputs {
			if sameFile(in.path, filepath.Join(m.To, kind.file)) {
				return usage.Errorf("%s would be overwritten: choose another folder", in.path)
			}
		}
	}
	return nil
}

func sameFile(a, b string) bool {
	one, err1 := os.Stat(a)
	other, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(one, other)
}

// tableMerge merges the tables of one kind.
type tableMerge struct {
	*Merge
	format string
	inputs []input
	rows   int
}

func (t *tableMerge) run(ctx context.Context, to string) (err error) {
	work, err := newWork(false, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, work.close()) }()
	s, err := work.addSpool()
	if err != nil {
		return err
	}
	for i, in := range t.inputs {
		if err := t.take(ctx, work, s, i); err != nil {
			return fmt.Errorf("%s: %w", in.path, err)
		}
	}
	if err := s.w.Flush(); err != nil {
		return err
	}
	return writeTable(to, t.info(), t.format, func(w *exporter.TableWriter, info *part.Info) error {
		return t.write(ctx, work, w, info)
	})
}

// info is what stands beside the result.
func (t *tableMerge) info() part.Info {
	info := part.Info{Format: t.format}
	var paths []string
	for _, in := range t.inputs {
		paths = append(paths, in.path)
		if in.info != nil {
			info.Version, info.Veiled = in.info.Version, info.Veiled || in.info.Veiled
			info.Comments += in.info.Comments
		}
	}
	info.Sources = strings.Join(paths, "\n")
	return info
}

// writeTable writes a table with what stands beside it under temporary names.
func writeTable(to string, info part.Info, format string, rows func(*exporter.TableWriter, *part.Info) error) error {
	w, err := part.NewWriter(to, false)
	if err != nil {
		return err
	}
	defer w.Discard()
	table := exporter.NewTableWriter(format, w.Out)
	if err := rows(table, &info); err != nil {
		return err
	}
	if err := table.Close(); err != nil {
		return err
	}
	return w.Finish(info)
}

// maxBlock is how many bytes of rows of one thread are kept together, in bytes.
const maxBlock = 1 << 20

// take passes the rows of a table to the spool, those of a thread together.
func (t *tableMerge) take(ctx context.Context, work *work, s *spool, input int) error {
	in := t.inputs[input]
	if err := checkHash(in); err != nil {
		return err
	}
	table, closed, err := openTable(in.path)
	if err != nil {
		return err
	}
	key, blocks := "", 0
	var block []byte
	flush := func() error {
		if len(block) == 0 {
			return nil
		}
		blocks++
		err := work.put(s, key, place{input: input, line: blocks}, nil, block)
		block = block[:0]
		return err
	}
	err = table.Each(func(r exporter.TableRow) error {
		t.rows++
		k := r.Text("thread_id") + "\x00" + r.Text("format")
		if k != key || len(block) > maxBlock {
			if err := cmp.Or(flush(), ctx.Err()); err != nil {
				return err
			}
			key = k
		}
		block = r.Append(block)
		return nil
	})
	return errors.Join(cmp.Or(err, flush()), closed())
}

// checkHash checks that a file is as it was written.
func checkHash(in input) error {
	if in.info == nil {
		return nil
	}
	f, err := os.Open(in.path)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != in.info.SHA256 {
		return fmt.Errorf("is damaged: its SHA-256 is %s, not %s", got, in.info.SHA256)
	}
	return nil
}

// write writes the rows in the order of the ids of their threads.
func (t *tableMerge) write(ctx context.Context, work *work, w *exporter.TableWriter, info *part.Info) error {
	return eachThreadRows(ctx, work, func(key string, places []place) error {
		info.Threads++
		for _, p := range places {
			if p.input != places[0].input {
				return fmt.Errorf("thread %s is in %s and in %s: tables do not say which rows are the later ones",
					threadName(key), t.inputs[places[0].input].path, t.inputs[p.input].path)
			}
			rows, err := work.load(&p)
			if err != nil {
				return err
			}
			if err := w.Put(rows.line); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachThreadRows passes the places of the rows of each thread.
func eachThreadRows(ctx context.Context, work *work, f func(key string, places []place) error) error {
	for group, err := range work.sorter.Groups() {
		if err = cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		var places []place
		for _, g := range group {
			p, err := readPlace(g.Raw)
			if err != nil {
				return err
			}
			places = append(places, p)
		}
		if err := f(group[0].Key, places); err != nil {
			return err
		}
	}
	return nil
}

// copies finds the comments of the merged table that are nearly the same as one of an
// earlier thread, and writes them as a table.
func (m *Merge) copies(ctx context.Context) (err error) {
	why := ""
	comments := m.ofTable("parquet-comments")
	switch {
	case m.NoCampaigns:
		return nil
	case len(comments) == 0:
		why = "there is no table of comments"
	case slices.ContainsFunc(comments, func(in input) bool { return in.info != nil && in.info.Veiled }):
		why = "a table of comments has no names or texts"
	}
	if why != "" {
		fmt.Fprintf(m.Log, "gainsay: copies in other threads are not looked for: %s\n", why)
		return nil
	}
	near, err := merge.NewNear(nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, near.Close()) }()
	if err := addSketches(ctx, near, filepath.Join(m.To, "comments.parquet")); err != nil {
		return err
	}
	found := 0
	err = writeTable(filepath.Join(m.To, copiesFile), part.Info{Format: exporter.CopiesTable, Sources: "comments.parquet"},
		exporter.CopiesTable, func(w *exporter.TableWriter, info *part.Info) error {
			for h, err := range near.Hits(ctx) {
				if err != nil {
					return err
				}
				info.Threads++
				for _, c := range h.Comments {
					found++
					format, thread, _ := strings.Cut(c.Thread, ":")
					if err := w.PutCopy(exporter.Copy{Format: format, Thread: thread, Comment: c.Comment, CopyOf: c.Near}); err != nil {
						return err
					}
				}
			}
			return nil
		})
	if err == nil {
		fmt.Fprintf(m.Log, "gainsay: %s: %s nearly the same as one in an earlier thread; the marks are those of each part\n",
			copiesFile, view.Counted(found, "comment"))
	}
	return err
}

// addSketches adds the sketches of a table of comments whose threads are in order.
func addSketches(ctx context.Context, near *merge.Near, path string) error {
	table, closed, err := openTable(path)
	if err != nil {
		return err
	}
	threads, key := 0, ""
	var comments []merge.Sketched
	flush := func() error {
		if len(comments) == 0 {
			return nil
		}
		threads++
		err := near.Add(threads, merge.Pack(key, comments))
		comments = comments[:0]
		return cmp.Or(err, ctx.Err())
	}
	err = table.Each(func(r exporter.TableRow) error {
		if k := store.Key(r.Text("format"), r.Text("thread_id")); k != key {
			if err := flush(); err != nil {
				return err
			}
			key = k
		}
		comments = append(comments, merge.Sketched{ID: r.Text("comment_id"), Sketch: text.SignText(r.Text("text")), Asked: true})
		return nil
	})
	return errors.Join(cmp.Or(err, flush()), closed())
}

// threadName is the key of a thread in a merge for a message.
func threadName(key string) string { return strings.ReplaceAll(key, "\x00", " of ") }
