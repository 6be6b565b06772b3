package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// TestOutline: the outline has what the analysis has, and parts of the thread are
// those of the analysis, byte for byte.
func TestOutline(t *testing.T) {
	db := openTemp(t)
	for _, a := range []*gainsay.Analysis{rich("reddit", "x"), large(2500), argued()} {
		save(t, db, a, nil)
		key := Key(a.Thread.Format, a.Thread.ID)
		o := checkOutline(t, db, key)
		a.Thread.Comments[0].Text += " More."
		save(t, db, a, nil)
		if _, err := db.Part(t.Context(), key, o, map[string]bool{"c1": true}); err == nil {
			t.Errorf("%s: a part by an outdated outline", key)
		}
	}
}

// checkOutline compares the outline of a thread, and a third of its comments,
// with the whole.
func checkOutline(t *testing.T, db *DB, key string) *view.Outline {
	t.Helper()
	whole, err := db.Analysis(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	o, err := db.Outline(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	sameOutline(t, whole, o.Analysis)
	wanted := map[string]bool{}
	for i, c := range whole.Thread.Comments {
		if o.Sizes[c.ID] != len(c.Text) {
			t.Errorf("%s: comment %s has %d bytes, not %d", key, c.ID, o.Sizes[c.ID], len(c.Text))
		}
		wanted[c.ID] = i%3 == 1
	}
	p, err := db.Part(t.Context(), key, o, wanted)
	if err != nil {
		t.Fatal(err)
	}
	sameRows(t, whole.Thread.Comments, p.Comments, func(c *gainsay.Comment) bool { return wanted[c.ID] })
	sameRows(t, whole.Annotations, p.Annotations, func(n gainsay.Annotation) bool { return wanted[n.Comment] })
	sameRows(t, whole.Assertions, p.Assertions, func(s gainsay.Assertion) bool { return wanted[s.Comment] })
	return o
}

// TestFillOutlines: threads without outlines get those that they would be saved with, once.
func TestFillOutlines(t *testing.T) {
	db := openTemp(t)
	for _, a := range []*gainsay.Analysis{large(2500), argued(), unmarked()} {
		save(t, db, a, nil)
	}
	fillOutlines(t, db, 3)
}

// TestFillOldOutlines fills in those of threads that earlier versions saved.
func TestFillOldOutlines(t *testing.T) {
	sqliteOnly(t)
	old := filepath.Join(t.TempDir(), "old.db")
	makeVersion(t, old, 20)
	fillOutlines(t, openAt(t, old), 1)
	fillOutlines(t, openAt(t, openSample(t)), 6)
}

// fillOutlines removes and fills in the outlines of a number of threads.
func fillOutlines(t *testing.T, db *DB, threads int) {
	t.Helper()
	if _, err := db.write.Exec(`DELETE FROM outline`); err != nil {
		t.Fatal(err)
	}
	fill := func() {
		if left, err := db.FillOutlines(t.Context(), time.Hour); left != 0 || err != nil {
			t.Fatalf("%d left, %v", left, err)
		}
	}
	fill()
	keys := strings.Fields(dump(t, db.read, `SELECT format || ':' || id FROM thread`))
	if len(keys) != threads {
		t.Errorf("%d threads", len(keys))
	}
	for _, key := range keys {
		if key == "json:unmarked" { // is read whole as before
			if _, err := db.Outline(t.Context(), key); !errors.Is(err, view.ErrNotFound) {
				t.Errorf("an outline without marks: %v", err)
			}
			continue
		}
		checkOutline(t, db, key)
	}
	if _, err := db.write.Exec(`UPDATE outline SET content = ?`, []byte("x")); err != nil {
		t.Fatal(err)
	}
	fill()
	if n := dump(t, db.read, `SELECT count(*) FROM outline WHERE length(content) = 1`); strings.TrimSpace(n) != fmt.Sprint(threads) {
		t.Errorf("of %d outlines %s stay", threads, n)
	}
}

// unmarked is a thread with an assertion that is no mark.
func unmarked() *gainsay.Analysis {
	a := rich("json", "unmarked")
	for i := range a.Assertions {
		a.Assertions[i].ID += "-own"
	}
	a.Relations = nil
	return a
}

// argued is a thread of a dispute whose assertions are marks, as analyses have it.
func argued() *gainsay.Analysis {
	a := dispute()[0]
	for _, s := range a.Assertions {
		if !slices.ContainsFunc(a.Annotations, func(n gainsay.Annotation) bool { return n.ID == s.ID }) {
			a.Annotations = append(a.Annotations, gainsay.Annotation{ID: s.ID, Comment: s.Comment, Span: s.Span,
				Tag: gainsay.TagClaim, Kind: string(gainsay.Fact), Score: .9, Reasons: []gainsay.Reason{{Rule: "x/y", Says: "asserts it", Weight: 1}}})
		}
	}
	return a
}

// large is a thread with more marks than a list has.
func large(marks int) *gainsay.Analysis {
	a := rich("json", "large")
	for i := range marks {
		n := a.Annotations[i%2]
		n.ID += "-" + string(rune('A'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676))
		a.Annotations = append(a.Annotations, n)
	}
	return a
}

func sameRows[T any](t *testing.T, whole, part []T, wanted func(T) bool) {
	t.Helper()
	var want []T
	for _, v := range whole {
		if wanted(v) {
			want = append(want, v)
		}
	}
	a, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(part)
	if err != nil {
		t.Fatal(err)
	}
	if string(a) != string(b) {
		t.Errorf("part\n%s\nwant\n%s", b, a)
	}
}

// sameOutline compares what an outline keeps.
func sameOutline(t *testing.T, whole, outline *gainsay.Analysis) {
	t.Helper()
	type row []any
	rows := func(a *gainsay.Analysis) (out []row) {
		for _, c := range a.Thread.Comments {
			out = append(out, row{c.ID, c.Parent, c.ParentBy, c.Author, c.State})
		}
		for _, n := range a.Annotations {
			out = append(out, row{n.ID, n.Comment, n.Span, n.Tag, n.Kind, n.Target, n.Score})
		}
		for _, s := range a.Assertions {
			out = append(out, row{s.ID, s.Comment, s.Span, s.Author, s.Status, s.Dispute, s.Disputes(), s.Notable})
		}
		for _, r := range a.Relations {
			out = append(out, row{r.From, r.To, r.Kind})
		}
		return append(out, row{a.Report, a.Version, a.Thread.Title, a.Thread.Article})
	}
	a, b := rows(whole), rows(outline)
	if len(a) != len(b) {
		t.Fatalf("%d rows, the outline has %d", len(a), len(b))
	}
	for i := range a {
		if !reflect.DeepEqual(a[i], b[i]) {
			t.Errorf("row %d is %v, in the outline %v", i, a[i], b[i])
		}
	}
}
