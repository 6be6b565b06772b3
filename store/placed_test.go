package store

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
)

// renamed is the thread after an analysis whose rules give marks other ids and
// leave out the insult; words of c2 that were marked are gone.
func renamed(a *gainsay.Analysis) *gainsay.Analysis {
	for i := range a.Annotations {
		a.Annotations[i].ID = "new-" + a.Annotations[i].ID
	}
	for i := range a.Assertions {
		a.Assertions[i].ID = "new-" + a.Assertions[i].ID
		a.Assertions[i].Chain = nil
	}
	a.Relations = nil
	a.Annotations = slices.DeleteFunc(a.Annotations, func(n gainsay.Annotation) bool { return n.Comment == "c3" })
	a.Annotations[1].Span.End = 0 // the request for evidence
	a.Thread.Comments[1].Text = "Nobody " + a.Thread.Comments[1].Text[12:]
	a.Annotations[2].Span = gainsay.Span{Start: 40, End: 51}
	a.Assertions[1].Span, a.Assertions[1].Text = a.Annotations[2].Span, a.Thread.Comments[1].Text[40:51]
	return a
}

// TestPlacedFollowsAnalyses: after an analysis with other rules, the lists, the
// queue and the overview show decisions where decide.Items puts them, as exports do.
func TestPlacedFollowsAnalyses(t *testing.T) {
	db := openTemp(t)
	ctx := t.Context()
	save(t, db, rich("reddit", "x"), nil)
	for _, d := range []gainsay.Decision{
		about(t, db, "reddit:x", "a1", gainsay.Wrong, "Ada"), about(t, db, "reddit:x", "a1", gainsay.Right, "Bo"),
		about(t, db, "reddit:x", "a2", gainsay.Right, "Ada"), about(t, db, "reddit:x", "a3", gainsay.Wrong, "Ada"),
		about(t, db, "reddit:x", "a4", gainsay.Wrong, "Ada"),
	} {
		if _, err := db.Decide(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	a := renamed(rich("reddit", "x"))
	save(t, db, a, nil)
	records, err := db.Decisions(ctx, view.DecisionFilter{All: true})
	if err != nil {
		t.Fatal(err)
	}
	checkStanding(t, db, a, records)
	got, err := db.Standing(ctx, view.DecisionFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var places []string
	for _, s := range got {
		places = append(places, s.Decision.Mark+" "+s.Coder+" "+s.Now+" "+string(s.Why))
	}
	want := []string{"a1 Ada new-a1 ", "a1 Bo new-a1 ", "a2 Ada  words gone", "a3 Ada new-a3 ", "a4 Ada  "}
	if d := cmp.Diff(want, places); d != "" {
		t.Error(d)
	}

	fill(t, db)
	if mine := walk(t, db, view.MarkFilter{Coder: "Ada", Decided: view.DecidedByCoder}, false, view.MarkRef{}); len(mine) != 2 {
		t.Errorf("Ada decided %v", refs(mine))
	}
	if ds, err := db.MarkDecisions(ctx, view.MarkRef{Thread: "reddit:x", Mark: "new-a1"}); err != nil || len(ds) != 2 {
		t.Errorf("decisions about new-a1: %v, %v", ds, err)
	}
	if rows, _, err := db.Threads(ctx, view.ThreadFilter{}); err != nil || rows[0].Decided != 2 {
		t.Errorf("%+v, %v", rows, err)
	}
	exported := decide.Apply(a, records, decide.Both)
	o, err := db.Overview(ctx, view.AssertionFilter{Basis: decide.Both})
	if err != nil || o.All.Of != len(exported.Assertions) {
		t.Errorf("%d assertions in the overview, %d in exports, %v", o.All.Of, len(exported.Assertions), err)
	}
}

// checkStanding compares the table with decide.Settle.
func checkStanding(t *testing.T, db *DB, a *gainsay.Analysis, records []gainsay.Decision) {
	t.Helper()
	all, err := collectStanding(t, db)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(decide.Settle(a, records), all); d != "" {
		t.Errorf("-decide.Settle +table:\n%s", d)
	}
	inForce, err := db.Decisions(t.Context(), view.DecisionFilter{})
	if err != nil {
		t.Fatal(err)
	}
	items, lost := decide.Items(a, records)
	want := len(lost)
	for _, it := range items {
		want += len(it.Decisions)
	}
	if len(inForce) != want {
		t.Errorf("%d decisions in force, decide.Items has %d", len(inForce), want)
	}
}

func collectStanding(t *testing.T, db *DB) ([]decide.Standing, error) {
	return db.Standing(t.Context(), view.DecisionFilter{All: true})
}

// TestPlacedByComment: what Decide places comment by comment is what
// decide.Settle says of the whole thread, whatever was decided anew and undone.
func TestPlacedByComment(t *testing.T) {
	db := openTemp(t)
	save(t, db, rich("reddit", "x"), nil)
	a, err := db.Analysis(t.Context(), "reddit:x")
	if err != nil {
		t.Fatal(err)
	}
	missed, err := decide.OfMissed(a, "c5", gainsay.TagSpam, gainsay.Span{Start: 0, End: 15})
	if err != nil {
		t.Fatal(err)
	}
	missed.Coder = "Ada"
	gone := about(t, db, "reddit:x", "a2", gainsay.Right, "Ada")
	gone.Comment = "nowhere"
	settled := about(t, db, "reddit:x", "a4", gainsay.Right, "Ada")
	settled.Settles = true
	var saved []gainsay.Decision
	for _, d := range []gainsay.Decision{
		about(t, db, "reddit:x", "a4", gainsay.Wrong, "Ada"), about(t, db, "reddit:x", "a4", gainsay.Right, "Ada"), settled,
		about(t, db, "reddit:x", "a5", gainsay.Wrong, "Bo"), missed, missed, gone, gone,
	} {
		ds, err := db.Decide(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		saved = append(saved, ds...)
		checkAgainst(t, db, a)
	}
	for _, i := range []int{1, 5, 7} {
		undo := saved[i]
		undo.ID, undo.Undoes, undo.Comment = 0, saved[i].ID, "elsewhere"
		if _, err := db.Decide(t.Context(), undo); err != nil {
			t.Fatal(err)
		}
		checkAgainst(t, db, a)
	}
	if err := db.Delete(t.Context(), "reddit:x"); err != nil {
		t.Fatal(err)
	}
	if all, err := collectStanding(t, db); err != nil || len(all) != 0 {
		t.Errorf("in the trash: %v, %v", all, err)
	}
	if err := db.Restore(t.Context(), "reddit:x"); err != nil {
		t.Fatal(err)
	}
	checkAgainst(t, db, a)
}

func checkAgainst(t *testing.T, db *DB, a *gainsay.Analysis) {
	t.Helper()
	records, err := db.Decisions(t.Context(), view.DecisionFilter{All: true})
	if err != nil {
		t.Fatal(err)
	}
	checkStanding(t, db, a, records)
}

// TestPlacedBeforeImport: decisions about a thread that is not there find their
// place when it is imported.
func TestPlacedBeforeImport(t *testing.T) {
	from, to := openTemp(t), openTemp(t)
	save(t, from, rich("reddit", "x"), nil)
	if _, err := to.AddDecisions(t.Context(), []gainsay.Decision{about(t, from, "reddit:x", "a1", gainsay.Right, "Ada")}); err != nil {
		t.Fatal(err)
	}
	if all, err := collectStanding(t, to); err != nil || len(all) != 1 || all[0].Why != decide.ThreadGone {
		t.Errorf("before: %v, %v", all, err)
	}
	save(t, to, rich("reddit", "x"), nil)
	if all, err := collectStanding(t, to); err != nil || len(all) != 1 || all[0].Now != "a1" {
		t.Errorf("after: %v, %v", all, err)
	}
}
