package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/google/go-cmp/cmp"
)

// queued is a database with marks of two threads.
func queued(t testing.TB) *DB {
	t.Helper()
	db := openTemp(t)
	save(t, db, rich("reddit", "x"), nil)
	a, _ := plain("p", 40)
	for i := range a.Annotations {
		a.Annotations[i].Score = .5 + float64(i%7)/20
		a.Assertions[i].Notable = float64(i%5) / 5
		a.Thread.Comments[i].Time = time.Date(2024, 1, 1+i%9, 0, 0, 0, 0, time.UTC)
	}
	save(t, db, a, nil)
	fill(t, db)
	return db
}

func fill(t testing.TB, db *DB) {
	t.Helper()
	if left, err := db.FillMarks(context.Background(), time.Minute); left != 0 || err != nil {
		t.Fatalf("%d threads left, %v", left, err)
	}
}

// walk lists a queue by pages of 7.
func walk(t *testing.T, db *DB, f view.MarkFilter, back bool, from view.MarkRef) (out []view.MarkRow) {
	t.Helper()
	for {
		page, err := db.Marks(t.Context(), f, from, back, 7)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, page...)
		if len(page) < 7 {
			return out
		}
		from = page[6].MarkRef
	}
}

func refs(rows []view.MarkRow) (out []string) {
	for _, r := range rows {
		out = append(out, r.Thread+" "+r.Mark)
	}
	return out
}

// TestMarkOrders: each order has every mark once, forwards and backwards.
func TestMarkOrders(t *testing.T) {
	db := queued(t)
	unsure := func(r view.MarkRow) float64 { return max(r.Score-.5, .5-r.Score) }
	ordered := map[view.MarkOrder]func(a, b view.MarkRow) bool{
		view.UnsureFirst: func(a, b view.MarkRow) bool { return unsure(a) <= unsure(b) },
		view.NewestFirst: func(a, b view.MarkRow) bool { return !a.Time.Before(b.Time) },
		view.ByThread:    func(a, b view.MarkRow) bool { return a.Thread >= b.Thread },
	}
	for _, order := range view.MarkOrders() {
		for seed := range int64(4) {
			f := view.MarkFilter{Order: order, Seed: seed}
			rows := walk(t, db, f, false, view.MarkRef{})
			all := refs(rows)
			if n := len(slices.Compact(slices.Sorted(slices.Values(all)))); n != 45 || len(all) != 45 {
				t.Fatalf("%s: %d marks, %d different, want 45", order, len(all), n)
			}
			for i := 1; i < len(rows); i++ {
				if ok := ordered[order]; ok != nil && !ok(rows[i-1], rows[i]) {
					t.Errorf("%s: %v before %v", order, rows[i-1], rows[i])
				}
			}
			before := refs(walk(t, db, f, true, rows[44].MarkRef))
			slices.Reverse(before)
			if d := cmp.Diff(all[:44], before); d != "" {
				t.Errorf("%s, seed %d, backwards: %s", order, seed, d)
			}
		}
	}
	a := walk(t, db, view.MarkFilter{Order: view.RandomOrder, Seed: 1}, false, view.MarkRef{})
	b := walk(t, db, view.MarkFilter{Order: view.RandomOrder, Seed: 2}, false, view.MarkRef{})
	if slices.Equal(refs(a), refs(b)) {
		t.Error("two seeds give the same order")
	}
	worth := walk(t, db, view.MarkFilter{Order: view.WorthFirst}, false, view.MarkRef{})
	if worth[0].Status != gainsay.Unsupported || worth[44].Status == gainsay.Unsupported && worth[44].Words == worth[0].Words {
		t.Errorf("worth checking: first %v, last %v", worth[0], worth[44])
	}
}

