package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/gainsay/gainsay"
)

// Examination is what Examine found in a database.
type Examination struct {
	Schema, Newest int   // number of its last migration, and of the last one known here
	File, Log      int64 // bytes of the database and of the log beside it
	Counts         []Count
	Versions       []VersionCount // of what analysed the threads, most threads first
	Faults         []string       // what is wrong; none if the database is sound
	Remarks        []string       // what could not be checked, and why
}

// Count is a number of things.
type Count struct {
	What string // "threads"
	N    int
}

// VersionCount is how many threads a version analysed.
type VersionCount struct {
	gainsay.Version
	Threads int
}

// maxFaults is how many faults of one kind Examine names.
const maxFaults = 10

// indexWait bounds how long Examine waits for the write lock, which SQLite asks
// for to compare the words of an index with the texts. Tests shorten it.
var indexWait = 5 * time.Second

// Examine looks for faults in the database at path and changes nothing: pages of
// the file, schema, ids that point nowhere, word index. It reads one state of
// the database, also while others write. The error says that it could not be
// read at all.
func Examine(ctx context.Context, path string) (Examination, error) {
	e, err := examine(ctx, path)
	if err != nil {
		return e, fmt.Errorf("examine database %s: %w", path, err)
	}
	return e, nil
}

func examine(ctx context.Context, path string) (e Examination, err error) {
	if path, err = locate(path); err != nil {
		return e, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return e, err
	}
	_, mode, err := check(path)
	if err != nil {
		return e, err
	}
	e.File = info.Size()
	if log, err := os.Stat(path + "-wal"); err == nil {
		e.Log = log.Size()
	}
	db, err := connect(path, mode, 1, "", readPragmas...)
	if err != nil {
		return e, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return e, err
	}
	defer tx.Rollback() // nothing was written: its error says nothing
	x := &examiner{Examination: &e, ctx: ctx, tx: tx}
	if err := x.all(); err != nil {
		return e, err
	}
	if len(e.Faults) == 0 {
		err = errors.Join(tx.Rollback(), compareIndexes(ctx, path, &e))
	}
	return e, err
}

// examiner examines one state of a database.
type examiner struct {
	*Examination
	ctx context.Context
	tx  *sql.Tx
}

func (x *examiner) all() error {
	steps, err := readMigrations(migrations)
	if err != nil {
		return err
	}
	x.Newest = len(steps)
	if err := x.tx.QueryRowContext(x.ctx, "PRAGMA user_version").Scan(&x.Schema); err != nil {
		return err
	}
	if x.Schema > x.Newest {
		return fmt.Errorf("%w: its schema is %d, this one knows %d", ErrNewer, x.Schema, x.Newest)
	}
	if err := x.pages(); err != nil || len(x.Faults) > 0 {
		return err // what broken pages say is of no use
	}
	if x.Schema < x.Newest {
		x.Remarks = append(x.Remarks, fmt.Sprintf("its schema is %d; the next command that opens it brings it to %d, "+
			"and what depends on the schema can be checked then", x.Schema, x.Newest))
		return nil
	}
	for _, f := range []func() error{x.schema, x.references, x.index, x.threads, x.count, x.versions} {
		if err := f(); err != nil || slices.Contains(x.Faults, incomplete) {
			return err
		}
	}
	return nil
}

// pages lets SQLite check the file. Beside its pages that are the constraints of
// tables, their indexes, and the structure of word indexes.
func (x *examiner) pages() error {
	lines, err := collect(x.ctx, x.tx, scanOne[string], fmt.Sprintf("PRAGMA integrity_check(%d)", maxFaults))
	if err != nil {
		return err
	}
	for _, l := range lines {
		if l != "ok" {
			x.Faults = append(x.Faults, "file: "+l)
		}
	}
	return nil
}

// incomplete is the fault after which other checks make no sense.
const incomplete = "schema: the rest was not checked"

