package table

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
)

// FuzzSpreadsheet reads workbooks with arbitrary sheets: no reader panics, and no row has more cells
// than maxCells.
func FuzzSpreadsheet(f *testing.F) {
	dir := filepath.Join("..", "..", "..", "testdata", "threads", "spreadsheet")
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			f.Fatal(err)
		}
		return b
	}
	f.Add(read("excel/xl/worksheets/sheet1.xml"), read("excel/xl/sharedStrings.xml"), read("excel/xl/styles.xml"), read("libreoffice/content.xml"))
	f.Add([]byte(`<row><c r="ZZZZZZZ1"><v>1</v></c><c t="s"><v>-1</v></c></row>`), []byte(`<si/>`), []byte(`<cellXfs><xf numFmtId="14"/></cellXfs>`),
		[]byte(`<table:table xmlns:table="t"><table:table-row><table:table-cell table:number-columns-repeated="-9999999999"/></table:table-row></table:table>`))
	f.Fuzz(func(t *testing.T, sheet, shared, styles, content []byte) {
		for _, fsys := range []fstest.MapFS{
			{"xl/workbook.xml": {Data: []byte("<workbook/>")}, "xl/sharedStrings.xml": {Data: shared}, "xl/styles.xml": {Data: styles},
				"xl/worksheets/sheet1.xml": {Data: sheet}},
			{"content.xml": {Data: content}},
		} {
			if sheets, err := readSheets(fsys); err == nil {
				for _, s := range sheets {
					if s.width > maxCells {
						t.Errorf("a row of %d cells", s.width)
					}
				}
			}
			for range readSpreadsheet(fsys, nil) {
			}
		}
	})
}