// TestMarkFilters: each filter picks what it says.
func TestMarkFilters(t *testing.T) {
	db := queued(t)
	ctx := t.Context()
	decide := func(coder, thread, mark string, v gainsay.Verdict) gainsay.Decision {
		ds, err := db.Decide(ctx, about(t, db, thread, mark, v, coder))
		if err != nil {
			t.Fatal(err)
		}
		return ds[0]
	}
	decide("Ada", "reddit:x", "a1", gainsay.Right)
	decide("Ada", "reddit:x", "a1", gainsay.Wrong)
	undone := decide("Ada", "reddit:x", "a3", gainsay.Right)
	undo := undone
	undo.ID, undo.Undoes = 0, undone.ID
	if _, err := db.Decide(ctx, undo); err != nil {
		t.Fatal(err)
	}
	decide("Bo", "reddit:x", "a4", gainsay.Right)
	for _, c := range []struct {
		name string
		f    view.MarkFilter
		want int
	}{
		{"all", view.MarkFilter{}, 45},
		{"tag", view.MarkFilter{Tags: []gainsay.Tag{gainsay.TagInsult}}, 2},
		{"tags", view.MarkFilter{Tags: []gainsay.Tag{gainsay.TagInsult, gainsay.TagEvidenceRequest}}, 3},
		{"claims", view.MarkFilter{Tags: []gainsay.Tag{gainsay.TagClaim}}, 42},
		{"status", view.MarkFilter{Status: []gainsay.Status{gainsay.Sourced}}, 1},
		{"status or tag", view.MarkFilter{Status: []gainsay.Status{gainsay.Sourced},
			Tags: []gainsay.Tag{gainsay.TagClaim, gainsay.TagInsult}}, 3},
		{"dispute", view.MarkFilter{Dispute: []gainsay.Dispute{gainsay.Contested}}, 1},
		{"disputes", view.MarkFilter{Dispute: []gainsay.Dispute{gainsay.Contested, gainsay.Conceded}}, 0},
		{"topic", view.MarkFilter{Topics: []string{"housing"}}, 2},
		{"author", view.MarkFilter{Author: "Jonas Pell"}, 2},
		{"thread", view.MarkFilter{Thread: "reddit:x"}, 5},
		{"source", view.MarkFilter{Source: "here"}, 45},
		{"format", view.MarkFilter{Format: "json"}, 40},
		{"rule", view.MarkFilter{Rule: "claim/figure"}, 2},
		{"undecided", view.MarkFilter{Coder: "Ada", Decided: view.Undecided}, 44},
		{"decided", view.MarkFilter{Coder: "Ada", Decided: view.DecidedByCoder}, 1},
		{"by nobody", view.MarkFilter{Coder: "Ada", Decided: view.ByNobody}, 43},
		{"mine", view.MarkFilter{Coder: "Ada", Mine: true}, 0},
	} {
		for _, order := range view.MarkOrders() {
			c.f.Order = order
			if got := walk(t, db, c.f, false, view.MarkRef{}); len(got) != c.want {
				t.Errorf("%s, %s: %d marks, want %d: %v", c.name, order, len(got), c.want, refs(got))
			}
		}
	}
	n, err := db.MarkCounts(ctx, view.MarkFilter{Coder: "Ada", Thread: "reddit:x"}, time.Now().Add(-time.Hour))
	if want := (view.MarkCounts{All: 5, Wrong: 1, Today: 1}); n != want || err != nil {
		t.Errorf("counts %+v, %v, want %+v", n, err, want)
	}
	if r, err := db.RuleDecisions(ctx, "claim/figure"); r != (view.RuleCount{Decided: 1}) || err != nil {
		t.Errorf("of the rule: %+v, %v", r, err)
	}
	if d, err := db.LastDecision(ctx, "Ada"); err != nil || d == nil || d.Mark != "a1" || d.Verdict != gainsay.Wrong {
		t.Errorf("last decision %v, %v", d, err)
	}
}

