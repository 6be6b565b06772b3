package store

import (
	"context"
	"database/sql"
	"fmt"
)

// MinRate is the least number of assertions from which a share of them is
// worth showing.
const MinRate = 5

// AuthorLedger counts what became of an author's assertions of fact. The
// counts overlap; each is out of Asserted, but for Answered and
// AnsweredSelf, which are out of Asked. AssertionFilter finds the assertions
// behind each.
type AuthorLedger struct {
	Author       string
	Threads      int // in which the author asserted something
	Asserted     int
	Sourced      int // by whomever
	Unsupported  int
	Asked        int // somebody asked for evidence
	Answered     int // and somebody gave some
	AnsweredSelf int // and the author did
	Contested    int
	Conceded     int // the author took it back
}

// Rate is n as a share of the whole. ok is false where the whole is too small
// for a share to mean anything; see MinRate.
func Rate(n, whole int) (share float64, ok bool) {
	if whole < MinRate {
		return 0, false
	}
	return float64(n) / float64(whole), true
}

const suppliedTo = `SELECT 1 FROM reception r JOIN comment a ON a.pk = r.comment_pk WHERE r.assertion_pk = s.pk AND r.kind = 'supplied'`

// Authors counts by author the assertions that the filter picks, those with
// most first, and says how many authors there are without Limit and Offset.
// Comments without a known author belong to nobody. Sort plays no part.
func (db *DB) Authors(ctx context.Context, f AssertionFilter) (rows []AuthorLedger, total int, err error) {
	cond, args, err := f.where()
	if err != nil {
		return nil, 0, fmt.Errorf("list authors: %w", err)
	}
	cond += ` AND s.author IS NOT NULL`
	err = db.view(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `SELECT count(DISTINCT s.author)`+assertionSource+cond, args...).Scan(&total); err != nil {
			return err
		}
		rows, err = collect(ctx, tx, scanAuthor, `SELECT s.author, count(DISTINCT s.thread_pk), count(*), sum(s.status = 'sourced'), sum(s.status = 'unsupported'),
			sum(s.asked > 0), sum(s.asked > 0 AND EXISTS (`+suppliedTo+`)), sum(s.asked > 0 AND EXISTS (`+suppliedTo+` AND a.author = s.author)),
			sum(s.countered > 0), sum(s.conceded > 0)`+assertionSource+cond+`
			GROUP BY s.author ORDER BY count(*) DESC, s.author LIMIT ? OFFSET ?`, append(args, limit(f.Limit), max(f.Offset, 0))...)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list authors: %w", err)
	}
	return rows, total, nil
}

func scanAuthor(r *sql.Rows) (a AuthorLedger, err error) {
	err = r.Scan(&a.Author, &a.Threads, &a.Asserted, &a.Sourced, &a.Unsupported, &a.Asked, &a.Answered, &a.AnsweredSelf, &a.Contested, &a.Conceded)
	return a, err
}
