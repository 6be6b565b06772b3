package decide

import (
	"cmp"
	"slices"

	"github.com/gainsay/gainsay"
)

// Standing is a decision that was not undone, with its place in an analysis, or
// with why it has none.
type Standing struct {
	Placed      // where Why is not "", only Decision is set
	Why    Why  // "" for a decision that has a place
	Counts bool // in force; see Settle

	// Item is the same for decisions of one thread about one mark (see Items); 0
	// without a place.
	Item int64
	// Made is the mark of the analysis that the decision is about, as it is now:
	// zero where Now is "".
	Made Made
}

// Made is what the analysis says of a mark.
type Made struct {
	Status gainsay.Status
	By     string
	Score  float64
}

// Settle says of each decision of one thread that was not undone where it
// belongs, which are about one mark, and which are in force: those that Items
// has, and of those without a place those of InForce. The others were decided
// anew by the same coder. Decisions are in the order of their IDs, which are not
// 0. a is nil where the thread is gone; of its comments and marks those of the
// comments that decisions name are enough.
//
// It is the only rule of what is in force; package store keeps its result.
func Settle(a *gainsay.Analysis, ds []gainsay.Decision) []Standing {
	all := Place(a, standing(ds))
	last := map[int64]bool{}
	for _, d := range InForce(ds) {
		last[d.ID] = true
	}
	inForce := func(p Placed) bool { return last[p.ID] }
	s := newSettling(a, group(filter(all.Placed, inForce)))
	out := make([]Standing, 0, len(ds))
	for _, p := range all.Placed {
		out = append(out, s.standing(p))
	}
	for _, l := range all.Lost {
		out = append(out, Standing{Placed: Placed{Decision: l.Decision}, Why: l.Why, Counts: last[l.ID]})
	}
	slices.SortFunc(out, func(a, b Standing) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// standing leaves out what was undone and the records of undoing.
func standing(ds []gainsay.Decision) []gainsay.Decision {
	undone := Undone(ds)
	return filter(ds, func(d gainsay.Decision) bool { return d.Undoes == 0 && (d.ID == 0 || !undone[d.ID]) })
}

func filter[T any](all []T, keep func(T) bool) (out []T) {
	for _, v := range all {
		if keep(v) {
			out = append(out, v)
		}
	}
	return out
}

// settling is one call of Settle.
type settling struct {
	items  []Item
	ids    []int64       // of the items
	counts map[int64]int // index of the item that has the decision
	byMark map[string]int
	free   map[string][]int // items without a mark by comment
	made   map[string]Made
}

func newSettling(a *gainsay.Analysis, items []Item) *settling {
	s := &settling{counts: map[int64]int{}, byMark: map[string]int{}, free: map[string][]int{}, made: map[string]Made{}}
	for _, it := range items {
		s.add(it, it.Decisions[0].ID)
		for _, d := range it.Decisions {
			s.counts[d.ID] = len(s.items) - 1
		}
	}
	if a == nil {
		return s
	}
	for _, n := range a.Annotations {
		s.made[n.ID] = Made{By: n.By, Score: n.Score}
	}
	for _, r := range a.Assertions {
		if m, ok := s.made[r.ID]; ok {
			m.Status = r.Status
			s.made[r.ID] = m
		}
	}
	return s
}

func (s *settling) add(it Item, id int64) {
	if it.Mark == "" {
		s.free[it.Comment] = append(s.free[it.Comment], len(s.items))
	} else {
		s.byMark[it.Mark] = len(s.items)
	}
	s.items, s.ids = append(s.items, it), append(s.ids, id)
}

func (s *settling) standing(p Placed) Standing {
	at, counts := s.counts[p.ID]
	if !counts {
		at = s.itemOf(p)
	}
	return Standing{Placed: p, Counts: counts, Item: s.ids[at], Made: s.made[p.Now]}
}

// itemOf finds the item of a decision that is not in force, or makes it.
func (s *settling) itemOf(p Placed) int {
	at, ok := s.byMark[p.Now]
	if p.Now == "" {
		at, ok = sameItem(s.items, s.free[p.Comment], p)
	}
	if !ok {
		at = len(s.items)
		s.add(Item{Mark: p.Now, Comment: p.Comment, Tag: p.Tag, Span: p.At}, p.ID)
	}
	return at
}

// Outcome returns the tag and status of a mark as a decision has it; no tag
// where there should be no mark. A change that names no status keeps that of the
// mark, unless it has another tag.
func Outcome(d gainsay.Decision) (gainsay.Tag, gainsay.Status) {
	switch {
	case d.Verdict == gainsay.Wrong:
		return "", ""
	case d.Verdict == gainsay.Changed && d.Change != nil && d.Change.Tag != d.Tag:
		return d.Change.Tag, d.Change.Status
	case d.Verdict == gainsay.Changed && d.Change != nil:
		return d.Tag, cmp.Or(d.Change.Status, d.Status)
	}
	return d.Tag, d.Status
}
