package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/gainsay/gainsay/view"
)

// Recurring lists the claims of which the filter picks two assertions or
// more, the most frequent first, and says how many there are without Limit
// and Offset. Sort plays no part.
func (db *DB) Recurring(ctx context.Context, f view.AssertionFilter) (rows []view.Recurring, total int,
	err error) {
	c, err := where(f)
	if err != nil {
		return nil, 0, fmt.Errorf("list recurring claims: %w", err)
	}
	c.add(`s.cluster <> ''`)
	cond, args := c.String(), c.args
	const several = ` GROUP BY s.cluster HAVING count(*) > 1`
	err = db.view(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1`+assertionSource+cond+several+`) AS x`,
			args...).Scan(&total); err != nil {
			return err
		}
		rows, err = collect(ctx, tx, scanRecurring, `SELECT s.cluster, count(*),
			count(DISTINCT s.thread_pk), count(DISTINCT s.author),
			count(CASE WHEN s.status = 'sourced' THEN 1 END), count(CASE WHEN s.countered > 0 THEN 1 END)`+assertionSource+cond+several+`
			ORDER BY count(DISTINCT s.thread_pk) DESC, count(*) DESC, min(s.pk) LIMIT ? OFFSET ?`,
			paged(args, f.Limit, f.Offset)...)
		if err != nil {
			return err
		}
		return fillFirst(ctx, tx, rows, cond, args)
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list recurring claims: %w", err)
	}
	return rows, total, nil
}

func scanRecurring(r *sql.Rows) (c view.Recurring, err error) {
	err = r.Scan(&c.Cluster, &c.Said, &c.Threads, &c.Authors, &c.Sourced, &c.Contested)
	return c, err
}

// fillFirst loads the first assertion of each cluster under the condition.
func fillFirst(ctx context.Context, tx *sql.Tx, rows []view.Recurring, cond string, args []any) error {
	for i := range rows {
		first, err := listAssertions(ctx, tx, nil, cond+` AND s.cluster = ?
			ORDER BY c.time IS NULL, c.time, s.pk LIMIT 1`, append(args[:len(args):len(args)], rows[i].Cluster))
		if err != nil {
			return err
		}
		for _, a := range first {
			rows[i].First = a.AssertionRow
		}
	}
	return nil
}
