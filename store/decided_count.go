package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
)

// The counts of threads by decisions are those of decide.Shown. They are stored for
// threads with decisions in force alone: of the others, the thread's own row has
// them. What changes them notes the thread in table uncounted, in its transaction,
// so that saving a decision does not read the whole thread; CountDecided takes them
// before they are read.

// uncount notes that the counts of a thread by decisions have to be taken anew.
func uncount(ctx context.Context, tx *sql.Tx, key string) error {
	format, id := splitKey(key)
	_, err := tx.ExecContext(ctx, `INSERT INTO uncounted (thread_pk, change) SELECT pk, ? FROM thread WHERE format = ? AND id = ?
		ON CONFLICT (thread_pk) DO UPDATE SET change = excluded.change`, rand.Int64N(changes), format, id)
	return err
}

// recount is uncount for a thread whose own row was counted anew, if it has decisions.
func (s *restating) recount() error {
	return s.exec(`INSERT INTO uncounted (thread_pk, change) SELECT t.pk, ? FROM thread t WHERE t.pk = ?
		AND EXISTS (SELECT 1 FROM placed p WHERE p.thread = t.format || ':' || t.id)
		ON CONFLICT (thread_pk) DO UPDATE SET change = excluded.change`, rand.Int64N(changes), s.thread)
}

// changes bounds the numbers of changes, so that their sums are no larger than an int64.
const changes = 1 << 40

// countedTogether is how many threads are counted before they are written.
const countedTogether = 20

// CountDecided takes the counts by decisions of the threads that changed, for about
// as long as given, and returns how many are left. Threads are read without the
// write lock.
func (db *DB) CountDecided(ctx context.Context, budget time.Duration) (left int, err error) {
	left, err = repeat(ctx, budget, db.countSome)
	if err != nil {
		return 0, fmt.Errorf("count decided marks: %w", err)
	}
	return left, nil
}

// decidedCounts are the counts of a thread by each basis.
type decidedCounts struct {
	thread, change int64
	key            string
	none           bool // nothing is decided about it
	counts         map[decide.Mode]view.ThreadRow
	tags           map[decide.Mode]map[gainsay.Tag]int
	assertions     map[decide.Mode][]decidedAssertion
}

// countSome counts a few threads and returns how many are left.
func (db *DB) countSome(ctx context.Context) (left int, err error) {
	var all []*decidedCounts
	err = db.view(ctx, func(tx *sql.Tx) error {
		all, err = collect(ctx, tx, func(r *sql.Rows) (*decidedCounts, error) {
			d := &decidedCounts{}
			return d, r.Scan(&d.thread, &d.change, &d.key)
		}, `SELECT u.thread_pk, u.change, t.format || ':' || t.id FROM uncounted u JOIN thread t ON t.pk = u.thread_pk
			ORDER BY u.thread_pk DESC LIMIT ?`, countedTogether)
		if err != nil || len(all) == 0 {
			return err
		}
		least, err := thresholds(ctx, tx)
		if err != nil {
			return err
		}
		for _, d := range all {
			if err := d.take(ctx, tx, least); err != nil {
				return fmt.Errorf("thread %s: %w", d.key, err)
			}
		}
		return nil
	})
	if err != nil || len(all) == 0 {
		return 0, err
	}
	err = db.update(ctx, func(tx *sql.Tx) error {
		b := newBatch(context.WithoutCancel(ctx), tx)
		for _, d := range all {
			if err := d.write(b); err != nil {
				return fmt.Errorf("thread %s: %w", d.key, err)
			}
		}
		if err := b.flush(); err != nil {
			return err
		}
		return b.ask(`SELECT count(*) FROM uncounted`, nil, &left)
	})
	return left, err
}

// take counts the thread.
func (d *decidedCounts) take(ctx context.Context, tx *sql.Tx, least gainsay.Thresholds) error {
	where, args := decisionFilter(view.DecisionFilter{Threads: []string{d.key}})
	ds, err := collect(ctx, tx, scanDecision, `SELECT `+decisionColumnsOf("d")+` FROM decision AS d WHERE `+where+` ORDER BY d.pk`, args...)
	if d.none = len(ds) == 0; d.none || err != nil {
		return err
	}
	a, err := load(ctx, tx, d.key)
	if err != nil {
		return err
	}
	d.counts, d.tags = map[decide.Mode]view.ThreadRow{}, map[decide.Mode]map[gainsay.Tag]int{}
	d.assertions = map[decide.Mode][]decidedAssertion{}
	for _, basis := range countedBases {
		shown, _ := decide.Shown(a, ds, basis, least)
		d.counts[basis], d.tags[basis] = count(shown), tagCounts(shown.Annotations)
		d.assertions[basis] = decidedAssertions(a, shown, least)
	}
	return nil
}

