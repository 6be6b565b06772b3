package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/gainsay/gainsay"
)

// Item is one thread to save.
type Item struct {
	Source   string // what the user named
	Analysis *gainsay.Analysis
	Sketches map[string][]uint32 // near-duplicate sketches by comment id; may be nil
}

// Result says what became of an Item.
type Result struct {
	Saved Saved
	Err   error // the thread was refused; what was stored under its key is as it was
}

// SaveAll saves threads in one transaction, which costs far less than one
// each. A thread that is refused costs only itself: its Result has the error.
// How far the sources have come is stored with them.
// An error of SaveAll leaves the database as it was.
func (db *DB) SaveAll(ctx context.Context, items []Item, progress ...Progress) (results []Result, err error) {
	err = db.update(ctx, func(tx *sql.Tx) error {
		b := &batch{ctx: context.WithoutCancel(ctx), tx: tx, stmts: map[string]*sql.Stmt{}, keys: map[string]int64{}, topics: map[string]int64{}}
		for _, it := range items {
			r, err := b.save(it)
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			results = append(results, r)
		}
		for _, p := range progress {
			if err := b.putProgress(p); err != nil {
				return err
			}
		}
		if db.inSave != nil {
			db.inSave()
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("save threads: %w", err)
	}
	return results, nil
}

// batch is one transaction of saves under way. Its context is never
// cancelled: the driver would start a goroutine for every statement.
type batch struct {
	ctx    context.Context
	tx     *sql.Tx
	stmts  map[string]*sql.Stmt // by their text; the end of the transaction closes them
	keys   map[string]int64     // next free integer key, by table
	topics map[string]int64     // integer keys of topics, by name
}

// save writes one thread behind a savepoint. The error is one that ends the
// transaction; what is wrong with the thread alone is in the result.
func (b *batch) save(it Item) (r Result, err error) {
	key := Key(it.Analysis.Thread.Format, it.Analysis.Thread.ID)
	digest, err := digestOf(it.Analysis, it.Sketches)
	if err != nil {
		return Result{Err: fmt.Errorf("save thread %s: %w", key, err)}, nil
	}
	if err := b.exec(`SAVEPOINT thread`); err != nil {
		return r, err
	}
	s := &saver{batch: b, a: it.Analysis, source: it.Source, sigs: it.Sketches, digest: digest}
	if err := s.save(); err != nil {
		b.forget()
		r.Err = fmt.Errorf("save thread %s: %w", key, err)
		return r, errors.Join(b.exec(`ROLLBACK TO thread`), b.exec(`RELEASE thread`))
	}
	r.Saved = s.saved
	return r, b.exec(`RELEASE thread`)
}

// forget drops what was known of tables that have changed back.
func (b *batch) forget() {
	clear(b.keys)
	clear(b.topics)
}

// exec runs a statement without a result, which stays prepared for the batch.
func (b *batch) exec(query string, args ...any) error {
	stmt, ok := b.stmts[query]
	if !ok {
		var err error
		if stmt, err = b.tx.PrepareContext(b.ctx, query); err != nil {
			return err
		}
		b.stmts[query] = stmt
	}
	_, err := stmt.ExecContext(b.ctx, args...)
	return err
}

// takeKeys returns the first of n free integer keys of a table in a row; the
// write lock keeps them free.
func (b *batch) takeKeys(table string, n int) (pk int64, err error) {
	pk, ok := b.keys[table]
	if !ok {
		if err := b.tx.QueryRowContext(b.ctx, "SELECT coalesce(max(pk), 0) + 1 FROM "+table).Scan(&pk); err != nil {
			return 0, err
		}
	}
	b.keys[table] = pk + int64(n)
	return pk, nil
}

// maxArgs bounds the values that one statement of rows takes.
const maxArgs = 512

// rows inserts many rows of a table with few statements.
type rows struct {
	b       *batch
	into    string // "table (column, …)"
	columns int
	args    []any
	after   *rows // rows to be written before these, which refer to them; may be nil
}

func (b *batch) rows(after *rows, table string, columns ...string) *rows {
	return &rows{b: b, after: after, into: table + " (" + strings.Join(columns, ", ") + ")", columns: len(columns)}
}

// add takes one row; it may be written later, at the latest by flush.
func (r *rows) add(values ...any) error {
	r.args = append(r.args, values...)
	if len(r.args)+r.columns > maxArgs {
		return r.flush()
	}
	return nil
}

// flush writes the rows that are left, in statements of few distinct lengths
// so that they stay prepared.
func (r *rows) flush() error {
	if r.after != nil && len(r.args) > 0 {
		if err := r.after.flush(); err != nil {
			return err
		}
	}
	for len(r.args) > 0 {
		n := maxArgs / r.columns
		for n*r.columns > len(r.args) {
			n /= 2
		}
		row := "(?" + strings.Repeat(", ?", r.columns-1) + ")"
		query := "INSERT INTO " + r.into + " VALUES " + row + strings.Repeat(", "+row, n-1)
		if err := r.b.exec(query, r.args[:n*r.columns]...); err != nil {
			return err
		}
		r.args = r.args[n*r.columns:]
	}
	r.args = nil
	return nil
}
