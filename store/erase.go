package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/gainsay/gainsay/view"
)

// EraseAuthor takes an author's texts and name out of every thread in which
// the author wrote, also out of those in the trash: see erasure, and removes
// reports of moderators about the author's comments. It returns view.ErrNotFound
// where there is neither. The words are gone
// from the file after Compact.
func (db *DB) EraseAuthor(ctx context.Context, name string) (out view.Erased, err error) {
	if name == "" {
		return out, fmt.Errorf("erase author: %w", view.ErrNotFound)
	}
	err = db.update(ctx, func(tx *sql.Tx) error {
		e := &erasure{name: name}
		if e.stand, err = freeName(ctx, tx); err != nil {
			return err
		}
		if err := e.stored(ctx, tx); err != nil {
			return err
		}
		if err := e.inTrash(ctx, tx); err != nil {
			return err
		}
		reports, err := tx.ExecContext(ctx, `DELETE FROM door_report WHERE author = ?`, name)
		if err != nil {
			return err
		}
		gone, err := reports.RowsAffected()
		out = e.did
		out.Name = e.stand
		if err == nil && out.Comments == 0 && gone == 0 {
			return view.ErrNotFound
		}
		return err
	})
	if err != nil {
		return view.Erased{}, fmt.Errorf("erase author %q: %w", name, err)
	}
	return out, nil
}

// freeName returns "erased author N" with the first number that no comment has.
func freeName(ctx context.Context, tx *sql.Tx) (name string, err error) {
	for n := 1; ; n++ {
		name = fmt.Sprintf("erased author %d", n)
		var taken bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM comment WHERE author = ?)`, name).Scan(&taken)
		if err != nil || !taken {
			return name, err
		}
	}
}

// stored erases the author in the stored threads.
func (e *erasure) stored(ctx context.Context, tx *sql.Tx) error {
	keys, err := collect(ctx, tx, scanOne[string], `SELECT format || ':' || id FROM thread
		WHERE pk IN (SELECT thread_pk FROM comment WHERE author = ?) ORDER BY pk`, e.name)
	if err != nil {
		return err
	}
	for _, key := range keys {
		t, pk, err := loadTrashed(ctx, tx, key)
		if err != nil {
			return err
		}
		e.thread(t)
		if err := rewrite(ctx, tx, pk, t); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

// rewrite replaces what is stored of a thread and of the decisions about it.
func rewrite(ctx context.Context, tx *sql.Tx, pk int64, t *trashed) error {
	s := &saver{batch: newBatch(context.WithoutCancel(ctx), tx), thread: pk}
	if err := s.clear(); err != nil {
		return err
	}
	if err := s.exec(`DELETE FROM thread WHERE pk = ?`, pk); err != nil {
		return err
	}
	if err := putThread(ctx, tx, t); err != nil {
		return err
	}
	if err := s.forgetDecisions(Key(t.Analysis.Thread.Format, t.Analysis.Thread.ID)); err != nil {
		return err
	}
	for _, d := range t.Decisions {
		if err := putDecision(ctx, tx, d); err != nil {
			return err
		}
	}
	return placeThread(ctx, tx, Key(t.Analysis.Thread.Format, t.Analysis.Thread.ID), t.Analysis)
}

// inTrash erases the author in the deleted threads.
func (e *erasure) inTrash(ctx context.Context, tx *sql.Tx) error {
	keys, err := collect(ctx, tx, scanOne[string], `SELECT thread FROM trash ORDER BY pk`)
	if err != nil {
		return err
	}
	for _, key := range keys {
		t, err := findTrashed(ctx, tx, key)
		if err != nil {
			return err
		}
		if !e.wrote(t.Analysis.Thread) {
			continue
		}
		e.thread(t)
		content, err := t.pack()
		if err != nil {
			return err
		}
		row := view.ThreadRow{Format: t.Analysis.Thread.Format, Title: t.Analysis.Thread.Title}
		describe(&row, t.Analysis.Thread)
		if _, err := tx.ExecContext(ctx, `UPDATE trash SET title = ?, content = ? WHERE thread = ?`, row.Name(),
			content, key); err != nil {
			return err
		}
	}
	return nil
}

// trashedBefore is the time before which deleted threads are removed for good.
func trashedBefore(now time.Time) time.Time { return now.AddDate(0, 0, -view.TrashDays) }

// Expire removes the threads that have been in the trash for view.TrashDays.
func (db *DB) Expire(ctx context.Context) (int, error) {
	return db.Purge(ctx, trashedBefore(time.Now()))
}

// words cuts a text into lower-case words with their places.
func words(s string) (out []word) {
	start := -1
	for i, r := range s + " " {
		letter := isLetter(r)
		switch {
		case letter && start < 0:
			start = i
		case !letter && start >= 0:
			out = append(out, word{strings.ToLower(s[start:i]), start, i})
			start = -1
		}
	}
	return out
}

type word struct {
	text       string
	start, end int
}
