package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

func TestRoundTrip(t *testing.T) {
	db := openTemp(t)
	large, sigs := plain("large", 2*listLen+1)
	hostile := rich("json", "a:b/c?d\x00'\"")
	hostile.Thread.Comments[2].Text = "nul \x00 and ﷐ \u202e"
	for _, want := range []*gainsay.Analysis{rich("reddit", "t3_x"), hostile, large} {
		saved := save(t, db, want, sigs)
		got, err := db.Analysis(t.Context(), saved.ID)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s: -want +got\n%s", saved.ID, d)
		}
		if d := cmp.Diff(toJSON(t, want), toJSON(t, got)); d != "" {
			t.Errorf("%s as JSON: -want +got\n%s", saved.ID, d)
		}
	}
}

func TestNotFound(t *testing.T) {
	db := openTemp(t)
	save(t, db, rich("reddit", "x"), nil)
	for _, key := range []string{"", ":", "x", "reddit", "reddit:", "json:x", "reddit:x:y"} {
		if _, err := db.Analysis(t.Context(), key); !errors.Is(err, view.ErrNotFound) {
			t.Errorf("Analysis(%q): %v, want ErrNotFound", key, err)
		}
	}
}

func TestSaveTwice(t *testing.T) {
	db := openTemp(t)
	a := rich("reddit", "x")
	sigs := map[string][]uint32{"c1": sketch(1)}
	steps := []struct {
		name   string
		change func()
		want   Saved
	}{
		{"new", func() {}, Saved{New: true, Changed: true, Added: 6}},
		{"same", func() {}, Saved{}},
		{"sketches", func() { sigs["c2"] = sketch(2) }, Saved{Changed: true}},
		{"marks", func() { a.Annotations[0].Score = .9; a.Assertions[1].Topics = []string{"Boats"} },
			Saved{Changed: true}},
		{"comments", func() {
			a.Thread.Comments[2].Text += "!"
			a.Thread.Comments[5] = &gainsay.Comment{ID: "c6", State: gainsay.Live}
		}, Saved{Changed: true, Added: 1, Updated: 1, Gone: 1}},
	}
	for _, s := range steps {
		s.change()
		s.want.ID = "reddit:x"
		if got := save(t, db, a, sigs); got != s.want {
			t.Errorf("%s: %+v, want %+v", s.name, got, s.want)
		}
		fresh := openTemp(t)
		save(t, fresh, a, sigs)
		if d := cmp.Diff(contents(t, fresh), contents(t, db)); d != "" {
			t.Errorf("%s: not as if saved afresh:\n%s", s.name, d)
		}
	}
}

func TestSaveRefuses(t *testing.T) {
	for name, damage := range map[string]func(a *gainsay.Analysis){
		`two comments have the id "c1"`:                          func(a *gainsay.Analysis) { a.Thread.Comments[1].ID = "c1" },
		`parent: comment "nobody" is not in the thread`:          func(a *gainsay.Analysis) { a.Thread.Comments[1].Parent = "nobody" },
		`annotation "a1": comment "x" is not in the thread`:      func(a *gainsay.Analysis) { a.Annotations[0].Comment = "x" },
		`two annotations have the id "a1"`:                       func(a *gainsay.Analysis) { a.Annotations[1].ID = "a1" },
		`relation 0: from "a2" to "a9"`:                          func(a *gainsay.Analysis) { a.Relations[0].To = "a9" },
		`assertion "a1": asked by: comment "x" is not in the th`: func(a *gainsay.Analysis) { a.Assertions[0].AskedBy[0] = "x" },
	} {
		t.Run(name, func(t *testing.T) {
			db := openTemp(t)
			save(t, db, rich("reddit", "x"), nil)
			before, a := contents(t, db), rich("reddit", "x")
			damage(a)
			if _, err := db.Save(t.Context(), "", a, nil); err == nil ||
				!strings.Contains(err.Error(), name) {
				t.Errorf("Save: %v", err)
			}
			if d := cmp.Diff(before, contents(t, db)); d != "" {
				t.Errorf("the refused thread left something:\n%s", d)
			}
		})
	}
}

