package store

import (
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/google/go-cmp/cmp"
)

// TestRestate: when a threshold is chosen, statuses, disputes and the counts of
// threads follow it; the analysis is kept, and when the threshold is removed all
// is as it was.
func TestRestate(t *testing.T) {
	db := openTemp(t)
	a := rich("reddit", "x")
	link := gainsay.Span{Start: 12, End: 22}
	a.Annotations = append(a.Annotations[:1:1], append([]gainsay.Annotation{{ID: "e1", Comment: "c1", Span: link, Tag: gainsay.TagEvidence,
		Kind: string(gainsay.EvidenceSource), Score: .6, By: "evidence/source", Reasons: a.Annotations[0].Reasons}}, a.Annotations[1:]...)...)
	a.Assertions[0].Support = []gainsay.Evidence{{Kind: gainsay.EvidenceSource, Comment: "c1", Span: link}}
	a.Assertions[0].Status = gainsay.Sourced
	save(t, db, a, nil)
	key := "reddit:x"
	original, err := db.Analysis(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	type state struct {
		Status   gainsay.Status
		Disputes []gainsay.Dispute
		Row      [3]int // unsupported, asked for evidence, insults
		Queue    int    // marks to review that are unsupported
	}
	look := func() (s state) {
		fill(t, db)
		rows, _, err := db.Assertions(t.Context(), view.AssertionFilter{Thread: key, Sort: "thread"})
		if err != nil || len(rows) == 0 {
			t.Fatalf("%v, %v", rows, err)
		}
		s.Status, s.Disputes = rows[0].Status, rows[0].Disputes()
		threads, _, err := db.Threads(t.Context(), view.ThreadFilter{})
		if err != nil {
			t.Fatal(err)
		}
		s.Row = [3]int{threads[0].Unsupported, threads[0].Questioned, threads[0].Insults}
		s.Queue = len(walk(t, db, view.MarkFilter{Status: []gainsay.Status{gainsay.Unsupported}}, false, view.MarkRef{}))
		return s
	}
	before := look()
	set := func(tag gainsay.Tag, least float64) {
		t.Helper()
		if err := db.SetThreshold(t.Context(), tag, least, ""); err != nil {
			t.Fatal(err)
		}
		if left, err := db.Restate(t.Context(), time.Hour); left != 0 || err != nil {
			t.Fatalf("%d left, %v", left, err)
		}
		now, err := db.Analysis(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(original, now); d != "" {
			t.Errorf("%s from %v changes the analysis: %s", tag, least, d)
		}
	}
	set(gainsay.TagEvidence, .7)
	want := before
	want.Status, want.Row[0], want.Queue = gainsay.Unsupported, before.Row[0]+1, before.Queue+1
	if d := cmp.Diff(want, look()); d != "" {
		t.Errorf("without the source: %s", d)
	}
	save(t, db, a, map[string][]uint32{"c1": {1, 2, 3}}) // an import while the threshold is chosen
	if d := cmp.Diff(want, look()); d != "" {
		t.Errorf("saved again: %s", d)
	}
	set(gainsay.TagEvidenceRequest, .8)
	set(gainsay.TagInsult, .99)
	want.Disputes, want.Row[1], want.Row[2] = look().Disputes, before.Row[1]-1, 0
	if d := cmp.Diff(want, look()); d != "" {
		t.Errorf("without the request: %s", d)
	}
	for _, d := range look().Disputes {
		if d == gainsay.Questioned {
			t.Error("it is still asked for evidence")
		}
	}
	for _, tag := range []gainsay.Tag{gainsay.TagEvidence, gainsay.TagEvidenceRequest, gainsay.TagInsult} {
		set(tag, 0)
	}
	if d := cmp.Diff(before, look()); d != "" {
		t.Errorf("without thresholds: %s", d)
	}
}
