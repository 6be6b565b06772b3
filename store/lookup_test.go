package store

import (
	"slices"
	"testing"
)

func TestThreadsWith(t *testing.T) {
	db := openTemp(t)
	save(t, db, rich("reddit", "x"), nil)
	other, _ := plain("y", 3)
	save(t, db, other, nil)
	mark := onlyMark(t, db)
	for id, want := range map[string][]string{
		"c0": {"json:y"}, "n2": {"json:y"}, mark: {"reddit:x"}, "nosuch": nil, "": nil,
	} {
		if got, err := db.ThreadsWith(t.Context(), id); !slices.Equal(got, want) || err != nil {
			t.Errorf("threads with %q: %q, %v; want %q", id, got, err, want)
		}
	}
}

// onlyMark returns the id of an annotation of reddit:x that is no assertion.
func onlyMark(t *testing.T, db *DB) string {
	t.Helper()
	a, err := db.Analysis(t.Context(), "reddit:x")
	if err != nil {
		t.Fatal(err)
	}
	asserted := map[string]bool{}
	for _, s := range a.Assertions {
		asserted[s.ID] = true
	}
	for _, n := range a.Annotations {
		if !asserted[n.ID] {
			return n.ID
		}
	}
	t.Fatal("the fixture has no annotation that is no assertion")
	return ""
}
