package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// CommentPlaces returns title and author of comments; those that are not there
// are left out.
func (db *DB) CommentPlaces(ctx context.Context, refs []view.CommentRef) (map[view.CommentRef]view.CommentPlace, error) {
	out := map[view.CommentRef]view.CommentPlace{}
	err := db.view(ctx, func(tx *sql.Tx) error {
		for _, ref := range refs {
			format, id := splitKey(ref.Thread)
			var p view.CommentPlace
			err := tx.QueryRowContext(ctx, `SELECT coalesce(nullif(t.title, ''), t.opening), coalesce(c.author, '') FROM thread t
				JOIN comment c ON c.thread_pk = t.pk WHERE t.format = ? AND t.id = ? AND c.id = ?`,
				format, id, ref.Comment).Scan(&p.Title, &p.Author)
			switch {
			case err == nil:
				out[ref] = p
			case !errors.Is(err, sql.ErrNoRows):
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look up comments: %w", err)
	}
	return out, nil
}

// ThreadMarks returns how many marks from gainsay.DefaultThreshold on each thread
// has. Threads that are not there are left out.
func (db *DB) ThreadMarks(ctx context.Context, keys []string) (map[string]int, error) {
	out := map[string]int{}
	err := db.view(ctx, func(tx *sql.Tx) error {
		for _, key := range keys {
			format, id := splitKey(key)
			n, err := collect(ctx, tx, scanOne[int], `SELECT marks FROM thread WHERE format = ? AND id = ?`, format, id)
			if err != nil {
				return err
			}
			if len(n) > 0 {
				out[key] = n[0]
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count marks: %w", err)
	}
	return out, nil
}

// SampleTexts returns the texts of at most n live comments, spread over the
// database in the order of import.
func (db *DB) SampleTexts(ctx context.Context, n int) (texts []string, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		var last int64
		err := tx.QueryRowContext(ctx, `SELECT coalesce(max(pk), 0) FROM comment`).Scan(&last)
		if err != nil {
			return err
		}
		step := max(1, last/int64(n))
		for pk := int64(1); pk <= last && len(texts) < n; {
			var at int64
			var text string
			err := tx.QueryRowContext(ctx, `SELECT pk, text FROM comment
				WHERE pk >= ? AND state = ? AND text <> '' ORDER BY pk LIMIT 1`, pk, gainsay.Live).Scan(&at, &text)
			if errors.Is(err, sql.ErrNoRows) {
				return nil
			}
			if err != nil {
				return err
			}
			texts, pk = append(texts, text), max(pk+step, at+1)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sample texts: %w", err)
	}
	return texts, nil
}
