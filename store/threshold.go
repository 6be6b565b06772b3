package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/gainsay/gainsay"
)

// Thresholds returns those that were chosen for this database; empty for none.
func (db *DB) Thresholds(ctx context.Context) (gainsay.Thresholds, error) {
	out := gainsay.Thresholds{}
	err := db.view(ctx, func(tx *sql.Tx) error {
		_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
			var tag gainsay.Tag
			var least float64
			err = r.Scan(&tag, &least)
			out[tag] = least
			return none, err
		}, `SELECT tag, least FROM threshold`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read thresholds: %w", err)
	}
	return out, nil
}

// SetThreshold chooses the threshold of a tag, above 0 to 1; 0 removes it.
func (db *DB) SetThreshold(ctx context.Context, tag gainsay.Tag, least float64, coder string) error {
	err := gainsay.Thresholds{tag: least}.Check()
	if least == 0 {
		err = nil
	}
	if err == nil {
		err = db.update(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `DELETE FROM threshold WHERE tag = ?`, tag)
			if err == nil && least > 0 {
				_, err = tx.ExecContext(ctx, `INSERT INTO threshold VALUES (?, ?, ?, ?)`, tag, least, coder,
					time.Now().UnixMilli())
			}
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("save the threshold of %s: %w", tag, err)
	}
	return nil
}