// TestUnsureFollowsThresholds: the least sure marks are those nearest to the
// threshold of their tag, whether it was chosen before or after the rows were made.
func TestUnsureFollowsThresholds(t *testing.T) {
	before, after := queued(t), openTemp(t)
	if err := before.SetThreshold(t.Context(), gainsay.TagInsult, .88, ""); err != nil {
		t.Fatal(err)
	}
	if err := after.SetThreshold(t.Context(), gainsay.TagInsult, .88, ""); err != nil {
		t.Fatal(err)
	}
	save(t, after, rich("reddit", "x"), nil)
	fill(t, after)
	f := view.MarkFilter{Thread: "reddit:x"}
	for _, db := range []*DB{before, after} {
		if got := walk(t, db, f, false, view.MarkRef{}); len(got) == 0 || got[0].Mark != "a4" { // score .9
			t.Errorf("least sure first: %v", refs(got))
		}
	}
	if err := before.SetThreshold(t.Context(), gainsay.TagInsult, 0, ""); err != nil {
		t.Fatal(err)
	}
	if got := walk(t, before, f, false, view.MarkRef{}); got[0].Mark != "a3" { // score .6
		t.Errorf("without the threshold: %v", refs(got))
	}
}

// TestMarksFollowImports: a thread that is imported anew has its new marks, and
// decisions stay with those of the same id.
func TestMarksFollowImports(t *testing.T) {
	db := queued(t)
	a := rich("reddit", "x")
	a.Annotations[3].Score = .55
	a.Annotations = slices.Delete(a.Annotations, 4, 5)
	save(t, db, a, nil)
	f := view.MarkFilter{Thread: "reddit:x"}
	if got := walk(t, db, f, false, view.MarkRef{}); len(got) != 0 {
		t.Errorf("%d marks before they are read", len(got))
	}
	fill(t, db)
	if got := walk(t, db, f, false, view.MarkRef{}); len(got) != 4 {
		t.Errorf("%d marks, want 4", len(got))
	}
	_, err := db.Marks(t.Context(), f, view.MarkRef{Thread: "reddit:x", Mark: "a5"}, false, 1)
	if !errors.Is(err, view.ErrNotFound) {
		t.Errorf("after a mark that is gone: %v", err)
	}
}

func TestMarkContext(t *testing.T) {
	db := queued(t)
	m, err := db.MarkContext(t.Context(), view.MarkRef{Thread: "reddit:x", Mark: "a1"}, "Ada")
	if err != nil {
		t.Fatal(err)
	}
	want := rich("reddit", "x")
	if d := cmp.Diff(want.Annotations[0], m.Annotation); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(want.Assertions[0], *m.Assertion); d != "" {
		t.Error(d)
	}
	if m.Words != want.Assertions[0].Text || m.Parent != nil || len(m.Replies) != 1 || m.Article == "" {
		t.Errorf("context %+v", m)
	}
	parts := []view.Part{{Class: "questioned", Label: "asks for evidence"}, {Class: "contested", Label: "says the contrary"},
		{Class: "claim", Label: "says it again"}}
	if d := cmp.Diff(parts, m.Replies[0].Parts); d != "" {
		t.Error(d)
	}
	if m.Texts().Comment("c3") == nil {
		t.Error("the comment that gave evidence is not loaded")
	}
	_, err = db.MarkContext(t.Context(), view.MarkRef{Thread: "reddit:x", Mark: "none"}, "")
	if !errors.Is(err, view.ErrNotFound) {
		t.Errorf("of no mark: %v", err)
	}
}

func TestAlike(t *testing.T) {
	db := openTemp(t)
	a, _ := plain("p", 6)
	for i, c := range a.Thread.Comments {
		c.Text = []string{"Buy it.", "You clown.", "BUY it."}[i%3]
		n := &a.Annotations[i]
		n.Span, n.Tag = gainsay.Span{Start: 0, End: len(c.Text)}, gainsay.TagInsult
		if i%3 != 1 {
			n.Tag, n.Target = gainsay.TagSpam, fmt.Sprint(gainsay.TargetCampaign, "k")
		}
	}
	a.Assertions = a.Assertions[:0]
	save(t, db, a, nil)
	fill(t, db)
	for mark, want := range map[string]int{"n0": 3, "n1": 1} {
		m, err := db.MarkContext(t.Context(), view.MarkRef{Thread: "json:p", Mark: mark}, "")
		if err != nil {
			t.Fatal(err)
		}
		rows, err := db.Alike(t.Context(), m, "")
		if err != nil || len(rows) != want {
			t.Errorf("like %s: %v, %v, want %d", mark, refs(rows), err, want)
		}
	}
}

