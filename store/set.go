package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/gainsay/gainsay/view"
)

// Sets lists the filters that have a name, by name.
func (db *DB) Sets(ctx context.Context) (out []view.Set, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		out, err = collect(ctx, tx, func(r *sql.Rows) (s view.Set, err error) {
			var at int64
			err = r.Scan(&s.Name, &s.Query, &s.Coder, &at)
			s.Time = time.UnixMilli(at).UTC()
			return s, err
		}, `SELECT name, query, coder, time FROM filter_set ORDER BY name`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list sets: %w", err)
	}
	return out, nil
}

// SaveSet keeps a filter under its name, in place of an earlier one.
func (db *DB) SaveSet(ctx context.Context, s view.Set) error {
	if s.Time.IsZero() {
		s.Time = time.Now()
	}
	err := db.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO filter_set (name, query, coder, time) VALUES (?, ?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET query = excluded.query, coder = excluded.coder, time = excluded.time`, s.Name, s.Query, s.Coder, s.Time.UnixMilli())
		return err
	})
	if err != nil {
		return fmt.Errorf("save set %q: %w", s.Name, err)
	}
	return nil
}

// DeleteSet forgets a name; one that there is not is no error.
func (db *DB) DeleteSet(ctx context.Context, name string) error {
	err := db.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM filter_set WHERE name = ?`, name)
		return err
	})
	if err != nil {
		return fmt.Errorf("delete set %q: %w", name, err)
	}
	return nil
}
