package table

import (
	"bufio"
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/record"
)

// oneColumn reports whether a head is a table of a single column rather than a
// page: its lines are not set apart by blank ones, and hardly any has only one
// or two words, such as the names on a page.
func oneColumn(head []byte) bool {
	_, _, rows, err := csvRows(bytes.NewReader(head), nil)
	if err != nil || bytes.Count(head, []byte("\n\n"))*10 > bytes.Count(head, []byte("\n")) {
		return false
	}
	n, short := 0, 0
	for row, err := range rows {
		if err != nil {
			return false
		}
		if n++; countWords(row.cells[0]) <= 2 {
			short++
		}
	}
	return n > 1 && short*4 <= n
}

// regular reports whether most rows of a head have as many cells as its header.
func regular(head []byte) bool {
	_, _, rows, err := csvRows(bytes.NewReader(head), nil)
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

// MayBe reports whether a head may be a table although another format claims it:
// its lines have as many cells as the first.
func MayBe(head []byte) bool {
	_, d := opening(string(head))
	return d != 0 && regular(head)
}

// csvColumns returns the columns in a head, nil if it is not a table.
func csvColumns(head []byte) []string {
	s := string(head)
	_, d := preamble(s, nil)
	if strings.HasPrefix(strings.TrimSpace(s), "<") && input.IsHTML(s) || strings.Count(s, "\x00")*100 > len(s) ||
		d == 0 && newName(s[:strings.IndexByte(s+"\n", '\n')]).rank("text") == 0 {
		return nil
	}
	_, names, _, err := csvRows(strings.NewReader(s), nil)
	if err != nil ||
		slices.ContainsFunc(names, func(n string) bool { return len(n) > 80 || strings.Contains(n, "\n") }) {
		return nil
	}
	return names
}

// sampleCSV describes the columns in a head, nil if it is not a table.
func sampleCSV(head []byte) *sample {
	names := csvColumns(head)
	if names == nil {
		return nil
	}
	s := newSample(names)
	_, _, rows, err := csvRows(bytes.NewReader(head), nil)
	if err != nil {
		return nil
	}
	for row, err := range rows {
		if err != nil {
			continue // the end of the head, or damage that is reported when the table is read
		}
		if s.add(rowCells(names, row.cells)); s.rows >= sampleRows {
			break
		}
	}
	return s
}

func rowCells(names, cells []string) map[string]string {
	out := make(map[string]string, len(names))
	for i, n := range names {
		out[n] = cells[i]
	}
	return out
}

// readCSV reads the rows of a table.
func (t *table) readCSV(br *bufio.Reader, head []byte) error {
	s := sampleCSV(head)
	c, names, rows, err := csvRows(br, t.mapping)
	if err != nil {
		return err
	}
	what := "a table of one column"
	if c.before > 0 {
		if err := t.yield.Report("", record.Remark(1, "lines before the header skipped: %d", c.before)); err != nil {
			return err
		}
	}
	if c.d != 0 {
		what = fmt.Sprintf("a table of %d columns between %s", len(names), delimiterNames[c.d])
	}
	if err := t.choose(s, names, what); err != nil {
		return err
	}
	if s != nil {
		t.order = s.get(t.columns["time"]).order()
	}
	use := t.columns.indexes(names)
	for row, err := range rows {
		if err == nil {
			err = t.csvRow(c, use, row)
		}
		if err := t.yield.Report("", err); err != nil {
			return err
		}
	}
	if c.nuls == 0 {
		return nil
	}
	return t.yield.Report("", record.Remark(c.firstAt, "zero bytes dropped: %d", c.nuls))
}

// csvRow adds a row. What is unusual about it is returned as a remark.
func (t *table) csvRow(c *csvReader, use []columnField, row csvRow) error {
	f := make(fields, len(use))
	for _, u := range use {
		u.put(f, row.cells[u.index])
	}
	f.word(t.columns)
	if err := t.add(tableRow{row.line, f}); err != nil {
		return err
	}
	if why := c.swallowed(row); why != "" {
		return record.Remark(row.line, "%s", why)
	}
	return nil
}

// columnField is a column of a table and the field it is mapped to.
type columnField struct {
	index  int
	field  string
	joined bool // its words follow those of the column before, instead of being an alternative
}

// put sets a field to a cell of the column, unless an alternative before it is not empty.
func (u columnField) put(f fields, cell string) {
	switch {
	case cell == "":
	case f[u.field] == "":
		f[u.field] = cell
	case u.joined:
		f[u.field] += " " + cell
	}
}

// indexes returns the mapped columns of a table; of alternatives the first
// comes first.
func (m Mapping) indexes(names []string) []columnField {
	var out []columnField
	for _, f := range append(MapFields(), parentType, rootField, answerTime) {
		c := m[f]
		if i := slices.Index(names, c); i >= 0 {
			out = append(out, columnField{index: i, field: f})
			continue
		}
		for _, part := range parts(c) {
			if i := slices.Index(names, part); i >= 0 {
				out = append(out, columnField{i, f, strings.Contains(c, "+")})
			}
		}
	}
	return out
}

var delimiterNames = map[byte]string{'\t': "tabs", ',': "commas", ';': "semicolons", '|': "vertical bars"}

// choose decides which column is which field, and reports it if it is a guess
// with what was found.
func (t *table) choose(s *sample, names []string, what string) error {
	if t.columns = t.mapping; t.columns != nil {
		if gone := t.columns.missing(names); len(gone) > 0 {
			return record.Errorf(1, "no column %s: the table has %s", strings.Join(gone, ", "),
				strings.Join(names, ", "))
		}
		t.take(t.columns)
		return nil
	}
	if s == nil {
		return record.Errorf(1, "no header with names of columns: name the column of the text with --map text=COLUMN")
	}
	g := s.guess()
	if g.Mapping["text"] == "" {
		return record.Errorf(1, "no column name suggests a text: %s; name the column with --map text=COLUMN",
			strings.Join(names, ", "))
	}
	t.columns = g.Mapping
	if g.tree {
		t.tableKind = &tableKind{parent: treeParent}
	}
	return t.report(what, g)
}
