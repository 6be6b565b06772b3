package store

import (
	"errors"
	"testing"

	"github.com/gainsay/gainsay/view"
	"github.com/google/go-cmp/cmp"
)

// TestSaveExtended saves a thread with more comments over what is known of it. All
// rows are as those of a thread saved whole, but the old comments keep theirs.
func TestSaveExtended(t *testing.T) {
	db, want := openTemp(t), openTemp(t)
	save(t, db, rich("reddit", "x"), map[string][]uint32{"c1": sketch(1)})
	save(t, want, rich("reddit", "x"), map[string][]uint32{"c1": sketch(1)})
	old, sigs := plain("t", 60)
	old.Assertions[3].Topics = []string{"Of old"}
	save(t, db, old, sigs)
	keys := func() string { return dump(t, db.read, `SELECT pk FROM comment ORDER BY pk`) }
	before := keys()
	digest, err := db.Digest(t.Context(), "json:t")
	if err != nil {
		t.Fatal(err)
	}
	a, sigs := plain("t", 100)
	save(t, want, a, sigs)
	r, err := db.SaveAll(t.Context(), []Item{{Source: "here", Analysis: a, Sketches: sigs, Before: &Before{digest, old}}})
	if err != nil || r[0].Err != nil || r[0].Saved.Added != 40 || !r[0].Saved.Changed {
		t.Fatalf("%+v, %v", r, err)
	}
	if d := cmp.Diff(contents(t, want), contents(t, db)); d != "" {
		t.Error(d)
	}
	if after := keys(); after[:len(before)] != before {
		t.Errorf("the comments have other keys:\n%s\n%s", before, after)
	}
	for _, words := range []string{"number 99", "number 3"} {
		got, n, err := db.Search(t.Context(), words, view.Range{})
		if _, m, _ := want.Search(t.Context(), words, view.Range{}); n != m || err != nil {
			t.Errorf("%q: found %d %v, want %d, %v", words, n, got, m, err)
		}
	}
	if !onPostgres() {
		if bad := dump(t, db.read, `SELECT "table" FROM pragma_foreign_key_check`); bad != "" {
			t.Errorf("rows that refer to none: %s", bad)
		}
	}
	// Another digest says that somebody else saved the thread.
	for _, id := range []string{"t", "gone"} {
		b, sigs := plain(id, 101)
		r, err := db.SaveAll(t.Context(), []Item{{Source: "here", Analysis: b, Sketches: sigs, Before: &Before{digest, old}}})
		if err != nil || !errors.Is(r[0].Err, ErrChanged) {
			t.Errorf("%s: %+v, %v", id, r, err)
		}
	}
	if d := cmp.Diff(contents(t, want), contents(t, db)); d != "" {
		t.Error(d)
	}
}
