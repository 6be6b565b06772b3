package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
)

// basedIndex is an index after decisions, kept while neither changes.
type basedIndex struct {
	of      *index
	state   [3]int64 // newest decision, threads that are to be counted anew, changes of the others
	indexes map[decide.Mode]*index
}

// indexBy returns an index of the assertions as a basis has them.
func (db *DB) indexBy(ctx context.Context, basis decide.Mode) (*index, error) {
	if err := db.counted(ctx, basis); err != nil {
		return nil, err
	}
	ix, err := db.index(ctx)
	if err != nil || basis == "" || basis == decide.Machine {
		return ix, err
	}
	x := &db.indexer
	x.mu.Lock()
	defer x.mu.Unlock()
	err = db.view(ctx, func(tx *sql.Tx) error {
		var state [3]int64
		err := tx.QueryRowContext(ctx, `SELECT (SELECT coalesce(max(pk), 0) FROM decision), (SELECT count(*) FROM uncounted),
			(SELECT CAST(coalesce(sum(change), 0) AS INTEGER) FROM decided_count)`).Scan(&state[0], &state[1], &state[2])
		if err != nil {
			return err
		}
		if x.based.of != ix || x.based.state != state {
			x.based = basedIndex{ix, state, map[decide.Mode]*index{}}
		}
		if x.based.indexes[basis] != nil {
			return nil
		}
		names := ix.names.clone() // to add to
		d, err := loadOutcomes(ctx, tx, ix, names)
		if err == nil {
			d.are, err = loadDecidedAssertions(ctx, tx, basis)
		}
		if err == nil {
			x.based.indexes[basis] = ix.after(d, basis)
			x.based.indexes[basis].names = names
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("apply decisions: %w", err)
	}
	return x.based.indexes[basis], nil
}

// outcomes is what the decisions about claims come to.
type outcomes struct {
	of    map[int64]gainsay.Decision // by key of the assertion
	added []*entry                   // assertions that the analysis does not have
	are   map[int64]*original        // those that are otherwise by the basis, by key
}

// itemKey names a mark that decisions are about (decide.Standing.Item).
type itemKey struct {
	thread string
	item   int64
}

// loadOutcomes finds what counts where several people decided (decide.Compare).
func loadOutcomes(ctx context.Context, tx *sql.Tx, ix *index, names *interner) (out outcomes, err error) {
	all, err := selectStanding(ctx, tx, `p.counts = 1 AND p.why = '' ORDER BY d.pk`)
	if err != nil {
		return out, err
	}
	last := map[itemKey]decide.Standing{}
	for _, s := range all {
		at := itemKey{s.Thread, s.Item}
		if was, ok := last[at]; !ok || decide.Compare(s.Decision, was.Decision) > 0 {
			last[at] = s
		}
	}
	assertions, err := assertionsDecided(ctx, tx)
	if err != nil {
		return out, err
	}
	out.of = map[int64]gainsay.Decision{}
	for at, s := range last {
		if pk, ok := assertions[at]; ok {
			out.of[pk] = s.Decision
		} else if tag, status := decide.Outcome(s.Decision); tag == gainsay.TagClaim && status != "" {
			e, err := entryOf(ctx, tx, ix, names, s.Decision)
			if err != nil {
				return out, err
			}
			if e != nil {
				e.status = status
				out.added = append(out.added, e)
			}
		}
	}
	slices.SortFunc(out.added, func(a, b *entry) int { return cmp.Compare(a.pk, b.pk) })
	return out, nil
}

// assertionsDecided finds the assertions that decisions are about.
func assertionsDecided(ctx context.Context, tx *sql.Tx) (map[itemKey]int64, error) {
	out := map[itemKey]int64{}
	_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var at itemKey
		var pk int64
		err = r.Scan(&at.thread, &at.item, &pk)
		out[at] = pk
		return none, err
	}, `SELECT DISTINCT p.thread, p.item, s.pk FROM placed p
		JOIN thread t ON t.format = substr(p.thread, 1, instr(p.thread, ':') - 1)
			AND t.id = substr(p.thread, instr(p.thread, ':') + 1)
		JOIN assertion s ON s.thread_pk = t.pk AND s.id = p.mark WHERE p.counts = 1 AND p.mark <> ''`)
	return out, err
}

