package importer

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/store/importer/source"
	"github.com/google/go-cmp/cmp"
)

// TestSniff checks that each fixture is recognised as its own format.
func TestSniff(t *testing.T) {
	for _, f := range Formats() {
		for _, path := range cases(t, f.Name) {
			if isDir(t, path) {
				continue // TestRead checks that the format claims it
			}
			got, err := Sniff(content(t, path))
			if err != nil || got != f {
				t.Errorf("%s: sniffed as %v, %v", path, got, err)
			}
		}
	}
	for _, s := range []string{"", `{"a":1}`, "\x00\x01\x02"} {
		if f, err := Sniff([]byte(s)); err == nil {
			t.Errorf("%q sniffed as %s", s, f.Name)
		}
	}
}

// TestBinary checks that files of other programs are refused with what to export instead.
func TestBinary(t *testing.T) {
	for head, want := range map[string]string{
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":  "save it as .xlsx",
		"%PDF-1.4\n1 0 obj\nIda says:\nNo.": "a PDF document",
		"SQLite format 3\x00\x10\x00":       "sqlite3 FILE .dump",
		"{\\rtf1\\ansi Ida: No.}":           "RTF",
		"PGDMP\x01\x0e\x00":                 "pg_restore",
		"!BDN\x01\x02":                      "Outlook",
	} {
		if f, err := Sniff([]byte(head)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: sniffed as %v, %v; want %q", head, f, err, want)
		}
	}
}

// TestOfficeArchives reads documents as the archives that they are.
func TestOfficeArchives(t *testing.T) {
	for name, dir := range map[string]string{"a.docx": "docx/word", "a.xlsx": "spreadsheet/excel", "a.ods": "spreadsheet/libreoffice"} {
		files := map[string][]byte{}
		root := filepath.Join(fixtures, filepath.FromSlash(dir))
		if err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				rel, _ := filepath.Rel(root, p) // p is below root
				files[filepath.ToSlash(rel)] = readFile(t, p)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if got := readSource(t, write(t, name, zipped(t, files)), source.Limits{}); !strings.Contains(got, "The bridge closes") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestMappedWorkbook checks that the columns of a workbook can be named as those of a table.
func TestMappedWorkbook(t *testing.T) {
	n := 0
	s := open(t, fixtures+"/spreadsheet/excel")
	for res, err := range ReadSource(s, Mapped(Mapping{"text": "Comment", "author": "Profile ID"})) {
		if err == nil && len(res.Thread.Comments) == 3 && res.Thread.Comments[0].Author == "11" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("threads with three comments by accounts: %d, want 1", n)
	}
}

func TestDocs(t *testing.T) {
	for _, f := range Formats() {
		if line, _, ok := strings.Cut(f.Doc, "\n\n"); !ok || strings.Contains(line, "\n") ||
			f.Read == nil && f.ReadFiles == nil {
			t.Errorf("format %s: doc is not a line, a blank line and more, or a function is missing", f.Name)
		}
		if (f.Read == nil) != (f.Sniff == nil) || (f.ReadFiles == nil) != (f.Claim == nil) {
			t.Errorf("format %s: Sniff goes with Read, Claim with ReadFiles", f.Name)
		}
	}
}

// TestDeep reads a chain of ten thousand replies, a cycle and a reply to
// itself.
func TestDeep(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"id":"deep","comments":[{"id":"0","text":"x"}`)
	for i := 1; i < 10000; i++ {
		fmt.Fprintf(&b, `,{"id":"%d","parent":"%d","text":"x"}`, i, i-1)
	}
	b.WriteString(`,{"id":"a","parent":"b","text":"x"},{"id":"b","parent":"a","text":"x"},{"id":"s","parent":"s","text":"x"}]}`)
	f, err := Find("json")
	if err != nil {
		t.Fatal(err)
	}
	for res, err := range Read("deep", f, strings.NewReader(b.String())) {
		if err == nil {
			conforms(t, res)
			if len(res.Thread.Comments) != 10003 {
				t.Errorf("%d comments", len(res.Thread.Comments))
			}
		}
	}
}

// TestStop stops reading at each thread and each problem of every fixture: no
// reader may yield again.
func TestStop(t *testing.T) {
	for _, f := range Formats() {
		for _, path := range cases(t, f.Name) {
			for n := 1; readUpTo(t, f, path, n) == n; n++ {
			}
		}
	}
}

// readUpTo reads at most n threads and problems of a file and returns how many
// there were.
func readUpTo(t *testing.T, f *Format, path string, n int) int {
	s, err := source.Open(path, nil, source.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for range ReadSource(s, f) {
		if seen++; seen == n {
			break
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	return seen
}

// TestFormatTable compares the table of formats in the documentation with what
// the formats say.
func TestFormatTable(t *testing.T) {
	const path = "../../docs/FORMATS.md"
	const mark = "<!-- from the formats; go test ./store/importer -run TestFormatTable -update -->\n"
	doc := string(readFile(t, path))
	head, got, ok := strings.Cut(doc, mark)
	if !ok {
		t.Fatalf("%s has no line %q", path, mark)
	}
	want := "| format | where users get it |\n|---|---|\n"
	for _, f := range Formats() {
		if f.From == "" || strings.ContainsAny(f.From, "\n|") {
			t.Errorf("format %s: bad place where users get it: %q", f.Name, f.From)
		}
		want += fmt.Sprintf("| %s | %s |\n", f.Name, f.From)
	}
	if *update {
		if err := os.WriteFile(path, []byte(head+mark+want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestRefusalNamesTable checks that the refusal of a page with as many cells in
// each line says how to read a table.
func TestRefusalNamesTable(t *testing.T) {
	for _, text := range []string{
		"<p>Benches?</p>\tida\n<p>Of oak</p>\tbo\n<p>No</p>\tcy\n",
		"Benches, ida\nOf oak, bo\nNo, cy\n",
	} {
		s := &source.Source{Name: "x", Stream: io.NopCloser(strings.NewReader(text))}
		said := ""
		for _, err := range ReadSource(s, nil) {
			if err != nil {
				said += err.Error() + "\n"
			}
		}
		if !strings.Contains(said, "-f table") {
			t.Errorf("%q: %s", text, said)
		}
	}
}
