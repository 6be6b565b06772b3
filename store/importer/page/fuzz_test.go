package page

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzPaste reads arbitrary text as a copied page: nothing panics, and no
// comment is without a text.
func FuzzPaste(f *testing.F) {
	paths, err := filepath.Glob("../../../testdata/threads/page/*.txt")
	if err != nil || len(paths) == 0 {
		f.Fatalf("no fixtures: %v", err)
	}
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for found, err := range readPage(bytes.NewReader(b)) {
			if err != nil {
				continue
			}
			for _, c := range found.Comments {
				if strings.TrimSpace(c.Text) == "" {
					t.Errorf("comment %s by %q has no text", c.ID, c.Author)
				}
			}
		}
	})
}
