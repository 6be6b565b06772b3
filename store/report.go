package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/gainsay/gainsay"
)

// The report's numbers are in the thread's row; its problems have their own.

func (s *saver) insertProblems() error {
	insert := s.rows("problem", "thread_pk", "file", "line", "message")
	for i, p := range s.a.Report.Problems {
		if err := insert.add(s.thread, p.File, p.Line, p.Message); err != nil {
			return fmt.Errorf("problem %d: %w", i, err)
		}
	}
	return nil
}

func loadProblems(ctx context.Context, tx *sql.Tx, thread int64) ([]gainsay.Problem, error) {
	return orEmpty(collect(ctx, tx, func(r *sql.Rows) (p gainsay.Problem, err error) {
		err = r.Scan(&p.File, &p.Line, &p.Message)
		return p, err
	}, `SELECT file, line, message FROM problem WHERE thread_pk = ? ORDER BY pk`, thread))
}
