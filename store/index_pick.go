package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// misses says which parts of a filter leave an entry out; 0 for none.
type misses uint8

const (
	missesStatus misses = 1 << iota
	missesDispute
	missesTopic
	missesAuthor
	missesOther
)

// selection says of each entry of an index which parts of a filter leave it out.
type selection []misses

// picked lists the entries that all parts of the filter pick, but for those in except.
func (s selection) picked(except misses) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i, m := range s {
			if m&^except == 0 && !yield(i) {
				return
			}
		}
	}
}

// pick applies a filter to all entries.
func (ix *index) pick(ctx context.Context, db *DB, f view.AssertionFilter) (selection, error) {
	for _, d := range f.Dispute {
		if _, ok := disputeConditions[d]; !ok {
			return nil, fmt.Errorf("no dispute %q", d)
		}
	}
	if err := checkYesNo(f); err != nil {
		return nil, err
	}
	p := ix.picker(f)
	out := make(selection, len(ix.entries))
	for i, e := range ix.entries {
		out[i] = p.misses(i, e)
	}
	if strings.TrimSpace(f.Query) == "" {
		return out, nil
	}
	found, err := ix.words.find(ctx, db, parseQuery(f.Query).match)
	if err != nil {
		return nil, err
	}
	for i, e := range ix.entries { // both in order of their keys
		for len(found) > 0 && found[0] < e.pk {
			found = found[1:]
		}
		if len(found) == 0 || found[0] != e.pk {
			out[i] |= missesOther
		}
	}
	return out, nil
}

// wordCache keeps the assertions of the last queries of words, since a page
// asks for them several times.
type wordCache struct {
	mu   sync.Mutex
	keys map[string][]int64
}

// find returns the keys of the assertions with all words of a query, in order.
func (w *wordCache) find(ctx context.Context, db *DB, match string) (keys []int64, err error) {
	if match == "" {
		return nil, nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if keys, ok := w.keys[match]; ok {
		return keys, nil
	}
	err = db.view(ctx, func(tx *sql.Tx) error {
		keys, err = collect(ctx, tx, scanOne[int64], `SELECT rowid FROM assertion_text
			WHERE assertion_text MATCH ? ORDER BY rowid`, match)
		return err
	})
	if err != nil {
		return nil, err
	}
	if w.keys == nil || len(w.keys) >= 8 {
		w.keys = map[string][]int64{}
	}
	w.keys[match] = keys
	return keys, nil
}

// picker is a filter with its values looked up.
type picker struct {
	ix              *index
	f               view.AssertionFilter
	topics          []map[int64]bool
	author, cluster int32
	from, to        int64
}

func (ix *index) picker(f view.AssertionFilter) *picker {
	p := &picker{ix: ix, f: f, author: known(ix.names, f.Author), cluster: known(ix.clusters, f.Cluster)}
	for _, name := range f.Topics {
		keys := map[int64]bool{}
		for pk, folded := range ix.folds {
			if folded == fold(name) {
				keys[pk] = true
			}
		}
		p.topics = append(p.topics, keys)
	}
	if !f.From.IsZero() {
		p.from = f.From.UnixMilli()
	}
	if !f.To.IsZero() {
		p.to = f.To.UnixMilli()
	}
	return p
}

// known returns the number of a name; -1 for none, -2 for one that no entry has.
func known(in *interner, name string) int32 {
	if name == "" {
		return -1
	}
	if n, ok := in.of[name]; ok {
		return n
	}
	return -2
}

func (p *picker) misses(i int, e *entry) (m misses) {
	f := &p.f
	if len(f.Status) > 0 && !slices.Contains(f.Status, e.status) {
		m |= missesStatus
	}
	for _, d := range f.Dispute {
		if !e.holds(d) {
			m |= missesDispute
		}
	}
	for _, keys := range p.topics {
		if !slices.ContainsFunc(e.topics, func(t int64) bool { return keys[t] }) {
			m |= missesTopic
		}
	}
	if p.author != -1 && e.author != p.author {
		m |= missesAuthor
	}
	if p.missesOther(i, e) {
		m |= missesOther
	}
	return m
}

func (p *picker) missesOther(i int, e *entry) bool {
	f := &p.f
	switch {
	case p.cluster != -1 && e.cluster != p.cluster,
		f.Thread != "" && e.thread.key != f.Thread,
		f.Source != "" && e.thread.src != f.Source,
		f.Answered != "" && (!e.asked || e.answered != (f.Answered == "yes")),
		f.Sourced != "" && p.sourced(i, e) != (f.Sourced == "yes"):
		return true
	case f.From.IsZero() && f.To.IsZero():
		return false
	}
	return !e.dated || !f.From.IsZero() && e.time < p.from || !f.To.IsZero() && e.time >= p.to
}

// sourced reports whether an entry's claim was ever sourced; i is below 0 for a
// dropped entry, which has no claim.
func (p *picker) sourced(i int, e *entry) bool {
	if i < 0 {
		return e.status == gainsay.Sourced
	}
	return p.ix.claims[p.ix.claimOf[i]].sourced > 0
}

// holds reports whether an assertion is in a state of dispute; several may hold.
func (e *entry) holds(d gainsay.Dispute) bool {
	switch d {
	case gainsay.Open:
		return e.open
	case gainsay.Questioned:
		return e.asked
	case gainsay.Contested:
		return e.counter
	}
	return e.conceded
}
