package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/gainsay/gainsay"
)

// AddDecisions adds records from elsewhere, all or none, and returns how many
// were new. A record that the database has already, whatever its ID, is not
// added again. IDs are given anew; Undoes names a record of ds by its ID
// there, which must come before.
func (db *DB) AddDecisions(ctx context.Context, ds []gainsay.Decision) (added int, err error) {
	err = db.update(ctx, func(tx *sql.Tx) error {
		added = 0 // the transaction may be repeated
		ids := map[int64]int64{}
		about := commentRefs{}
		for _, d := range ds {
			id, isNew, err := addDecision(ctx, tx, d, ids)
			if err != nil {
				return err
			}
			if d.ID != 0 {
				ids[d.ID] = id
			}
			if !isNew {
				continue
			}
			added++
			d.Undoes = ids[d.Undoes]
			if err := about.addOf(ctx, tx, d); err != nil {
				return err
			}
		}
		return placeComments(ctx, tx, about)
	})
	if err != nil {
		return 0, fmt.Errorf("add decisions: %w", err)
	}
	return added, nil
}

func addDecision(ctx context.Context, tx *sql.Tx, d gainsay.Decision, ids map[int64]int64) (id int64, isNew bool, err error) {
	if d.Undoes != 0 {
		undone, ok := ids[d.Undoes]
		if !ok {
			return 0, false, fmt.Errorf("record %d undoes record %d, which is not before it", d.ID, d.Undoes)
		}
		d.Undoes = undone
	}
	d.Time = d.Time.UTC().Truncate(time.Millisecond)
	id, err = sameDecision(ctx, tx, d)
	if err != nil || id != 0 {
		return id, false, err
	}
	id, err = insertDecision(ctx, tx, 0, d)
	return id, true, err
}

// sameDecision returns the key of a record that is the same but for its ID, 0 for none.
func sameDecision(ctx context.Context, tx *sql.Tx, d gainsay.Decision) (int64, error) {
	change := ""
	if d.Change != nil {
		b, err := json.Marshal(d.Change)
		if err != nil {
			return 0, err
		}
		change = string(b)
	}
	ids, err := collect(ctx, tx, scanOne[int64], `SELECT pk FROM decision
		WHERE coder = ? AND time = ? AND thread = ? AND comment = ? AND mark = ? AND tag = ? AND status = ? AND target = ?
		AND start = ? AND "end" = ? AND exact = ? AND verdict = ? AND coalesce(change, '') = ? AND note = ?
		AND blind = ? AND settles = ? AND coalesce(undoes, 0) = ? LIMIT 1`,
		d.Coder, d.Time.UnixMilli(), d.Thread, d.Comment, d.Mark, d.Tag, d.Status, d.Target, d.Start, d.End,
		d.Quote.Exact, d.Verdict, change, d.Note, d.Blind, d.Settles, d.Undoes)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return ids[0], nil
}
