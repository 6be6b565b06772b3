package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/gainsay/gainsay"
)

func (s *saver) insertAnnotations() error {
	insert := s.rows("annotation", "pk", "thread_pk", "comment_pk", "id", "start", `"end"`, "tag", "kind", "score", "by", "why", "target", "signals")
	pk, err := s.takeKeys("annotation", len(s.a.Annotations))
	if err != nil {
		return err
	}
	s.annotations = make(map[string]int64, len(s.a.Annotations))
	for i, n := range s.a.Annotations {
		comment, err := s.commentKey(n.Comment)
		if err != nil {
			return fmt.Errorf("annotation %q: %w", n.ID, err)
		}
		s.annotations[n.ID] = pk + int64(i)
		signals, err := list(n.Signals)
		if err != nil {
			return fmt.Errorf("annotation %q: signals: %w", n.ID, err)
		}
		err = insert.add(pk+int64(i), s.thread, comment, n.ID, n.Start, n.End, n.Tag, n.Kind, n.Score, n.By, n.Why, n.Target, signals)
		if err != nil {
			return fmt.Errorf("annotation %q: %w", n.ID, err)
		}
	}
	return nil
}

func loadAnnotations(ctx context.Context, tx *sql.Tx, thread int64) ([]gainsay.Annotation, error) {
	return orEmpty(collect(ctx, tx, func(r *sql.Rows) (n gainsay.Annotation, err error) {
		err = r.Scan(&n.ID, &n.Comment, &n.Start, &n.End, &n.Tag, &n.Kind, &n.Score, &n.By, &n.Why, &n.Target, fromList(&n.Signals))
		return n, err
	}, `SELECT a.id, c.id, a.start, a."end", a.tag, a.kind, a.score, a.by, a.why, a.target, a.signals
		FROM annotation a JOIN comment c ON c.pk = a.comment_pk WHERE a.thread_pk = ? ORDER BY a.pk`, thread))
}
