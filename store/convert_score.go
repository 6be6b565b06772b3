package store

import (
	"context"
	"database/sql"
	"fmt"
)

// scoreAssertions fills in the scores of assertions, one thread at a time.
func scoreAssertions(ctx context.Context, tx *sql.Tx) error {
	threads, err := collect(ctx, tx, scanOne[int64], `SELECT DISTINCT thread_pk FROM assertion`)
	if err != nil {
		return err
	}
	b := newBatch(ctx, tx)
	for _, pk := range threads {
		lists, err := collect(ctx, tx, scanOne[any], `SELECT list FROM annotation WHERE thread_pk = ?`, pk)
		if err != nil {
			return err
		}
		for _, list := range lists {
			if err := scoreList(b, pk, list); err != nil {
				return fmt.Errorf("thread %d: %w", pk, err)
			}
		}
	}
	return nil
}

func scoreList(b *batch, thread int64, list any) error {
	marks, err := slimMarks(list)
	if err != nil {
		return err
	}
	for _, m := range marks {
		if err := b.exec(`UPDATE assertion SET score = ? WHERE thread_pk = ? AND id = ?`, m.Score, thread, m.ID); err != nil {
			return err
		}
	}
	return nil
}
