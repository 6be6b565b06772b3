package store

import (
	"cmp"
	"slices"
	"sync"

	"github.com/gainsay/gainsay"
)

// claimSum sums up the assertions of one claim.
type claimSum struct {
	entries  []int32 // in order of pk
	contrary []int32 // claims, in the order of their first assertions

	people, threads      int
	unsupported, sourced int
	asked, answered      int
	contested, conceded  int
	notable, worth       float64
	latest               int64 // noTime where none is dated
}

// derive orders the entries and sums up their claims.
func (ix *index) derive() {
	slices.SortFunc(ix.entries, func(a, b *entry) int { return cmp.Compare(a.pk, b.pk) })
	ix.group()
	ix.link()
	ix.orders = map[string]func() []int32{}
	for name, order := range claimOrders {
		ix.orders[name] = sync.OnceValue(func() []int32 { return ix.sorted(order) })
	}
}

// group gives each entry its claim.
func (ix *index) group() {
	of := make([]int32, len(ix.clusters.names)) // claim + 1, by cluster
	ix.claimOf = make([]int32, len(ix.entries))
	for i, e := range ix.entries {
		claim := int32(len(ix.claims))
		if e.cluster >= 0 && of[e.cluster] > 0 {
			claim = of[e.cluster] - 1
		} else {
			ix.claims = append(ix.claims, &claimSum{latest: noTime})
			if e.cluster >= 0 {
				of[e.cluster] = claim + 1
			}
		}
		ix.claimOf[i] = claim
		ix.claims[claim].entries = append(ix.claims[claim].entries, int32(i))
	}
	for _, c := range ix.claims {
		ix.sum(c)
	}
}

func (ix *index) sum(c *claimSum) {
	people, threads := make([]int32, 0, len(c.entries)), make([]int64, 0, len(c.entries))
	for _, i := range c.entries {
		e := ix.entries[i]
		if e.author >= 0 {
			people = append(people, e.author)
		}
		threads = append(threads, e.thread.pk)
		c.unsupported += btoi(e.status == gainsay.Unsupported)
		c.sourced += btoi(e.status == gainsay.Sourced)
		c.asked += btoi(e.asked)
		c.answered += btoi(e.answered)
		c.contested += btoi(e.counter)
		c.conceded += btoi(e.conceded)
		c.notable, c.latest = max(c.notable, e.notable), max(c.latest, e.time)
	}
	c.people, c.threads = distinct(people), distinct(threads)
	c.worth = c.notable * float64(c.unsupported) / float64(len(c.entries))
}

// distinct counts different values and puts s out of order.
func distinct[T cmp.Ordered](s []T) int {
	slices.Sort(s)
	return len(slices.Compact(s))
}

// link notes which claims contradict each other.
func (ix *index) link() {
	for _, t := range ix.threads {
		for _, pair := range t.rebuts {
			a, b := ix.claimAt(pair[0]), ix.claimAt(pair[1])
			if a < 0 || b < 0 || a == b {
				continue
			}
			ix.claims[a].contrary = append(ix.claims[a].contrary, b)
			ix.claims[b].contrary = append(ix.claims[b].contrary, a)
		}
	}
	for _, c := range ix.claims {
		slices.Sort(c.contrary) // claims are numbered in the order of their first assertions
		c.contrary = slices.Compact(c.contrary)
	}
}

// claimAt returns the claim of an assertion, -1 where there is none.
func (ix *index) claimAt(pk int64) int32 {
	i, ok := ix.search(pk)
	if !ok {
		return -1
	}
	return ix.claimOf[i]
}

// find returns an entry by its key, nil where there is none.
func (ix *index) find(pk int64) *entry {
	if i, ok := ix.search(pk); ok {
		return ix.entries[i]
	}
	return nil
}

func (ix *index) search(pk int64) (int, bool) {
	return slices.BinarySearchFunc(ix.entries, pk, func(e *entry, pk int64) int { return cmp.Compare(e.pk, pk) })
}

// claimOrders compare claims; those that are equal stay in the order of their
// first assertions.
var claimOrders = map[string]func(a, b *claimSum) int{
	"":         byWorth,
	"notable":  byWorth,
	"repeated": func(a, b *claimSum) int { return cmp.Or(len(b.entries)-len(a.entries), byWorth(a, b)) },
	"new": func(a, b *claimSum) int {
		return cmp.Or(cmp.Compare(b.latest, a.latest), cmp.Compare(b.entries[0], a.entries[0]))
	},
	"thread": func(a, b *claimSum) int { return cmp.Compare(a.entries[0], b.entries[0]) },
}

func byWorth(a, b *claimSum) int {
	return cmp.Or(cmp.Compare(b.worth, a.worth), len(b.entries)-len(a.entries))
}

func (ix *index) sorted(order func(a, b *claimSum) int) []int32 {
	out := make([]int32, len(ix.claims))
	for i := range out {
		out[i] = int32(i)
	}
	slices.SortFunc(out, func(a, b int32) int { return cmp.Or(order(ix.claims[a], ix.claims[b]), int(a-b)) })
	return out
}