// schema compares the tables, their columns, indexes and triggers with those of a
// new database.
func (x *examiner) schema() (err error) {
	fresh, err := sql.Open("sqlite", "file::memory:")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, fresh.Close()) }()
	fresh.SetMaxOpenConns(1) // each connection has a database of its own
	if err := migrate(x.ctx, fresh, migrations); err != nil {
		return err
	}
	tx, err := fresh.BeginTx(x.ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // nothing was written: its error says nothing
	want, err := schemaParts(x.ctx, tx)
	if err != nil {
		return err
	}
	got, err := schemaParts(x.ctx, x.tx)
	if err != nil {
		return err
	}
	for _, part := range want {
		if !slices.Contains(got, part) {
			x.Faults = append(x.Faults, "schema: no "+part)
		}
	}
	for _, part := range got {
		if !slices.Contains(want, part) {
			x.Remarks = append(x.Remarks, "schema: "+part+" is not of Gainsay's")
		}
	}
	if len(x.Faults) > 0 {
		x.Faults = append(x.Faults, incomplete)
	}
	return nil
}

func schemaParts(ctx context.Context, tx *sql.Tx) ([]string, error) {
	return collect(ctx, tx, scanOne[string], `
		SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_stat%' ESCAPE '\'
		UNION SELECT 'column ' || t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
			WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_stat%' ESCAPE '\'
		ORDER BY 1`)
}

// references looks for keys that point to no row. They are declared and not
// enforced; those of bands are not declared.
func (x *examiner) references() error {
	rows, err := collect(x.ctx, x.tx, func(r *sql.Rows) (s string, err error) {
		var from, to string
		var n int
		err = r.Scan(&from, &to, &n)
		return fmt.Sprintf("ids: %d rows of table %s point to no row of table %s", n, from, to), err
	}, `SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2`)
	x.Faults = append(x.Faults, rows...)
	if err != nil {
		return err
	}
	return x.none("ids: %d rows of table band point to no comment",
		`SELECT count(*) FROM band WHERE comment_pk NOT IN (SELECT pk FROM comment)`)
}

// none adds a fault if a query does not count 0.
func (x *examiner) none(fault, query string) error {
	var n int
	if err := x.tx.QueryRowContext(x.ctx, query).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		x.Faults = append(x.Faults, fmt.Sprintf(fault, n))
	}
	return nil
}

// indexes are the word indexes, each with the table whose texts it has.
var indexes = []struct{ name, table string }{{"comment_text", "comment"}, {"assertion_text", "assertion"}}

// index compares the rows of the word indexes with those of the tables.
func (x *examiner) index() error {
	for _, i := range indexes {
		missing := fmt.Sprintf("word index: %%d rows of table %s are not in it", i.table)
		if err := x.none(missing, fmt.Sprintf(`SELECT count(*) FROM %s WHERE pk NOT IN (SELECT id FROM %s_docsize)`,
			i.table, i.name)); err != nil {
			return err
		}
		left := fmt.Sprintf("word index: %%d entries are of no row of table %s", i.table)
		if err := x.none(left, fmt.Sprintf(`SELECT count(*) FROM %s_docsize WHERE id NOT IN (SELECT pk FROM %s)`,
			i.name, i.table)); err != nil {
			return err
		}
	}
	return nil
}

// compareIndexes compares the words of the word indexes with the texts. SQLite
// does that with the write lock only.
func compareIndexes(ctx context.Context, path string, e *Examination) (err error) {
	if e.Schema < e.Newest {
		return nil
	}
	db, err := connect(path, "rw", 1, "_txlock=immediate", "busy_timeout(200)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	wait, cancel := context.WithTimeout(ctx, indexWait)
	defer cancel()
	tx, err := begin(wait, db)
	if err != nil && ctx.Err() == nil {
		e.Remarks = append(e.Remarks, fmt.Sprintf("word index: its words were not compared with the texts: %v", err))
		return nil
	}
	if err != nil {
		return err
	}
	defer tx.Rollback() // nothing was written: its error says nothing
	for _, i := range indexes {
		_, err := tx.ExecContext(ctx, fmt.Sprintf(`INSERT INTO %s (%[1]s, rank) VALUES ('integrity-check', 1)`, i.name))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			e.Faults = append(e.Faults, fmt.Sprintf("word index: its words are not those of table %s: %v", i.table, err))
		}
	}
	return nil
}

