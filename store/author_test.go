package store

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/gainsay/gainsay/view"
)

func TestAuthors(t *testing.T) {
	db := openTemp(t)
	save(t, db, rich("reddit", "x"), nil)
	save(t, db, rich("reddit", "y"), nil)
	save(t, db, trams(), nil)
	got, total, err := db.Authors(t.Context(), view.AuthorFilter{AssertionFilter: view.AssertionFilter{Limit: 3}})
	if err != nil {
		t.Fatal(err)
	}
	want := []view.AuthorRow{
		{Author: "Ida Voss", Threads: 1, Asserted: 2, Unsupported: 2, Asked: 1, Contested: 1},
		{Author: "Jonas Pell", Threads: 2, Asserted: 2, Unsupported: 2, Conceded: 2},
		{Author: "Mara Quill", Threads: 2, Asserted: 2, Sourced: 2, Asked: 2, Answered: 2, Contested: 2},
	}
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(view.AuthorRow{}, "Cursor")); d != "" || total != 4 {
		t.Errorf("of %d: %s", total, d)
	}
}

func TestRecurring(t *testing.T) {
	db := openTemp(t)
	late, early := rich("reddit", "x"), rich("reddit", "y")
	early.Thread.Comments[0].Time = early.Thread.Comments[0].Time.AddDate(-1, 0, 0)
	save(t, db, late, nil)
	save(t, db, early, nil)
	got, total, err := db.Recurring(t.Context(), view.AssertionFilter{})
	if err != nil || total != 1 || len(got) != 1 {
		t.Fatalf("%v of %d, %v", got, total, err)
	}
	if got[0].First.ThreadKey != "reddit:y" || got[0].Said != 2 || got[0].Threads != 2 ||
		got[0].Authors != 1 || got[0].Sourced != 2 || got[0].Contested != 2 {
		t.Errorf("%+v", got[0])
	}
	if _, n, err := db.Assertions(t.Context(), view.AssertionFilter{Cluster: got[0].Cluster}); n != 2 ||
		err != nil {
		t.Errorf("%d assertions in the cluster, %v", n, err)
	}
}

func TestAuthor(t *testing.T) {
	db := openTemp(t)
	for _, a := range dispute() {
		save(t, db, a, nil)
	}
	save(t, db, rich("reddit", "x"), nil)
	for author, want := range map[string]view.Author{
		"Mo Lind": {}, // named as the author of an assertion, but of no comment
		"Ida Voss": {AuthorRow: view.AuthorRow{Author: "Ida Voss", Threads: 2, Asserted: 2,
			Unsupported: 2, Asked: 1, Contested: 1}, Comments: 4, AskedOthers: 2},
		"Jonas Pell": {AuthorRow: view.AuthorRow{Author: "Jonas Pell", Threads: 1, Asserted: 1,
			Unsupported: 1, Conceded: 1}, Comments: 1, AskedOthers: 1, CounteredOthers: 1},
	} {
		got, err := db.Author(t.Context(), author)
		if want == (view.Author{}) && !errors.Is(err, view.ErrNotFound) {
			t.Errorf("%s: %+v, %v, want none", author, got, err)
		} else if got != want {
			t.Errorf("%s: %+v, %v", author, got, err)
		}
	}
}
