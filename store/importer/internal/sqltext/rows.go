// Package sqltext reads the rows of tables from dumps of databases as SQL, in the notations of
// MySQL, PostgreSQL, SQLite and SQL Server.
package sqltext

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/record"
)

// Row is a row of a table.
type Row struct {
	Line    int
	Table   string
	Columns []string
	Cells   []*string // nil for NULL
}

// Rows yields the rows that the statements INSERT, REPLACE and COPY of a dump contain, with the
// columns that they or CREATE TABLE name. A row that does not fit its columns is a
// *gainsay.SyntaxError.
func Rows(r io.Reader) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		d := &dump{lexer: lexer{r: bufio.NewReaderSize(r, 64<<10), line: 1}, columns: map[string][]string{}, yield: yield}
		head, _ := d.r.Peek(64 << 10) // an error occurs again at the next read
		d.escape = strings.Contains(string(head), "`") || mysql(head)
		for {
			more, err := d.statement()
			if err != nil && !errors.Is(err, errStop) {
				yield(Row{}, record.Errorf(d.line, "read SQL: %v", err))
			}
			if err != nil || !more {
				return
			}
		}
	}
}

func mysql(head []byte) bool {
	s := string(head[:min(len(head), 500)])
	return strings.Contains(s, "MySQL") || strings.Contains(s, "MariaDB") || strings.Contains(s, "phpMyAdmin")
}

var errStop = errors.New("stopped")

// dump reads the statements of a dump.
type dump struct {
	lexer
	columns map[string][]string // of tables, by CREATE TABLE
	depth   int                 // of brackets that are open in a row
	yield   func(Row, error) bool
}

// statement reads a statement, and reports whether there was one.
func (d *dump) statement() (bool, error) {
	t, err := d.next()
	if err != nil || t.kind == end {
		return false, err
	}
	switch {
	case t.is("INSERT"), t.is("REPLACE"):
		return true, d.insert()
	case t.is("CREATE"):
		return true, d.create()
	case t.is("COPY"):
		return true, d.copy()
	}
	d.unread(t)
	return true, d.skip()
}

// skip reads up to the end of a statement, which is a line with GO in SQL Server.
func (d *dump) skip() error {
	for {
		if t, err := d.next(); err != nil || t.kind == end || t.is(";") || t.is("GO") {
			return err
		}
	}
}

// table reads the name of a table, without that of its schema, and the token after it.
func (d *dump) table() (string, token, error) {
	table := ""
	for {
		t, err := d.next()
		switch {
		case err != nil || t.kind == end || t.is("("):
			return table, t, err
		case t.kind == symbol && t.text != ".":
			return table, t, nil
		case t.kind == name:
			table = t.text
		case t.is("INTO"), t.is("IGNORE"), t.is("IF"), t.is("NOT"), t.is("EXISTS"), t.is("ONLY"), t.is("OR"), t.is("REPLACE"), t.is("LOW_PRIORITY"), t.is("."):
		case table != "":
			return table, t, nil
		default:
			table = t.text[strings.LastIndexByte(t.text, '.')+1:]
		}
	}
}

// insert reads INSERT after its first word.
func (d *dump) insert() error {
	table, t, err := d.table()
	if err != nil {
		return err
	}
	columns := d.columns[table]
	if t.is("(") {
		if columns, err = d.names(); err != nil {
			return err
		}
		if t, err = d.next(); err != nil {
			return err
		}
	}
	if !t.is("VALUES") && !t.is("VALUE") {
		d.unread(t)
		return d.skip()
	}
	for {
		t, err := d.next()
		switch {
		case err != nil || t.kind == end || t.is(";"):
			return err
		case t.is("ON"), t.is("RETURNING"), t.is("AS"): // what to do with rows that are there already
			return d.skip()
		case t.is("INSERT"), t.is("CREATE"), t.is("GO"): // SQL Server ends statements with lines
			d.unread(t)
			return nil
		case !t.is("("):
			continue
		}
		line := d.line
		cells, err := d.cells()
		if err != nil {
			return err
		}
		if err := d.row(Row{line, table, columns, cells}); err != nil {
			return err
		}
	}
}

// row yields a row.
func (d *dump) row(r Row) error {
	ok := false
	switch {
	case len(r.Columns) == 0:
		ok = d.yield(Row{}, record.Skipped(r.Line, "a row of table %s, whose columns nothing names", r.Table))
	case len(r.Columns) != len(r.Cells):
		ok = d.yield(Row{}, record.Skipped(r.Line, "a row of table %s: %d cells for %d columns", r.Table, len(r.Cells), len(r.Columns)))
	default:
		ok = d.yield(r, nil)
	}
	if !ok {
		return errStop
	}
	return nil
}

