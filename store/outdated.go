package store

import (
	"context"
	"database/sql"

	"github.com/gainsay/gainsay/view"
)

// Outdated lists the threads that were analysed with other rules, the oldest import
// first.
func (db *DB) Outdated(ctx context.Context, rules string) (all []view.Outdated, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		all, err = collect(ctx, tx, func(r *sql.Rows) (o view.Outdated, err error) {
			var format, id, encoder string
			err = r.Scan(&format, &id, &encoder)
			return view.Outdated{Key: Key(format, id), Encoded: encoder != ""}, err
		}, `SELECT format, id, encoder FROM thread WHERE rules <> ? ORDER BY pk`, rules)
		return err
	})
	return all, naming("list outdated threads", err)
}

// IsServer reports whether the database is a schema of a PostgreSQL server.
func (db *DB) IsServer() bool { return db.pg != nil }
