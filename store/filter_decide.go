package store

import (
	"cmp"
	"context"
	"database/sql"

	"github.com/gainsay/gainsay/view"
)

// assertionPlace is the place of an assertion in a list by decisions: what all
// orders compare.
type assertionPlace struct {
	Notable float64
	Time    int64
	Thread  int64
	PK      int64 // below 0 for an assertion that only decisions have
	cursor  string
}

// assertionPlaces compare places, as assertionSorts do.
var assertionPlaces = map[string]func(a, b *assertionPlace) int{
	"":        byNotable,
	"notable": byNotable,
	"new":     func(a, b *assertionPlace) int { return cmp.Or(cmp.Compare(b.Time, a.Time), cmp.Compare(b.PK, a.PK)) },
	"thread": func(a, b *assertionPlace) int {
		return cmp.Or(cmp.Compare(a.Thread, b.Thread), cmp.Compare(a.PK, b.PK))
	},
}

func byNotable(a, b *assertionPlace) int {
	return cmp.Or(cmp.Compare(b.Notable, a.Notable), cmp.Compare(a.PK, b.PK))
}

// assertionsBy is Assertions where decisions count.
func (db *DB) assertionsBy(ctx context.Context, f view.AssertionFilter) (rows []view.AssertionRow, total int, err error) {
	ix, picked, err := db.pick(ctx, f)
	if err != nil {
		return nil, 0, err
	}
	var places []assertionPlace
	for i := range picked.picked(0) {
		e := ix.entries[i]
		places = append(places, assertionPlace{Notable: e.notable, Time: e.time, Thread: e.thread.pk, PK: e.pk})
	}
	total = len(places)
	places, err = page(places, view.Range{After: f.After, Limit: f.Limit, Offset: f.Offset}, assertionPlaces[f.Sort],
		func(p *assertionPlace) *string { return &p.cursor })
	if err != nil {
		return nil, 0, err
	}
	keys := make([]int64, len(places))
	for i, p := range places {
		keys[i] = p.PK
	}
	err = db.view(ctx, func(tx *sql.Tx) error {
		at, err := assertionsAt(ctx, tx, keys)
		for _, p := range places {
			if r, ok := at[p.PK]; ok { // not deleted meanwhile
				ix.restateRow(p.PK, &r.Assertion)
				r.Cursor = p.cursor
				rows = append(rows, r)
			}
		}
		return err
	})
	return rows, total, err
}

// assertionsAt loads assertions by their keys, which are below 0 for those that
// only decisions have.
func assertionsAt(ctx context.Context, tx *sql.Tx, keys []int64) (map[int64]view.AssertionRow, error) {
	rows, err := listAssertions(ctx, tx, nil, `s.pk IN (SELECT CAST(value AS INTEGER) FROM json_each(?))`, []any{keyList(keys)})
	if err != nil {
		return nil, err
	}
	at, err := addedRows(ctx, tx, keys)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		at[r.pk] = r.AssertionRow
	}
	return at, nil
}