func TestThreads(t *testing.T) {
	db := openTemp(t)
	save(t, db, rich("reddit", "x"), nil)
	many, sigs := plain("many", 9)
	many.Thread.Title = "ÜBER die Straßenbahn"
	save(t, db, many, sigs)
	rows, total, err := db.Threads(t.Context(), view.ThreadFilter{Query: "kestrel RENTS"})
	if err != nil || total != 1 || len(rows) != 1 {
		t.Fatalf("%d of %d rows, %v", len(rows), total, err)
	}
	want := view.ThreadRow{Key: "reddit:x", ID: "x", Format: "reddit", Title: "Rents in Kestrel Bay",
		URL: "https://example.org/a?b=1&c=2", Site: "example.org", Source: "here",
		First: time.Date(1969, 1, 1, 0, 0, 1, 0, time.UTC), Last: time.Date(2024, 3, 1, 10, 0, 0, 0, time.UTC), Marks: 4,
		Comments: 6, Authors: 3, UnknownAuthors: 1, InferredParents: 3, Assertions: 2, Unsupported: 1,
		Questioned: 1, Contested: 1, Insults: 1, Spam: 1}
	if d := cmp.Diff(want, rows[0], cmpopts.IgnoreFields(view.ThreadRow{}, "Imported", "Cursor")); d != "" {
		t.Error(d)
	}
	if ago := time.Since(rows[0].Imported); ago < -time.Second || ago > time.Minute {
		t.Errorf("imported %v ago", ago)
	}
	for _, f := range []struct {
		view.ThreadFilter
		total int
		want  []string
	}{
		{view.ThreadFilter{}, 2, []string{"json:many", "reddit:x"}},
		{view.ThreadFilter{Limit: 1, Offset: 1}, 2, []string{"reddit:x"}},
		{view.ThreadFilter{Sort: "unsupported"}, 2, []string{"json:many", "reddit:x"}},
		{view.ThreadFilter{Query: "über"}, 1, []string{"json:many"}},
		{view.ThreadFilter{Query: "%"}, 0, nil},
	} {
		rows, total, err := db.Threads(t.Context(), f.ThreadFilter)
		var got []string
		for _, r := range rows {
			got = append(got, r.Key)
		}
		if err != nil || total != f.total || !slices.Equal(got, f.want) {
			t.Errorf("%+v: %v of %d, %v; want %v", f.ThreadFilter, got, total, err, f.want)
		}
	}
	if _, _, err := db.Threads(t.Context(), view.ThreadFilter{Sort: "x; DROP TABLE thread"}); err == nil {
		t.Error("an unknown sort is no error")
	}
}

func TestAll(t *testing.T) {
	db := openTemp(t)
	for _, id := range []string{"b", "c", "a"} {
		save(t, db, rich("json", id), nil)
	}
	var got []string
	for a, err := range db.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, a.Thread.ID); len(got) == 2 {
			break
		}
	}
	if !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("got %v", got)
	}
}

