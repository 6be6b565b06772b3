package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Progress says how far the import of a source has come.
type Progress struct {
	Source string // absolute path
	State  string // changes when the source or what reads it does
	Done   int    // threads from its start that are dealt with
	Bad    int    // of these, threads that could not be analysed or saved
}

const putProgress = `INSERT OR REPLACE INTO progress (source, state, done, bad) VALUES (?, ?, ?, ?)`

// Progress returns how far an earlier import of a source in this state came:
// nowhere if there was none.
func (db *DB) Progress(ctx context.Context, source, state string) (Progress, error) {
	p := Progress{Source: source, State: state}
	err := db.view(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT done, bad FROM progress WHERE source = ? AND state = ?`, source, state).Scan(&p.Done, &p.Bad)
	})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return p, fmt.Errorf("read progress of %s: %w", source, err)
	}
	return p, nil
}