// entryOf makes an entry of a decision's comment, nil where that is gone. Its
// key is below 0.
func entryOf(ctx context.Context, tx *sql.Tx, ix *index, names *interner, d gainsay.Decision) (*entry, error) {
	e := &entry{pk: -d.ID, author: -1, cluster: -1, time: noTime, open: true}
	format, id := splitKey(d.Thread)
	var thread int64
	var at sql.NullInt64
	var author sql.NullString
	var precision string
	err := tx.QueryRowContext(ctx, `SELECT t.pk, c.time, coalesce(c.time_precision, ''), c.author
		FROM thread t JOIN comment c ON c.thread_pk = t.pk
		WHERE t.format = ? AND t.id = ? AND c.id = ?`, format, id, d.Comment).Scan(&thread, &at, &precision, &author)
	if errors.Is(err, sql.ErrNoRows) || err == nil && ix.threads[thread] == nil {
		return nil, nil
	}
	if at.Valid {
		e.time, e.dated = at.Int64, gainsay.Precision(precision) != gainsay.ToYear
	}
	if author.Valid {
		e.author = names.number(author.String)
	}
	e.thread, e.decided = ix.threads[thread], gainsay.Missed
	return e, err
}

// addedRows loads the assertions that only decisions have: of the keys below 0.
func addedRows(ctx context.Context, tx *sql.Tx, keys []int64) (map[int64]view.AssertionRow, error) {
	out := map[int64]view.AssertionRow{}
	var decisions []int64
	for _, pk := range keys {
		if pk < 0 {
			decisions = append(decisions, -pk)
		}
	}
	if len(decisions) == 0 {
		return out, nil
	}
	all, err := selectStanding(ctx, tx, `d.pk IN (SELECT CAST(value AS INTEGER) FROM json_each(?)) ORDER BY d.pk`, keyList(decisions))
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		r := view.AssertionRow{ThreadKey: d.Thread}
		var at sql.NullInt64
		format, id := splitKey(d.Thread)
		err := tx.QueryRowContext(ctx, `SELECT t.id, t.title, t.opening, coalesce(c.author, ''), c.time, coalesce(c.time_precision, '')
			FROM thread t JOIN comment c ON c.thread_pk = t.pk WHERE t.format = ? AND t.id = ? AND c.id = ?`,
			format, id, d.Comment).Scan(&r.ThreadID, &r.ThreadTitle, &r.Opening, &r.Author, &at, &r.Precision)
		if errors.Is(err, sql.ErrNoRows) {
			continue // deleted meanwhile
		}
		if err != nil {
			return nil, err
		}
		r.Assertion.ID, r.Assertion.Comment, r.Span, r.Text = fmt.Sprint(view.AddedMark, d.Item), d.Comment, d.Wanted, d.Quote.Exact
		r.Kind, r.Dispute, r.Time = gainsay.Fact, gainsay.Open, fromMillis(at)
		_, r.Status = decide.Outcome(d.Decision)
		out[-d.ID] = r
	}
	return out, nil
}

// after is the index with the decisions applied.
func (ix *index) after(d outcomes, basis decide.Mode) *index {
	out := &index{threads: ix.threads, changes: ix.changes, clusters: ix.clusters,
		topics: ix.topics, folds: ix.folds, topicsEnd: ix.topicsEnd, entries: slices.Clone(d.added), are: d.are}
	for i, e := range slices.Concat(ix.entries, ix.hidden) {
		if is := d.are[e.pk]; is != nil {
			now := *e
			now.follow(is)
			e = &now
		}
		was, ok := d.of[e.pk]
		if !ok {
			if basis == decide.Both && i < len(ix.entries) {
				out.entries = append(out.entries, e)
			}
			continue
		}
		now := *e
		now.decided = was.Verdict
		tag, status := decide.Outcome(was)
		if tag != gainsay.TagClaim {
			out.dropped = append(out.dropped, &now)
			continue
		}
		now.status = cmp.Or(status, e.status)
		out.entries = append(out.entries, &now)
	}
	out.derive()
	return out
}
