package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// short makes a thread whose place varies in all orders.
func short(n int) *gainsay.Analysis {
	a, _ := plain(fmt.Sprint("t", n), 1+n%4)
	a.Thread.Title = []string{"", "apple", "Berry", "cherry"}[n%4]
	a.Thread.URL = []string{"", "https://a.example/1", "https://b.example/2"}[n%3]
	if n%5 > 0 {
		a.Thread.Comments[0].Time = time.Date(2020+n%3, 1, 2, 0, 0, 0, 0, time.UTC)
	}
	for i := range a.Assertions {
		a.Assertions[i].Cluster = fmt.Sprint("k", (n+i)%7)
		a.Assertions[i].Notable = float64(n%5) / 5
	}
	return a
}

// walkKeys reads a list page by page and adds rows between two pages.
func walkKeys(t *testing.T, back bool, page func(after, before string) (keys, cursors []string), grow func()) (all []string) {
	t.Helper()
	after, before := "", ""
	if back {
		before = view.FromEnd
	}
	for step := range 100 {
		keys, cursors := page(after, before)
		if len(keys) == 0 {
			return all
		}
		if back {
			all = slices.Concat(keys, all)
			before = cursors[0]
		} else {
			all = append(all, keys...)
			after = cursors[len(cursors)-1]
		}
		if step < 5 {
			grow()
		}
	}
	t.Fatal("the list has no end")
	return nil
}

// checkWalk: rows that were there before are listed once, in their order.
func checkWalk(t *testing.T, name string, want, got []string) {
	t.Helper()
	old := slices.DeleteFunc(slices.Clone(got), func(k string) bool { return !slices.Contains(want, k) })
	if !slices.Equal(old, want) {
		t.Errorf("%s:\n got %v\nwant %v", name, old, want)
	}
	if u := slices.Compact(slices.Sorted(slices.Values(got))); len(u) != len(got) {
		t.Errorf("%s: rows are listed twice: %v", name, got)
	}
}

func TestThreadsByCursor(t *testing.T) {
	for _, sort := range view.ThreadSorts {
		for _, back := range []bool{false, true} {
			for _, reverse := range []bool{false, true} {
				name := fmt.Sprintf("%s, back %t, reverse %t", sort, back, reverse)
				t.Run(name, func(t *testing.T) { threadsByCursor(t, view.ThreadFilter{Sort: sort, Reverse: reverse}, back) })
			}
		}
	}
}

func threadsByCursor(t *testing.T, f view.ThreadFilter, back bool) {
	db := openTemp(t)
	n := 0
	grow := func() {
		for range 2 {
			save(t, db, short(n), nil)
			n++
		}
	}
	for range 6 {
		grow()
	}
	if _, err := db.Decide(t.Context(), about(t, db, "json:t3", "n0", gainsay.Right, "Ada")); err != nil {
		t.Fatal(err)
	}
	list := func(f view.ThreadFilter) (keys, cursors []string) {
		rows, _, err := db.Threads(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			keys, cursors = append(keys, r.Key), append(cursors, r.Cursor)
		}
		return keys, cursors
	}
	want, _ := list(f)
	f.Limit = 3
	checkWalk(t, "threads", want, walkKeys(t, back, func(after, before string) ([]string, []string) {
		f.After, f.Before = after, before
		return list(f)
	}, grow))
}

func TestClaimsByCursor(t *testing.T) {
	for _, sort := range []string{"", "notable", "repeated", "new", "thread"} {
		for _, back := range []bool{false, true} {
			t.Run(fmt.Sprintf("%q, back %t", sort, back), func(t *testing.T) {
				claimsByCursor(t, view.AssertionFilter{Sort: sort}, back)
			})
		}
	}
}

func claimsByCursor(t *testing.T, f view.AssertionFilter, back bool) {
	db := openTemp(t)
	n := 0
	grow := func() { // with clusters of their own, so that earlier claims keep their place
		a := short(n)
		for i := range a.Assertions {
			a.Assertions[i].Cluster = fmt.Sprint("own", n, i/2)
		}
		save(t, db, a, nil)
		n++
	}
	for range 12 {
		save(t, db, short(n), nil)
		n++
	}
	list := func(f view.AssertionFilter) (keys, cursors []string) {
		claims, _, err := db.Claims(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range claims {
			keys, cursors = append(keys, c.Said[0].ThreadKey+" "+c.Said[0].ID), append(cursors, c.Cursor)
		}
		return keys, cursors
	}
	want, _ := list(f)
	f.Limit = 2
	checkWalk(t, "claims", want, walkKeys(t, back, func(after, before string) ([]string, []string) {
		f.After, f.Before = after, before
		return list(f)
	}, grow))
}

// TestBadCursor: what is no cursor, or one of another order, is refused.
func TestBadCursor(t *testing.T) {
	db := openTemp(t)
	save(t, db, short(1), nil)
	for _, c := range []string{"x", "!", writeCursor([]any{1}), writeCursor([]any{nil, 1}), writeCursor([]any{[]int{1}, 2}), writeCursor("a")} {
		if _, _, err := db.Threads(t.Context(), view.ThreadFilter{After: c}); !errors.Is(err, view.ErrCursor) {
			t.Errorf("threads after %q: %v", c, err)
		}
		if _, _, err := db.Claims(t.Context(), view.AssertionFilter{Before: c}); !errors.Is(err, view.ErrCursor) {
			t.Errorf("claims before %q: %v", c, err)
		}
	}
	huge := writeCursor(claimPlace{Said: 1 << 60, First: 1 << 60, Latest: 1 << 60})
	if _, _, err := db.Claims(t.Context(), view.AssertionFilter{After: huge}); err != nil {
		t.Error(err)
	}
}
