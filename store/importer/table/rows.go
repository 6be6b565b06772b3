package table

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

// tableRow is a row of a table: its cells by column.
type tableRow struct {
	line  int
	cells map[string]string
}

// delimiter guesses the delimiter of a header line, 0 if there is none.
func delimiter(line string) byte {
	best, n := byte(0), 0
	for _, d := range []byte{'\t', ',', ';', '|'} {
		if c := len(splitRow(line, d)); c > n && c > 1 {
			best, n = d, c
		}
	}
	return best
}

// splitRow splits a whole record into cells. A quotation mark inside a cell
// that does not begin with one has no special meaning.
func splitRow(s string, d byte) []string {
	var out []string
	s = strings.TrimRight(s, "\r\n")
	for {
		cell, rest, more := cutCell(s, d)
		out = append(out, cell)
		if !more {
			return out
		}
		s = rest
	}
}

// cutCell splits off the first cell of a record.
func cutCell(s string, d byte) (cell, rest string, more bool) {
	if !strings.HasPrefix(s, `"`) {
		return cutByte(s, d)
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] != '"':
			b.WriteByte(s[i])
		case i+1 < len(s) && s[i+1] == '"':
			b.WriteByte('"')
			i++
		case i+1 == len(s):
			return b.String(), "", false
		case s[i+1] == d:
			return b.String(), s[i+2:], true
		default:
			b.WriteByte('"')
		}
	}
	return b.String(), "", false
}

func cutByte(s string, d byte) (string, string, bool) {
	i := strings.IndexByte(s, d)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// quoteOpen reports whether a record continues in the next line. open says
// whether it was within quotation marks before this line.
func quoteOpen(line []byte, d byte, open bool) bool {
	begin := !open
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case open && c == '"' && i+1 < len(line) && line[i+1] == '"':
			i++
		case open && c == '"' &&
			(i+1 == len(line) || line[i+1] == d || line[i+1] == '\n' || line[i+1] == '\r'):
			open = false
		case !open && c == '"' && begin:
			open = true
		}
		begin = !open && c == d
	}
	return open
}

// If a quotation mark is not closed, only the first line of the record is lost.
const (
	maxRow   = 1 << 20 // most bytes of a record
	maxRetry = 64      // after so many damaged records, every line is a record
)

// csvReader reads the records of a table.
type csvReader struct {
	r       *bufio.Reader
	d       byte
	n       int // lines read
	pending []csvLine
	retries int
	err     error
}

type csvLine struct {
	text []byte
	n    int
}

func (c *csvReader) next() (csvLine, bool) {
	if len(c.pending) > 0 {
		l := c.pending[0]
		c.pending = c.pending[1:]
		return l, true
	}
	if c.err != nil {
		return csvLine{}, false
	}
	text, err := input.ReadLine(c.r)
	c.err = err
	c.n++
	return csvLine{text, c.n}, len(text) > 0
}

// record returns the next record that is not blank and its first line, or an
// error for a damaged record. The last error is io.EOF.
func (c *csvReader) record() (string, int, error) {
	for {
		first, ok := c.next()
		if !ok {
			return "", 0, c.err
		}
		if len(bytes.TrimSpace(first.text)) == 0 {
			continue
		}
		lines, size := []csvLine{first}, len(first.text)
		open := quoteOpen(first.text, c.d, false) && c.retries < maxRetry
		for open && size <= maxRow {
			l, ok := c.next()
			if !ok {
				break
			}
			lines, size = append(lines, l), size+len(l.text)
			open = quoteOpen(l.text, c.d, true)
		}
		if open {
			c.retries++
			c.pending = append(lines[1:], c.pending...)
			return "", first.n, record.Skipped(first.n, "read row: a quotation mark is not closed")
		}
		var b strings.Builder
		for _, l := range lines {
			b.Write(l.text)
		}
		return b.String(), first.n, nil
	}
}

