package exporter

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/gainsay/gainsay/internal/parquetfile"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// CopiesTable is the name of the table of comments that are nearly the same as a
// comment of an earlier thread. A merge of tables writes it; it is no format, since no
// thread alone says what is in it.
const CopiesTable = "parquet-copies"

// Copy is a row of CopiesTable.
type Copy struct {
	Format  string   `parquet:"format,dict"`
	Thread  string   `parquet:"thread_id,dict"`
	Comment string   `parquet:"comment_id"`
	CopyOf  []string `parquet:"copy_of,list"` // "<format>:<thread>/<comment>" of a few, the closest first
}

// tableSchemas are the schemas of the Parquet tables by the names of their formats.
var tableSchemas = map[string]*parquet.Schema{
	"parquet":             parquet.SchemaOf(assertionRow{}),
	"parquet-comments":    parquet.SchemaOf(commentRow{}),
	"parquet-annotations": parquet.SchemaOf(annotationRow{}),
	"parquet-relations":   parquet.SchemaOf(relationRow{}),
	CopiesTable:           parquet.SchemaOf(Copy{}),
}

// TableReader reads a Parquet table that a format of this package wrote.
type TableReader struct {
	Name string // of the format

	data    io.ReaderAt
	file    *parquet.File
	columns map[string]int
}

// OpenTable opens a Parquet table and finds out which format wrote it. Another table is
// an error.
func OpenTable(r io.ReaderAt, size int64) (t *TableReader, err error) {
	var f *parquet.File
	err = parquetfile.Guard(func() (err error) {
		f, err = parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
		return err
	})
	if err != nil {
		return nil, damagedTable(err)
	}
	for name, schema := range tableSchemas {
		if parquet.EqualNodes(schema, f.Schema()) {
			return &TableReader{Name: name, data: r, file: f, columns: columnsOf(schema)}, nil
		}
	}
	return nil, errors.New("has other columns than the Parquet tables of this version")
}

func damagedTable(err error) error { return fmt.Errorf("the Parquet file is damaged: %w", err) }

// columnsOf returns the indexes of the columns by their names.
func columnsOf(s *parquet.Schema) map[string]int {
	out := map[string]int{}
	for _, path := range s.Columns() {
		if leaf, ok := s.Lookup(path...); ok {
			out[path[0]] = int(leaf.ColumnIndex)
		}
	}
	return out
}

// TableRow is a row of a table. It is valid until the next one is read.
type TableRow struct {
	values  parquet.Row
	columns map[string]int
}

// Text returns the value of a column of texts without lists, "" for null.
func (r TableRow) Text(column string) string {
	at := r.columns[column]
	for _, v := range r.values {
		if v.Column() == at {
			if v.IsNull() {
				return ""
			}
			return string(v.ByteArray())
		}
	}
	return ""
}

// Append appends the row in a form that TableWriter.Put reads: the number of
// values, and of each its column, its levels of repetition and of definition, its kind
// plus 1, or 0 for null, and the length of its bytes with the bytes.
func (r TableRow) Append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(r.values)))
	for _, v := range r.values {
		b = binary.AppendUvarint(b, uint64(v.Column()))
		b = append(b, byte(v.RepetitionLevel()), byte(v.DefinitionLevel()))
		if v.IsNull() {
			b = append(b, 0)
			continue
		}
		b = append(b, byte(v.Kind())+1)
		raw := v.Bytes()
		b = append(binary.AppendUvarint(b, uint64(len(raw))), raw...)
	}
	return b
}

// Each passes the rows in their order.
func (t *TableReader) Each(f func(TableRow) error) (err error) {
	// The library reads memory by addresses that it computes from the file.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	rows := make([]parquet.Row, batchRows)
	var r *parquet.GenericReader[any]
	err = parquetfile.Guard(t.examine)
	if err == nil {
		err = parquetfile.Guard(func() error { r = parquet.NewGenericReader[any](t.file); return nil })
	}
	if err != nil {
		return damagedTable(err)
	}
	defer r.Close()
	for {
		var n int
		var end error
		if err := parquetfile.Guard(func() error { n, end = r.ReadRows(rows); return nil }); err != nil {
			return damagedTable(err)
		}
		for _, row := range rows[:n] {
			if err := f(TableRow{row, t.columns}); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(end, io.EOF):
			return nil
		case end != nil:
			return fmt.Errorf("read Parquet: %w", end)
		}
	}
}

