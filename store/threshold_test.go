package store

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// TestListsFollowThresholds: lists leave out what is below a threshold that was
// chosen after it was saved, also in a database that older versions wrote.
func TestListsFollowThresholds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	makeVersion(t, path, 15)
	old, fresh := openAt(t, path), openTemp(t)
	save(t, fresh, rich("reddit", "x"), nil)
	for name, db := range map[string]*DB{"old": old, "fresh": fresh} {
		fill(t, db)
		for _, x := range []struct {
			least     float64
			of, marks int
		}{{0, 2, 5}, {.7, 1, 4}, {.9, 0, 3}, {0, 2, 5}} { // of the scores .81 and .6
			if err := db.SetThreshold(t.Context(), gainsay.TagClaim, x.least, ""); err != nil {
				t.Fatal(err)
			}
			f := view.AssertionFilter{Thread: "reddit:x"}
			rows, n, err := db.Assertions(t.Context(), f)
			if err != nil || n != x.of || len(rows) != x.of {
				t.Errorf("%s, from %v: %d assertions, %v, want %d", name, x.least, n, err, x.of)
			}
			if o, err := db.Overview(t.Context(), f); err != nil || o.All.Of != x.of {
				t.Errorf("%s, from %v: the overview has %d, %v", name, x.least, o.All.Of, err)
			}
			marks := view.MarkFilter{Thread: "reddit:x"}
			if got := walk(t, db, marks, false, view.MarkRef{}); len(got) != x.marks {
				t.Errorf("%s, from %v: %d marks to review, want %d", name, x.least, len(got), x.marks)
			}
			if c, err := db.MarkCounts(t.Context(), marks, time.Now()); err != nil || c.All != x.marks {
				t.Errorf("%s, from %v: %d marks counted, %v", name, x.least, c.All, err)
			}
		}
	}
}
