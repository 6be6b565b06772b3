package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// decideTwo saves a decision about mark a1 of rich and one about a4.
func decideTwo(t *testing.T, db *DB) []gainsay.Decision {
	t.Helper()
	ds, err := db.Decide(t.Context(),
		gainsay.Decision{Thread: "reddit:x", Comment: "c1", Mark: "a1", Tag: gainsay.TagClaim,
			Quote:   gainsay.Quote{Exact: "Rents in Kestrel Bay doubled since 2015"},
			Verdict: gainsay.Right, Coder: "Coder One", Note: "Mara Quill says so"},
		gainsay.Decision{Thread: "reddit:x", Comment: "c3", Mark: "a4", Tag: gainsay.TagInsult,
			Quote: gainsay.Quote{Exact: "you clown"}, Target: "participant:Jonas Pell", Verdict: gainsay.Wrong, Coder: "Coder One"})
	if err != nil {
		t.Fatal(err)
	}
	return ds
}

// inFile reports which words the file and its log hold.
func inFile(t *testing.T, path string, words ...string) (found []string) {
	t.Helper()
	for _, p := range []string{path, path + "-wal"} {
		b, err := os.ReadFile(p)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		for _, w := range words {
			if bytes.Contains(bytes.ToLower(b), []byte(strings.ToLower(w))) {
				found = append(found, w)
			}
		}
	}
	return found
}

func TestDeleteRestore(t *testing.T) {
	db := openTemp(t)
	save(t, db, rich("reddit", "x"), map[string][]uint32{"c1": sketch(1)})
	a, sigs := plain("other", 20)
	save(t, db, a, sigs)
	ds := decideTwo(t, db)
	before := contents(t, db)
	rows, _, err := db.Threads(t.Context(), view.ThreadFilter{Keys: []string{"reddit:x"}})
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if err := db.Delete(t.Context(), "reddit:x", "json:none"); !errors.Is(err, view.ErrNotFound) {
		t.Errorf("delete of a thread that is not there: %v", err)
	}
	if err := db.Delete(t.Context(), "reddit:x"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Analysis(t.Context(), "reddit:x"); !errors.Is(err, view.ErrNotFound) {
		t.Errorf("the thread is still there: %v", err)
	}
	if rows, _, err := db.Search(t.Context(), "rents", view.Range{}); len(rows) != 0 || err != nil {
		t.Errorf("search finds %v, %v", rows, err)
	}
	if left, err := db.Decisions(t.Context(), view.DecisionFilter{All: true}); len(left) != 0 || err != nil {
		t.Errorf("decisions left: %v, %v", left, err)
	}
	trash, err := db.Trash(t.Context())
	if err != nil || len(trash) != 1 || trash[0].Comments != 6 || trash[0].Decisions != 2 ||
		trash[0].Name != "Rents in Kestrel Bay" {
		t.Fatalf("trash: %+v, %v", trash, err)
	}
	if err := db.Restore(t.Context(), "reddit:x"); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(before, contents(t, db)); d != "" {
		t.Errorf("restored differs:\n%s", d)
	}
	again, _, _ := db.Threads(t.Context(), view.ThreadFilter{Keys: []string{"reddit:x"}})
	again[0].Cursor = rows[0].Cursor // names the row, and a restored thread has a new one
	if d := cmp.Diff(rows, again); d != "" {
		t.Errorf("row differs:\n%s", d)
	}
	got, err := db.Decisions(t.Context(), view.DecisionFilter{})
	if d := cmp.Diff(ds, got); d != "" || err != nil {
		t.Errorf("decisions differ: %v\n%s", err, d)
	}
}

func TestRestoreImportedAgain(t *testing.T) {
	db := openTemp(t)
	save(t, db, rich("reddit", "x"), nil)
	decideTwo(t, db)
	if err := db.Delete(t.Context(), "reddit:x"); err != nil {
		t.Fatal(err)
	}
	newer := rich("reddit", "x")
	newer.Thread.Title = "Newer"
	save(t, db, newer, nil)
	if err := db.Restore(t.Context(), "reddit:x"); err != nil {
		t.Fatal(err)
	}
	a, err := db.Analysis(t.Context(), "reddit:x")
	if err != nil || a.Thread.Title != "Newer" {
		t.Errorf("%v, %v", a, err)
	}
	if ds, err := db.Decisions(t.Context(), view.DecisionFilter{}); len(ds) != 2 || err != nil {
		t.Errorf("%d decisions, %v", len(ds), err)
	}
}

func TestPurge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	db := openAt(t, path)
	save(t, db, rich("reddit", "x"), map[string][]uint32{"c1": sketch(1)})
	a, sigs := plain("other", 20)
	save(t, db, a, sigs)
	decideTwo(t, db)
	if err := db.Delete(t.Context(), "reddit:x"); err != nil {
		t.Fatal(err)
	}
	if n, err := db.Expire(t.Context()); n != 0 || err != nil {
		t.Errorf("expired at once: %d, %v", n, err)
	}
	if n, err := db.Purge(t.Context(), time.Now().Add(time.Hour)); n != 1 || err != nil {
		t.Fatalf("purged %d, %v", n, err)
	}
	if err := db.Restore(t.Context(), "reddit:x"); !errors.Is(err, view.ErrNotFound) {
		t.Errorf("restored after it was removed: %v", err)
	}
	if found := inFile(t, path, "Kestrel", "Quill", "clown", "doubled"); found != nil {
		t.Errorf("the file still holds %q", found)
	}
	if found := inFile(t, path, "tram"); found == nil {
		t.Error("the other thread is gone too")
	}
}