// threads looks for annotations that cannot be read, and for ids in threads that
// name nothing.
func (x *examiner) threads() error {
	type thread struct {
		pk  int64
		key string
	}
	all, err := collect(x.ctx, x.tx, func(r *sql.Rows) (t thread, err error) {
		return t, r.Scan(&t.pk, &t.key)
	}, `SELECT pk, format || ':' || id FROM thread ORDER BY pk`)
	if err != nil {
		return err
	}
	before := len(x.Faults)
	for _, t := range all {
		if err := x.thread(t.pk, t.key); err != nil {
			return err
		}
		if len(x.Faults) >= before+maxFaults {
			x.Remarks = append(x.Remarks, "threads: there may be more faults")
			return nil
		}
	}
	return nil
}

func (x *examiner) thread(pk int64, key string) error {
	fault := func(format string, args ...any) {
		x.Faults = append(x.Faults, fmt.Sprintf("thread %s: ", key)+fmt.Sprintf(format, args...))
	}
	ids, err := collect(x.ctx, x.tx, scanOne[string], `SELECT id FROM comment WHERE thread_pk = ?`, pk)
	if err != nil {
		return err
	}
	comments := setOf(ids)
	marks, err := loadAnnotations(x.ctx, x.tx, pk)
	if err != nil && x.ctx.Err() == nil {
		fault("its annotations cannot be read: %v", err)
		return nil
	}
	if err != nil {
		return err
	}
	annotations := map[string]bool{}
	lost := 0
	for _, a := range marks {
		annotations[a.ID] = true
		if !comments[a.Comment] {
			lost++
		}
	}
	ends, err := collect(x.ctx, x.tx, scanOne[string], `SELECT from_id FROM relation WHERE thread_pk = ?1
		UNION ALL SELECT to_id FROM relation WHERE thread_pk = ?1 UNION ALL SELECT id FROM assertion WHERE thread_pk = ?1`, pk)
	if err != nil {
		return err
	}
	dangling := 0
	for _, id := range ends {
		if !annotations[id] {
			dangling++
		}
	}
	if lost > 0 {
		fault("%d annotations are of no comment of it", lost)
	}
	if dangling > 0 {
		fault("%d ids of assertions and relations name no annotation of it", dangling)
	}
	return nil
}

func setOf(ids []string) map[string]bool {
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// counted are the tables of which Examine gives the number of rows.
var counted = []struct{ what, table string }{{"threads", "thread"}, {"comments", "comment"},
	{"assertions", "assertion"}, {"decisions", "decision"}, {"threads in the trash", "trash"}, {"users", "user"}}

func (x *examiner) count() error {
	for _, c := range counted {
		n := Count{What: c.what}
		if err := x.tx.QueryRowContext(x.ctx, `SELECT count(*) FROM `+c.table).Scan(&n.N); err != nil {
			return err
		}
		x.Counts = append(x.Counts, n)
	}
	return nil
}

func (x *examiner) versions() (err error) {
	x.Versions, err = collect(x.ctx, x.tx, func(r *sql.Rows) (v VersionCount, err error) {
		return v, r.Scan(&v.Gainsay, &v.Rules, &v.Encoder, &v.Threads)
	}, `SELECT gainsay, rules, encoder, count(*) FROM thread GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3`)
	return err
}

// RebuildIndexes makes the word indexes anew from the texts.
func (db *DB) RebuildIndexes(ctx context.Context) error {
	return db.update(ctx, func(tx *sql.Tx) error {
		for _, i := range indexes {
			if _, err := tx.ExecContext(ctx, fmt.Sprintf(`INSERT INTO %s (%[1]s) VALUES ('rebuild')`, i.name)); err != nil {
				return fmt.Errorf("rebuild word index of table %s: %w", i.table, err)
			}
		}
		return nil
	})
}
