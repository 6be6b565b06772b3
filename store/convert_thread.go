package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// describeThreads fills the columns that schema 12 adds to threads, one thread
// at a time.
func describeThreads(ctx context.Context, tx *sql.Tx) error {
	threads, err := collect(ctx, tx, scanOne[int64], `SELECT pk FROM thread ORDER BY pk`)
	if err != nil {
		return err
	}
	for _, pk := range threads {
		if err := describeThread(ctx, tx, pk); err != nil {
			return fmt.Errorf("thread %d: %w", pk, err)
		}
	}
	return nil
}

func describeThread(ctx context.Context, tx *sql.Tx, pk int64) error {
	t := &gainsay.Thread{}
	var source string
	err := tx.QueryRowContext(ctx, `SELECT title, url, source FROM thread WHERE pk = ?`, pk).
		Scan(&t.Title, &t.URL, &source)
	if err != nil {
		return err
	}
	t.Comments, err = collect(ctx, tx, func(r *sql.Rows) (*gainsay.Comment, error) {
		c, at := &gainsay.Comment{}, sql.NullInt64{}
		err := r.Scan(&c.Author, &at, &c.Text)
		c.Time = fromMillis(at)
		return c, err
	}, `SELECT coalesce(author, ''), time, text FROM comment WHERE thread_pk = ? ORDER BY pk`, pk)
	if err != nil {
		return err
	}
	marks, err := loadAnnotations(ctx, tx, pk)
	if err != nil {
		return err
	}
	total := 0
	for tag, n := range tagCounts(marks) {
		total += n
		if _, err := tx.ExecContext(ctx, `INSERT INTO thread_tag VALUES (?, ?, ?)`, pk, tag, n); err != nil {
			return err
		}
	}
	row := view.ThreadRow{}
	describe(&row, t)
	_, err = tx.ExecContext(ctx, `UPDATE thread SET opening = ?, site = ?, first_time = ?, last_time = ?, year = ?,
		marks = ?, fold = ? WHERE pk = ?`, row.Opening, row.Site, millis(row.First), millis(row.Last), year(row.First),
		total, findable(t, source), pk)
	return err
}
