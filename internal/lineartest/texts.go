package lineartest

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Sentences returns the invented sentences in the folder dir, one a line.
func Sentences(tb testing.TB, dir string) []string {
	tb.Helper()
	var out []string
	for _, f := range []string{"plain.txt", "tagging.txt"} {
		b, err := os.ReadFile(filepath.Join(dir, f))
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, strings.Split(strings.TrimSpace(string(b)), "\n")...)
	}
	return out
}

// RowTexts returns the texts of a file of rows, one JSON object a line with a
// key "text": at most n of those that are not empty. Files named .gz are
// unpacked.
func RowTexts(tb testing.TB, name string, n int) (out []string) {
	tb.Helper()
	f, err := os.Open(name)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			tb.Fatal(err)
		}
	}
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<26)
	for sc.Scan() && len(out) < n {
		var row struct{ Text string }
		if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
			tb.Fatalf("%s: %v", name, err)
		}
		if row.Text != "" {
			out = append(out, row.Text)
		}
	}
	if err := sc.Err(); err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	return out
}
