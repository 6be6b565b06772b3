// Package table reads tables of comments: CSV, TSV and streams of JSON objects.
package table

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "table",
	Doc: `any table of comments: CSV, TSV, NDJSON or an array of JSON objects

Recognised by a header or keys that name a text and two of id, parent, thread, author and time. The
columns are guessed from their names, or from their cells if the header has only numbers, and are
reported; --map text=body,parent=parent_id,... sets them. A table with a thread column may have any
number of threads and any size; without one it is one thread. Rows with more or fewer cells than the
header are skipped. Texts with tags are read as HTML or BBCode. Without a parent column it is
unknown who answers whom.`,
	Ext:   []string{".csv", ".tsv", ".ndjson", ".jsonl", ".json"},
	Sniff: sniffTable,
	Read:  func(r io.Reader) iter.Seq2[*format.Found, error] { return readTable(r, &tableKind{}) },
})

// Mapped returns a format that reads any table with the given columns.
func Mapped(m Mapping) *format.Format {
	return &format.Format{
		Name: "table",
		Doc:  "a table of comments with given columns",
		Read: func(r io.Reader) iter.Seq2[*format.Found, error] {
			return readTable(r, &tableKind{mapping: m})
		},
	}
}

// tableKind is what is known about a table before it is read.
type tableKind struct {
	mapping Mapping                // nil to guess
	refs    bool                   // ">>1234" in a text names the comment it answers
	parent  func(id string) string // derives a parent from an id; nil to use the column
}

func sniffTable(head []byte) int {
	columns := tableColumns(head)
	if guessMapping(columns).enough() {
		return 40
	}
	if !keypath.IsJSON(head) && bareHeader(columns) {
		if m := guessCells(head); m.enough() {
			return 15
		}
	}
	if !keypath.IsJSON(head) && len(columns) > 2 && regular(head) {
		return 12 // a table with unknown columns, which Read reports
	}
	return 0
}

// regular reports whether most rows of a head have as many cells as its header.
func regular(head []byte) bool {
	_, rows, err := csvRows(bytes.NewReader(head))
	if err != nil {
		return false
	}
	good, bad := 0, 0
	for _, err := range rows {
		if err != nil {
			bad++
		} else {
			good++
		}
	}
	return good >= 2 && good > 4*bad
}

// tableColumns returns the columns in a head, nil if it is not a table.
func tableColumns(head []byte) []string {
	if keypath.IsJSON(head) {
		if !record.ByLine(head) && bytes.TrimSpace(head)[0] != '[' {
			return nil // a single object is not a table
		}
		return jsonColumns(head)
	}
	s := string(head)
	d := headDelimiter(s)
	if d == 0 || input.IsHTML(s) || strings.ContainsRune(s, 0) {
		return nil
	}
	names, _, err := csvRows(strings.NewReader(s))
	if err != nil ||
		slices.ContainsFunc(names, func(n string) bool { return len(n) > 80 || strings.Contains(n, "\n") }) {
		return nil
	}
	return names
}

// jsonColumns returns the paths of the keys in a stream of objects, one a line
// (damaged ones do not count) or in an array.
func jsonColumns(head []byte) []string {
	seen := map[string]string{}
	if record.ByLine(head) {
		for line := range bytes.Lines(head) {
			_ = flattenRow(
				seen,
				"",
				line,
				0,
			) // the end of the head, or damage that is reported when the table is read
		}
		return slices.Sorted(maps.Keys(seen))
	}
	var out []string
	for p := range keypath.Of(head) {
		if c := strings.TrimPrefix(p, "[]."); c != "" && !strings.Contains(c, "[]") &&
			strings.Count(c, ".") <= flatDepth {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}

// table is a table that is being read.
type table struct {
	*tableKind
	columns Mapping
	sorter  *extsort.Sorter
	yield   thread.Sink
}

// readTable reads a table. Rows without a thread column form one thread; others
// are grouped by thread with an external sort.
func readTable(r io.Reader, k *tableKind) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		br := bufio.NewReaderSize(r, input.SniffLen)
		head, _ := br.Peek(input.SniffLen) // an error occurs again at the next read
		t := &table{tableKind: k, sorter: extsort.New(), yield: yield}
		defer t.sorter.Close()
		columns := tableColumns(head)
		rows := jsonRows(br)
		if !keypath.IsJSON(head) {
			var err error
			if columns, rows, err = csvRows(br); err != nil {
				yield(nil, err)
				return
			}
		}
		if err := t.choose(head, columns); err != nil {
			t.yield.End(err)
			return
		}
		t.read(rows)
	}
}

// choose decides which column is which field.
func (t *table) choose(head []byte, columns []string) error {
	if t.columns = t.mapping; t.columns != nil {
		if gone := t.columns.missing(columns); len(gone) > 0 && !keypath.IsJSON(head) {
			return record.Errorf(
				1,
				"no column %s: the table has %s",
				strings.Join(gone, ", "),
				strings.Join(columns, ", "),
			)
		}
		return nil
	}
	t.columns = guessMapping(columns)
	if !t.columns.enough() && bareHeader(columns) {
		t.columns = guessCells(head)
	}
	if t.columns["text"] == "" {
		return record.Errorf(1, "no column name suggests a text: %s; name the column with --map text=COLUMN", strings.Join(columns, ", "))
	}
	guessed := record.Remark(0, "columns guessed as --map %s; use --map to change them", t.columns)
	return t.yield.Report("", guessed)
}

// get returns the cell of a row for a field.
func (t *table) get(row tableRow, field string) string {
	if c := t.columns[field]; c != "" {
		return row.cells[c]
	}
	return ""
}

// read reads all rows and yields the threads.
func (t *table) read(rows iter.Seq2[tableRow, error]) {
	one := newTableThread(t, "")
	for row, err := range rows {
		if err != nil {
			if !t.yield(nil, err) || !record.IsSyntax(err) {
				return
			}
			continue
		}
		if _, ok := row.cells[t.columns["text"]]; !ok {
			if !t.yield(nil, record.Skipped(row.line, "row without %q", t.columns["text"])) {
				return
			}
			continue
		}
		if t.columns["thread"] == "" {
			one.add(row)
			continue
		}
		if err := t.put(row); err != nil {
			t.yield(nil, err)
			return
		}
	}
	if t.columns["thread"] == "" {
		one.yield(t.yield)
		return
	}
	t.threads()
}

// put adds a row to the external sort, by its thread.
func (t *table) put(row tableRow) error {
	b, err := json.Marshal(row.cells)
	if err != nil {
		return fmt.Errorf("keep row: %w", err)
	}
	return t.sorter.Put(scalar.ParseID(t.get(row, "thread")), "", row.line, b)
}

func (t *table) threads() {
	for group, err := range t.sorter.Groups() {
		if err != nil {
			t.yield(nil, err)
			return
		}
		th := newTableThread(t, group[0].Key)
		for _, g := range group {
			row := tableRow{line: g.Line}
			if err := json.Unmarshal(g.Raw, &row.cells); err != nil {
				t.yield(nil, fmt.Errorf("read temporary file: %w", err))
				return
			}
			th.add(row)
		}
		if !th.yield(t.yield) {
			return
		}
	}
}
