package store

import (
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/google/go-cmp/cmp"
)

// TestDoorRows compares records with reports and decisions of moderators.
func TestDoorRows(t *testing.T) {
	db, ctx := openTemp(t), t.Context()
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	record := func(digest string, flagged bool) view.DoorRecord {
		return view.DoorRecord{Door: "akismet", Digest: []byte(digest), Attribute: "SPAM", Score: .4, Flagged: flagged, Time: at}
	}
	kept := view.DoorRecord{Door: "coral", Digest: []byte("k"), Attribute: "SPAM", Flagged: true, Thread: "coral:s", Comment: "c", Time: at}
	if err := db.AddDoorRecords(ctx, record("a", true), record("b", false), record("c", true), record("d", false), kept); err != nil {
		t.Fatal(err)
	}
	report := func(digest string, value float64) view.DoorReport {
		return view.DoorReport{Door: "akismet", Digest: []byte(digest), Attribute: "SPAM", Value: value, Text: digest, Time: at}
	}
	if err := db.AddDoorReport(ctx, report("a", 0), report("a", 1), report("b", 1), report("c", 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Decide(ctx, gainsay.Decision{Thread: "coral:s", Comment: "c", Mark: "m", Tag: gainsay.TagSpam,
		Verdict: gainsay.Wrong, Coder: "Ada"}); err != nil {
		t.Fatal(err)
	}
	got, err := db.DoorRows(ctx)
	if err != nil {
		t.Fatal(err)
	}
	want := []view.DoorRow{
		{Door: "akismet", Attribute: "SPAM", Records: 4, Flagged: 2, BothYes: 1, OnlyDoor: 1, OnlyModerator: 1, First: at, Last: at},
		{Door: "coral", Attribute: "SPAM", Records: 1, Flagged: 1, OnlyDoor: 1, First: at, Last: at},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	pairs, err := db.DoorPairs(ctx, 0, 2)
	if err != nil || len(pairs) != 2 || pairs[0].By != "decision" || pairs[0].Yes || pairs[1].Said {
		t.Errorf("newest pairs: %+v, %v", pairs, err)
	}
	if more, err := db.DoorPairs(ctx, pairs[1].ID, 10); err != nil || len(more) != 3 || !more[2].Yes || more[2].By != "report" {
		t.Errorf("next pairs: %+v, %v", more, err)
	}
	if reports, err := db.DoorReports(ctx); err != nil || len(reports) != 3 || !reports[0].Yes() {
		t.Errorf("reports: %+v, %v", reports, err)
	}
	if n, err := db.PruneDoorRecords(ctx, at.Add(time.Second)); err != nil || n != 5 {
		t.Errorf("pruned %d, %v", n, err)
	}
}

// TestEraseReports: the reports about an author's comments go with the author.
func TestEraseReports(t *testing.T) {
	db, ctx := openTemp(t), t.Context()
	report := view.DoorReport{Door: "akismet", Digest: []byte("a"), Attribute: "SPAM", Text: "hello", Author: "Ada", Time: time.Now()}
	other := report
	other.Author = "Bo"
	if err := db.AddDoorReport(ctx, report, other); err != nil {
		t.Fatal(err)
	}
	if _, err := db.EraseAuthor(ctx, "Ada"); err != nil {
		t.Fatal(err)
	}
	if rs, err := db.DoorReports(ctx); err != nil || len(rs) != 1 || rs[0].Author != "Bo" {
		t.Errorf("reports %+v, %v", rs, err)
	}
}
