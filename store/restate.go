package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
)

// original is what the analysis says of an assertion whose row follows thresholds.
type original struct {
	Status    gainsay.Status  `json:"status"`
	Dispute   gainsay.Dispute `json:"dispute"`
	Asked     []string        `json:"asked"`
	Supplied  []string        `json:"supplied"`
	Countered []string        `json:"countered"`
	Conceded  []string        `json:"conceded"`
}

func originalOf(a *gainsay.Assertion) original {
	return original{a.Status, a.Dispute, a.AskedBy, a.SuppliedBy, a.CounteredBy, a.ConcededBy}
}

// restore puts it back into an assertion that was loaded.
func (o original) restore(a *gainsay.Assertion) {
	a.Status, a.Dispute = o.Status, o.Dispute
	a.AskedBy, a.SuppliedBy, a.CounteredBy, a.ConcededBy = o.Asked, o.Supplied, o.Countered, o.Conceded
}

// restoreOriginals makes assertions what the analysis says, under the condition on
// assertion s that they were loaded by.
func restoreOriginals(ctx context.Context, tx *sql.Tx, byKey map[int64]*gainsay.Assertion, cond string, args ...any) error {
	_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var pk int64
		var content string
		if err := r.Scan(&pk, &content); err != nil {
			return none, err
		}
		var o original
		if err := json.Unmarshal([]byte(content), &o); err != nil {
			return none, err
		}
		o.restore(byKey[pk])
		return none, nil
	}, `SELECT o.assertion_pk, o.content FROM original o JOIN assertion s ON s.pk = o.assertion_pk
		JOIN comment c ON c.pk = s.comment_pk WHERE `+cond, args...)
	return err
}

// Restate makes the rows of assertions and the counts of threads follow the
// thresholds of the database, for about as long as given, and returns how many
// threads are left. What analyses say is kept.
func (db *DB) Restate(ctx context.Context, budget time.Duration) (left int, err error) {
	left, err = repeat(ctx, budget, db.restateSome)
	if err != nil {
		return 0, fmt.Errorf("apply thresholds: %w", err)
	}
	return left, nil
}

// repeat calls some, which does a part of something and returns how much is left,
// until nothing is, an error or the end of the budget.
func repeat(ctx context.Context, budget time.Duration, some func(context.Context) (int, error)) (left int, err error) {
	for start := time.Now(); ; {
		left, err = some(ctx)
		if err != nil || left == 0 || time.Since(start) > budget {
			return left, err
		}
	}
}

// restatedTogether is how many threads are restated in one transaction.
const restatedTogether = 20

// restateSome restates a few threads and returns how many are left.
func (db *DB) restateSome(ctx context.Context) (left int, err error) {
	pending := `SELECT count(*) FROM thread WHERE shown <> ?`
	err = db.view(ctx, func(tx *sql.Tx) error { // no write lock where nothing is to do
		least, err := thresholds(ctx, tx)
		if err == nil {
			err = tx.QueryRowContext(ctx, pending, least.String()).Scan(&left)
		}
		return err
	})
	if err != nil || left == 0 {
		return left, err
	}
	err = db.update(ctx, func(tx *sql.Tx) error {
		least, err := thresholds(ctx, tx)
		if err != nil {
			return err
		}
		keys, err := collect(ctx, tx, scanOne[string], `SELECT format || ':' || id FROM thread WHERE shown <> ? ORDER BY pk LIMIT ?`,
			least.String(), restatedTogether)
		if err != nil {
			return err
		}
		b := newBatch(ctx, tx)
		for _, key := range keys {
			a, err := load(ctx, tx, key)
			if err == nil {
				err = b.restate(a, least)
			}
			if err != nil {
				return fmt.Errorf("thread %s: %w", key, err)
			}
		}
		if err := b.flush(); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, pending, least.String()).Scan(&left)
	})
	return left, err
}

// restateSaved makes the rows of threads that were just saved follow the thresholds of
// the database, if it has any.
func (b *batch) restateSaved(items []Item, results []Result) error {
	least, err := thresholds(b.ctx, b.tx)
	if err != nil || len(least) == 0 {
		return err
	}
	for k, it := range items {
		if results[k].Err != nil {
			continue
		}
		if err := b.restate(it.Analysis, least); err != nil {
			return err
		}
	}
	return b.flush()
}

