package web_test

import (
	"encoding/csv"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// TestExports saves a thread in every format offered, and what a filter picks.
func TestExports(t *testing.T) {
	s := site(t)
	links := viewed(t, s.URL+"/threads/json%3Ahostile", 200).Find("details.save a")
	if links.Length() < 5 {
		t.Fatalf("%d formats", links.Length())
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
