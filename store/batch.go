package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// Item is one thread to save.
type Item struct {
	Source   string // what the user named
	Analysis *gainsay.Analysis
	Sketches map[string][]uint32 // near-duplicate sketches by comment id; may be nil
	Notices  []view.Notice       // for webhooks; saved with the thread
	Before   *Before             // where comments were added at its end; may be nil
}

// Result says what became of an Item.
type Result struct {
	Saved Saved
	Err   error // why the thread was refused; what was stored under its key is unchanged
}

// errRefused says that a thread of a batch cannot be stored. It never leaves
// the package.
var errRefused = errors.New("thread refused")

// SaveAll saves threads in one transaction, which costs far less than one
// each, and with them how far the import of their sources has come. A thread
// that is refused has the error in its Result; the others are saved. An error
// of SaveAll leaves the database unchanged.
func (db *DB) SaveAll(ctx context.Context, items []Item, progress ...Progress) (results []Result, err error) {
	return db.SaveAndNotify(ctx, items, nil, progress...)
}

// SaveAndNotify is SaveAll with notices for webhooks, which are saved in the same
// transaction. notices makes them of the results, maybe more than once; it may be
// nil.
func (db *DB) SaveAndNotify(ctx context.Context, items []Item, notices func([]Result) ([]view.Notice, error),
	progress ...Progress) (results []Result, err error) {
	put := func(b *batch, results []Result) error {
		if notices != nil {
			ns, err := notices(results)
			if err == nil {
				err = b.insertNotices(ns)
			}
			if err != nil {
				return err
			}
		}
		for _, p := range progress {
			if err := b.putProgress(p); err != nil {
				return err
			}
		}
		return nil
	}
	results, err = db.saveAll(ctx, items, false, put)
	if errors.Is(err, errRefused) { // rare enough to start over
		results, err = db.saveAll(ctx, items, true, put)
	}
	if err != nil {
		return nil, fmt.Errorf("save threads: %w", err)
	}
	return results, nil
}

// saveAll is SaveAll; also writes the rest in the same transaction. With savepoints,
// each thread is written by itself, which takes much longer; without, a thread that
// is refused ends the transaction with errRefused.
func (db *DB) saveAll(ctx context.Context, items []Item, savepoints bool,
	also func(*batch, []Result) error) (results []Result, err error) {
	err = db.update(ctx, func(tx *sql.Tx) error {
		results = nil
		b := newBatch(context.WithoutCancel(ctx), tx)
		b.bulk = db.pg != nil
		for _, it := range items {
			r, err := b.save(it, savepoints)
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			results = append(results, r)
		}
		if err := b.writePending(); err != nil {
			return fmt.Errorf("%w: %w", errRefused, err)
		}
		if err := b.restateSaved(items, results); err != nil {
			return err
		}
		if err := also(b, results); err != nil {
			return err
		}
		if db.inSave != nil {
			db.inSave()
		}
		return ctx.Err()
	})
	return results, err
}

// batch is one transaction of saves under way. Its context is never
// cancelled: the driver would start a goroutine for every statement.
type batch struct {
	ctx    context.Context
	tx     *sql.Tx
	stmts  map[string]*sql.Stmt // by their text; the end of the transaction closes them
	keys   map[string]int64     // next free integer key, by table
	topics map[string]int64     // integer keys of topics, by name

	bulk         bool   // give the driver all rows of a table at once
	undecided    *bool  // there are no decisions; nil if not asked yet
	json, packed []byte // of one list of annotations; see encode

	// What waits to be written, so that many threads take few statements; see
	// writePending.
	tables    []*rows // those that others refer to come first
	bands     []band
	unindexed map[string]int64 // by table: from which key on its texts are not in the word index
}

func newBatch(ctx context.Context, tx *sql.Tx) *batch {
	return &batch{
		ctx: ctx, tx: tx, stmts: map[string]*sql.Stmt{},
		keys: map[string]int64{}, topics: map[string]int64{}, unindexed: map[string]int64{},
	}
}

// save adds one thread. An error ends the transaction; with savepoints, what is
// wrong with the thread alone is in the result.
func (b *batch) save(it Item, savepoints bool) (r Result, err error) {
	key := Key(it.Analysis.Thread.Format, it.Analysis.Thread.ID)
	s := &saver{batch: b, a: it.Analysis, source: it.Source, sigs: it.Sketches, notices: it.Notices, before: it.Before}
	if err := s.encode(); err != nil {
		return Result{Err: fmt.Errorf("save thread %s: %w", key, err)}, nil
	}
	if !savepoints {
		if err := s.save(); err != nil {
			return r, fmt.Errorf("%w: %w", errRefused, err)
		}
		return Result{Saved: s.saved}, nil
	}
	if err := b.exec(`SAVEPOINT thread`); err != nil {
		return r, err
	}
	if err := errors.Join(s.save(), b.writePending()); err != nil {
		b.discard()
		r.Err = fmt.Errorf("save thread %s: %w", key, err)
		return r, errors.Join(b.exec(`ROLLBACK TO thread`), b.exec(`RELEASE thread`))
	}
	r.Saved = s.saved
	return r, b.exec(`RELEASE thread`)
}