func TestEraseAuthor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	db := openAt(t, path)
	in := rich("reddit", "x")
	in.Thread.Comments[1].Text = strings.Replace(in.Thread.Comments[1].Text, "ÜBRIGENS", "@Mara Quill", 1)
	in.Thread.Comments[1].Quotes = []gainsay.Span{{Start: 58, End: 88}}
	in.Thread.Title, in.Thread.Article = "Rents", "The council met."
	save(t, db, in, map[string][]uint32{"c1": sketch(1)})
	gone := rich("reddit", "gone")
	gone.Thread.Title, gone.Thread.Article = "Rents", ""
	save(t, db, gone, nil)
	decideTwo(t, db)
	if err := db.Delete(t.Context(), "reddit:gone"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.EraseAuthor(t.Context(), "Nobody"); !errors.Is(err, view.ErrNotFound) {
		t.Errorf("erase nobody: %v", err)
	}
	got, err := db.EraseAuthor(t.Context(), "Mara Quill")
	if err != nil {
		t.Fatal(err)
	}
	want := view.Erased{Name: "erased author 1", Threads: 2, Comments: 4, Quoted: 1, Decisions: 1}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if err := db.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := inFile(t, path, "Quill", "doubled since", "Taken back"); found != nil {
		t.Errorf("the file still holds %q", found)
	}
	a, err := db.Analysis(t.Context(), "reddit:x")
	if err != nil {
		t.Fatal(err)
	}
	c := a.Thread.Comments
	if c[0].Author != "erased author 1" || c[0].Text != "" || c[1].Parent != "c1" {
		t.Errorf("comments: %+v, %+v", c[0], c[1])
	}
	if quote := c[1].Quotes[0].In(c[1].Text); strings.Contains(quote, "doubled") {
		t.Errorf("the quotation still says %q", quote)
	}
	if slices.ContainsFunc(a.Annotations, func(n gainsay.Annotation) bool { return n.Comment == "c1" }) {
		t.Error("marks of an erased comment are left")
	}
	if rows, _, err := db.Search(t.Context(), "doubled", view.Range{}); len(rows) != 0 || err != nil {
		t.Errorf("search finds %v, %v", rows, err)
	}
	ds, err := db.Decisions(t.Context(), view.DecisionFilter{})
	if err != nil || len(ds) != 2 || ds[0].Quote != (gainsay.Quote{}) || ds[0].Verdict != gainsay.Right {
		t.Errorf("decisions: %+v, %v", ds, err)
	}
}
