package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// recurring is a claim of several assertions that a filter picks, under way.
type recurring struct {
	view.Recurring
	first   *entry // in order of time
	least   int64  // key
	threads []int64
	authors []int32
}

// Recurring lists the claims of which the filter picks two assertions or
// more, the most frequent first, and says how many there are without Limit
// and Offset. Sort plays no part.
func (db *DB) Recurring(ctx context.Context, f view.AssertionFilter) ([]view.Recurring, int, error) {
	ix, picked, err := db.pick(ctx, f)
	if err != nil {
		return nil, 0, fmt.Errorf("list recurring claims: %w", err)
	}
	all := map[int32]*recurring{}
	for i := range picked.picked(0) {
		if e := ix.entries[i]; e.cluster >= 0 {
			at(all, e.cluster).add(e)
		}
	}
	var found []*recurring
	for cluster, r := range all {
		if r.Said > 1 {
			r.Cluster, r.Threads, r.Authors = ix.clusters.names[cluster], distinct(r.threads), distinct(r.authors)
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b *recurring) int {
		return cmp.Or(b.Threads-a.Threads, b.Said-a.Said, cmp.Compare(a.least, b.least))
	})
	total := len(found)
	found = found[min(max(f.Offset, 0), total):]
	found = found[:min(limit(f.Limit), len(found))]
	rows, err := db.firstOf(ctx, ix, found)
	if err != nil {
		return nil, 0, fmt.Errorf("list recurring claims: %w", err)
	}
	return rows, total, nil
}

func (r *recurring) add(e *entry) {
	if r.Said == 0 || e.before(r.first) {
		r.first = e
	}
	if r.Said == 0 || e.pk < r.least {
		r.least = e.pk
	}
	r.Said++
	r.Sourced += btoi(e.status == gainsay.Sourced)
	r.Contested += btoi(e.counter)
	r.threads = append(r.threads, e.thread.pk)
	if e.author >= 0 {
		r.authors = append(r.authors, e.author)
	}
}

// before reports whether an assertion was made before another, undated ones last.
func (e *entry) before(o *entry) bool {
	return cmp.Or(btoi(e.time == noTime)-btoi(o.time == noTime), cmp.Compare(e.time, o.time), cmp.Compare(e.pk, o.pk)) < 0
}

// firstOf loads the first assertion of each claim.
func (db *DB) firstOf(ctx context.Context, ix *index, found []*recurring) (rows []view.Recurring, err error) {
	keys := make([]int64, len(found))
	for i, r := range found {
		keys[i] = r.first.pk
	}
	err = db.view(ctx, func(tx *sql.Tx) error {
		first, err := assertionsAt(ctx, tx, keys)
		for i, r := range found {
			r.First = first[keys[i]]
			ix.restateRow(keys[i], &r.First.Assertion)
			rows = append(rows, r.Recurring)
		}
		return err
	})
	return rows, err
}