// examine looks for damage that the library would stumble over, in all pages.
func (t *TableReader) examine() error {
	for _, g := range t.file.Metadata().RowGroups {
		for i, path := range t.file.Schema().Columns() {
			leaf, ok := t.file.Schema().Lookup(path...)
			if !ok || i >= len(g.Columns) {
				return errors.New("a row group has no column " + strings.Join(path, "."))
			}
			m := &g.Columns[i].MetaData
			c, err := parquetfile.NewColumn(t.data, m, leaf, strings.Join(path, "."), nil)
			for more := true; more && err == nil; {
				more, err = c.Next()
			}
			if err != nil {
				return fmt.Errorf("column %s: %w", strings.Join(path, "."), err)
			}
		}
	}
	return nil
}

// TableWriter writes a Parquet table row by row, as its format does.
type TableWriter struct {
	w     *parquet.GenericWriter[any]
	batch []parquet.Row
	group int // rows of the row group
	size  int // bytes of the row group
}

// NewTableWriter begins a table of a format.
func NewTableWriter(name string, w io.Writer) *TableWriter {
	return &TableWriter{w: parquet.NewGenericWriter[any](w, tableSchemas[name],
		parquet.CreatedBy("gainsay", "1", ""),
		parquet.Compression(&zstd.Codec{Level: zstd.SpeedFastest}))}
}

// Put adds the rows that TableRow.Append appended.
func (w *TableWriter) Put(rows []byte) error {
	for len(rows) > 0 {
		row, rest, err := readRow(rows)
		if err != nil {
			return err
		}
		if err := w.put(row, len(rows)-len(rest)); err != nil {
			return err
		}
		rows = rest
	}
	return nil
}

// PutCopy adds a row of CopiesTable.
func (w *TableWriter) PutCopy(c Copy) error {
	return w.put(tableSchemas[CopiesTable].Deconstruct(nil, c), 0)
}

func (w *TableWriter) put(row parquet.Row, size int) error {
	w.batch = append(w.batch, row)
	w.size += size
	w.group++
	full := w.group >= groupRows || w.size >= groupBytes
	if !full && len(w.batch) < batchRows {
		return nil
	}
	if err := w.write(); err != nil || !full {
		return err
	}
	w.group, w.size = 0, 0
	return w.w.Flush()
}

func (w *TableWriter) write() error {
	_, err := w.w.WriteRows(w.batch)
	clear(w.batch)
	w.batch = w.batch[:0]
	return err
}

// Close ends the table. It does not close the underlying writer.
func (w *TableWriter) Close() error { return errors.Join(w.write(), w.w.Close()) }

// errRow says that bytes are not what TableRow.Append appended.
var errRow = errors.New("a row of a temporary file is damaged")

// readRow reads a row, and returns what comes after it.
func readRow(b []byte) (row parquet.Row, rest []byte, err error) {
	next := func() uint64 {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			b, err = nil, errRow
			return 0
		}
		b = b[n:]
		return v
	}
	n := next()
	row = make(parquet.Row, 0, min(n, 1<<10))
	for range n {
		column := next()
		if len(b) < 3 {
			return nil, nil, errRow
		}
		repetition, definition, kind := b[0], b[1], b[2]
		b = b[3:]
		v := parquet.NullValue()
		if kind > 0 {
			size := next()
			if size > uint64(len(b)) {
				return nil, nil, errRow
			}
			v = parquet.Kind(kind - 1).Value(b[:size:size])
			b = b[size:]
		}
		row = append(row, v.Level(int(repetition), int(definition), int(column)))
	}
	return row, b, err
}
