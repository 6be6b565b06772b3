package table

import (
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/xmltree"
)

// excel is a workbook of Excel (ECMA-376, part 1, chapter 18).
type excel struct {
	shared []string // strings that cells name by their number
	dates  []bool   // by the number of a style: a cell is a date
	from   time.Time
	names  []string // of the sheets
}

// excelSheets reads the sheets of a workbook.
func excelSheets(fsys fs.FS) ([]*sheet, error) {
	e := &excel{from: time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)}
	room := &space{maxWorkbook}
	err := inFolder(fsys, "xl", func(name string, r io.Reader) error {
		switch strings.ToLower(name) {
		case "xl/workbook.xml":
			return e.workbook(r)
		case "xl/sharedstrings.xml":
			return elements(r, func(n *xmltree.Node) error {
				text := excelText(n)
				e.shared = append(e.shared, text)
				return room.take(len(text) + 16) // and a string's header
			}, "si")
		case "xl/styles.xml":
			return e.styles(r)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out []*sheet
	err = inFolder(fsys, "xl/worksheets", func(name string, r io.Reader) error {
		n := 0
		if _, err := fmt.Sscanf(strings.ToLower(name), "xl/worksheets/sheet%d.xml", &n); err != nil {
			return nil // relations of a sheet
		}
		s := &sheet{name: fmt.Sprintf("sheet %d", n), room: room}
		if n > 0 && n <= len(e.names) {
			s.name = e.names[n-1]
		}
		out = append(out, s)
		return elements(r, func(row *xmltree.Node) error { return s.add(e.row(row)) }, "row")
	})
	return out, err
}

// elements passes the elements with one of the names to f.
func elements(r io.Reader, f func(*xmltree.Node) error, names ...string) error {
	x := xmltree.NewReader(r)
	for {
		start, err := x.Next(names...)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read workbook: %w", err)
		}
		n, err := x.Element(start)
		if err != nil {
			return fmt.Errorf("read workbook: %w", err)
		}
		if err := f(n); err != nil {
			return err
		}
	}
}

// workbook reads the names of the sheets and the day from which dates count.
func (e *excel) workbook(r io.Reader) error {
	return elements(r, func(n *xmltree.Node) error {
		if n.Name == "sheet" {
			e.names = append(e.names, n.Attr("name"))
		} else if v := n.Attr("date1904"); v == "1" || v == "true" {
			e.from = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		return nil
	}, "sheet", "workbookPr")
}

// styles finds the styles that show dates.
func (e *excel) styles(r io.Reader) error {
	formats := map[string]bool{}
	for _, id := range []int{14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47} {
		formats[strconv.Itoa(id)] = true
	}
	return elements(r, func(n *xmltree.Node) error {
		for _, k := range n.Kids {
			if k.Name == "numFmt" {
				formats[k.Attr("numFmtId")] = dateFormat(k.Attr("formatCode"))
			} else if k.Name == "xf" {
				e.dates = append(e.dates, formats[k.Attr("numFmtId")])
			}
		}
		return nil
	}, "numFmts", "cellXfs")
}

// literal matches the parts of a format that stand for themselves, and colours.
var literal = lazy.Regexp(`"[^"]*"|\\.|\[[^\]]*\]`)

// dateFormat reports whether a format of numbers shows a date or a time.
func dateFormat(code string) bool {
	return strings.ContainsAny(strings.ToLower(literal().ReplaceAllString(code, "")), "ymdh")
}

// row returns the cells of a row, each at its column.
func (e *excel) row(row *xmltree.Node) []string {
	var cells []string
	for _, c := range row.All("c") {
		at := len(cells)
		if ref := column26(c.Attr("r")); ref >= 0 {
			at = ref
		}
		if at >= maxCells {
			continue
		}
		cells = append(cells, make([]string, max(at+1-len(cells), 0))...)
		cells[at] = e.cell(c)
	}
	return cells
}

// column26 returns the number of the column of a cell such as AB12, from 0; -1 for none.
func column26(ref string) int {
	n := 0
	for _, r := range ref {
		if r < 'A' || r > 'Z' || n > maxCells {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

// lastDay is the number of the last day that Excel knows, 31 December 9999.
const lastDay = 2958465

// cell returns the text of a cell.
func (e *excel) cell(c *xmltree.Node) string {
	v := c.ChildText("v")
	switch c.Attr("t") {
	case "s":
		if i, err := strconv.Atoi(v); err == nil && i >= 0 && i < len(e.shared) {
			return e.shared[i]
		}
		return ""
	case "inlineStr":
		if is := c.Child("is"); is != nil {
			return excelText(is)
		}
		return ""
	case "str", "d":
		return v
	case "b":
		return map[string]string{"0": "false", "1": "true"}[v]
	case "e":
		return ""
	}
	style, err := strconv.Atoi(c.Attr("s"))
	days, numErr := strconv.ParseFloat(v, 64)
	if err != nil || numErr != nil || style < 0 || style >= len(e.dates) || !e.dates[style] || days < 1 || days > lastDay {
		return v
	}
	whole, part := math.Modf(days)
	return e.from.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round(part*86400)) * time.Second).Format("2006-01-02 15:04:05")
}

// excelEscape matches a character that Excel writes by its number.
var excelEscape = lazy.Regexp(`_x([0-9A-F]{4})_`)

// excelText returns a text without the readings of its characters.
func excelText(n *xmltree.Node) string {
	n.Kids = slices.DeleteFunc(n.Kids, func(k *xmltree.Node) bool { return k.Name == "rPh" || k.Name == "phoneticPr" })
	s := ""
	if len(n.Kids) == 1 && n.Kids[0].Name == "t" {
		s = n.Kids[0].Text
	} else {
		for _, r := range n.Kids {
			if r.Name == "t" {
				s += r.Text
			} else if t := r.Child("t"); t != nil {
				s += t.Text
			}
		}
	}
	return excelEscape().ReplaceAllStringFunc(s, func(m string) string {
		return html.UnescapeString("&#x" + m[2:6] + ";")
	})
}
