package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/gainsay/gainsay/view"
)

const suppliedTo = `SELECT 1 FROM reception r JOIN comment a ON a.pk = r.comment_pk
	WHERE r.assertion_pk = s.pk AND r.kind = 'supplied'`

// Authors counts by author the assertions that the filter picks, those with
// most first, and says how many authors there are without Limit and Offset.
// Assertions of unknown authors are left out. Sort plays no part.
func (db *DB) Authors(ctx context.Context, f view.AssertionFilter) (rows []view.AuthorRow, total int,
	err error) {
	cond, args, err := where(f)
	if err != nil {
		return nil, 0, fmt.Errorf("list authors: %w", err)
	}
	cond += ` AND s.author IS NOT NULL`
	err = db.view(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `SELECT count(DISTINCT s.author)`+assertionSource+cond,
			args...).Scan(&total); err != nil {
			return err
		}
		rows, err = collect(ctx, tx, scanAuthor, `SELECT s.author, count(DISTINCT s.thread_pk), count(*),
			sum(s.status = 'sourced'), sum(s.status = 'unsupported'),
			sum(s.asked > 0), sum(s.asked > 0 AND EXISTS (`+suppliedTo+`)),
			sum(s.asked > 0 AND EXISTS (`+suppliedTo+` AND a.author = s.author)),
			sum(s.countered > 0), sum(s.conceded > 0)`+assertionSource+cond+`
			GROUP BY s.author ORDER BY count(*) DESC, s.author LIMIT ? OFFSET ?`, paged(args, f.Limit, f.Offset)...)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list authors: %w", err)
	}
	return rows, total, nil
}

func scanAuthor(r *sql.Rows) (a view.AuthorRow, err error) {
	err = r.Scan(&a.Author, &a.Threads, &a.Asserted, &a.Sourced, &a.Unsupported, &a.Asked, &a.Answered,
		&a.AnsweredSelf, &a.Contested, &a.Conceded)
	return a, err
}

// Author counts what became of one author's assertions and what the author did
// about those of others. It returns view.ErrNotFound where there is no comment
// under the name.
func (db *DB) Author(ctx context.Context, name string) (a view.Author, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT count(*), count(DISTINCT thread_pk) FROM comment
			WHERE author = ?`, name).Scan(&a.Comments, &a.Threads)
		if err == nil && a.Comments == 0 {
			err = view.ErrNotFound
		}
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT count(DISTINCT CASE r.kind WHEN 'asked' THEN s.pk END),
			count(DISTINCT CASE r.kind WHEN 'supplied' THEN s.pk END),
			count(DISTINCT CASE r.kind WHEN 'countered' THEN s.pk END)
			FROM comment c JOIN reception r ON r.comment_pk = c.pk JOIN assertion s ON s.pk = r.assertion_pk
			WHERE c.author = ? AND s.author IS NOT c.author`, name).Scan(&a.AskedOthers, &a.SuppliedOthers,
			&a.CounteredOthers)
	})
	if err != nil {
		return view.Author{}, fmt.Errorf("load author %q: %w", name, err)
	}
	own, _, err := db.Authors(ctx, view.AssertionFilter{Author: name})
	if err != nil {
		return view.Author{}, err
	}
	threads := a.Threads
	for _, row := range own {
		a.AuthorRow = row
	}
	a.AuthorRow.Author, a.Threads = name, threads
	return a, nil
}
