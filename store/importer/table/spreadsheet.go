package table

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/xmltree"
)

var _ = format.Register(&format.Format{
	Name: "spreadsheet",
	Doc: `a table of comments in a workbook of Excel (.xlsx) or LibreOffice (.ods)

Recognised by xl/workbook.xml, or by content.xml with a spreadsheet, in the archive that such a file is. Each sheet is read
as CSV would be; sheets without comments are named. Dates, times and texts of several formats are read as they are
shown; formulas by their last result. The older .xls is not read: save it as .xlsx or CSV. A workbook may have 256 MiB as CSV;
columns after the first 1024 are left out.`,
	From:      `exportcomments.com, survey tools, Excel, Google Sheets (Download, .xlsx), LibreOffice`,
	Ext:       []string{".xlsx", ".ods"},
	Claim:     claimSpreadsheet,
	ReadFiles: func(fsys fs.FS) iter.Seq2[*format.Found, error] { return readSpreadsheet(fsys, nil) },
})

// claimSpreadsheet claims all files of the archive that a workbook is.
func claimSpreadsheet(fsys fs.FS) []string {
	if input.Head(fsys, "xl/workbook.xml") == nil && !bytes.Contains(input.Head(fsys, "content.xml"), []byte("<office:spreadsheet")) {
		return nil
	}
	return input.All(fsys)
}

// sheet is a sheet of a workbook, written as CSV.
type sheet struct {
	name  string
	csv   bytes.Buffer
	rows  int
	width int    // cells of the longest row
	room  *space // of the workbook
}

// space is how many more bytes of a workbook may be held in memory.
type space struct{ left int }

// take takes bytes of the space. It returns an error if there are not so many.
func (s *space) take(bytes int) error {
	if s.left -= bytes; s.left < 0 {
		return record.Errorf(0, "the workbook is larger than %d bytes: save its sheets as CSV", maxWorkbook)
	}
	return nil
}

// maxWorkbook is how many bytes the sheets of a workbook may have as CSV, and the strings that they
// share; maxCells is how many cells a row may have.
const (
	maxWorkbook = 256 << 20
	maxCells    = 1024
)

// add adds a row. Empty cells at its end, and rows without any, are left out.
func (s *sheet) add(cells []string) error {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return nil
	}
	s.rows++
	s.width = max(s.width, len(cells))
	for i, c := range cells {
		if err := s.room.take(len(c) + len(`"",`)); err != nil {
			return err
		}
		if i > 0 {
			s.csv.WriteByte(',')
		}
		s.csv.WriteByte('"')
		s.csv.WriteString(strings.ReplaceAll(c, `"`, `""`))
		s.csv.WriteByte('"')
	}
	s.csv.WriteByte('\n')
	return nil
}

// readSpreadsheet reads the sheets of a workbook that look most like tables of comments. m are the
// columns given by the user; nil to guess.
func readSpreadsheet(fsys fs.FS, m Mapping) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		sheets, err := readSheets(fsys)
		if err != nil {
			yield(nil, err)
			return
		}
		sheets, left := likeliest(sheets, m)
		if len(left) > 0 && !yield(nil, record.Remark(0, "sheets left out: %s", listed(left))) {
			return
		}
		found := false
		var refusals []*gainsay.SyntaxError
		for _, s := range sheets {
			for f, err := range readTable(&squarer{csv: &s.csv, width: s.width}, &tableKind{mapping: m}) {
				se, syntax := err.(*gainsay.SyntaxError)
				if syntax {
					se.File = s.name
					if f == nil && !se.Remark && se.Skipped == 0 {
						refusals = append(refusals, se)
						continue
					}
				}
				found = found || f != nil
				if !yield(f, err) {
					return
				}
			}
		}
		for _, se := range refusals {
			se.Remark = found
			if !yield(nil, se) {
				return
			}
		}
		if len(sheets) == 0 {
			yield(nil, record.Errorf(0, "a workbook without a sheet that has rows"))
		}
	}
}

// likeliest returns the sheets that look most like tables of comments, and the names of the others.
// If the user names the columns, it is all sheets.
func likeliest(sheets []*sheet, m Mapping) (best []*sheet, left []string) {
	scores, most := make([]int, len(sheets)), 0
	for i, s := range sheets {
		scores[i] = s.sniff()
		most = max(most, scores[i])
	}
	for i, s := range sheets {
		if m != nil || scores[i] == most {
			best = append(best, s)
		} else {
			left = append(left, s.name)
		}
	}
	return best, left
}

