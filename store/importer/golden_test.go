package importer

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/source"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const fixtures = "../../testdata/threads"

// cases lists the fixtures of a format: every file or folder except the golden
// files.
func cases(t testing.TB, format string) []string {
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

// TestRead reads every fixture as the command would, with its format sniffed,
// and compares the result with its golden file. A folder beside the files is a
// source of several files.
func TestRead(t *testing.T) {
	for _, f := range Formats() {
		for _, path := range cases(t, f.Name) {
			name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
			t.Run(f.Name+"/"+name, func(t *testing.T) {
				got := printed(t, f, path)
				golden := strings.TrimSuffix(path, filepath.Ext(path)) + ".golden"
				if *update {
					if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				if diff := cmp.Diff(string(readFile(t, golden)), got); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
	}
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func isDir(t testing.TB, path string) bool {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.IsDir()
}

func open(t testing.TB, path string) *source.Source {
	t.Helper()
	s, err := source.Open(path, nil, source.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// content returns a file's content, decompressed.
func content(t testing.TB, path string) []byte {
	t.Helper()
	b, err := io.ReadAll(open(t, path).Stream)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// printed reads a source and prints its threads, reports and errors.
func printed(t *testing.T, f *Format, path string) string {
	var out, errs strings.Builder
	s := open(t, path)
	s.Name = "source"
	for res, err := range ReadSource(s, nil) {
		if err != nil {
			fmt.Fprintf(&errs, "%v\n", err)
			continue
		}
		conforms(t, res)
		if res.Thread.Format != f.Name && f.Name != "shard" { // whose threads keep their format
			t.Errorf("read as %s", res.Thread.Format)
		}
		printThread(&out, res.Thread)
		printReport(&out, res.Report)
	}
	return out.String() + "errors:\n" + errs.String()
}

func printThread(w io.Writer, th *gainsay.Thread) {
	fmt.Fprintf(w, "thread %s %q %s\n%s\n", th.ID, th.Title, th.URL, th.Article)
	depth := map[string]int{}
	last := map[int]string{} // by depth: the comment printed last
	for _, c := range th.Comments {
		if c.Parent != "" {
			depth[c.ID] = depth[c.Parent] + 1
		}
		answers := ""
		if d := depth[c.ID]; d > 0 && last[d-1] != c.Parent {
			answers = " answers " + c.Parent + ","
		}
		last[depth[c.ID]] = c.ID
		in := strings.Repeat("  ", depth[c.ID])
		when := ""
		if !c.Time.IsZero() {
			when = c.Time.Format(time.RFC3339)
		}
		fmt.Fprintf(w, "%s- %s by %q %s [%s]%s parent by %q%s\n", in, c.ID, c.Author, when, c.State,
			answers, c.ParentBy, extras(c))
		for l := range strings.Lines(c.Text) {
			fmt.Fprintf(w, "%s  | %s\n", in, strings.TrimRight(l, "\n"))
		}
		for _, q := range c.Quotes {
			fmt.Fprintf(w, "%s  quote %q\n", in, c.Text[q.Start:q.End])
		}
		for _, l := range c.Links {
			fmt.Fprintf(w, "%s  link %q to %s\n", in, c.Text[l.Start:l.End], l.URL)
		}
	}
}

// extras prints the properties that few comments have.
func extras(c *gainsay.Comment) string {
	var b strings.Builder
	if c.Precision != "" {
		fmt.Fprintf(&b, ", to the %s", c.Precision)
	}
	if c.TimeText != "" {
		fmt.Fprintf(&b, ", time %q", c.TimeText)
	}
	if c.Score != nil {
		fmt.Fprintf(&b, ", score %d", *c.Score)
	}
	if len(c.OtherParents) > 0 {
		fmt.Fprintf(&b, ", also answers %s", strings.Join(c.OtherParents, " "))
	}
	if c.AuthorURL != "" {
		fmt.Fprintf(&b, ", of %s", c.AuthorURL)
	}
	return b.String()
}

func printReport(w io.Writer, r gainsay.Report) {
	announced := "-"
	if r.Announced != nil {
		announced = fmt.Sprint(*r.Announced)
	}
	fmt.Fprintf(w, "read %d kept %d announced %s stubs %d missing %d duplicates %d undated %d skipped %d\n",
		r.Read, r.Kept, announced, r.Stubs, r.MissingParents, r.Duplicates, r.Undated, r.Skipped)
}
