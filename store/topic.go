package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/gainsay/gainsay/view"
)

// topicKey finds or makes the row of a topic. Names are kept as written;
// fold is what filters compare.
func (w *assertionWriter) topicKey(name string) (pk int64, err error) {
	if pk, ok := w.topics[name]; ok {
		return pk, nil
	}
	err = w.ask(`SELECT pk FROM topic WHERE name = ?`, []any{name}, &pk)
	if errors.Is(err, sql.ErrNoRows) {
		if pk, err = w.takeKeys("topic", 1); err == nil {
			err = w.names.add(pk, name, fold(name))
		}
	}
	if err != nil {
		return 0, err
	}
	w.topics[name] = pk
	return pk, nil
}

// fold makes names that differ in case alone the same.
func fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// Topics lists the topics whose name has every word of query, those most
// spoken of first, and says how many there are without lim and offset.
func (db *DB) Topics(ctx context.Context, query string, lim, offset int) (rows []view.TopicRow, total int,
	err error) {
	where, args := "1", []any{}
	for _, w := range strings.Fields(query) {
		where += ` AND instr(y.fold, ?) > 0`
		args = append(args, fold(w))
	}
	err = db.view(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM topic y
			WHERE `+where, args...).Scan(&total); err != nil {
			return err
		}
		rows, err = collect(ctx, tx, func(r *sql.Rows) (t view.TopicRow, err error) {
			err = r.Scan(&t.Name, &t.Assertions, &t.Unsupported, &t.Contested, &t.Threads)
			return t, err
		}, `SELECT y.name, count(*) AS n, sum(s.status = 'unsupported'), sum(s.countered > 0),
			count(DISTINCT s.thread_pk)
			FROM topic y JOIN assertion_topic x ON x.topic_pk = y.pk JOIN assertion s ON s.pk = x.assertion_pk
			WHERE `+where+` GROUP BY y.pk ORDER BY n DESC, y.name LIMIT ? OFFSET ?`, paged(args, lim, offset)...)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list topics: %w", err)
	}
	return rows, total, nil
}
