package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// Thresholds returns those that were chosen for this database; empty for none.
func (db *DB) Thresholds(ctx context.Context) (out gainsay.Thresholds, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		out, err = thresholds(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read thresholds: %w", err)
	}
	return out, nil
}

func thresholds(ctx context.Context, tx *sql.Tx) (gainsay.Thresholds, error) {
	out := gainsay.Thresholds{}
	_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var tag gainsay.Tag
		var least float64
		err = r.Scan(&tag, &least)
		out[tag] = least
		return none, err
	}, `SELECT tag, least FROM threshold`)
	return out, err
}

// SetThreshold chooses the threshold of a tag, above 0 to 1; 0 removes it. The
// queue of marks to review has those near it as the least sure.
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
			if err == nil {
				err = renewUnsure(ctx, tx, tag)
			}
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("save the threshold of %s: %w", tag, err)
	}
	return nil
}

// renewUnsure sets how far the scores of the marks with a tag are from its threshold.
func renewUnsure(ctx context.Context, tx *sql.Tx, tag gainsay.Tag) error {
	least, err := thresholds(ctx, tx)
	if err != nil {
		return err
	}
	in := markClasses(view.MarkFilter{Tags: []gainsay.Tag{tag}})
	_, err = tx.ExecContext(ctx, `UPDATE mark SET unsure = abs(score - ?)
		WHERE class IN (?`+strings.Repeat(", ?", len(in)-1)+`)`, append([]any{least.Of(tag)}, in...)...)
	return err
}
