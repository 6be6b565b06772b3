package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Ledger is an AuthorLedger with what its author did about the assertions of
// others. A name is all that tells authors apart: the same name in two threads
// may be two people.
type Ledger struct {
	AuthorLedger
	Comments        int // under the name, in whatever thread
	AskedOthers     int // assertions of others that the author asked about
	SuppliedOthers  int // that the author gave evidence for
	CounteredOthers int // that the author contradicted
}

// Ledger returns the ledger of the author of that name, ErrNotFound where
// there is no comment under it.
func (db *DB) Ledger(ctx context.Context, author string) (l Ledger, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT count(*), count(DISTINCT thread_pk) FROM comment WHERE author = ?`, author).Scan(&l.Comments, &l.Threads)
		if err == nil && l.Comments == 0 {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT count(DISTINCT CASE r.kind WHEN 'asked' THEN s.pk END),
			count(DISTINCT CASE r.kind WHEN 'supplied' THEN s.pk END), count(DISTINCT CASE r.kind WHEN 'countered' THEN s.pk END)
			FROM comment c JOIN reception r ON r.comment_pk = c.pk JOIN assertion s ON s.pk = r.assertion_pk
			WHERE c.author = ? AND s.author IS NOT c.author`, author).Scan(&l.AskedOthers, &l.SuppliedOthers, &l.CounteredOthers)
	})
	if err != nil {
		return Ledger{}, fmt.Errorf("load ledger of %q: %w", author, err)
	}
	own, _, err := db.Authors(ctx, AssertionFilter{Author: author})
	if err != nil {
		return Ledger{}, err
	}
	threads := l.Threads
	for _, a := range own {
		l.AuthorLedger = a
	}
	l.Author, l.Threads = author, threads
	return l, nil
}
