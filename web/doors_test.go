package web_test

import (
	"encoding/csv"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
)

// TestDoors lists records beside what moderators reported, and exports them.
func TestDoors(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "doors.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var rs []view.DoorRecord
	for range 101 {
		rs = append(rs, view.DoorRecord{Door: "akismet", Key: "=blog", Digest: []byte("b"), Attribute: "SPAM", Time: at})
	}
	rs[0].Digest, rs[0].Flagged, rs[0].Score = []byte("a"), true, .75
	rs[1].Thread, rs[1].Comment = "coral:s 1", "c1"
	if err := db.AddDoorRecords(t.Context(), rs...); err != nil {
		t.Fatal(err)
	}
	if err := db.AddDoorReport(t.Context(), view.DoorReport{Door: "akismet", Digest: []byte("a"), Attribute: "SPAM", Value: 1, Time: at}); err != nil {
		t.Fatal(err)
	}
	s, err := web.New(web.Config{Store: db})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	srv := httptest.NewServer(s)
	defer srv.Close()
	for path, want := range map[string][]string{
		"/doors":          {"<td class=\"num\">101</td>", "100 %", "before=2#records", "let through"},
		"/doors?before=2": {"held back (report)", ".75", "Newest"},
		"/doors?before=3": {`href="/threads/coral:s%201?at=c1#c-c1"`},
	} {
		page := body(t, srv.URL+path)
		for _, w := range want {
			if !strings.Contains(page, w) {
				t.Errorf("%s has no %q", path, w)
			}
		}
	}
	rows, err := csv.NewReader(strings.NewReader(body(t, srv.URL+"/doors/records.csv"))).ReadAll()
	if err != nil || len(rows) != 102 || rows[1][2] != "'=blog" || rows[101][8] != "true" || rows[100][8] != "" {
		t.Errorf("%d rows, %v, last %v", len(rows), err, rows[len(rows)-1])
	}
}

func body(t *testing.T, address string) string {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 {
		t.Fatalf("%s: %d, %v", address, res.StatusCode, err)
	}
	return string(b)
}
