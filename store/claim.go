package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
)

// Bounds of what a claim lists.
const (
	MaxSaid     = 100
	MaxContrary = 6
)

// Claims lists the claims one of whose assertions the filter picks, and says
// how many there are without Limit, Offset and cursors. Counts are over all of a
// claim's assertions. Sort may also be "repeated"; "notable" means Worth.
func (db *DB) Claims(ctx context.Context, f view.AssertionFilter) (out []view.Claim, total int, err error) {
	ix, picked, err := db.pick(ctx, f)
	if err != nil {
		return nil, 0, fmt.Errorf("list claims: %w", err)
	}
	order, ok := ix.orders[f.Sort]
	if !ok {
		return nil, 0, fmt.Errorf("list claims: no sort %q", f.Sort)
	}
	chosen := make([]bool, len(ix.claims))
	for i := range picked.picked(0) {
		chosen[ix.claimOf[i]] = true
	}
	listed := filtered(order(), chosen)
	page, err := ix.page(listed, f)
	if err != nil {
		return nil, 0, fmt.Errorf("list claims: %w", err)
	}
	if out, err = db.loadClaims(ctx, ix, page); err != nil {
		return nil, 0, fmt.Errorf("list claims: %w", err)
	}
	return out, len(listed), nil
}

// filtered lists the claims of an order that were chosen.
func filtered(order []int32, chosen []bool) (out []int32) {
	for _, n := range order {
		if chosen[n] {
			out = append(out, n)
		}
	}
	return out
}

// page takes the part of a list that a filter asks for.
func (ix *index) page(listed []int32, f view.AssertionFilter) ([]int32, error) {
	from, to := min(max(f.Offset, 0), len(listed)), len(listed)
	switch {
	case f.After != "":
		at, err := ix.place(listed, f.Sort, f.After)
		if err != nil {
			return nil, err
		}
		from = at
		if at < len(listed) && ix.cursor(listed[at]) == f.After {
			from++
		}
	case f.Before != "":
		if f.Before != view.FromEnd {
			at, err := ix.place(listed, f.Sort, f.Before)
			if err != nil {
				return nil, err
			}
			to = at
		}
		if f.Limit > 0 {
			from = max(0, to-f.Limit)
		}
	}
	if f.Limit > 0 {
		to = min(to, from+f.Limit)
	}
	return listed[from:to], nil
}

// claimPlace is what claims are ordered by.
type claimPlace struct {
	Worth  float64
	Said   int
	Latest int64
	First  int64 // key of the first assertion
}

func (ix *index) cursor(n int32) string {
	c := ix.claims[n]
	return writeCursor(claimPlace{c.worth, len(c.entries), c.latest, ix.entries[c.entries[0]].pk})
}

// place finds where in a list the claim of a cursor is, or would be.
func (ix *index) place(listed []int32, sort, cursor string) (int, error) {
	var p claimPlace
	if err := readCursor(cursor, &p); err != nil {
		return 0, err
	}
	first, _ := ix.search(p.First)
	at := claimSum{worth: p.Worth, latest: p.Latest, entries: make([]int32, min(max(p.Said, 1), len(ix.entries)+1))}
	at.entries[0] = int32(first)
	order := claimOrders[sort]
	i, _ := slices.BinarySearchFunc(listed, &at, func(n int32, at *claimSum) int {
		c := ix.claims[n]
		return cmp.Or(order(c, at), cmp.Compare(c.entries[0], at.entries[0]))
	})
	return i, nil
}

// pick applies a filter to the newest index.
func (db *DB) pick(ctx context.Context, f view.AssertionFilter) (*index, selection, error) {
	ix, err := db.indexBy(ctx, f.Basis)
	if err != nil {
		return nil, nil, err
	}
	s, err := ix.pick(ctx, db, f)
	return ix, s, err
}

