package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
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

// Topics lists the topics that the filter picks, those most spoken of first, and
// says how many there are in all.
func (db *DB) Topics(ctx context.Context, f view.TopicFilter) ([]view.TopicRow, int, error) {
	ix, err := db.indexBy(ctx, f.Basis)
	if err != nil {
		return nil, 0, fmt.Errorf("list topics: %w", err)
	}
	words := strings.Fields(fold(bounded(f.Query)))
	words = words[:min(len(words), maxWords)]
	found := map[int64]*topicSum{}
	for pk, name := range ix.folds {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(name, w) }) {
			found[pk] = &topicSum{TopicRow: view.TopicRow{Name: ix.topics[pk]}}
		}
	}
	for _, e := range ix.entries {
		for _, t := range e.topics {
			if sum := found[t]; sum != nil {
				sum.add(e)
			}
		}
	}
	rows := make([]view.TopicRow, 0, len(found))
	for _, sum := range found {
		sum.Threads = distinct(sum.threads)
		rows = append(rows, sum.TopicRow)
	}
	part, err := page(rows, f.Range, func(a, b *view.TopicRow) int {
		return cmp.Or(b.Assertions-a.Assertions, cmp.Compare(a.Name, b.Name))
	}, func(r *view.TopicRow) *string { return &r.Cursor })
	if err != nil {
		return nil, 0, fmt.Errorf("list topics: %w", err)
	}
	return part, len(rows), nil
}

// topicSum is a view.TopicRow under way.
type topicSum struct {
	view.TopicRow
	threads []int64
}

func (t *topicSum) add(e *entry) {
	t.Assertions++
	t.Unsupported += btoi(e.status == gainsay.Unsupported)
	t.Contested += btoi(e.counter)
	if n := len(t.threads); n == 0 || t.threads[n-1] != e.thread.pk {
		t.threads = append(t.threads, e.thread.pk)
	}
}

// page orders rows and cuts them to a part. A cursor is the whole row, so that
// order finds its place among others.
func page[T any](rows []T, p view.Range, order func(a, b *T) int, cursor func(*T) *string) ([]T, error) {
	compare := func(a, b T) int { return order(&a, &b) }
	slices.SortFunc(rows, compare)
	from, to := max(p.Offset, 0), len(rows)
	if cursor := cmp.Or(p.After, p.Before); cursor != "" && cursor != view.FromEnd {
		var at T
		if err := readCursor(cursor, &at); err != nil {
			return nil, err
		}
		n, found := slices.BinarySearchFunc(rows, at, compare)
		if p.After != "" {
			from += n + btoi(found)
		} else {
			to = n
		}
	}
	if p.After == "" && p.Before != "" && p.Limit > 0 {
		from = max(0, to-p.Limit)
	}
	rows = rows[min(from, to):to]
	if p.Limit > 0 {
		rows = rows[:min(p.Limit, len(rows))]
	}
	for i := range rows {
		*cursor(&rows[i]) = writeCursor(rows[i])
	}
	return rows, nil
}
