package exporter_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/exporter"
	"github.com/parquet-go/parquet-go"
)

// parquetText prints the schema and the values of a Parquet file, one a line.
func parquetText(t *testing.T, s string) string {
	t.Helper()
	f, err := parquet.OpenFile(strings.NewReader(s), int64(len(s)))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	fmt.Fprintln(&out, f.Schema())
	columns := f.Schema().Columns()
	r := parquet.NewReader(f)
	defer r.Close()
	rows := make([]parquet.Row, 1)
	for {
		n, err := r.ReadRows(rows)
		if n == 1 {
			out.WriteString("-- row\n")
			for _, v := range rows[0] {
				fmt.Fprintf(&out, "%s: %v\n", columns[v.Column()][0], v)
			}
		}
		if err == io.EOF {
			return out.String()
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// many repeats the comments of an analysis until there are n of them.
func many(n int) *gainsay.Analysis {
	a := rich()
	var all []*gainsay.Comment
	for i := range n {
		c := *a.Thread.Comments[i%len(a.Thread.Comments)]
		c.ID = fmt.Sprint("c", i)
		c.Parent = ""
		if i > 0 {
			c.Parent, c.ParentBy = fmt.Sprint("c", i/2), gainsay.BySource
		}
		c.Text = fmt.Sprintf("%s This is comment %d, which says a few words more about the bridge.", c.Text, i)
		all = append(all, &c)
	}
	a.Thread.Comments = all
	return a
}

// TestParquetGroups writes more rows than a row group has.
func TestParquetGroups(t *testing.T) {
	s := write(t, exporter.Lookup("parquet-comments"), exporter.Options{}, many(120_000))
	f, err := parquet.OpenFile(strings.NewReader(s), int64(len(s)))
	if err != nil {
		t.Fatal(err)
	}
	if f.NumRows() != 120_000 || len(f.RowGroups()) != 3 {
		t.Errorf("%d rows in %d row groups", f.NumRows(), len(f.RowGroups()))
	}
	rows, err := parquet.Read[struct {
		ID string `parquet:"comment_id"`
	}](strings.NewReader(s), int64(len(s)))
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		if want := fmt.Sprint("c", i); r.ID != want {
			t.Fatalf("row %d is %s, want %s", i, r.ID, want)
		}
	}
}

// TestParquetEmpty: a table without rows is a table.
func TestParquetEmpty(t *testing.T) {
	for _, name := range []string{"parquet", "parquet-annotations", "parquet-comments", "parquet-relations"} {
		s := write(t, exporter.Lookup(name), exporter.Options{})
		f, err := parquet.OpenFile(strings.NewReader(s), int64(len(s)))
		if err != nil || f.NumRows() != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// BenchmarkParquet writes comments; rows/s is the rate on one core.
func BenchmarkParquet(b *testing.B) {
	a, f := many(100_000), exporter.Lookup("parquet-comments")
	rows := 0
	for b.Loop() {
		if err := f.Write(io.Discard, a); err != nil {
			b.Fatal(err)
		}
		rows += len(a.Thread.Comments)
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// TestParquetNulls writes runs of comments with parents and without: an optional column
// is null exactly where there is no value.
func TestParquetNulls(t *testing.T) {
	a := many(300)
	want := map[string]bool{}
	for i, c := range a.Thread.Comments {
		if i%64 != 2 && i%64 != 3 { // after as many values as there are nulls before them, the library went wrong
			c.Parent, c.Author, c.Time = "", "", time.Time{}
		}
		want[c.ID] = c.Parent == ""
	}
	s := write(t, exporter.Lookup("parquet-comments"), exporter.Options{}, a)
	rows, err := parquet.Read[struct {
		ID     string     `parquet:"comment_id"`
		Parent *string    `parquet:"parent_id,optional"`
		Author *string    `parquet:"author,optional"`
		Time   *time.Time `parquet:"time,optional,timestamp(microsecond)"`
	}](strings.NewReader(s), int64(len(s)))
	if err != nil || len(rows) != 300 {
		t.Fatal(len(rows), err)
	}
	for _, r := range rows {
		none := want[r.ID]
		if (r.Parent == nil) != none || none && (r.Author != nil || r.Time != nil) {
			t.Errorf("comment %s, without a parent %v: %+v", r.ID, none, r)
		}
	}
}
