package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/gainsay/gainsay"
)

// ErrChanged is returned for a thread that is no longer what its Before says.
var ErrChanged = errors.New("the thread was changed meanwhile")

// Before is what a thread was before comments were added at its end.
type Before struct {
	Digest   string // of DB.Digest
	Analysis *gainsay.Analysis
}

// checkBefore returns ErrChanged if the thread with this digest, nil where none is
// stored, is not what its Before says.
func (s *saver) checkBefore(digest []byte) error {
	if s.before == nil {
		return nil
	}
	if _, known, _ := strings.Cut(s.before.Digest, "/"); !strings.EqualFold(known, hex.EncodeToString(digest)) {
		return ErrChanged
	}
	return nil
}

// extends reports whether the thread is its Before with further comments at its
// end. Then the rows of the comments that were there stay.
func (s *saver) extends() bool {
	if s.before == nil || len(s.before.Analysis.Thread.Comments) > len(s.a.Thread.Comments) {
		return false
	}
	for i, c := range s.before.Analysis.Thread.Comments {
		if !reflect.DeepEqual(c, s.a.Thread.Comments[i]) {
			return false
		}
	}
	return true
}

// keepComments finds the keys of the comments that stay, and deletes what else
// belongs to the thread.
func (s *saver) keepComments() error {
	s.kept = len(s.before.Analysis.Thread.Comments)
	s.saved.Added = len(s.a.Thread.Comments) - s.kept
	var err error
	if s.comments, err = commentKeys(s.ctx, s.tx, s.thread); err != nil {
		return err
	}
	if len(s.comments) != s.kept {
		return errors.New("the stored thread has other comments than its digest says")
	}
	if err := s.keepAssertions(); err != nil {
		return err
	}
	s.keptRelations = samePrefix(s.before.Analysis.Relations, s.a.Relations, func(was, is *gainsay.Relation) bool {
		return reflect.DeepEqual(was, is)
	})
	return s.clearAll(func(rows string) bool {
		return !strings.HasPrefix(rows, "comment ") && !strings.HasPrefix(rows, "quote ") && !strings.HasPrefix(rows, "signature ")
	})
}

// commentKeys returns the keys of the comments of a thread, by id.
func commentKeys(ctx context.Context, tx *sql.Tx, thread int64) (map[string]int64, error) {
	keys := map[string]int64{}
	_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var id string
		var pk int64
		err = r.Scan(&id, &pk)
		keys[id] = pk
		return none, err
	}, `SELECT id, pk FROM comment WHERE thread_pk = ?`, thread)
	return keys, err
}

// keepAssertions finds the assertions that stay: those before the first that
// changed.
func (s *saver) keepAssertions() error {
	scores := func(a *gainsay.Analysis) map[string]float64 {
		out := make(map[string]float64, len(a.Annotations))
		for i := range a.Annotations {
			out[a.Annotations[i].ID] = a.Annotations[i].Score
		}
		return out
	}
	old, present := scores(s.before.Analysis), scores(s.a)
	s.keptAssertions = samePrefix(s.before.Analysis.Assertions, s.a.Assertions, func(was, is *gainsay.Assertion) bool {
		return old[was.ID] == present[is.ID] && reflect.DeepEqual(was, is)
	})
	if s.keptAssertions == 0 {
		return nil
	}
	var id string
	err := s.ask(`SELECT pk, id FROM assertion WHERE thread_pk = ? ORDER BY pk LIMIT 1 OFFSET ?`,
		[]any{s.thread, s.keptAssertions - 1}, &s.lastAssertion, &id)
	if err == nil && id != s.a.Assertions[s.keptAssertions-1].ID {
		err = errors.New("the stored thread has other assertions than its digest says")
	}
	return err
}

// samePrefix counts the elements at the start of both lists that are the same.
func samePrefix[T any](a, b []T, same func(a, b *T) bool) (n int) {
	for n < min(len(a), len(b)) && same(&a[n], &b[n]) {
		n++
	}
	return n
}

// clearAll deletes the rows of the thread in the tables that f picks, but for the
// assertions and relations that stay, and topics that nothing else is about.
func (s *saver) clearAll(f func(rows string) bool) error {
	topics, err := collect(s.ctx, s.tx, scanOne[int64], `SELECT DISTINCT topic_pk FROM assertion_topic
		WHERE assertion_pk IN (SELECT pk FROM assertion WHERE thread_pk = ? AND pk > ?)`, s.thread, s.lastAssertion)
	if err != nil {
		return fmt.Errorf("find topics: %w", err)
	}
	s.forgetKeys()
	for _, rows := range dependent {
		if !f(rows) {
			continue
		}
		args := []any{s.thread}
		switch {
		case strings.HasSuffix(rows, "n >= ?"):
			args = append(args, s.keptRelations)
		case strings.Contains(rows, "pk > ?"):
			args = append(args, s.lastAssertion)
		}
		if err := s.exec(`DELETE FROM `+rows, args...); err != nil {
			return err
		}
	}
	for _, pk := range topics {
		err := s.exec(`DELETE FROM topic WHERE pk = ? AND NOT EXISTS (SELECT 1 FROM assertion_topic WHERE topic_pk = topic.pk)`, pk)
		if err != nil {
			return fmt.Errorf("delete topic: %w", err)
		}
	}
	return nil
}
