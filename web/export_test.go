package web_test

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store"
)

// TestExports saves a thread in every format offered, and what a filter picks.
func TestExports(t *testing.T) {
	s := site(t)
	links := viewed(t, s.URL+"/threads/json%3Ahostile", 200).Find("details.save a")
	if links.Length() < 5 {
		t.Fatalf("%d formats", links.Length())
	}
	for mode, want := range map[string]int{"marks=both": links.Length() / 3, "marks=decided": links.Length() / 3} {
		if n := viewed(t, s.URL+"/threads/json%3Ahostile", 200).Find(`details.save a[href*="` + mode + `"]`).Length(); n != want {
			t.Errorf("%d links with %s, want %d", n, mode, want)
		}
	}
	links.Each(func(_ int, a *goquery.Selection) {
		if _, res := download(t, s.URL+a.AttrOr("href",
			"")); !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %v", a.Text(), res.Header)
		}
	})
	doc := viewed(t, s.URL+"/assertions?topic=norwegian&dispute=contested", 200)
	body, _ := download(t, s.URL+doc.Find(".menu li a").AttrOr("href", ""))
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, r := range rows[1:] {
		if !strings.Contains(strings.Join(r, " "), "contested") {
			t.Errorf("the filter did not pick %q", r)
		}
	}
}

// TestExportsDecided saves a thread with the machine's marks and with decisions.
func TestExportsDecided(t *testing.T) {
	s, mark := decidedSite(t)
	for _, tc := range []struct {
		marks            string
		wrong, added, of bool // has the mark decided wrong, an added one, an undecided one
	}{{"", true, false, true}, {"machine", true, false, true}, {"both", false, true, true}, {"decided", false, true, false}} {
		body, _ := download(t, s.URL+"/threads/json%3Ahostile/export/jsonl?marks="+tc.marks)
		var a gainsay.Analysis
		if err := json.Unmarshal([]byte(body), &a); err != nil {
			t.Fatal(err)
		}
		has := func(f func(gainsay.Annotation) bool) bool { return slices.ContainsFunc(a.Annotations, f) }
		wrong := has(func(n gainsay.Annotation) bool { return n.ID == mark })
		added := has(func(n gainsay.Annotation) bool { return n.By == "coder/Ada" })
		if of := len(a.Annotations) > 1; wrong != tc.wrong || added != tc.added || of != tc.of {
			t.Errorf("marks=%s: wrong %t, added %t, others %t", tc.marks, wrong, added, of)
		}
	}
	res, err := http.Get(s.URL + "/threads/json%3Ahostile/export/jsonl?marks=some")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusBadRequest {
		t.Errorf("marks=some: %d", res.StatusCode)
	}
	if body, _ := download(t, s.URL+"/assertions/export/csv?marks=both"); strings.Count(body, "\n") < 2 {
		t.Errorf("assertions: %q", body)
	}
}

// decidedSite serves a copy of the database of all tests in which a coder said
// that the first mark of a thread, whose id it returns, is wrong, and added one.
func decidedSite(t *testing.T) (*httptest.Server, string) {
	t.Helper()
	from, err := database()
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "decided.db")
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a, err := db.Analysis(t.Context(), "json:hostile")
	if err != nil {
		t.Fatal(err)
	}
	n := a.Annotations[0]
	wrong, err := decide.OfMark(a, n.ID, gainsay.Wrong)
	if err != nil {
		t.Fatal(err)
	}
	missed, err := decide.OfMissed(a, n.Comment, gainsay.TagSarcasm, n.Span)
	if err != nil {
		t.Fatal(err)
	}
	wrong.Coder, missed.Coder = "Ada", "Ada"
	if _, err := db.Decide(t.Context(), wrong, missed); err != nil {
		t.Fatal(err)
	}
	return served(t, path), n.ID
}

func download(t *testing.T, url string) (string, *http.Response) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 || len(b) == 0 {
		t.Errorf("%s: %d, %d bytes, %v", url, res.StatusCode, len(b), err)
	}
	return string(b), res
}