// names reads the names of columns up to a closing bracket.
func (d *dump) names() ([]string, error) {
	var out []string
	for {
		t, err := d.next()
		switch {
		case err != nil || t.kind == end || t.is(")"):
			return out, err
		case t.kind != symbol:
			out = append(out, t.text)
		}
	}
}

// maxDepth is how deeply brackets may be nested in a row.
const maxDepth = 100

// cells reads the values of a row up to its closing bracket.
func (d *dump) cells() ([]*string, error) {
	if d.depth++; d.depth > maxDepth {
		return nil, fmt.Errorf("brackets are nested more than %d deep", maxDepth)
	}
	defer func() { d.depth-- }()
	var out []*string
	for {
		v, t, err := d.value()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
		if t.kind == end || t.is(")") {
			return out, nil
		}
	}
}

// value reads a value and the comma or bracket that ends it.
func (d *dump) value() (*string, token, error) {
	var v *string
	for {
		t, err := d.next()
		switch {
		case err != nil || t.kind == end || t.is(",") || t.is(")"):
			return v, t, err
		case t.kind == str, t.kind == name:
			v = &t.text
		case t.is("("):
			args, err := d.cells()
			if err != nil {
				return nil, t, err
			}
			v = call(v, args)
		case t.kind == word && v == nil && !t.is("NULL"):
			v = &t.text
		}
	}
}

// call returns the value of a function: replace, char and unistr as SQLite's dumps use
// them, of others the first argument.
func call(f *string, args []*string) *string {
	if len(args) == 0 {
		return nil
	}
	if f == nil || args[0] == nil {
		return args[0]
	}
	switch v := *args[0]; strings.ToLower(*f) {
	case "replace":
		if len(args) == 3 && args[1] != nil && args[2] != nil {
			v = strings.ReplaceAll(v, *args[1], *args[2])
		}
		return &v
	case "char":
		n, err := strconv.Atoi(v)
		if err == nil {
			v = string(rune(n))
		}
		return &v
	case "unistr":
		v = unicodeEscapes(v)
		return &v
	}
	return args[0]
}

// notColumns are the words that begin what is not a column in CREATE TABLE.
var notColumns = strings.Fields("PRIMARY KEY UNIQUE CONSTRAINT INDEX FULLTEXT SPATIAL CHECK FOREIGN EXCLUDE LIKE PERIOD")

// create reads the names of columns in CREATE TABLE, after its first word.
func (d *dump) create() error {
	t, err := d.next()
	for err == nil && (t.is("TEMPORARY") || t.is("UNLOGGED")) {
		t, err = d.next()
	}
	if err != nil || !t.is("TABLE") {
		d.unread(t)
		return d.skipAfter(err)
	}
	table, t, err := d.table()
	if err != nil || !t.is("(") {
		d.unread(t)
		return d.skipAfter(err)
	}
	var columns []string
	begin := true
	for depth := 1; depth > 0; {
		t, err := d.next()
		if err != nil || t.kind == end {
			return err
		}
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case begin && depth == 1 && (t.kind == name || !slices.Contains(notColumns, strings.ToUpper(t.text))):
			columns = append(columns, t.text)
		}
		begin = t.is(",") && depth == 1
	}
	d.columns[table] = columns
	return d.skip()
}

// skipAfter skips the rest of a statement, unless reading failed.
func (d *dump) skipAfter(err error) error {
	if err != nil {
		return err
	}
	return d.skip()
}

// copy reads COPY after its first word: rows as lines with cells between tabs.
func (d *dump) copy() error {
	table, t, err := d.table()
	if err != nil {
		return err
	}
	columns := d.columns[table]
	if t.is("(") {
		if columns, err = d.names(); err != nil {
			return err
		}
	}
	if err := d.skip(); err != nil {
		return err
	}
	for first := true; ; first = false {
		text, err := input.ReadLine(d.r)
		if len(text) == 0 {
			return ignoreEOF(err)
		}
		line := strings.TrimRight(string(text), "\r\n")
		d.line++
		switch {
		case line == `\.`:
			return nil
		case first && line == "":
			continue // after the statement
		}
		var cells []*string
		for c := range strings.SplitSeq(line, "\t") {
			cells = append(cells, copied(c))
		}
		if err := d.row(Row{d.line - 1, table, columns, cells}); err != nil {
			return err
		}
	}
}

// copied returns the value of a cell of COPY.
func copied(c string) *string {
	if c == `\N` {
		return nil
	}
	if strings.Contains(c, `\`) {
		var b strings.Builder
		for i := 0; i < len(c); i++ {
			if c[i] == '\\' && i+1 < len(c) {
				i++
				b.WriteString(unescaped(c[i]))
				continue
			}
			b.WriteByte(c[i])
		}
		c = b.String()
	}
	return &c
}
