package table

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/record"
)

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
// that does not begin with one has no special meaning. Without a delimiter the
// record is one cell.
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

// cutCell splits off the first cell of a record. Between tabs a quotation mark
// at the start of a cell is a letter unless the cell ends with one.
func cutCell(s string, d byte) (cell, rest string, more bool) {
	if !strings.HasPrefix(s, `"`) {
		return cutByte(s, d)
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == d && d == '\t':
			return cutByte(s, d)
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
	if d == '\t' {
		return cutByte(s, d)
	}
	return b.String(), "", false
}

func cutByte(s string, d byte) (string, string, bool) {
	i := strings.IndexByte(s, d)
	if i < 0 || d == 0 {
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
		case open && d == '\t' && c == d:
			open = false // the quotation mark was a letter
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
	d       byte // 0 for a table of one column
	n       int  // lines read
	columns int  // of the header; 0 before it is read
	pending []csvLine
	retries int
	before  int // lines before the header that are not blank
	nuls    int // zero bytes dropped
	firstAt int // line of the first of them
	err     error
}

type csvLine struct {
	text []byte
	n    int
}

// csvRow is a row of a table.
type csvRow struct {
	line  int
	cells []string
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
	if n := bytes.Count(text, []byte{0}); n > 0 {
		if c.nuls == 0 {
			c.firstAt = c.n
		}
		c.nuls += n
		text = bytes.ReplaceAll(text, []byte{0}, nil)
	}
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
		lines, open := c.join(first)
		if open && c.d == '\t' {
			c.pending = append(lines[1:], c.pending...)
			lines = lines[:1] // the quotation mark is a letter
		} else if open {
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

// join returns the lines of the record that begins with a line, and whether a
// quotation mark is still open at its end.
func (c *csvReader) join(first csvLine) ([]csvLine, bool) {
	lines, size := []csvLine{first}, len(first.text)
	open := quoteOpen(first.text, c.d, false) && c.retries < maxRetry
	for open && size <= maxRow {
		l, ok := c.next()
		if !ok {
			break
		}
		lines, size = append(lines, l), size+len(l.text)
		if c.d == '\t' && bytes.Count(l.text, []byte{c.d}) >= c.columns-1 && c.columns > 1 {
			return lines, true // a whole row
		}
		open = quoteOpen(l.text, c.d, true)
	}
	return lines, open
}

// csvRows returns the reader of a table, the columns and the rows. m is the
// mapping given, nil to guess. A row with more or fewer cells than the header has columns is damaged. If the first row
// has no names, the columns are numbered.
func csvRows(r io.Reader, m Mapping) (*csvReader, []string, iter.Seq2[csvRow, error], error) {
	c := &csvReader{r: bufio.NewReaderSize(r, input.SniffLen)}
	head, err := c.header(m)
	if err != nil {
		return nil, nil, nil, err
	}
	c.columns = len(head)
	return c, head, func(yield func(csvRow, error) bool) {
		for {
			rec, line, err := c.record()
			if err != nil {
				var se *gainsay.SyntaxError
				if errors.As(err, &se) {
					if !yield(csvRow{}, err) {
						return
					}
					continue
				}
				if !errors.Is(err, io.EOF) {
					yield(csvRow{}, fmt.Errorf("read line %d: %w", c.n, err))
				}
				return
			}
			row, err := newRow(len(head), splitRow(rec, c.d), line)
			if !yield(row, err) {
				return
			}
		}
	}, nil
}

// header reads the names of the columns. If the first row has no names, the
// columns are numbered. What precedes it is skipped.
func (c *csvReader) header(m Mapping) ([]string, error) {
	first, _ := c.r.Peek(input.SniffLen) // an error occurs again at the next read
	lines, d := preamble(string(first), m)
	c.d = d
	for range lines {
		if l, _ := c.next(); len(bytes.TrimSpace(l.text)) > 0 {
			c.before++
		}
	}
	rec, line, err := c.record()
	if err != nil {
		return nil, record.Errorf(line, "read header: %v", err)
	}
	head := splitRow(rec, c.d)
	if isData(head) {
		c.pending = append([]csvLine{{[]byte(rec), line}}, c.pending...)
		head = make([]string, len(head))
	}
	return uniqueNames(head), nil
}

// isData reports whether the first row of a table is not a header: no cell is a
// name of a field, but one is a time, and one has several words.
func isData(cells []string) bool {
	dated, long := false, false
	for _, cell := range cells {
		n := newName(strings.TrimSpace(cell))
		for field := range fieldNames {
			if n.rank(field) > 0 {
				return false
			}
		}
		dated = dated || len(cell) >= 8 && isTime(cell)
		long = long || countWords(cell) >= 4 && !isTime(cell)
	}
	return len(cells) >= 3 && dated && long
}

func newRow(columns int, cells []string, line int) (csvRow, error) {
	for len(cells) > columns && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) != columns {
		return csvRow{}, record.Skipped(line, "read row: %d cells, where the header has %d columns",
			len(cells), columns)
	}
	return csvRow{line, cells}, nil
}

// maxCell is how many bytes of a cell are usual.
const maxCell = 64 << 10

// swallowed returns what is unusual about a row: a cell that is very long, or
// that holds lines that look like rows, as after a quotation mark that should
// not begin a cell; "" for nothing.
func (c *csvReader) swallowed(row csvRow) string {
	for _, cell := range row.cells {
		if len(cell) > maxCell {
			return fmt.Sprintf("a cell of %d bytes: a quotation mark may be wrong here", len(cell))
		}
		if c.columns < 3 || strings.Count(cell, "\n") < 2 {
			continue
		}
		rows := 0
		for l := range strings.Lines(cell) {
			first, _, _ := strings.Cut(l, string(c.d))
			if strings.Count(l, string(c.d)) >= c.columns-1 && !strings.Contains(strings.TrimSpace(first), " ") {
				rows++
			}
		}
		if rows >= 2 {
			return fmt.Sprintf("a cell holds %d lines that look like rows: a quotation mark may be wrong here", rows)
		}
	}
	return ""
}