// Claim returns the claim that an assertion of a thread belongs to, and
// view.ErrNotFound where there is no such assertion.
func (db *DB) Claim(ctx context.Context, thread, assertion string, basis decide.Mode) (view.Claim, error) {
	fail := func(err error) (view.Claim, error) {
		return view.Claim{}, fmt.Errorf("load claim of %s in %s: %w", assertion, thread, err)
	}
	ix, err := db.indexBy(ctx, basis)
	if err != nil {
		return fail(err)
	}
	format, id := splitKey(thread)
	var pk int64
	err = db.view(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT s.pk FROM assertion s JOIN thread t ON t.pk = s.thread_pk
			WHERE t.format = ? AND t.id = ? AND s.id = ?`, format, id, assertion).Scan(&pk)
	})
	n := ix.claimAt(pk)
	switch {
	case errors.Is(err, sql.ErrNoRows) || err == nil && n < 0:
		return fail(view.ErrNotFound)
	case err != nil:
		return fail(err)
	}
	out, err := db.loadClaims(ctx, ix, []int32{n})
	if err != nil {
		return fail(err)
	}
	return out[0], nil
}

// listedClaim is a claim under way, with the keys of its Said.
type listedClaim struct {
	claim *view.Claim
	said  []int64
}

// loadClaims loads claims with what contradicts them. Those that went since
// the index was made are left out.
func (db *DB) loadClaims(ctx context.Context, ix *index, numbers []int32) ([]view.Claim, error) {
	out := make([]view.Claim, len(numbers))
	var own, contrary []listedClaim
	for i, n := range numbers {
		out[i] = ix.claim(n)
		own = append(own, listedClaim{&out[i], ix.said(n, MaxSaid)})
		others := ix.contrary(n)
		out[i].MoreContrary = max(0, len(others)-MaxContrary)
		others = others[:len(others)-out[i].MoreContrary]
		out[i].Contrary = make([]view.Claim, len(others))
		for k, o := range others {
			out[i].Contrary[k] = ix.claim(o)
			contrary = append(contrary, listedClaim{&out[i].Contrary[k], ix.said(o, 1)})
		}
	}
	err := db.view(ctx, func(tx *sql.Tx) error {
		if err := loadSaid(ctx, tx, append(contrary, own...)); err != nil {
			return err
		}
		return loadEvents(ctx, tx, own)
	})
	gone := func(c view.Claim) bool { return len(c.Said) == 0 }
	for i := range out {
		out[i].Contrary = slices.DeleteFunc(out[i].Contrary, gone)
	}
	ix.restate(own)
	ix.restate(contrary)
	return slices.DeleteFunc(out, gone), err
}

// restate makes assertions what they are by the basis of the index, and takes away
// events that then did not happen.
func (ix *index) restate(claims []listedClaim) {
	for _, c := range claims {
		if len(c.said) != len(c.claim.Said) {
			continue
		}
		gone := map[view.Event]bool{}
		for k, pk := range c.said {
			r := &c.claim.Said[k]
			was := r.Assertion
			ix.restateRow(pk, &r.Assertion)
			is := receptions(&r.Assertion)
			for n, by := range receptions(&was) {
				for _, comment := range *by.ids {
					if !slices.Contains(*is[n].ids, comment) {
						gone[view.Event{Kind: by.kind, ThreadKey: r.ThreadKey, Assertion: r.ID, Comment: comment}] = true
					}
				}
			}
		}
		c.claim.Events = slices.DeleteFunc(c.claim.Events, func(e view.Event) bool {
			return gone[view.Event{Kind: e.Kind, ThreadKey: e.ThreadKey, Assertion: e.Assertion, Comment: e.Comment}]
		})
	}
}

// restateRow makes one assertion what it is by the basis of the index.
func (ix *index) restateRow(pk int64, a *gainsay.Assertion) {
	if is := ix.are[pk]; is != nil {
		is.restore(a)
	} else if e := ix.find(pk); e != nil {
		a.Status = e.status
	}
}

// claim sums up a claim without its lists.
func (ix *index) claim(n int32) view.Claim {
	c := ix.claims[n]
	return view.Claim{Cursor: ix.cursor(n), Times: len(c.entries), People: c.people, Threads: c.threads, Unsupported: c.unsupported,
		Sourced: c.sourced, Asked: c.asked, Answered: c.answered, Contested: c.contested, Conceded: c.conceded,
		Notable: c.notable, Worth: c.worth}
}

// said returns the keys of a claim's assertions in order of time, undated last.
func (ix *index) said(n int32, most int) []int64 {
	order := slices.Clone(ix.claims[n].entries)
	slices.SortStableFunc(order, func(a, b int32) int {
		x, y := ix.entries[a].time, ix.entries[b].time
		return cmp.Or(btoi(x == noTime)-btoi(y == noTime), cmp.Compare(x, y))
	})
	var out []int64
	for _, i := range order[:min(len(order), most)] {
		out = append(out, ix.entries[i].pk)
	}
	return out
}

// contrary lists the claims that contradict a claim, the most repeated first.
func (ix *index) contrary(n int32) []int32 {
	out := slices.Clone(ix.claims[n].contrary)
	slices.SortStableFunc(out, func(a, b int32) int {
		x, y := ix.claims[a], ix.claims[b]
		return cmp.Or(len(y.entries)-len(x.entries), cmp.Compare(y.notable, x.notable))
	})
	return out
}

// loadSaid fills in the assertions of claims. One assertion may be of several
// of them.
func loadSaid(ctx context.Context, tx *sql.Tx, claims []listedClaim) error {
	var keys []int64
	for _, c := range claims {
		keys = append(keys, c.said...)
	}
	at, err := assertionsAt(ctx, tx, keys)
	if err != nil {
		return err
	}
	for _, c := range claims {
		for _, pk := range c.said {
			if r, ok := at[pk]; ok {
				c.claim.Said = append(c.claim.Said, r)
			}
		}
	}
	return nil
}

// keyList gives keys to json_each.
func keyList(keys []int64) string {
	b, _ := json.Marshal(keys) // of numbers: cannot fail
	return string(b)
}

// loadEvents fills in what happened to the assertions of claims.
func loadEvents(ctx context.Context, tx *sql.Tx, claims []listedClaim) error {
	at := map[int64]*view.Claim{}
	var keys []int64
	for _, c := range claims {
		for _, pk := range c.said {
			at[pk] = c.claim
		}
		keys = append(keys, c.said...)
	}
	_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var pk int64
		var format, id string
		var when sql.NullInt64
		var e view.Event
		err = r.Scan(&pk, &e.Kind, &format, &id, &e.Assertion, &e.Comment, &e.Author, &when, &e.Precision)
		e.ThreadKey, e.Time = Key(format, id), fromMillis(when)
		at[pk].Events = append(at[pk].Events, e)
		return none, err
	}, `SELECT s.pk, r.kind, t.format, t.id, s.id, c.id, coalesce(c.author, ''), c.time,
		coalesce(c.time_precision, '') FROM reception r JOIN assertion s ON s.pk = r.assertion_pk JOIN thread t ON t.pk = s.thread_pk
		JOIN comment c ON c.pk = r.comment_pk
		WHERE r.kind <> 'repeated' AND r.assertion_pk IN (SELECT CAST(value AS INTEGER) FROM json_each(?))
		ORDER BY c.time NULLS LAST, c.pk, s.pk, r.kind`, keyList(keys))
	return err
}
