package web_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/klauspost/compress/zstd"
)

// TestMigrated shows every page of a database that an earlier version wrote,
// and every step, reason and signal on it.
func TestMigrated(t *testing.T) {
	s := served(t, earlierDatabase(t))
	entries := 0
	viewed(t, s.URL+"/threads", 200).Find(".threads h2 a").Each(func(_ int, a *goquery.Selection) {
		path := a.AttrOr("href", "")
		for _, page := range []string{path,
			path + "?tag=evidence&tag=hedge&tag=question&tag=spam&tag=counterclaim&tag=claim",
			path + "/map", path + "/graph"} {
			checkCards(t, page, viewed(t, s.URL+page, 200))
		}
	})
	viewed(t, s.URL+"/assertions", 200).Find(".claim q a").Each(func(_ int, a *goquery.Selection) {
		path := a.AttrOr("href", "")
		doc := viewed(t, s.URL+path, 200)
		if doc.Find(".chain .step.asserted").Length() != 1 ||
			doc.Find(".chain .step.standing").Length() != 1 {
			t.Errorf("%s has no chain", path)
		}
		checkCards(t, path, doc)
		entries++
	})
	if entries < 20 {
		t.Errorf("%d entries", entries)
	}
	for _, page := range []string{"/topics", "/search?q=ferry", "/method", "/author?name=Jonas"} {
		viewed(t, s.URL+page, 200)
	}
}

// checkCards wants words in every step, reason and signal.
func checkCards(t *testing.T, page string, doc *goquery.Document) {
	t.Helper()
	doc.Find(".chain .step, .ties .step, .card .why, .signals td:first-child").Each(func(_ int,
		e *goquery.Selection) {
		if len(e.Text()) < 2 {
			h, _ := goquery.OuterHtml(e)
			t.Errorf("%s: %s", page, h)
		}
	})
}

// earlierDatabase copies the database that version 6 of the schema had of the
// sample threads.
func earlierDatabase(t *testing.T) string {
	t.Helper()
	packed, err := os.ReadFile("../store/testdata/version/sample6.db.zst")
	if err != nil {
		t.Fatal(err)
	}
	d, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	b, err := d.DecodeAll(packed, nil)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "earlier.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