// sniff returns how much a sheet looks like a table of comments, as sniffTable does.
func (s *sheet) sniff() int {
	head := make([]byte, input.SniffLen)
	n, _ := io.ReadFull(&squarer{csv: bytes.NewBuffer(s.csv.Bytes()), width: s.width}, head) // of memory
	return sniffTable(head[:n])
}

// readSheets returns the sheets of a workbook that have rows.
func readSheets(fsys fs.FS) ([]*sheet, error) {
	var sheets []*sheet
	var err error
	if input.Head(fsys, "xl/workbook.xml") != nil {
		sheets, err = excelSheets(fsys)
	} else {
		sheets, err = openSheets(fsys)
	}
	return slices.DeleteFunc(sheets, func(s *sheet) bool { return s.rows == 0 }), err
}

// squarer reads CSV with each row completed to a number of cells.
type squarer struct {
	csv   *bytes.Buffer
	width int
	rest  []byte
}

// Read reads completed rows.
func (q *squarer) Read(p []byte) (int, error) {
	if len(q.rest) == 0 {
		row := q.csv.Next(rowEnd(q.csv.Bytes()))
		if len(row) == 0 {
			return 0, io.EOF
		}
		cells := len(splitRow(string(row), ','))
		q.rest = slices.Concat(bytes.TrimSuffix(row, []byte("\n")), []byte(strings.Repeat(",", max(q.width-cells, 0))+"\n"))
	}
	n := copy(p, q.rest)
	q.rest = q.rest[n:]
	return n, nil
}

// rowEnd returns how many bytes the first row has.
func rowEnd(b []byte) int {
	quoted := false
	for i, c := range b {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\n' && !quoted:
			return i + 1
		}
	}
	return len(b)
}

// openSheets reads the sheets of an OpenDocument.
func openSheets(fsys fs.FS) ([]*sheet, error) {
	var out []*sheet
	room := &space{maxWorkbook}
	err := input.EachFile(fsys, func(name string, r io.Reader) error {
		if name != "content.xml" {
			return nil
		}
		x := xmltree.NewReader(r)
		for {
			start, err := x.Next("table", "table-row")
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return fmt.Errorf("read content.xml: %w", err)
			}
			if start.Name.Local == "table" {
				out = append(out, &sheet{name: fmt.Sprintf("sheet %d", len(out)+1), room: room})
				for _, a := range start.Attr {
					if a.Name.Local == "name" {
						out[len(out)-1].name = a.Value
					}
				}
				continue
			}
			row, err := x.Element(start)
			if err != nil {
				return fmt.Errorf("read content.xml: %w", err)
			}
			if len(out) > 0 {
				if err := out[len(out)-1].add(openRow(row)); err != nil {
					return err
				}
			}
		}
	})
	return out, err
}

// openRow returns the cells of a row.
func openRow(row *xmltree.Node) []string {
	var cells []string
	for _, c := range row.Kids {
		if c.Name != "table-cell" && c.Name != "covered-table-cell" {
			continue
		}
		n := 1
		_, _ = fmt.Sscanf(c.Attr("number-columns-repeated"), "%d", &n) // once if there is no number
		v := cmp.Or(c.Attr("date-value"), c.Attr("boolean-value"), c.Attr("value"))
		if t := c.Attr("value-type"); t == "string" || v == "" {
			var lines []string
			for _, p := range c.All("p") {
				lines = append(lines, xmltree.OpenText(p))
			}
			v = strings.Join(lines, "\n")
		}
		for ; n > 0 && len(cells) < maxCells; n-- {
			cells = append(cells, v)
		}
	}
	return cells
}

// inFolder returns a folder of an archive, if it is there.
func inFolder(fsys fs.FS, dir string, f func(name string, r io.Reader) error) error {
	sub, err := fs.Sub(fsys, dir)
	if err != nil {
		return fmt.Errorf("open %s: %w", dir, err)
	}
	return input.EachFile(sub, func(name string, r io.Reader) error { return f(path.Join(dir, name), r) })
}
