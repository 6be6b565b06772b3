package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// topOverview is the most repeated claims and pairs that Overview lists.
const topOverview = 10

// Overview sums up the assertions that the filter picks. Sort, Limit and
// Offset play no part.
func (db *DB) Overview(ctx context.Context, f view.AssertionFilter) (view.Overview, error) {
	fail := func(err error) (view.Overview, error) {
		return view.Overview{}, fmt.Errorf("sum up assertions: %w", err)
	}
	ix, picked, err := db.pick(ctx, f)
	if err != nil {
		return fail(err)
	}
	o := &overview{ix: ix, threads: map[*indexedThread]bool{}, people: map[int32]*view.Share{},
		topics: map[int64]*view.Share{}, months: map[time.Time]*view.Share{},
		sources: map[string]*sourceSum{}, said: map[int32]int{}}
	for i := range picked.picked(0) {
		o.add(i)
	}
	o.finish()
	p := ix.picker(f)
	for _, e := range ix.dropped {
		if p.misses(-1, e) == 0 && f.Query == "" {
			o.out.Decided++
			o.out.MachineRight.Of++
		}
	}
	if o.out.OldRules, err = db.oldRules(ctx, o.threads); err != nil {
		return fail(err)
	}
	if err := o.claims(ctx, db); err != nil {
		return fail(err)
	}
	return o.out, nil
}

// overview is a view.Overview under way.
type overview struct {
	ix      *index
	out     view.Overview
	threads map[*indexedThread]bool
	people  map[int32]*view.Share
	topics  map[int64]*view.Share
	months  map[time.Time]*view.Share
	sources map[string]*sourceSum
	said    map[int32]int // how often each claim was, under the filter
}

type sourceSum struct {
	view.Share
	threads  map[*indexedThread]bool
	quarters map[time.Time]*view.Share
}

func (o *overview) add(i int) {
	e := o.ix.entries[i]
	bad := e.status == gainsay.Unsupported
	tick(&o.out.All, bad)
	o.out.Contested += btoi(e.counter)
	o.out.Conceded += btoi(e.conceded)
	o.out.Asked += btoi(e.asked)
	o.out.Answered += btoi(e.answered)
	if e.decided != "" {
		o.out.Decided++
		tick(&o.out.MachineRight, e.decided == gainsay.Right)
	}
	o.threads[e.thread] = true
	o.said[o.ix.claimOf[i]]++
	for _, t := range e.topics {
		tick(at(o.topics, t), bad)
	}
	if e.author >= 0 {
		tick(at(o.people, e.author), bad)
	}
	s := o.sources[e.thread.src]
	if s == nil {
		s = &sourceSum{threads: map[*indexedThread]bool{}, quarters: map[time.Time]*view.Share{}}
		o.sources[e.thread.src] = s
	}
	tick(&s.Share, bad)
	s.threads[e.thread] = true
	if !e.dated {
		tick(&o.out.Undated, bad)
		return
	}
	month := monthOf(e.time)
	tick(at(o.months, month), bad)
	tick(at(s.quarters, month.AddDate(0, -(int(month.Month())-1)%3, 0)), bad)
}

func tick(s *view.Share, bad bool) {
	s.Of++
	s.N += btoi(bad)
}

// at returns the value of a key, which it adds where there is none.
func at[K comparable, V any](m map[K]*V, k K) *V {
	v := m[k]
	if v == nil {
		v = new(V)
		m[k] = v
	}
	return v
}

func monthOf(millis int64) time.Time {
	t := time.UnixMilli(millis).UTC()
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// finish makes the lists.
func (o *overview) finish() {
	o.out.Threads, o.out.People = len(o.threads), len(o.people)
	for t := range o.threads {
		o.out.Comments += t.comments
	}
	o.out.Months = monthShares(o.months)
	for name, s := range o.sources {
		o.out.Sources = append(o.out.Sources, view.SourceShare{Name: name, Threads: len(s.threads),
			Share: s.Share, Quarters: monthShares(s.quarters)})
	}
	slices.SortFunc(o.out.Sources, func(a, b view.SourceShare) int {
		return cmp.Or(b.Of-a.Of, cmp.Compare(a.Name, b.Name))
	})
	o.out.Topics, o.out.Below = named(o.topics, view.MinTopic, func(t int64) string { return o.ix.topics[t] })
	o.out.Authors, o.out.Unranked = named(o.people, view.MinAuthor,
		func(a int32) string { return o.ix.names.names[a] })
}

func monthShares(months map[time.Time]*view.Share) (out []view.MonthShare) {
	for _, m := range slices.SortedFunc(maps.Keys(months), time.Time.Compare) {
		out = append(out, view.MonthShare{Month: m, Share: *months[m]})
	}
	return out
}

// named lists shares from a least whole on, the highest first, and counts the others.
func named[K comparable](shares map[K]*view.Share, least int, name func(K) string) (out []view.NamedShare,
	below int) {
	for k, s := range shares {
		if s.Of < least {
			below++
			continue
		}
		out = append(out, view.NamedShare{Name: name(k), Share: *s})
	}
	slices.SortFunc(out, func(a, b view.NamedShare) int {
		return cmp.Or(cmp.Compare(b.Rate(), a.Rate()), b.Of-a.Of, cmp.Compare(a.Name, b.Name))
	})
	return out, below
}

// oldRules counts threads that were analysed with other rules than the thread
// imported last.
func (db *DB) oldRules(ctx context.Context, threads map[*indexedThread]bool) (n int, err error) {
	var newest string
	err = db.view(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT coalesce((SELECT rules FROM thread
			ORDER BY imported DESC, pk DESC LIMIT 1), '')`).Scan(&newest)
	})
	for t := range threads {
		n += btoi(t.rules != newest)
	}
	return n, err
}

// claims lists the claims said most often and those most often contradicted.
func (o *overview) claims(ctx context.Context, db *DB) error {
	repeated := o.repeated()
	found, err := db.loadClaims(ctx, o.ix, repeated)
	if err != nil {
		return err
	}
	o.out.Repeated = found
	for _, pair := range o.pairs() {
		both, err := db.loadClaims(ctx, o.ix, pair[:])
		if err != nil {
			return err
		}
		if len(both) == 2 {
			o.out.Pairs = append(o.out.Pairs, view.ClaimPair{Claims: [2]view.Claim(both),
				Said: [2]int{o.said[pair[0]], o.said[pair[1]]}})
		}
	}
	return nil
}

func (o *overview) repeated() (out []int32) {
	for n, times := range o.said {
		if times > 1 {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b int32) int {
		return cmp.Or(o.said[b]-o.said[a], byWorth(o.ix.claims[a], o.ix.claims[b]), cmp.Compare(a, b))
	})
	return out[:min(len(out), topOverview)]
}

// pairs lists claims with their contraries, both said under the filter.
func (o *overview) pairs() (out [][2]int32) {
	for a := range o.said {
		for _, b := range o.ix.claims[a].contrary {
			if o.said[b] > 0 && a < b {
				out = append(out, [2]int32{a, b})
			}
		}
	}
	for i, p := range out {
		if o.said[p[1]] > o.said[p[0]] {
			out[i] = [2]int32{p[1], p[0]}
		}
	}
	slices.SortFunc(out, func(a, b [2]int32) int {
		return cmp.Or(o.said[b[0]]+o.said[b[1]]-o.said[a[0]]-o.said[a[1]], o.said[b[1]]-o.said[a[1]],
			slices.Compare(a[:], b[:]))
	})
	return out[:min(len(out), topOverview)]
}