func TestNear(t *testing.T) {
	db := openTemp(t)
	for i, id := range []string{"one", "two", "three"} {
		a := rich("json", id)
		sig := sketch(7)
		for j := range 6 * i {
			sig[63-j] = 0
		}
		save(t, db, a, map[string][]uint32{"c1": sig, "c2": sketch(9000), "c3": {}})
	}
	far := sketch(7)
	for j := range 20 {
		far[j*3] = 0
	}
	for _, c := range []struct {
		name, thread string
		sig          []uint32
		want         []string
	}{
		{"closest first", "json:new", sketch(7), []string{"json:one/c1", "json:two/c1", "json:three/c1"}},
		{"not itself by key", "json:one", sketch(7), []string{"json:two/c1", "json:three/c1"}},
		{"not itself by id", "one", sketch(7), []string{"json:two/c1", "json:three/c1"}},
		{"too far", "json:new", far, nil},
		{"other length", "json:new", sketch(7)[:32], nil},
		{"too short to compare", "json:new", nil, nil},
	} {
		if got := db.Signatures(t.Context()).Near(0, c.thread, c.sig); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := db.Signatures(ctx)
	if got := s.Near(0, "x", sketch(7)); got != nil || !errors.Is(s.Err(), context.Canceled) {
		t.Errorf("cancelled: %v, %v", got, s.Err())
	}
}

// TestNearAnnounced asks at every point between the announcement of threads
// and the end of their saves: the answer is always the same.
func TestNearAnnounced(t *testing.T) {
	db := openTemp(t)
	old := map[string][]uint32{"c1": sketch(7), "c2": sketch(7)} // a new import of the thread has less
	save(t, db, rich("json", "one"), old)
	s := db.Signatures(t.Context())
	sigs := map[string][]uint32{"c1": sketch(7)}
	for i, id := range []string{"one", "two", "three"} {
		s.Announce(i, rich("json", id).Thread, sigs)
	}
	check := func(when string) {
		for n, want := range [][]string{nil, {"json:one/c1"}, {"json:one/c1", "json:two/c1"}} {
			if got := s.Near(n, "json:new", sketch(7)); n > 0 && !slices.Equal(got, want) {
				t.Errorf("%s, before %d: %v, want %v", when, n, got, want)
			}
		}
	}
	check("announced")
	save(t, db, rich("json", "one"), sigs)
	if got := s.Near(2, "two", sketch(7)); !slices.Equal(got, []string{"json:one/c1"}) {
		t.Errorf("from within: %v", got)
	}
	check("saved")
	s.Forget(0)
	check("forgotten")
}

// TestNearCampaign asks for a text of which there are more copies than are compared,
// while none, some and all of the announced threads with copies are saved.
func TestNearCampaign(t *testing.T) {
	db := openTemp(t)
	s := db.Signatures(t.Context())
	sigs := map[string][]uint32{"c1": sketch(7)}
	const threads = maxOfBand + 4
	id := func(n int) string { return fmt.Sprintf("t%02d", n) }
	for n := range threads {
		s.Announce(n, rich("json", id(n)).Thread, sigs)
	}
	want := []string{"json:t00/c1", "json:t01/c1", "json:t02/c1", "json:t03/c1", "json:t04/c1"}
	for n := range threads {
		if got := s.Near(threads, "json:new", sketch(7)); !slices.Equal(got, want) {
			t.Fatalf("with %d threads saved: %v, want %v", n, got, want)
		}
		save(t, db, rich("json", id(n)), sigs)
	}
	s.Forget(threads - 1)
	if got := s.Near(threads, "json:new", sketch(7)); !slices.Equal(got, want) {
		t.Errorf("all saved: %v, want %v", got, want)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	write := func(name, text string) string {
		if err := os.WriteFile(path(name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path(name)
	}
	for _, c := range []struct{ path, want string }{
		{write("letter.txt", strings.Repeat("Dear reader, this is a letter. ", 99)), "is no SQLite database"},
		{foreign(t, path("other.db")), "not one of Gainsay's"},
		{newer(t, path("newer.db")), "newer version of gainsay"},
		{path("no/such/folder.db"), "no such file"},
		{dir, "is a folder"},
		{"", "no file name"},
	} {
		before, _ := os.ReadFile(c.path)
		db, err := Open(c.path)
		if err == nil {
			db.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Open(%q): %v, want %q", c.path, err, c.want)
		}
		if after, _ := os.ReadFile(c.path); string(before) != string(after) {
			t.Errorf("Open(%q) changed the file", c.path)
		}
	}
}

func foreign(t *testing.T, path string) string {
	t.Helper()
	execAt(t, path, `CREATE TABLE bookmark (url TEXT)`)
	return path
}

func newer(t *testing.T, path string) string {
	t.Helper()
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	execAt(t, path, `PRAGMA user_version = 9999`)
	return path
}

func execAt(t *testing.T, path, query string) {
	t.Helper()
	db, err := connect(path, "rwc", 1, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpenOddNames(t *testing.T) {
	for _, name := range []string{"a b.db", "100%.db", "what?#x&y=1.db", "ü.db", "file:x.db"} {
		path := filepath.Join(t.TempDir(), name)
		save(t, openAt(t, path), rich("json", "x"), nil)
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestSaveSpeed(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	db := openTemp(t)
	a, sigs := plain("big", 5000)
	for i := range 2 {
		a.Thread.Title = fmt.Sprint("version ", i)
		start := time.Now()
		save(t, db, a, sigs)
		took := time.Since(start)
		t.Logf("5,000 comments, assertions and sketches: save %d took %v", i+1, took.Round(time.Millisecond))
		if took > 20*time.Second { // ten times what is wanted, for slow and shared machines
			t.Errorf("save took %v", took)
		}
	}
}
