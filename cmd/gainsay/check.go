package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/store/importer/source"
	"github.com/spf13/cobra"
)

// checkTable is what was read from sources, a row for each file, in the order of
// reading. It contains no text of comments.
type checkTable struct {
	rows map[string]*checkRow
	keys []string
}

// checkRow is the totals of one file.
type checkRow struct {
	name, format                                 string
	threads, comments, parents                   int
	announced                                    *int
	stubs, missing, duplicates, undated, skipped int
	reason                                       string // first error, shown if nothing was read
}

// checkSources reads sources and prints a table of what was read. A file that
// cannot be read is a row of the table, not an error.
func checkSources(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usagef("formats --check needs a SOURCE")
	}
	t := &checkTable{rows: map[string]*checkRow{}}
	for _, arg := range args {
		src, err := source.Open(arg, c.InOrStdin(), source.Limits{})
		if err != nil {
			return err
		}
		for res, err := range importer.ReadSource(src, nil) {
			if cerr := c.Context().Err(); cerr != nil {
				return errors.Join(cerr, src.Close())
			}
			t.take(arg, res, err)
		}
		if err := src.Close(); err != nil {
			return err
		}
	}
	t.write(c.OutOrStdout())
	return nil
}

// take adds a result, or an error that names its file.
func (t *checkTable) take(arg string, res *importer.Result, err error) {
	var source *importer.SourceError
	var syntax *gainsay.SyntaxError
	switch {
	case err == nil:
		t.row(arg, res.Source).add(res)
	case errors.As(err, &source):
		t.row(arg, source.Name).fail(source.Err)
	case errors.As(err, &syntax) && !syntax.Remark:
		t.row(arg, syntax.Name).fail(errors.New(syntax.Msg))
	}
}

// row returns the row of a file, named relative to the folder arg.
func (t *checkTable) row(arg, name string) *checkRow {
	if rel, ok := strings.CutPrefix(name, strings.TrimRight(arg, "/")+"/"); ok {
		name = rel
	}
	r := t.rows[name]
	if r == nil {
		r = &checkRow{name: name}
		t.rows[name] = r
		t.keys = append(t.keys, name)
	}
	return r
}

func (r *checkRow) add(res *importer.Result) {
	r.format = res.Thread.Format
	r.threads++
	for _, c := range res.Thread.Comments {
		if c.Parent != "" {
			r.parents++
		}
	}
	rep := res.Report
	r.comments += rep.Kept - rep.MissingParents
	r.stubs += rep.Stubs
	r.missing += rep.MissingParents
	r.duplicates += rep.Duplicates
	r.undated += rep.Undated
	r.skipped += rep.Skipped
	if rep.Announced != nil {
		n := *rep.Announced
		if r.announced != nil {
			n += *r.announced
		}
		r.announced = &n
	}
}

func (r *checkRow) fail(err error) {
	if r.reason == "" {
		r.reason = err.Error()
	}
}

// write prints the table as Markdown.
func (t *checkTable) write(w io.Writer) {
	fmt.Fprintln(w, "| file | format | threads | comments | with parent | announced "+
		"| stubs | missing | duplicates | undated | skipped |")
	fmt.Fprintln(w, "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
	for _, k := range t.keys {
		r := t.rows[k]
		if r.threads == 0 {
			fmt.Fprintf(w, "| %s | refused: %s | | | | | | | | | |\n", cell(r.name), cell(r.reason))
			continue
		}
		announced := "–"
		if r.announced != nil {
			announced = fmt.Sprint(*r.announced)
		}
		fmt.Fprintf(w, "| %s | %s | %d | %d | %d | %s | %d | %d | %d | %d | %d |\n",
			cell(r.name), r.format, r.threads, r.comments, r.parents, announced,
			r.stubs, r.missing, r.duplicates, r.undated, r.skipped)
	}
}

// cell escapes text for a cell of a Markdown table.
func cell(s string) string {
	return strings.NewReplacer("|", "\\|", "\n", " ", "\r", " ").Replace(s)
}
