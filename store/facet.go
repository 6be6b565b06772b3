package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// topFacets is the most topics and authors that Facets lists.
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
	for _, st := range gainsay.Statuses() {
		out = append(out, view.Count[gainsay.Status]{Value: st})
	}
	for i := range s.picked(missesStatus) {
		for k := range out {
			if out[k].Value == ix.entries[i].status {
				out[k].N++
				break
			}
		}
	}
	return out
}

// disputeCounts counts under the whole filter: a further state narrows it down.
func (ix *index) disputeCounts(s selection) (out []view.Count[gainsay.Dispute]) {
	for _, d := range gainsay.Disputes() {
		out = append(out, view.Count[gainsay.Dispute]{Value: d})
	}
	for i := range s.picked(0) {
		for k := range out {
			out[k].N += btoi(ix.entries[i].holds(out[k].Value))
		}
	}
	return out
}

// topicCounts counts topics, but for those in without.
func (ix *index) topicCounts(picked func(func(int) bool), without []string) []view.Count[string] {
	n := make([]int, ix.topicsEnd)
	for i := range picked {
		for _, t := range ix.entries[i].topics {
			n[t]++
		}
	}
	var out []view.Count[string]
	for k, count := range n {
		if t := int64(k); count > 0 && !slices.ContainsFunc(without, func(w string) bool { return fold(w) == ix.folds[t] }) {
			out = append(out, view.Count[string]{Value: ix.topics[t], N: count})
		}
	}
	return mostFrequent(out)
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
	return mostFrequent(out)
}

// mostFrequent sorts counts and keeps the first of them.
func mostFrequent(counts []view.Count[string]) []view.Count[string] {
	slices.SortFunc(counts, func(a, b view.Count[string]) int {
		return cmp.Or(b.N-a.N, cmp.Compare(a.Value, b.Value))
	})
	return counts[:min(len(counts), topFacets)]
}
