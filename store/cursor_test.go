package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
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

// keyed is a list of keys with the cursors of its rows.
type keyed func(p view.Range) (keys, cursors []string)

// byCursor walks through a list that grows, page by page.
func byCursor(t *testing.T, name string, list keyed, grow func()) {
	t.Helper()
	want, _ := list(view.Range{})
	if len(want) < 6 {
		t.Fatalf("%s: a list of %v shows nothing", name, want)
	}
	checkWalk(t, name, want, walkKeys(t, false, func(after, _ string) ([]string, []string) {
		return list(view.Range{After: after, Limit: 2})
	}, grow))
}

// bothWays walks through a list that grows forwards, then backwards while
// growBack adds to it.
func bothWays(t *testing.T, name string, list keyed, grow, growBack func()) {
	t.Helper()
	byCursor(t, name, list, grow)
	want, _ := list(view.Range{})
	checkWalk(t, name+", back", want, walkKeys(t, true, func(_, before string) ([]string, []string) {
		return list(view.Range{Before: before, Limit: 2})
	}, growBack))
}

func TestAssertionsByCursor(t *testing.T) {
	for _, sort := range []string{"", "notable", "new", "thread"} {
		for _, basis := range []decide.Mode{decide.Machine, decide.Both} {
			db, n := openTemp(t), 0
			grow := func() {
				save(t, db, short(n), nil)
				n++
			}
			for range 8 {
				grow()
			}
			if _, err := db.Decide(t.Context(), about(t, db, "json:t3", "n0", gainsay.Wrong, "Ada")); err != nil {
				t.Fatal(err)
			}
			f := view.AssertionFilter{Sort: sort, Basis: basis}
			byCursor(t, fmt.Sprintf("%q by %s", sort, basis), func(p view.Range) (keys, cursors []string) {
				f.After, f.Limit = p.After, p.Limit
				rows, total, err := db.Assertions(t.Context(), f)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range rows {
					keys, cursors = append(keys, r.ThreadKey+" "+r.ID), append(cursors, r.Cursor)
				}
				if wrong := slices.Contains(keys, "json:t3 n0"); wrong && basis == decide.Both || p.Limit == 0 && total != len(keys) {
					t.Errorf("%v of %d by %s", keys, total, basis)
				}
				return keys, cursors
			}, grow)
		}
	}
}

// people makes a thread with authors and topics that no other has.
func people(n int) *gainsay.Analysis {
	a := short(n)
	for i := range a.Assertions {
		name := fmt.Sprint("p", n, "-", i)
		a.Thread.Comment(a.Assertions[i].Comment).Author, a.Assertions[i].Author = name, name
		a.Assertions[i].Topics = []string{"topic " + name}
	}
	return a
}

func TestAuthorsAndTopicsByCursor(t *testing.T) {
	for order := range authorOrders {
		for _, reverse := range []bool{false, true} {
			db, n := openTemp(t), 0
			grow := func() {
				save(t, db, people(n), nil)
				n++
			}
			for range 8 {
				grow()
			}
			bothWays(t, fmt.Sprintf("authors by %q, reverse %t", order, reverse), func(p view.Range) (keys, cursors []string) {
				f := view.AuthorFilter{Order: order, Reverse: reverse, AssertionFilter: view.AssertionFilter{
					After: p.After, Before: p.Before, Limit: p.Limit}}
				rows, _, err := db.Authors(t.Context(), f)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range rows {
					keys, cursors = append(keys, r.Author), append(cursors, r.Cursor)
				}
				return keys, cursors
			}, grow, grow)
			if order != "" {
				continue
			}
			bothWays(t, "topics", func(p view.Range) (keys, cursors []string) {
				rows, _, err := db.Topics(t.Context(), view.TopicFilter{Range: p})
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range rows {
					keys, cursors = append(keys, r.Name), append(cursors, r.Cursor)
				}
				return keys, cursors
			}, grow, grow)
		}
	}
}

func TestSearchByCursor(t *testing.T) {
	for _, query := range []string{"tram", "tram late"} {
		db, n := openTemp(t), 0
		add := func(text string) {
			a, _ := plain(fmt.Sprint("t", n), 1)
			a.Thread.Comments[0].Text = text
			a.Annotations, a.Assertions, a.Relations = nil, nil, nil
			save(t, db, a, nil)
			n++
		}
		for k := range 9 {
			add(strings.Repeat("The tram was late. ", 1+k%3) + strings.Repeat("And so on. ", k*3))
		}
		bothWays(t, query, func(p view.Range) (keys, cursors []string) {
			rows, _, err := db.Search(t.Context(), query, p)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				keys, cursors = append(keys, r.ThreadKey+" "+r.Comment), append(cursors, r.Cursor)
			}
			return keys, cursors
		}, func() {
			add("A tram that came in time, and one that came late: tram, tram.")
			add("Nothing about it.")
		}, func() {}) // ranks of those before may move with what is added
	}
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
		if _, _, err := db.Assertions(t.Context(), view.AssertionFilter{After: c}); !errors.Is(err, view.ErrCursor) {
			t.Errorf("assertions after %q: %v", c, err)
		}
		if _, _, err := db.Authors(t.Context(), view.AuthorFilter{AssertionFilter: view.AssertionFilter{After: c}}); !errors.Is(err, view.ErrCursor) {
			t.Errorf("authors after %q: %v", c, err)
		}
		if _, _, err := db.Topics(t.Context(), view.TopicFilter{Range: view.Range{After: c}}); !errors.Is(err, view.ErrCursor) {
			t.Errorf("topics after %q: %v", c, err)
		}
		if _, _, err := db.Search(t.Context(), "a", view.Range{After: c}); !errors.Is(err, view.ErrCursor) {
			t.Errorf("search after %q: %v", c, err)
		}
		if _, _, err := db.Topics(t.Context(), view.TopicFilter{Range: view.Range{Before: c}}); !errors.Is(err, view.ErrCursor) {
			t.Errorf("topics before %q: %v", c, err)
		}
		if _, _, err := db.Search(t.Context(), "a", view.Range{Before: c}); !errors.Is(err, view.ErrCursor) {
			t.Errorf("search before %q: %v", c, err)
		}
	}
	huge := writeCursor(claimPlace{Said: 1 << 60, First: 1 << 60, Latest: 1 << 60})
	if _, _, err := db.Claims(t.Context(), view.AssertionFilter{After: huge}); err != nil {
		t.Error(err)
	}
}