// restate makes the rows of one thread, which is stored with analysis a, follow
// thresholds.
func (b *batch) restate(a *gainsay.Analysis, least gainsay.Thresholds) error {
	var thread int64
	if err := b.ask(`SELECT pk FROM thread WHERE format = ? AND id = ?`, []any{a.Thread.Format, a.Thread.ID}, &thread); err != nil {
		return err
	}
	shown, _ := decide.Shown(a, nil, decide.Machine, least)
	s := &restating{batch: b, thread: thread, changed: map[string]bool{}}
	if err := s.read(); err != nil {
		return err
	}
	now := make(map[string]*gainsay.Assertion, len(shown.Assertions))
	for i := range shown.Assertions {
		now[shown.Assertions[i].ID] = &shown.Assertions[i]
	}
	rows := false // of marks have to be made anew
	for i := range a.Assertions {
		was := &a.Assertions[i]
		is := now[was.ID]
		if is == nil { // not listed: its score is below the threshold
			is = was
		}
		same := reflect.DeepEqual(originalOf(was), originalOf(is))
		if same && !s.changed[was.ID] {
			continue
		}
		rows = true
		if err := s.write(was, is, same); err != nil {
			return fmt.Errorf("assertion %s: %w", was.ID, err)
		}
	}
	if rows {
		for _, table := range []string{"marked", "mark"} { // the queue fills them again
			if err := b.exec(`DELETE FROM `+table+` WHERE thread_pk = ?`, thread); err != nil {
				return err
			}
		}
	}
	return s.count(shown, least)
}

// restating is a restate of one thread.
type restating struct {
	*batch
	thread   int64
	changed  map[string]bool  // assertions whose rows say something else than the analysis
	comments map[string]int64 // keys
}

func (s *restating) read() error {
	ids, err := collect(s.ctx, s.tx, scanOne[string], `SELECT s.id FROM original o JOIN assertion s ON s.pk = o.assertion_pk
		WHERE s.thread_pk = ?`, s.thread)
	if err != nil {
		return err
	}
	for _, id := range ids {
		s.changed[id] = true
	}
	s.comments, err = commentKeys(s.ctx, s.tx, s.thread)
	return err
}

// write makes the rows of an assertion say what is, and keeps what was; same says
// that they are alike again.
func (s *restating) write(was, is *gainsay.Assertion, same bool) error {
	var pk int64
	if err := s.ask(`SELECT pk FROM assertion WHERE thread_pk = ? AND id = ?`, []any{s.thread, was.ID}, &pk); err != nil {
		return err
	}
	err := s.exec(`UPDATE assertion SET status = ?, dispute = ?, asked = ?, countered = ?, conceded = ? WHERE pk = ?`,
		is.Status, is.Dispute, len(is.AskedBy), len(is.CounteredBy), len(is.ConcededBy), pk)
	if err == nil {
		err = s.exec(`DELETE FROM reception WHERE assertion_pk = ?`, pk)
	}
	for _, by := range receptions(is) {
		for i, id := range *by.ids {
			if err == nil {
				err = s.exec(`INSERT INTO reception (assertion_pk, kind, n, comment_pk) VALUES (?, ?, ?, ?)`, pk, by.kind, i, s.comments[id])
			}
		}
	}
	if err == nil {
		err = s.exec(`DELETE FROM original WHERE assertion_pk = ?`, pk)
	}
	if err != nil || same {
		return err
	}
	content, err := json.Marshal(originalOf(was))
	if err != nil {
		return err
	}
	return s.exec(`INSERT INTO original (assertion_pk, content) VALUES (?, ?)`, pk, string(content))
}

// count takes the counts of the thread anew.
func (s *restating) count(shown *gainsay.Analysis, least gainsay.Thresholds) error {
	n := count(shown)
	err := s.exec(`UPDATE thread SET shown = ?, assertions = ?, unsupported = ?, questioned = ?, contested = ?, insults = ?, spam = ?,
		marks = ? WHERE pk = ?`, least.String(), n.Assertions, n.Unsupported, n.Questioned, n.Contested, n.Insults, n.Spam, n.Marks, s.thread)
	if err == nil {
		err = s.exec(`DELETE FROM thread_tag WHERE thread_pk = ?`, s.thread)
	}
	if err == nil {
		err = s.insertTagsOf(s.thread, shown)
	}
	if err != nil {
		return err
	}
	return s.recount()
}
