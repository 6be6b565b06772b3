package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// topFacets is the most topics, pairs and authors that Facets lists.
const topFacets = 30

// Facets counts assertions by each dimension of the filter. Sort,
// Limit and Offset play no part.
func (db *DB) Facets(ctx context.Context, f view.AssertionFilter) (out view.Facets, err error) {
	ix, picked, err := db.pick(ctx, f)
	if err != nil {
		return view.Facets{}, fmt.Errorf("count assertions: %w", err)
	}
	for range picked.picked(0) {
		out.Total++
	}
	out.Status = ix.statusCounts(picked)
	out.Dispute = ix.disputeCounts(picked)
	out.Topics = ix.topicCounts(picked.picked(missesTopic), nil)
	if len(f.Topics) > 0 {
		out.With = ix.topicCounts(picked.picked(0), f.Topics)
	}
	out.Pairs = ix.pairCounts(picked.picked(missesTopic))
	out.Authors = ix.authorCounts(picked.picked(missesAuthor))
	return out, nil
}

func firstError(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (ix *index) statusCounts(s selection) (out []view.Count[gainsay.Status]) {
	n := map[gainsay.Status]int{}
	for i := range s.picked(missesStatus) {
		n[ix.entries[i].status]++
	}
	for _, st := range gainsay.Statuses() {
		out = append(out, view.Count[gainsay.Status]{Value: st, N: n[st]})
	}
	return out
}

// disputeCounts counts under the whole filter: a further state narrows it down.
func (ix *index) disputeCounts(s selection) (out []view.Count[gainsay.Dispute]) {
	for _, d := range gainsay.Disputes() {
		n := 0
		for i := range s.picked(0) {
			n += btoi(ix.entries[i].holds(d))
		}
		out = append(out, view.Count[gainsay.Dispute]{Value: d, N: n})
	}
	return out
}

// topicCounts counts topics, but for those in without.
func (ix *index) topicCounts(picked func(func(int) bool), without []string) []view.Count[string] {
	n := map[int64]int{}
	for i := range picked {
		for _, t := range ix.entries[i].topics {
			n[t]++
		}
	}
	var out []view.Count[string]
	for t, count := range n {
		if !slices.ContainsFunc(without, func(w string) bool { return fold(w) == ix.folds[t] }) {
			out = append(out, view.Count[string]{Value: ix.topics[t], N: count})
		}
	}
	return mostFrequent(out, cmp.Compare)
}

func (ix *index) authorCounts(picked func(func(int) bool)) []view.Count[string] {
	n := make([]int, len(ix.names.names))
	for i := range picked {
		if a := ix.entries[i].author; a >= 0 {
			n[a]++
		}
	}
	var out []view.Count[string]
	for a, count := range n {
		if count > 0 {
			out = append(out, view.Count[string]{Value: ix.names.names[a], N: count})
		}
	}
	return mostFrequent(out, cmp.Compare)
}

func (ix *index) pairCounts(picked func(func(int) bool)) []view.Count[[2]string] {
	n := map[[2]int64]int{}
	for i := range picked {
		topics := ix.entries[i].topics
		for k, a := range topics {
			for _, b := range topics[k+1:] {
				if ix.topics[a] > ix.topics[b] {
					n[[2]int64{b, a}]++
				} else {
					n[[2]int64{a, b}]++
				}
			}
		}
	}
	var out []view.Count[[2]string]
	for pair, count := range n {
		names := [2]string{ix.topics[pair[0]], ix.topics[pair[1]]}
		out = append(out, view.Count[[2]string]{Value: names, N: count})
	}
	return mostFrequent(out, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
}

// mostFrequent sorts counts and keeps the first of them.
func mostFrequent[T any](counts []view.Count[T], compare func(a, b T) int) []view.Count[T] {
	slices.SortFunc(counts, func(a, b view.Count[T]) int {
		return cmp.Or(b.N-a.N, compare(a.Value, b.Value))
	})
	return counts[:min(len(counts), topFacets)]
}
