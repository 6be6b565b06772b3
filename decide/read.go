package decide

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
)

// maxLine bounds a line of JSON, in bytes.
const maxLine = 16 << 20

// Record is a decision that was read, with its line.
type Record struct {
	gainsay.Decision
	Line int // 1-based
}

// Read reads records as WriteJSONL or WriteCSV writes them; which of them, it
// recognises by the first character. A record that cannot be read, or of which
// Check says that it is wrong, gives an error that names its line, and reading
// goes on. Other errors end it.
func Read(r io.Reader) iter.Seq2[Record, error] {
	in := bufio.NewReaderSize(r, 1<<16)
	if head, _ := in.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3) // buffered already
	}
	for {
		b, err := in.Peek(1)
		if err != nil || !strings.Contains(" \t\r\n", string(b)) {
			break
		}
		_, _ = in.ReadByte()
	}
	if b, _ := in.Peek(1); string(b) == "{" {
		return func(yield func(Record, error) bool) { readJSONL(in, yield) }
	}
	return func(yield func(Record, error) bool) { readCSV(in, yield) }
}

func lineError(line int, err error) error { return fmt.Errorf("line %d: %w", line, err) }

// give passes on a record or what is wrong with it.
func give(d gainsay.Decision, line int, err error, yield func(Record, error) bool) bool {
	if err == nil {
		err = Check(d)
	}
	if err != nil {
		return yield(Record{Line: line}, lineError(line, err))
	}
	d.Time = d.Time.UTC()
	return yield(Record{d, line}, nil)
}

func readJSONL(in io.Reader, yield func(Record, error) bool) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	line := 0
	for lines.Scan() {
		line++
		b := bytes.TrimSpace(lines.Bytes())
		if len(b) == 0 {
			continue
		}
		var d gainsay.Decision
		err := json.Unmarshal(b, &d)
		if !give(d, line, err, yield) {
			return
		}
	}
	if err := lines.Err(); err != nil {
		yield(Record{Line: line + 1}, lineError(line+1, err))
	}
}

func readCSV(in io.Reader, yield func(Record, error) bool) {
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return
	}
	if err == nil {
		err = checkHead(head)
	}
	if err != nil {
		yield(Record{Line: 1}, lineError(1, err))
		return
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		var syntax *csv.ParseError
		switch {
		case errors.As(err, &syntax):
			if !yield(Record{Line: syntax.StartLine}, lineError(syntax.StartLine, syntax.Err)) {
				return
			}
		case err != nil:
			yield(Record{}, err)
			return
		default:
			line, _ := r.FieldPos(0)
			d, err := fromRow(head, row)
			if !give(d, line, err, yield) {
				return
			}
		}
	}
}

// needed are the columns without which no record can be read.
var needed = []string{"thread", "comment", "tag", "exact", "verdict", "coder", "time"}

func checkHead(head []string) error {
	for _, n := range needed {
		if !slices.Contains(head, n) {
			return fmt.Errorf("neither JSON lines nor a table with a column %q", n)
		}
	}
	return nil
}

// row reads the cells of a record by the names of their columns, and keeps the
// first error.
type row struct {
	cells map[string]string
	err   error
}

func fromRow(head, values []string) (gainsay.Decision, error) {
	if len(values) != len(head) {
		return gainsay.Decision{}, fmt.Errorf("%d cells, the header has %d", len(values), len(head))
	}
	r := row{cells: map[string]string{}}
	for i, name := range head {
		r.cells[name] = unguard(values[i])
	}
	d := gainsay.Decision{
		ID: int64(r.number("id")), Thread: r.cells["thread"], Comment: r.cells["comment"], Mark: r.cells["mark"],
		Verdict: gainsay.Verdict(r.cells["verdict"]), Note: r.cells["note"], Coder: r.cells["coder"],
		Blind: r.flag("blind"), Settles: r.flag("settles"), Undoes: int64(r.number("undoes")),
		Rule: r.cells["rule"], Score: r.share("score"), Rules: r.cells["rules"],
	}
	m := r.mark("")
	d.Tag, d.Status, d.Target, d.Span, d.Quote = m.Tag, m.Status, m.Target, m.Span, m.Quote
	if r.cells["change_tag"] != "" {
		m = r.mark("change_")
		d.Change = &m
	}
	t, err := parseTime(r.cells["time"])
	r.fail("time", err)
	d.Time = t
	return d, r.err
}

func (r *row) mark(prefix string) gainsay.Change {
	cell := func(name string) string { return r.cells[prefix+name] }
	return gainsay.Change{
		Tag: gainsay.Tag(cell("tag")), Status: gainsay.Status(cell("status")), Target: cell("target"),
		Span:  gainsay.Span{Start: r.number(prefix + "start"), End: r.number(prefix + "end")},
		Quote: gainsay.Quote{Exact: cell("exact"), Prefix: cell("prefix"), Suffix: cell("suffix")},
	}
}

func (r *row) fail(name string, err error) {
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("column %s: %w", name, err)
	}
}

func (r *row) number(name string) int {
	if r.cells[name] == "" {
		return 0
	}
	n, err := strconv.Atoi(r.cells[name])
	r.fail(name, err)
	return n
}

func (r *row) share(name string) float64 {
	if r.cells[name] == "" {
		return 0
	}
	f, err := strconv.ParseFloat(r.cells[name], 64)
	r.fail(name, err)
	return f
}

func (r *row) flag(name string) bool {
	switch strings.ToLower(r.cells[name]) {
	case "", "0", "false", "no":
		return false
	case "1", "true", "yes":
		return true
	}
	r.fail(name, fmt.Errorf("%q is not 1, 0 or empty", r.cells[name]))
	return false
}
