package decide

import (
	"cmp"
	"slices"

	"github.com/gainsay/gainsay"
)

// Undone returns the IDs of the records that others take back.
func Undone(ds []gainsay.Decision) map[int64]bool {
	undone := map[int64]bool{}
	for i := range ds {
		if u := ds[i].Undoes; u != 0 {
			undone[u] = true
		}
	}
	return undone
}

// InForce leaves out what was undone, what the same coder decided anew about
// the same mark, and the records of undoing. A settlement replaces only
// settlements. Records are in the order of their IDs.
func InForce(ds []gainsay.Decision) []gainsay.Decision {
	type about struct {
		thread, comment, mark, coder string
		settles                      bool
	}
	of := func(d gainsay.Decision) about { return about{d.Thread, d.Comment, d.Mark, d.Coder, d.Settles} }
	ds = standing(ds)
	last := map[about]int{}
	for i, d := range ds {
		last[of(d)] = i
	}
	var out []gainsay.Decision
	for i, d := range ds {
		if d.Mark == "" || last[of(d)] == i {
			out = append(out, d)
		}
	}
	return out
}

// Item is a mark, of the analysis or added by a coder, with the decisions about it.
type Item struct {
	Mark      string // id in the analysis; "" where the analysis has no such mark
	Comment   string
	Tag       gainsay.Tag
	Span      gainsay.Span // of the first decision, or of the mark where there is one
	Decisions []Placed     // in force, one a coder, and one settlement a coder, in the order of IDs
}

// Compare orders decisions about one mark by how much they count: the one that
// counts is the highest. That is the latest settlement, else the latest that was
// not made blind, else the latest. Later is what has the higher ID. Blind
// decisions come last because they were made to measure agreement, without what
// the others knew.
func Compare(a, b gainsay.Decision) int {
	return cmp.Or(compareBool(a.Settles, b.Settles), compareBool(!a.Blind, !b.Blind), cmp.Compare(a.ID, b.ID))
}

// Counts returns the decision that counts (see Compare). An Item has at least
// one decision.
func (it Item) Counts() Placed {
	return slices.MaxFunc(it.Decisions, func(a, b Placed) int { return Compare(a.Decision, b.Decision) })
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// Items places decisions of one thread (see Place) and groups those in force by
// the mark that they are about. Decisions without a mark in the analysis are of
// one item if they are of one tag and about the same words (see Place), so that
// two coders can add the same missed mark. Items are in the order of the
// thread, then of their spans. a is nil where the thread is gone.
func Items(a *gainsay.Analysis, ds []gainsay.Decision) ([]Item, []Lost) {
	p := Place(a, InForce(ds))
	if len(p.Placed) == 0 {
		return nil, p.Lost
	}
	items := group(p.Placed)
	place := map[string]int{}
	for i, c := range a.Thread.Comments {
		place[c.ID] = i
	}
	slices.SortStableFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(place[a.Comment], place[b.Comment]), gainsay.CompareSpans(a.Span, b.Span),
			cmp.Compare(a.Tag, b.Tag))
	})
	return items, p.Lost
}

func group(placed []Placed) []Item {
	var items []Item
	byMark := map[string]int{}
	free := map[string][]int{} // items without a mark by comment
	for _, p := range placed {
		at, ok := byMark[p.Now]
		if p.Now == "" {
			at, ok = sameItem(items, free[p.Comment], p)
		}
		if !ok {
			at = len(items)
			items = append(items, Item{p.Now, p.Comment, p.Tag, p.At, nil})
			if p.Now == "" {
				free[p.Comment] = append(free[p.Comment], at)
			} else {
				byMark[p.Now] = at
			}
		}
		items[at].add(p)
	}
	return items
}

func sameItem(items []Item, among []int, p Placed) (int, bool) {
	for _, i := range among {
		if items[i].Tag == p.Tag && alike(items[i].Span, p.At) {
			return i, true
		}
	}
	return 0, false
}

// add adds a decision in place of an earlier one of the same coder, which may
// have been about the mark under its former id.
func (it *Item) add(p Placed) {
	it.Decisions = slices.DeleteFunc(it.Decisions, func(o Placed) bool {
		return o.Coder == p.Coder && o.Settles == p.Settles
	})
	it.Decisions = append(it.Decisions, p)
}

// ByMark indexes items by the id of their mark. Those without one are left out.
func ByMark(items []Item) map[string]Item {
	out := make(map[string]Item, len(items))
	for _, it := range items {
		if it.Mark != "" {
			out[it.Mark] = it
		}
	}
	return out
}