// csvRows returns the columns and the rows of a table. A row with more or fewer
// cells than the header has columns is damaged. If the header is one cell
// shorter than all rows, its first column, the row number, has no name.
func csvRows(r io.Reader) ([]string, iter.Seq2[tableRow, error], error) {
	c := &csvReader{r: bufio.NewReaderSize(r, input.SniffLen)}
	head, err := c.header()
	if err != nil {
		return nil, nil, err
	}
	return head, func(yield func(tableRow, error) bool) {
		for {
			rec, line, err := c.record()
			if err != nil {
				var se *gainsay.SyntaxError
				if errors.As(err, &se) {
					if !yield(tableRow{}, err) {
						return
					}
					continue
				}
				if !errors.Is(err, io.EOF) {
					yield(tableRow{}, fmt.Errorf("read line %d: %w", c.n, err))
				}
				return
			}
			row, err := newRow(head, splitRow(rec, c.d), line)
			if !yield(row, err) {
				return
			}
		}
	}, nil
}

// header reads the names of the columns. If the first row has no names, the
// columns are numbered.
func (c *csvReader) header() ([]string, error) {
	first, _ := c.r.Peek(input.SniffLen) // an error occurs again at the next read
	c.d = headDelimiter(string(first))
	rec, line, err := c.record()
	if err == nil && strings.HasPrefix(strings.ToLower(rec), "sep=") {
		rec, line, err = c.record()
	}
	if err != nil {
		return nil, record.Errorf(line, "read header: %v", err)
	}
	head := splitRow(rec, c.d)
	for i := range head {
		if head[i] = strings.TrimSpace(head[i]); head[i] == "" {
			head[i] = fmt.Sprintf("column%d", i+1)
		}
	}
	return head, nil
}

// headDelimiter guesses the delimiter from the head of a table.
func headDelimiter(head string) byte {
	line, rest, _ := strings.Cut(head, "\n")
	if s, ok := strings.CutPrefix(strings.TrimSpace(line), "sep="); ok && len(s) == 1 {
		return s[0]
	}
	if strings.TrimSpace(line) == "" && rest != "" {
		return headDelimiter(rest)
	}
	return delimiter(line)
}

func newRow(head, cells []string, line int) (tableRow, error) {
	for len(cells) > len(head) && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) != len(head) {
		return tableRow{}, record.Skipped(
			line,
			"read row: %d cells, where the header has %d columns",
			len(cells),
			len(head),
		)
	}
	row := tableRow{line, make(map[string]string, len(head))}
	for i, h := range head {
		row.cells[h] = cells[i]
	}
	return row, nil
}

// jsonRows yields the objects of a stream as rows.
func jsonRows(r io.Reader) iter.Seq2[tableRow, error] {
	return func(yield func(tableRow, error) bool) {
		for v, err := range record.Values(r) {
			row := tableRow{line: v.Line}
			if err == nil {
				row.cells, err = flatObject(v)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func flatObject(v record.Value) (map[string]string, error) {
	out := map[string]string{}
	if err := flattenRow(out, "", v.Raw, 0); err != nil {
		return nil, record.Skipped(v.Line, "read record: %v", err)
	}
	return out, nil
}

// flatDepth is how many levels of keys of a record are read.
const flatDepth = 4

// flattenRow puts the scalars of an object into out by their paths.
func flattenRow(out map[string]string, prefix string, raw json.RawMessage, depth int) error {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(raw, &m); err != nil {
		return err
	}
	for k, v := range m {
		switch {
		case v[0] == '{' && depth < flatDepth:
			if err := flattenRow(out, prefix+k+".", v, depth+1); err != nil {
				return err
			}
		case v[0] == '{' || v[0] == '[':
		default:
			var s scalar.Text
			if err := json.Unmarshal(v, &s); err != nil {
				return err
			}
			out[prefix+k] = string(s)
		}
	}
	return nil
}
