package html

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

const fixtures = "../../../testdata/threads/"

// FuzzPage reads arbitrary bytes as a page and as wikitext: nothing panics, and
// the spans of quotations and links lie in their text.
func FuzzPage(f *testing.F) {
	for _, kind := range []string{"html", "wikitext"} {
		paths, err := filepath.Glob(fixtures + kind + "/*")
		if err != nil || len(paths) == 0 {
			f.Fatalf("no fixtures of %s: %v", kind, err)
		}
		for _, p := range paths {
			b, err := os.ReadFile(p)
			if err != nil {
				f.Fatal(err)
			}
			if filepath.Ext(p) != ".golden" && len(b) < 1<<14 {
				f.Add(b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for found, err := range readHTML(bytes.NewReader(b)) {
			checkSpans(t, found, err)
		}
		for found, err := range readWikitext(bytes.NewReader(b)) {
			checkSpans(t, found, err)
		}
	})
}

func checkSpans(t *testing.T, found *format.Found, err error) {
	t.Helper()
	if err != nil {
		return
	}
	for _, c := range found.Comments {
		links := make([]gainsay.Span, len(c.Links))
		for i, l := range c.Links {
			links[i] = l.Span
		}
		if !thread.Disjoint(c.Quotes, c.Text) || !thread.Disjoint(links, c.Text) {
			t.Errorf("text %q: quotes %v, links %v", c.Text, c.Quotes, links)
		}
	}
}
