package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/google/go-cmp/cmp"
)

func TestDecisions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "d.db")
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background()
	mark := func(id, coder string, v gainsay.Verdict) gainsay.Decision {
		return gainsay.Decision{Thread: "json:a", Comment: "1", Mark: id, Tag: gainsay.TagClaim, Verdict: v, Coder: coder,
			Span: gainsay.Span{Start: 2, End: 5}, Quote: gainsay.Quote{Exact: "abc", Prefix: "x ", Suffix: " y"}}
	}
	changed := mark("m2", "Ada", gainsay.Changed)
	changed.Change = &gainsay.Change{Tag: gainsay.TagInsult, Target: "person:X", Span: gainsay.Span{Start: 2, End: 4}}
	ds, err := db.Decide(ctx, mark("m1", "Ada", gainsay.Right), mark("m1", "Ada", gainsay.Wrong), changed,
		mark("m1", "Bo", gainsay.Right), mark("", "Bo", gainsay.Missed), mark("", "Bo", gainsay.Missed))
	if err != nil {
		t.Fatal(err)
	}
	undo := mark("m1", "Ada", gainsay.Wrong)
	undo.Undoes = ds[1].ID
	undos, err := db.Decide(ctx, undo)
	if err != nil {
		t.Fatal(err)
	}
	all, err := db.Decisions(ctx, view.DecisionFilter{All: true})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(append(ds, undos...), all); d != "" {
		t.Error("all records:", d)
	}
	now, err := db.Decisions(ctx, view.DecisionFilter{Threads: []string{"json:a"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []gainsay.Decision{ds[0], ds[2], ds[3], ds[4], ds[5]} // undoing the second brings the first back
	if d := cmp.Diff(want, now); d != "" {
		t.Error("in force:", d)
	}
}

// TestAddDecisions moves all records to another database, twice: undone records
// stay undone, and nothing is added twice.
func TestAddDecisions(t *testing.T) {
	ctx := context.Background()
	open := func(name string) *DB {
		db, err := Open(filepath.Join(t.TempDir(), name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return db
	}
	from, to := open("from.db"), open("to.db")
	mark := gainsay.Decision{Thread: "json:a", Comment: "1", Mark: "m1", Tag: gainsay.TagClaim, Verdict: gainsay.Right, Coder: "Ada"}
	other := mark
	other.Comment = "2"
	if _, err := to.Decide(ctx, other); err != nil { // so that IDs differ
		t.Fatal(err)
	}
	changed := mark
	changed.Verdict, changed.Change = gainsay.Changed, &gainsay.Change{Tag: gainsay.TagInsult}
	saved, err := from.Decide(ctx, mark, changed)
	if err != nil {
		t.Fatal(err)
	}
	undo := saved[1]
	undo.Undoes, undo.ID = saved[1].ID, 0
	if _, err := from.Decide(ctx, undo); err != nil {
		t.Fatal(err)
	}
	all, err := from.Decisions(ctx, view.DecisionFilter{All: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{3, 0} {
		if n, err := to.AddDecisions(ctx, all); err != nil || n != want {
			t.Fatalf("time %d: added %d, %v; want %d", i+1, n, err, want)
		}
	}
	now, err := to.Decisions(ctx, view.DecisionFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(now) != 2 || now[1].Verdict != gainsay.Right {
		t.Errorf("in force: %+v", now)
	}
	if _, err := to.AddDecisions(ctx, all[2:]); err == nil {
		t.Error("added an undo of nothing")
	}
}

// TestTwoCoders lets two coders decide on one thread at once.
func TestTwoCoders(t *testing.T) {
	path := newAddress(t)
	ctx := context.Background()
	const each = 100
	coders := []string{"Ada", "Bo"}
	errs := make(chan error)
	for _, coder := range coders {
		go func() { // each with a connection of its own, as two processes have
			db, err := Open(path)
			for i := 0; i < each && err == nil; i++ {
				_, err = db.Decide(ctx, gainsay.Decision{
					Thread: "json:a", Comment: "1", Mark: fmt.Sprint("m", i), Tag: gainsay.TagClaim,
					Verdict: gainsay.Right, Coder: coder,
				})
			}
			if db != nil {
				err = errors.Join(err, db.Close())
			}
			errs <- err
		}()
	}
	for range coders {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, coder := range coders {
		ds, err := db.Decisions(ctx, view.DecisionFilter{Coder: coder})
		if err != nil || len(ds) != each {
			t.Errorf("%s: %d decisions, %v", coder, len(ds), err)
		}
	}
}
