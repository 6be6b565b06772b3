package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/klauspost/compress/s2"
)

// listLen is the most annotations in one row.
const listLen = 1000

// insertAnnotations writes the lists that encode has made.
func (s *saver) insertAnnotations() error {
	s.annotations = make(map[string]float64, len(s.a.Annotations))
	for i := range s.a.Annotations {
		n := &s.a.Annotations[i]
		if _, err := s.commentKey(n.Comment); err != nil {
			return fmt.Errorf("annotation %q: %w", n.ID, err)
		}
		if _, ok := s.annotations[n.ID]; ok {
			return fmt.Errorf("two annotations have the id %q", n.ID)
		}
		s.annotations[n.ID] = n.Score
	}
	insert := s.rows("annotation", "thread_pk", "n", "list")
	for i, list := range s.lists {
		if err := insert.add(s.thread, i, list); err != nil {
			return fmt.Errorf("annotations: %w", err)
		}
	}
	return nil
}

// Annotations returns the marks of a thread in its order, and view.ErrNotFound for
// an unknown thread.
func (db *DB) Annotations(ctx context.Context, key string) (all []gainsay.Annotation, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		format, id := splitKey(key)
		var pk int64
		err := tx.QueryRowContext(ctx, `SELECT pk FROM thread WHERE format = ? AND id = ?`, format, id).Scan(&pk)
		if errors.Is(err, sql.ErrNoRows) {
			return view.ErrNotFound
		} else if err != nil {
			return err
		}
		all, err = loadAnnotations(ctx, tx, pk)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load marks of %s: %w", key, err)
	}
	return all, nil
}

func loadAnnotations(ctx context.Context, tx *sql.Tx, thread int64) ([]gainsay.Annotation, error) {
	out := []gainsay.Annotation{}
	_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		list, err := scanOne[any](r)
		if err != nil {
			return none, err
		}
		part, err := unpackAnnotations(list)
		out = append(out, part...)
		return none, err
	}, `SELECT list FROM annotation WHERE thread_pk = ? ORDER BY n`, thread)
	return out, err
}

// unpackAnnotations reads the list of a row.
func unpackAnnotations(list any) (out []gainsay.Annotation, err error) {
	b, err := unpackList(list)
	if err != nil {
		return nil, err
	}
	err = json.Unmarshal(b, &out)
	return out, err
}

// unpackList gives the JSON of a stored list.
func unpackList(list any) ([]byte, error) {
	switch v := list.(type) {
	case string: // written by the migration to schema 6
		return []byte(v), nil
	case []byte:
		return s2.Decode(nil, v)
	}
	return nil, fmt.Errorf("list is a %T", list)
}
