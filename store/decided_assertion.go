package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"reflect"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
)

// decidedAssertion is an assertion that is otherwise by a basis than its rows say:
// because of decisions about itself or about marks that bear on it.
type decidedAssertion struct {
	id string
	original
}

// decidedAssertions compares the assertions of a thread by a basis with its rows.
// These follow thresholds, but for assertions that thresholds hide (see restate).
func decidedAssertions(a, shown *gainsay.Analysis, least gainsay.Thresholds) (out []decidedAssertion) {
	rows, _ := decide.Shown(a, nil, decide.Machine, least)
	were := make(map[string]original, len(a.Assertions))
	for _, list := range [][]gainsay.Assertion{a.Assertions, rows.Assertions} {
		for i := range list {
			were[list[i].ID] = originalOf(&list[i])
		}
	}
	for i := range shown.Assertions {
		id, is := shown.Assertions[i].ID, originalOf(&shown.Assertions[i])
		if was, ok := were[id]; ok && !reflect.DeepEqual(was, is) {
			out = append(out, decidedAssertion{id, is})
		}
	}
	return out
}

// writeAssertions stores what changes in the assertions of a thread.
func (d *decidedCounts) writeAssertions(b *batch) error {
	keys := map[string]int64{}
	_, err := collect(b.ctx, b.tx, func(r *sql.Rows) (none struct{}, err error) {
		var id string
		var pk int64
		err = r.Scan(&id, &pk)
		keys[id] = pk
		return none, err
	}, `SELECT id, pk FROM assertion WHERE thread_pk = ?`, d.thread)
	if err != nil {
		return err
	}
	rows := b.rows("decided_assertion", "assertion_pk", "basis", "content")
	for _, basis := range countedBases {
		for _, s := range d.assertions[basis] {
			content, err := json.Marshal(s.original)
			if err != nil {
				return err
			}
			if err := rows.add(keys[s.id], string(basis), string(content)); err != nil {
				return err
			}
		}
	}
	return nil
}

// loadDecidedAssertions reads the assertions that are otherwise by a basis, by key.
func loadDecidedAssertions(ctx context.Context, tx *sql.Tx, basis decide.Mode) (map[int64]*original, error) {
	out := map[int64]*original{}
	_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var pk int64
		var content string
		if err := r.Scan(&pk, &content); err != nil {
			return none, err
		}
		out[pk] = &original{}
		return none, json.Unmarshal([]byte(content), out[pk])
	}, `SELECT assertion_pk, content FROM decided_assertion WHERE basis = ?`, string(basis))
	return out, err
}

// follow makes an entry what an assertion is by a basis.
func (e *entry) follow(o *original) {
	e.status, e.open = o.Status, o.Dispute == gainsay.Open
	e.asked, e.counter = len(o.Asked) > 0, len(o.Countered) > 0
	e.conceded = len(o.Conceded) > 0 || o.Dispute == gainsay.Conceded
	e.answered, e.selfDone = e.answered && e.asked, e.selfDone && e.asked
}
