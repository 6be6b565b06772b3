package importer

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/store/importer/source"
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
