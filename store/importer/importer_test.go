package importer

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const fixtures = "../../testdata/threads"

// cases lists the fixtures of a format: every file but the golden ones.
func cases(t *testing.T, format string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(fixtures, format, "*"))
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(p string) bool { return strings.HasSuffix(p, ".golden") })
	if len(all) == 0 {
		t.Fatalf("format %s has no fixture in %s", format, fixtures)
	}
	return all
}

func TestRead(t *testing.T) {
	for _, f := range Formats() {
		for _, path := range cases(t, f.Name) {
			name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
			t.Run(f.Name+"/"+name, func(t *testing.T) {
				b := read(t, path)
				got := printed(t, f, b)
				golden := strings.TrimSuffix(path, filepath.Ext(path)) + ".golden"
				if *update {
					if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				if diff := cmp.Diff(string(read(t, golden)), got); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// printed shows what is read as people see a thread.
func printed(t *testing.T, f *Format, b []byte) string {
	var out, errs strings.Builder
	for res, err := range Read("source", f, bytes.NewReader(b)) {
		if err != nil {
			fmt.Fprintf(&errs, "%v\n", err)
			continue
		}
		conforms(t, res.Thread)
		th := res.Thread
		fmt.Fprintf(&out, "thread %s %q %s\n%s\n", th.ID, th.Title, th.URL, th.Article)
		depth := map[string]int{}
		for _, c := range th.Comments {
			if c.Parent != "" {
				depth[c.ID] = depth[c.Parent] + 1
			}
			in := strings.Repeat("  ", depth[c.ID])
			when := ""
			if !c.Time.IsZero() {
				when = c.Time.Format(time.RFC3339)
			}
			fmt.Fprintf(&out, "%s- %s by %q %s [%s] parent by %q\n", in, c.ID, c.Author, when, c.State, c.ParentBy)
			for l := range strings.Lines(c.Text) {
				fmt.Fprintf(&out, "%s  | %s\n", in, strings.TrimRight(l, "\n"))
			}
		}
		r := res.Report
		fmt.Fprintf(&out, "read %d kept %d missing %d skipped %d\n", r.Read, r.Kept, r.MissingParents, r.Skipped)
	}
	return out.String() + "errors:\n" + errs.String()
}

// conforms checks what every later stage relies on.
func conforms(t *testing.T, th *gainsay.Thread) {
	t.Helper()
	seen := map[string]bool{}
	for _, c := range th.Comments {
		switch {
		case c.ID == "" || seen[c.ID]:
			t.Errorf("comment id %q is empty or used twice", c.ID)
		case c.Parent != "" && !seen[c.Parent]:
			t.Errorf("comment %s stands before its parent %s", c.ID, c.Parent)
		case c.Time.Location() != time.UTC:
			t.Errorf("comment %s: time %v is not UTC", c.ID, c.Time)
		case !utf8.ValidString(c.Text) || !utf8.ValidString(c.Author) || !utf8.ValidString(c.ID):
			t.Errorf("comment %s is not UTF-8", c.ID)
		case !slices.Contains(gainsay.States(), c.State):
			t.Errorf("comment %s: state %q", c.ID, c.State)
		case !disjoint(c.Quotes, c.Text):
			t.Errorf("comment %s: quotes %v", c.ID, c.Quotes)
		case c.State == gainsay.Missing && c.Text != "":
			t.Errorf("comment %s is missing but has a text", c.ID)
		}
		seen[c.ID] = true
	}
}

// TestSniff checks that each fixture is taken for its own format and no other.
func TestSniff(t *testing.T) {
	for _, f := range Formats() {
		for _, path := range cases(t, f.Name) {
			got, err := Sniff(read(t, path))
			if err != nil || got != f {
				t.Errorf("%s: sniffed as %v, %v", path, got, err)
			}
		}
	}
	for _, s := range []string{"", "<!doctype html><html><body>x</body></html>", `{"a":1}`, "\x00\x01\x02"} {
		if f, err := Sniff([]byte(s)); err == nil {
			t.Errorf("%q sniffed as %s", s, f.Name)
		}
	}
}

// TestShared reads the real files beside the project, where they are.
func TestShared(t *testing.T) {
	const shared = "../../../shared/threads"
	if _, err := os.Stat(shared); err != nil {
		t.Skip("no real threads beside the project")
	}
	paths, _ := filepath.Glob(shared + "/reddit/*.json")
	for _, path := range append(paths, shared+"/mosul-page.txt") {
		b := read(t, path)
		f, err := Sniff(b)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		n := 0
		for res, err := range Read(path, f, bytes.NewReader(b)) {
			if err == nil {
				conforms(t, res.Thread)
				n += len(res.Thread.Comments)
			}
		}
		if n == 0 {
			t.Errorf("%s: no comments", path)
		}
	}
}

// TestOneFile adds a throw-away format: registering a value is all it takes.
func TestOneFile(t *testing.T) {
	before := formats
	defer func() { formats = before }()
	formats = slices.Clone(formats)
	register(&Format{
		Name:  "throwaway",
		Doc:   "one comment a line",
		Sniff: func(head []byte) int { return 100 * min(1, bytes.Count(head, []byte("THROWAWAY"))) },
		Read: func(r io.Reader) iter.Seq2[*gainsay.Thread, error] {
			return func(yield func(*gainsay.Thread, error) bool) {
				b, _ := io.ReadAll(r)
				yield(&gainsay.Thread{ID: "t", Comments: []*gainsay.Comment{{Text: string(b)}}}, nil)
			}
		},
	})
	f, err := Sniff([]byte("THROWAWAY hello"))
	if err != nil || f.Name != "throwaway" {
		t.Fatalf("sniffed %v, %v", f, err)
	}
	for res, err := range Read("x", f, strings.NewReader("THROWAWAY hello")) {
		if err != nil || res.Thread.Format != "throwaway" || res.Thread.Comments[0].ID != "c1" {
			t.Fatalf("read %+v, %v", res, err)
		}
	}
}

func TestDocs(t *testing.T) {
	for _, f := range Formats() {
		if line, _, ok := strings.Cut(f.Doc, "\n\n"); !ok || strings.Contains(line, "\n") || f.Sniff == nil || f.Read == nil {
			t.Errorf("format %s: doc is not a line, a blank line and more, or a function is missing", f.Name)
		}
	}
}

// TestDeep reads a chain of ten thousand replies, a cycle and a self-reply.
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
			conforms(t, res.Thread)
			if len(res.Thread.Comments) != 10003 {
				t.Errorf("%d comments", len(res.Thread.Comments))
			}
		}
	}
}

func fuzzRead(f *testing.F, format string) {
	fm, err := Find(format)
	if err != nil {
		f.Fatal(err)
	}
	paths, _ := filepath.Glob(filepath.Join(fixtures, format, "*"))
	for _, p := range paths {
		if b, err := os.ReadFile(p); err == nil {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for res, err := range Read("fuzz", fm, bytes.NewReader(b)) {
			if err == nil {
				conforms(t, res.Thread)
			}
		}
	})
}

func FuzzReadJSON(f *testing.F)   { fuzzRead(f, "json") }
func FuzzReadReddit(f *testing.F) { fuzzRead(f, "reddit") }
func FuzzReadPage(f *testing.F)   { fuzzRead(f, "page") }
