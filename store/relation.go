package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/wire"
)

func (s *saver) insertRelations() error {
	insert := s.rows("relation", "thread_pk", "n", "from_id", "to_id", "kind", "score", "by", "reasons")
	for i, r := range s.a.Relations {
		if i < s.keptRelations {
			continue
		}
		if !s.has(r.From) || !s.has(r.To) {
			return fmt.Errorf("relation %d: from %q to %q: not both are annotations of the thread", i, r.From, r.To)
		}
		reasons, err := stored(r.Reasons, wire.AppendReasons)
		if err != nil {
			return fmt.Errorf("relation %d: reasons: %w", i, err)
		}
		if err := insert.add(s.thread, i, r.From, r.To, r.Kind, r.Score, r.By, reasons); err != nil {
			return fmt.Errorf("relation %d: %w", i, err)
		}
	}
	return nil
}

func loadRelations(ctx context.Context, tx *sql.Tx, thread int64) ([]gainsay.Relation, error) {
	return orEmpty(collect(ctx, tx, func(r *sql.Rows) (n gainsay.Relation, err error) {
		n.Reasons = []gainsay.Reason{}
		err = r.Scan(&n.From, &n.To, &n.Kind, &n.Score, &n.By, fromList(&n.Reasons))
		return n, err
	}, `SELECT from_id, to_id, kind, score, by, reasons FROM relation WHERE thread_pk = ? ORDER BY n`, thread))
}

// has reports whether the thread has an annotation.
func (s *saver) has(annotation string) bool {
	_, ok := s.annotations[annotation]
	return ok
}