// countedBases are those with counts of their own.
var countedBases = []decide.Mode{decide.Both, decide.Decided}

// write stores the counts, unless the thread was changed meanwhile.
func (d *decidedCounts) write(b *batch) error {
	var same bool
	err := b.ask(`SELECT EXISTS (SELECT 1 FROM uncounted WHERE thread_pk = ? AND change = ?)`, []any{d.thread, d.change}, &same)
	if err != nil || !same {
		return err
	}
	for _, rows := range []string{"uncounted WHERE thread_pk = ?", "decided_count WHERE thread_pk = ?", "decided_tag WHERE thread_pk = ?",
		"decided_assertion WHERE assertion_pk IN (SELECT pk FROM assertion WHERE thread_pk = ?)"} {
		if err := b.exec(`DELETE FROM `+rows, d.thread); err != nil {
			return err
		}
	}
	if d.none {
		return nil
	}
	if err := d.writeAssertions(b); err != nil {
		return err
	}
	counts := b.rows("decided_count", "thread_pk", "basis", "assertions", "unsupported", "questioned", "contested", "insults", "spam", "change")
	tags := b.rows("decided_tag", "thread_pk", "basis", "tag", "n")
	for _, basis := range countedBases {
		n := d.counts[basis]
		err := counts.add(d.thread, string(basis), n.Assertions, n.Unsupported, n.Questioned, n.Contested, n.Insults, n.Spam, d.change)
		for _, tag := range gainsay.Tags() {
			if k := d.tags[basis][tag]; k > 0 && err == nil {
				err = tags.add(d.thread, string(basis), string(tag), k)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// counted makes sure that the counts by a basis are right.
func (db *DB) counted(ctx context.Context, basis decide.Mode) error {
	switch {
	case basis == "" || basis == decide.Machine:
		return nil
	case !slices.Contains(view.Bases(), basis):
		return fmt.Errorf("no basis %q", basis)
	}
	var some bool
	err := db.view(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM uncounted)`).Scan(&some)
	})
	if err == nil && some {
		_, err = db.CountDecided(ctx, math.MaxInt64)
	}
	return err
}

// threadBasis says in SQL what threads t count by a basis.
type threadBasis decide.Mode

// from is the table of threads, with their counts by decisions as b.
func (m threadBasis) from() string {
	if m == "" || m == threadBasis(decide.Machine) {
		return `thread AS t`
	}
	return `thread AS t LEFT JOIN decided_count AS b ON b.thread_pk = t.pk AND b.basis = '` + string(m) + `'`
}

// column is a count of a thread.
func (m threadBasis) column(name string) string {
	switch decide.Mode(m) {
	case decide.Both:
		return `coalesce(b.` + name + `, t.` + name + `)`
	case decide.Decided:
		return `coalesce(b.` + name + `, 0)`
	}
	return `t.` + name
}

// tagged is the condition that thread t has one of the tags of a JSON array, which
// it takes n times.
func (m threadBasis) tagged() (cond string, n int) {
	among := func(table string) string {
		return `EXISTS (SELECT 1 FROM ` + table + ` AS g WHERE g.thread_pk = t.pk AND g.tag IN (SELECT value FROM json_each(?)))`
	}
	decidedTags := among(`(SELECT thread_pk, tag FROM decided_tag WHERE basis = '` + string(m) + `')`)
	switch decide.Mode(m) {
	case decide.Both:
		return `CASE WHEN b.thread_pk IS NULL THEN ` + among(`thread_tag`) + ` ELSE ` + decidedTags + ` END`, 2
	case decide.Decided:
		return decidedTags, 1
	}
	return among(`thread_tag`), 1
}

// tags is a table of the tags that threads have.
func (m threadBasis) tags() string {
	switch decide.Mode(m) {
	case decide.Both:
		return `(SELECT thread_pk, tag FROM decided_tag WHERE basis = 'both' UNION ALL SELECT thread_pk, tag FROM thread_tag AS a
			WHERE NOT EXISTS (SELECT 1 FROM decided_count AS c WHERE c.thread_pk = a.thread_pk AND c.basis = 'both'))`
	case decide.Decided:
		return `(SELECT thread_pk, tag FROM decided_tag WHERE basis = 'decided')`
	}
	return `thread_tag`
}
