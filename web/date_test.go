package web_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store"
)

// TestDatesByPrecision: no page gives a comment of which only the day is known an hour.
func TestDatesByPrecision(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dated.db")
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a := codedThread(2)
	a.Thread.Comments[0].Time, a.Thread.Comments[0].Precision = time.Date(2021, 5, 3, 0, 0, 0, 0, time.UTC), gainsay.ToDay
	a.Assertions[0].Cluster = "k"
	if _, err := db.Save(t.Context(), "here", a, nil); err != nil {
		t.Fatal(err)
	}
	s := served(t, path)
	for _, page := range []string{"/assertions", "/search?q=words", "/threads/json%3Aa", "/threads/json%3Aa/assertions/m0",
		"/threads/json%3Aa/map", "/threads/json%3Aa/graph", "/review", "/author?name=Mo", "/threads?all=1"} {
		text := viewed(t, s.URL+page, 200).Find("main").Text()
		if !strings.Contains(text, "3 May 2021") && !strings.HasSuffix(page, "/map") && !strings.HasSuffix(page, "/graph") ||
			strings.Contains(text, "00:00") {
			t.Errorf("%s: %s", page, text)
		}
	}
}
