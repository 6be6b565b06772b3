package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
)

// Standing lists the decisions that a filter picks with their place in the
// threads as they are, in the order of their IDs. With All in the filter, those
// that their coder decided anew are among them; what was undone never is.
func (db *DB) Standing(ctx context.Context, f view.DecisionFilter) (out []decide.Standing, err error) {
	where, args := decisionFilter(f)
	err = db.view(ctx, func(tx *sql.Tx) error {
		out, err = selectStanding(ctx, tx, where+` ORDER BY d.pk LIMIT ?`, append(args, limit(f.Limit))...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list decisions: %w", err)
	}
	return out, nil
}

// selectStanding reads decisions d with their places p.
func selectStanding(ctx context.Context, tx *sql.Tx, where string, args ...any) ([]decide.Standing, error) {
	return collect(ctx, tx, func(r *sql.Rows) (s decide.Standing, err error) {
		err = scanDecisionInto(r, &s.Decision, &s.Counts, &s.Why, &s.Item, &s.Now, &s.At.Start, &s.At.End,
			&s.Wanted.Start, &s.Wanted.End, &s.By, &s.Made.Status, &s.Made.By, &s.Made.Score)
		return s, err
	}, `SELECT `+decisionColumnsOf("d")+`, p.counts, p.why, p.item, p.mark, p.start, p."end", p.wanted_start,
		p.wanted_end, p.method, p.status, p.by, p.score
		FROM decision AS d JOIN placed AS p ON p.decision = d.pk WHERE `+where, args...)
}

// placeThread finds the place of all decisions about a thread anew. a is the
// thread as it is, nil where it is gone.
func placeThread(ctx context.Context, tx *sql.Tx, key string, a *gainsay.Analysis) error {
	if err := replacePlaces(ctx, tx, a, `thread = ?`, key); err != nil {
		return err
	}
	return uncount(ctx, tx, key)
}

// commentRefs are comments by the key of their thread.
type commentRefs map[string]map[string]bool

func (c commentRefs) add(thread, comment string) {
	if c[thread] == nil {
		c[thread] = map[string]bool{}
	}
	c[thread][comment] = true
}

// placeComments finds the place of all decisions about some comments anew.
func placeComments(ctx context.Context, tx *sql.Tx, about commentRefs) error {
	if err := placeOnly(ctx, tx, about); err != nil {
		return err
	}
	for key := range about {
		if err := uncount(ctx, tx, key); err != nil {
			return err
		}
	}
	return nil
}

// placeOnly is placeComments but for the counts of the threads.
func placeOnly(ctx context.Context, tx *sql.Tx, about commentRefs) error {
	for _, key := range slices.Sorted(maps.Keys(about)) {
		a, err := loadAbout(ctx, tx, key, about[key])
		if err != nil {
			return fmt.Errorf("read thread %s: %w", key, err)
		}
		for comment := range about[key] {
			if err := replacePlaces(ctx, tx, a, `thread = ? AND comment = ?`, key, comment); err != nil {
				return err
			}
		}
	}
	return nil
}

// replacePlaces replaces the rows of placed that a condition on thread and comment picks.
func replacePlaces(ctx context.Context, tx *sql.Tx, a *gainsay.Analysis, where string, args ...any) error {
	ds, err := collect(ctx, tx, scanDecision, `SELECT `+decisionColumnsOf("d")+` FROM decision AS d WHERE pk IN
		(SELECT pk FROM decision WHERE `+where+` UNION ALL
		SELECT pk FROM decision WHERE undoes IN (SELECT pk FROM decision WHERE `+where+`)) ORDER BY pk`,
		slices.Concat(args, args)...)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM placed WHERE `+where, args...); err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, `INSERT INTO placed (decision, thread, comment, coder, settles, counts, why, item,
		mark, start, "end", wanted_start, wanted_end, method, status, by, score) VALUES (?`+strings.Repeat(", ?", 16)+`)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, s := range decide.Settle(a, ds) {
		if _, err := insert.ExecContext(ctx, s.ID, s.Thread, s.Comment, s.Coder, s.Settles, s.Counts, s.Why, s.Item, s.Now,
			s.At.Start, s.At.End, s.Wanted.Start, s.Wanted.End, s.By, s.Made.Status, s.Made.By, s.Made.Score); err != nil {
			return fmt.Errorf("place decision %d: %w", s.ID, err)
		}
	}
	return nil
}

// loadAbout reads what decide.Settle needs to know of some comments of a thread:
// their texts, marks and statuses. It returns nil where there is no such thread.
func loadAbout(ctx context.Context, tx *sql.Tx, key string, comments map[string]bool) (*gainsay.Analysis, error) {
	a := &gainsay.Analysis{Thread: &gainsay.Thread{}}
	a.Thread.Format, a.Thread.ID = splitKey(key)
	var pk int64
	err := tx.QueryRowContext(ctx, `SELECT pk FROM thread WHERE format = ? AND id = ?`, a.Thread.Format, a.Thread.ID).Scan(&pk)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for id := range comments {
		texts, err := collect(ctx, tx, scanOne[string], `SELECT text FROM comment WHERE thread_pk = ? AND id = ?`, pk, id)
		if err != nil {
			return nil, err
		}
		for _, text := range texts {
			a.Thread.Comments = append(a.Thread.Comments, &gainsay.Comment{ID: id, Text: text})
		}
	}
	if a.Annotations, err = loadMarksOf(ctx, tx, pk, comments); err != nil {
		return nil, err
	}
	a.Assertions, err = loadStatuses(ctx, tx, pk, a.Annotations)
	return a, err
}

// loadMarksOf reads the annotations of some comments. Lists without any are not decoded.
func loadMarksOf(ctx context.Context, tx *sql.Tx, thread int64, comments map[string]bool) (out []gainsay.Annotation, err error) {
	var quoted [][]byte
	for id := range comments {
		b, err := json.Marshal(id)
		if err != nil {
			return nil, err
		}
		quoted = append(quoted, b)
	}
	lists, err := collect(ctx, tx, scanOne[any], `SELECT list FROM annotation WHERE thread_pk = ? ORDER BY n`, thread)
	if err != nil {
		return nil, err
	}
	for _, list := range lists {
		encoded, err := unpackList(list)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(quoted, func(id []byte) bool { return bytes.Contains(encoded, id) }) {
			continue
		}
		var marks []slimMark
		if err := json.Unmarshal(encoded, &marks); err != nil {
			return nil, err
		}
		for _, m := range marks {
			if comments[m.Comment] {
				out = append(out, gainsay.Annotation{ID: m.ID, Comment: m.Comment, Tag: m.Tag, Score: m.Score, By: m.By,
					Target: m.Target, Span: gainsay.Span{Start: m.Start, End: m.End}})
			}
		}
	}
	return out, nil
}

// loadStatuses reads the assertions of marks, id and status alone.
func loadStatuses(ctx context.Context, tx *sql.Tx, thread int64, marks []gainsay.Annotation) (out []gainsay.Assertion, err error) {
	for _, m := range marks {
		if m.Tag != gainsay.TagClaim {
			continue
		}
		found, err := collect(ctx, tx, scanOne[gainsay.Status], `SELECT status FROM assertion WHERE thread_pk = ? AND id = ?`,
			thread, m.ID)
		if err != nil {
			return nil, err
		}
		for _, s := range found {
			out = append(out, gainsay.Assertion{ID: m.ID, Status: s})
		}
	}
	return out, nil
}

// placeAll places the decisions of a database that has no rows of placed yet.
func placeAll(ctx context.Context, tx *sql.Tx) error {
	about := commentRefs{}
	_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var thread, comment string
		err = r.Scan(&thread, &comment)
		about.add(thread, comment)
		return none, err
	}, `SELECT DISTINCT thread, comment FROM decision`)
	if err != nil {
		return err
	}
	return placeOnly(ctx, tx, about)
}

// placeDecisions places the decisions about a thread that was saved, and what
// coders were asked to decide.
func (s *saver) placeDecisions() error {
	if err := s.placeAssigned(); err != nil {
		return fmt.Errorf("marks to review: %w", err)
	}
	if s.undecided == nil {
		var none bool
		if err := s.ask(`SELECT NOT EXISTS (SELECT 1 FROM decision)`, nil, &none); err != nil {
			return err
		}
		s.undecided = &none
	}
	if *s.undecided {
		return nil
	}
	var some bool
	key := Key(s.a.Thread.Format, s.a.Thread.ID)
	if err := s.ask(`SELECT EXISTS (SELECT 1 FROM decision WHERE thread = ?)`, []any{key}, &some); err != nil || !some {
		return err
	}
	return placeThread(s.ctx, s.tx, key, s.a)
}
