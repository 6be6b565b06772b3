package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/gainsay/gainsay"
)

// ThreadsWith returns the keys of the threads that have a comment, an assertion
// or an annotation of this id, in the order of All. Annotations are searched
// only where no comment and no assertion has the id: that reads the annotations
// of every thread.
func (db *DB) ThreadsWith(ctx context.Context, id string) (keys []string, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		keys, err = collect(ctx, tx, scanOne[string], `SELECT format || ':' || id FROM thread
			WHERE pk IN (SELECT thread_pk FROM comment WHERE id = ?1 UNION SELECT thread_pk FROM assertion WHERE id = ?1)
			ORDER BY id, format`, id)
		if err == nil && len(keys) == 0 {
			keys, err = threadsWithAnnotation(ctx, tx, id)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look up %q: %w", id, err)
	}
	return keys, nil
}

func threadsWithAnnotation(ctx context.Context, tx *sql.Tx, id string) ([]string, error) {
	keys, err := collect(ctx, tx, func(r *sql.Rows) (key string, err error) {
		var list any
		if err := r.Scan(&key, &list); err != nil {
			return "", err
		}
		part, err := unpackAnnotations(list)
		if !slices.ContainsFunc(part, func(n gainsay.Annotation) bool { return n.ID == id }) {
			key = ""
		}
		return key, err
	}, `SELECT t.format || ':' || t.id, a.list FROM thread t JOIN annotation a ON a.thread_pk = t.pk ORDER BY t.id, t.format`)
	return slices.DeleteFunc(keys, func(k string) bool { return k == "" }), err
}