// writePending writes the rows, bands and words that wait in the batch.
func (b *batch) writePending() error {
	for _, write := range []func() error{b.flush, b.insertBands, b.indexWords} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// discard drops what waits in the batch.
func (b *batch) discard() {
	b.tables, b.bands = nil, nil
	clear(b.unindexed)
	b.forgetKeys()
}

// forgetKeys drops the keys known of tables whose rows have been deleted.
func (b *batch) forgetKeys() {
	clear(b.keys)
	clear(b.topics)
}

// indexWords adds the texts of new rows to the word indexes.
func (b *batch) indexWords() error {
	for _, table := range [...]string{"comment", "assertion"} {
		first, ok := b.unindexed[table]
		if !ok {
			continue
		}
		if err := b.exec(`INSERT INTO `+table+`_text (rowid, text) SELECT pk, text FROM `+table+`
			WHERE pk >= ? ORDER BY pk`, first); err != nil {
			return fmt.Errorf("index the words of each %s: %w", table, err)
		}
		delete(b.unindexed, table)
	}
	return nil
}

// notIndexed notes that the texts of a table from key first on are new.
func (b *batch) notIndexed(table string, first int64) {
	if _, ok := b.unindexed[table]; !ok {
		b.unindexed[table] = first
	}
}

// prepare returns a statement that stays prepared for the batch.
func (b *batch) prepare(query string) (stmt *sql.Stmt, err error) {
	stmt, ok := b.stmts[query]
	if !ok {
		if stmt, err = b.tx.PrepareContext(b.ctx, query); err != nil {
			return nil, err
		}
		b.stmts[query] = stmt
	}
	return stmt, nil
}

// exec runs a statement without a result.
func (b *batch) exec(query string, args ...any) error {
	stmt, err := b.prepare(query)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(b.ctx, args...)
	return err
}

// ask runs a query for one row.
func (b *batch) ask(query string, args []any, to ...any) error {
	stmt, err := b.prepare(query)
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(b.ctx, args...).Scan(to...)
}

// takeKeys returns the first of n consecutive free integer keys of a table,
// higher than those of all its rows; the write lock keeps them free.
func (b *batch) takeKeys(table string, n int) (pk int64, err error) {
	pk, ok := b.keys[table]
	if !ok {
		if err := b.ask("SELECT coalesce(max(pk), 0) + 1 FROM "+table, nil, &pk); err != nil {
			return 0, err
		}
	}
	b.keys[table] = pk + int64(n)
	return pk, nil
}

// Bounds of the values in one statement and of those that wait for one table.
const (
	maxArgs    = 512
	maxPending = 1 << 15
)

// rows inserts many rows of a table with few statements.
type rows struct {
	b       *batch
	table   string
	columns []string
	args    []any
}

// rows returns the pending rows of a table. They are written after those of
// tables asked for earlier, to which they may refer.
func (b *batch) rows(table string, columns ...string) *rows {
	for _, r := range b.tables {
		if r.table == table {
			return r
		}
	}
	r := &rows{b: b, table: table, columns: columns}
	b.tables = append(b.tables, r)
	return r
}

// add adds one row. It may be written later, at the latest by writePending.
func (r *rows) add(values ...any) error {
	r.args = append(r.args, values...)
	if len(r.args) > maxPending {
		return r.b.flush()
	}
	return nil
}

// flush writes the pending rows of all tables.
func (b *batch) flush() error {
	for _, r := range b.tables {
		if err := r.flush(); err != nil {
			return fmt.Errorf("write %s: %w", r.table, err)
		}
	}
	return nil
}

// flush writes the pending rows in statements of few distinct lengths, so that
// they stay prepared.
func (r *rows) flush() error {
	width := len(r.columns)
	insert := "INSERT INTO " + r.table + " (" + strings.Join(r.columns, ", ") + ") VALUES "
	row := "(?" + strings.Repeat(", ?", width-1) + ")"
	if r.b.bulk && len(r.args) > 0 {
		if err := r.b.exec(insert+row, r.args...); err != nil {
			return err
		}
		clear(r.args)
		r.args = r.args[:0]
		return nil
	}
	for args := r.args; len(args) > 0; {
		n := maxArgs / width
		for n*width > len(args) {
			n /= 2
		}
		if err := r.b.exec(insert+row+strings.Repeat(", "+row, n-1), args[:n*width]...); err != nil {
			return err
		}
		args = args[n*width:]
	}
	clear(r.args)
	r.args = r.args[:0]
	return nil
}
