package store

import (
	"context"
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
