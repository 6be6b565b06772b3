package store

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSaveAll saves threads of which some are refused, late in their save.
func TestSaveAll(t *testing.T) {
	db, want := openTemp(t), openTemp(t)
	save(t, db, rich("reddit", "x"), map[string][]uint32{"c1": sketch(1)})
	save(t, want, rich("reddit", "x"), map[string][]uint32{"c1": sketch(1)})
	var items []Item
	for i := range 4 {
		a, sigs := plain(fmt.Sprint("t", i), 100)
		a.Assertions[0].Topics = []string{fmt.Sprint("Only ", i)}
		if i%2 == 0 {
			save(t, want, a, sigs)
		} else {
			a.Assertions[99].AskedBy = []string{"nobody"}
		}
		items = append(items, Item{Source: "here", Analysis: a, Sketches: sigs})
	}
	items[3].Analysis.Thread.Format, items[3].Analysis.Thread.ID = "reddit", "x"
	results, err := db.SaveAll(t.Context(), items, Progress{"/s", "1", 4, 2})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if i%2 == 0 && (r.Err != nil || !r.Saved.New) || i%2 == 1 && (r.Err == nil ||
			!strings.Contains(r.Err.Error(), `"nobody"`)) {
			t.Errorf("thread %d: %+v", i, r)
		}
	}
	if d := cmp.Diff(contents(t, want), contents(t, db)); d != "" {
		t.Errorf("not as if the good threads had been saved alone:\n%s", d)
	}
	for _, c := range []struct {
		source, state string
		want          Progress
	}{{"/s", "1", Progress{"/s", "1", 4, 2}}, {"/s", "2", Progress{Source: "/s", State: "2"}}, {"/t", "1",
		Progress{Source: "/t", State: "1"}}} {
		if got, err := db.Progress(t.Context(), c.source, c.state); err != nil || got != c.want {
			t.Errorf("progress of %s in state %s: %+v, %v", c.source, c.state, got, err)
		}
	}
}

func BenchmarkSave(b *testing.B) {
	db, err := Open(newAddress(b))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	n := 0
	for b.Loop() {
		var items []Item
		for range 20 {
			a, sigs := plain(fmt.Sprint("t", n), 100)
			for i, c := range a.Thread.Comments {
				sigs[c.ID] = sketch(uint32(1000 * (100*n + i)))
			}
			items, n = append(items, Item{Source: "here", Analysis: a, Sketches: sigs}), n+1
		}
		if _, err := db.SaveAll(b.Context(), items); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(100*n)/b.Elapsed().Seconds(), "comments/s")
}
