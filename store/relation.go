package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/gainsay/gainsay"
)

func (s *saver) insertRelations() error {
	insert := s.rows("relation", "thread_pk", "from_pk", "to_pk", "kind", "score", "by")
	for i, r := range s.a.Relations {
		from, okFrom := s.annotations[r.From]
		to, okTo := s.annotations[r.To]
		if !okFrom || !okTo {
			return fmt.Errorf("relation %d: from %q to %q: not both are annotations of the thread", i, r.From, r.To)
		}
		if err := insert.add(s.thread, from, to, r.Kind, r.Score, r.By); err != nil {
			return fmt.Errorf("relation %d: %w", i, err)
		}
	}
	return nil
}

func loadRelations(ctx context.Context, tx *sql.Tx, thread int64) ([]gainsay.Relation, error) {
	return orEmpty(collect(ctx, tx, func(r *sql.Rows) (n gainsay.Relation, err error) {
		err = r.Scan(&n.From, &n.To, &n.Kind, &n.Score, &n.By)
		return n, err
	}, `SELECT f.id, t.id, r.kind, r.score, r.by FROM relation r
		JOIN annotation f ON f.pk = r.from_pk JOIN annotation t ON t.pk = r.to_pk WHERE r.thread_pk = ? ORDER BY r.pk`, thread))
}
