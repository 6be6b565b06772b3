package store

import (
	"slices"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// TestAssignedMove: marks that coders were asked to review are found by their
// words when a thread is imported with other ids, also when ids change places;
// those that are made no longer are counted, and found when they are back.
func TestAssignedMove(t *testing.T) {
	db := openTemp(t)
	a := rich("json", "moved")
	save(t, db, a, nil)
	fill(t, db)
	r, err := db.Assign(t.Context(), view.MarkFilter{}, view.Review{Share: 1, Overlap: 1}, []string{"Ada", "Bo"})
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Coders[0].Assigned; n < 2 {
		t.Fatalf("%d marks assigned", n)
	}
	marks := func() (out map[string]string) { // words by id
		fill(t, db)
		out = map[string]string{}
		for _, m := range walk(t, db, view.MarkFilter{Coder: "Ada", Mine: true}, false, view.MarkRef{}) {
			out[m.Mark] = string(m.Tag) + " " + m.Words
		}
		return out
	}
	before := marks()

	renamed := rich("json", "moved")
	rename(renamed, map[string]string{"a1": "a2", "a2": "a1", "a3": "new"})
	save(t, db, renamed, nil)
	after := marks()
	if len(after) != len(before) {
		t.Errorf("%v were assigned, %v after the import", before, after)
	}
	for id, words := range before {
		if to, ok := map[string]string{"a1": "a2", "a2": "a1", "a3": "new"}[id]; ok {
			id = to
		}
		if after[id] != words {
			t.Errorf("mark %s is %q, want %q", id, after[id], words)
		}
	}

	lost := func() int {
		all, err := db.Reviews(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return all[0].Coders[1].Lost
	}
	if n := lost(); n != 0 {
		t.Errorf("%d marks lost", n)
	}
	fewer := rich("json", "moved")
	fewer.Annotations = slices.DeleteFunc(fewer.Annotations, func(n gainsay.Annotation) bool { return n.Tag == gainsay.TagInsult })
	fewer.Relations = nil
	save(t, db, fewer, nil)
	if n := lost(); n != 2 {
		t.Errorf("without the insults %d marks are lost, want 2", n)
	}
	save(t, db, renamed, nil)
	if n := lost(); n != 0 {
		t.Errorf("with the insults again %d marks are lost", n)
	}
}

// rename gives marks other ids.
func rename(a *gainsay.Analysis, ids map[string]string) {
	to := func(id string) string {
		if ids[id] != "" {
			return ids[id]
		}
		return id
	}
	for i := range a.Annotations {
		a.Annotations[i].ID = to(a.Annotations[i].ID)
	}
	for i := range a.Assertions {
		a.Assertions[i].ID = to(a.Assertions[i].ID)
	}
	for i := range a.Relations {
		a.Relations[i].From, a.Relations[i].To = to(a.Relations[i].From), to(a.Relations[i].To)
	}
}
