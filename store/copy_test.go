package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/internal/pgtest"
	"github.com/gainsay/gainsay/view"
)

// full is a database with something in every table.
func full(t *testing.T, db *DB) {
	t.Helper()
	ctx := t.Context()
	hostile := rich("json", "a:b/c?d\x00'\"")
	hostile.Thread.Comments[2].Text = "nul \x00, one \x01, bad \xff\xc3 and \ufdd0 \u202e"
	hostile.Thread.Comments[0].Author = "O\x00scar"
	for _, a := range append(dispute(), rich("reddit", "x"), rich("reddit", "gone"), hostile) {
		save(t, db, a, map[string][]uint32{"c1": sketch(1), "c2": sketch(900)})
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := db.SaveAll(ctx, nil, Progress{Source: "/s\x00", State: "1", Done: 4, Bad: 2})
	must(err)
	at := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	d := gainsay.Decision{Thread: "reddit:x", Comment: "c1", Mark: "a1", Tag: gainsay.TagClaim, Verdict: gainsay.Right, Coder: "Ada", Time: at, Blind: true}
	other := d
	other.Coder, other.Verdict, other.Change = "Bo", gainsay.Changed, &gainsay.Change{Tag: gainsay.TagClaim, Status: gainsay.Sourced}
	ds, err := db.Decide(ctx, d, other, d)
	must(err)
	undo := d
	undo.Undoes = ds[2].ID
	gone := d
	gone.Thread = "reddit:gone"
	_, err = db.Decide(ctx, undo, gone)
	must(err)
	must(db.AddUser(ctx, "Ada", account.Admin, "hash"))
	must(db.AddUser(ctx, "Bo", account.Coder, "hash"))
	must(db.RemoveUser(ctx, "Bo"))
	must(db.AddSession(ctx, "ada", []byte("token"), at))
	must(db.AddKey(ctx, account.Key{Name: "Bot", Scope: account.Read, Short: true}, []byte("hash")))
	must(db.AddWebhook(ctx, view.Webhook{Name: "hook", URL: "https://example.org/hook", Secret: "s"}))
	must(db.AddDoorRecords(ctx, view.DoorRecord{Door: "akismet", Key: "Bot", Ref: "r", Digest: []byte("d"), Attribute: "SPAM",
		Score: .9, Flagged: true, Time: at}))
	must(db.AddDoorReport(ctx, view.DoorReport{Door: "akismet", Digest: []byte("d"), Attribute: "SPAM", Value: 1,
		Text: "nul \x00", Author: "Eve", Time: at}))
	told := rich("json", "told")
	_, err = db.SaveAll(ctx, []Item{{Source: "here", Analysis: told, Notices: []view.Notice{{Webhook: "HOOK", Message: "m", Body: []byte("{}"), Created: at, Due: at}}}})
	must(err)
	must(db.SaveStream(ctx, nil, StreamPart{Group: "g", Topic: "in", From: 3, Next: 5, Out: []StreamRecord{{Offset: 4, Target: "out",
		Key: []byte("k"), Value: []byte{0, 255}, Headers: []StreamHeader{{Key: "h", Value: []byte{1}}}}}}))
	must(db.SaveSet(ctx, view.Set{Name: "mine", Query: "x=1", Coder: "Ada", Time: at}))
	must(db.SetThreshold(ctx, gainsay.TagInsult, .8, "Ada"))
	must(db.SetThreshold(ctx, gainsay.TagEvidenceRequest, .8, "Ada"))
	_, err = db.Restate(ctx, time.Hour)
	must(err)
	id, err := db.SaveTraining(ctx, view.Training{Task: "insult", State: view.TrainingReady, Data: "d", Rules: "r", Time: at},
		map[string][]byte{"insult.weights": {0, 255}})
	must(err)
	must(db.UseTraining(ctx, id, "Ada"))
	must(db.Delete(ctx, "reddit:gone"))
	fill(t, db)
	_, err = db.Assign(ctx, view.MarkFilter{}, view.Review{Share: 1, Overlap: .5}, []string{"Ada", "Bo"})
	must(err)
}

// everything prints the rows of all tables that Copy copies.
func everything(t *testing.T, db *DB) string {
	t.Helper()
	tx, err := db.read.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	tables, err := db.columns(t.Context(), tx)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for table, columns := range tables {
		if slices.Contains(notCopied, table) {
			continue
		}
		names := make([]string, 0, len(columns))
		for c := range columns {
			names = append(names, c)
		}
		slices.Sort(names)
		rows, err := tx.Query(`SELECT "` + strings.Join(names, `", "`) + `" FROM ` + table)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for rows.Next() {
			row, to := make([]any, len(names)), make([]any, len(names))
			for i := range row {
				to[i] = &row[i]
			}
			if err := rows.Scan(to...); err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprintf("%s %#v", table, row))
			n++
		}
		if rows.Close(); n == 0 {
			t.Errorf("table %s is empty", table)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestCopy copies from every engine to every engine, and back.
func TestCopy(t *testing.T) {
	if onPostgres() {
		t.Skip("uses both")
	}
	pgtest.Need(t)
	file := func() *DB { return openTemp(t) }
	schema := func() *DB { return openAt(t, pgtest.URL(t)) }
	first := file()
	full(t, first)
	want := everything(t, first)
	last := first
	for i, open := range []func() *DB{file, schema, schema, file} {
		next := open()
		if err := Copy(t.Context(), last, next, nil); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, everything(t, next)); d != "" {
			t.Fatalf("copy %d: -want +got\n%s", i, d)
		}
		if err := Copy(t.Context(), last, next, nil); !errors.Is(err, ErrNotEmpty) {
			t.Errorf("copied twice: %v", err)
		}
		last = next
		checkGoesOn(t, open, first)
	}
}

// checkGoesOn works on in a copy.
func checkGoesOn(t *testing.T, open func() *DB, from *DB) {
	t.Helper()
	db := open()
	if err := Copy(t.Context(), from, db, nil); err != nil {
		t.Fatal(err)
	}
	d := gainsay.Decision{Thread: "reddit:x", Comment: "c1", Mark: "a3", Tag: gainsay.TagClaim, Verdict: gainsay.Right, Coder: "Ada"}
	ds, err := db.Decide(t.Context(), d)
	if err != nil || ds[0].ID != 6 { // five were given out, one of them to a deleted thread
		t.Errorf("the next decision is %+v, %v", ds, err)
	}
	if err := db.Restore(t.Context(), "reddit:gone"); err != nil {
		t.Error(err)
	}
	save(t, db, rich("json", "new"), map[string][]uint32{"c1": sketch(1)})
	if _, n, err := db.Search(t.Context(), "doubled", view.Range{}); n != 10 || err != nil {
		t.Errorf("found %d, %v", n, err)
	}
	if near := db.Signatures(t.Context()).Near(0, "json:y", sketch(1)); len(near) != 5 {
		t.Errorf("near-duplicates: %q", near)
	}
}
