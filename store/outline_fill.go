package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gainsay/gainsay/view"
)

// outlinesTogether is how many outlines are written in one transaction.
const outlinesTogether = 50

// FillOutlines makes the outlines of threads that were saved before there were
// any, the newest import first, for about as long as given, and returns how many
// are left. Threads are read without the write lock.
func (db *DB) FillOutlines(ctx context.Context, budget time.Duration) (left int, err error) {
	left, err = repeat(ctx, budget, db.fillSome)
	if err != nil {
		return 0, fmt.Errorf("make outlines: %w", err)
	}
	return left, nil
}

// missingOutline is a thread without outline, and what is written of it.
type missingOutline struct {
	pk             int64
	key            string
	digest, packed []byte
}

// fillSome makes a few outlines and returns how many are left.
func (db *DB) fillSome(ctx context.Context) (left int, err error) {
	const without = ` FROM thread t WHERE NOT EXISTS (SELECT 1 FROM outline o WHERE o.thread_pk = t.pk)`
	var made []missingOutline
	err = db.view(ctx, func(tx *sql.Tx) error {
		scan := func(r *sql.Rows) (m missingOutline, err error) {
			err = r.Scan(&m.pk, &m.key, &m.digest)
			return m, err
		}
		made, err = collect(ctx, tx, scan, `SELECT t.pk, t.format || ':' || t.id, t.digest`+without+
			` ORDER BY t.imported DESC, t.pk DESC LIMIT ?`, outlinesTogether)
		return err
	})
	if err != nil || len(made) == 0 {
		return 0, err
	}
	for i := range made {
		if made[i].packed, err = db.outlineOf(ctx, made[i]); err != nil {
			return 0, fmt.Errorf("thread %s: %w", made[i].key, err)
		}
	}
	err = db.update(ctx, func(tx *sql.Tx) error {
		for _, m := range made { // unless the thread was changed meanwhile: then it has its own, or comes next time
			if _, err := tx.ExecContext(ctx, `INSERT INTO outline (thread_pk, content) SELECT t.pk, ?`+without+
				` AND t.pk = ? AND t.digest = ?`, m.packed, m.pk, m.digest); err != nil {
				return err
			}
		}
		return tx.QueryRowContext(ctx, `SELECT count(*)`+without).Scan(&left)
	})
	return left, err
}

// outlineOf encodes the outline of a stored thread.
func (db *DB) outlineOf(ctx context.Context, m missingOutline) (packed []byte, err error) {
	packed = wholeOutline
	err = db.view(ctx, func(tx *sql.Tx) error {
		a, err := load(ctx, tx, m.key)
		if errors.Is(err, view.ErrNotFound) {
			return nil // deleted meanwhile
		}
		if err != nil {
			return err
		}
		lists, err := collect(ctx, tx, scanOne[any], `SELECT list FROM annotation WHERE thread_pk = ? ORDER BY n`, m.pk)
		if err != nil {
			return err
		}
		at, err := beginnings(lists)
		if err != nil || len(at) != len(a.Annotations) {
			return err
		}
		packed, err = packOutline(a, at)
		return err
	})
	return packed, err
}

// beginnings finds where each annotation begins in its list, as encodeList notes
// it: none if the lists are not filled and written as that does.
func beginnings(lists []any) (at []int, err error) {
	for _, packed := range lists {
		list, err := unpackList(packed)
		if err != nil {
			return nil, err
		}
		if len(at)%listLen != 0 {
			return nil, nil
		}
		dec := json.NewDecoder(bytes.NewReader(list))
		if _, err := dec.Token(); err != nil {
			return nil, err
		}
		for dec.More() {
			var mark json.RawMessage
			if err := dec.Decode(&mark); err != nil {
				return nil, err
			}
			begin := int(dec.InputOffset()) - len(mark)
			if before := list[begin-1]; before != '[' && before != ',' {
				return nil, nil
			}
			at = append(at, begin)
		}
	}
	return at, nil
}