// TestAssign: the share is dealt out with its overlap, and stays as it was.
func TestAssign(t *testing.T) {
	db := queued(t)
	r, err := db.Assign(t.Context(), view.MarkFilter{Format: "json"}, view.Review{Filter: "format=json", Share: .5,
		Overlap: .2, Seed: 3}, []string{"Ada", "Bo"})
	if err != nil {
		t.Fatal(err)
	}
	want := []view.CoderProgress{{Coder: "Ada", Assigned: 12}, {Coder: "Bo", Assigned: 12}}
	if d := cmp.Diff(want, r.Coders); d != "" {
		t.Error(d)
	}
	mine := walk(t, db, view.MarkFilter{Coder: "Ada", Mine: true}, false, view.MarkRef{})
	if len(mine) != 12 {
		t.Errorf("Ada has %d marks", len(mine))
	}
	if _, err := db.Decide(t.Context(), about(t, db, mine[0].Thread, mine[0].Mark, gainsay.Right, "Ada")); err != nil {
		t.Fatal(err)
	}
	all, err := db.Reviews(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatalf("%v, %v", all, err)
	}
	r.Coders[0].Decided = 1
	if d := cmp.Diff(r, all[0]); d != "" {
		t.Error(d)
	}
	if yes, err := db.IsAssigned(t.Context(), "Cy"); yes || err != nil {
		t.Errorf("Cy was assigned marks: %v, %v", yes, err)
	}
}

// TestMarkPlans: every order is read from an index, without sorting, from its
// start and from a mark.
func TestMarkPlans(t *testing.T) {
	sqliteOnly(t)
	db := queued(t)
	for _, order := range view.MarkOrders() {
		for _, f := range []view.MarkFilter{{}, {Status: []gainsay.Status{gainsay.Unsupported}}, {Author: "Jonas Pell"},
			{Format: "json", Coder: "Ada", Decided: view.Undecided}} {
			for _, after := range []view.MarkRef{{}, {Thread: "reddit:x", Mark: "a1"}} {
				f.Order = order
				if plan := planOf(t, db, f, after); strings.Contains(plan, "TEMP B-TREE") {
					t.Errorf("%s, %+v, after %v:\n%s", order, f, after, plan)
				}
			}
		}
	}
}

func planOf(t *testing.T, db *DB, f view.MarkFilter, after view.MarkRef) (plan string) {
	t.Helper()
	err := db.view(t.Context(), func(tx *sql.Tx) error {
		q, err := newMarkQuery(t.Context(), tx, f, after, false)
		if err != nil {
			return err
		}
		query, args := q.query(q.parts[0], 12)
		steps, err := collect(t.Context(), tx, func(r *sql.Rows) (s string, err error) {
			var a, b, c int
			err = r.Scan(&a, &b, &c, &s)
			return s, err
		}, "EXPLAIN QUERY PLAN "+query, args...)
		plan = strings.Join(steps, "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// TestFillMarksStops: without time it reads nothing, and goes on later.
func TestFillMarksStops(t *testing.T) {
	db := openTemp(t)
	save(t, db, rich("reddit", "x"), nil)
	if left, err := db.FillMarks(t.Context(), -1); left != 1 || err != nil {
		t.Errorf("%d left, %v", left, err)
	}
	fill(t, db)
	if left, err := db.FillMarks(t.Context(), -1); left != 0 || err != nil {
		t.Errorf("%d left at the end, %v", left, err)
	}
}
