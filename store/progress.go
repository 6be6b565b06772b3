package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Progress is the state of the import of a source.
type Progress struct {
	Source string // what was asked for, as absolute paths
	State  string // changes when the source or what reads it does
	Done   int    // threads from its start that are finished
	Bad    int    // of these, threads that could not be analysed or saved
}

// putProgress stores p, or deletes it where nothing is done.
func (b *batch) putProgress(p Progress) error {
	err := b.exec(`DELETE FROM progress WHERE source = ?`, p.Source)
	if err == nil && p.Done > 0 {
		err = b.exec(`INSERT INTO progress (source, state, done, bad) VALUES (?, ?, ?, ?)`, p.Source, p.State, p.Done, p.Bad)
	}
	if err != nil {
		return fmt.Errorf("save progress: %w", err)
	}
	return nil
}

// Progress returns the progress of an earlier import of a source in this state,
// with nothing done if there was none.
func (db *DB) Progress(ctx context.Context, source, state string) (Progress, error) {
	p := Progress{Source: source, State: state}
	err := db.view(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT done, bad FROM progress
			WHERE source = ? AND state = ?`, source, state).Scan(&p.Done, &p.Bad)
	})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return p, fmt.Errorf("read progress of %s: %w", source, err)
	}
	return p, nil
}
