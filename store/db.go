// Package store keeps analysed threads in one SQLite file, or in a schema of a
// PostgreSQL server (see openPostgres). It opens the file
// twice: one connection that writes, and a pool that only reads, so that pages
// are served while an import runs. Each Save is one transaction: it is there
// whole or not at all.
//
// Rows are tied by integer keys that never leave the package. Outside, a
// thread goes by its key "<format>:<id>" (see Key), everything in it by the
// text ids of the JSON contract.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/gainsay/gainsay/store/internal/postgres"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// DB is an open database. Its methods may be called concurrently.
type DB struct {
	path  string
	write *sql.DB // one connection, made when something is first written
	read  *sql.DB

	log logSize

	findNear *sql.Stmt // of read; see near
	indexer  indexer

	marks markTotals

	pg *postgres.Address // nil for a file of SQLite

	inSave func() // called by Save before it commits; for tests
}

// Open opens the database at path, creates it where there is none and brings
// it to the newest schema. It refuses, and leaves as they are, files that are
// no database of Gainsay's or were written by a newer version. A database of
// the newest schema is opened without the write lock and may be a file that can
// only be read; otherwise Open waits up to a minute for another process that
// holds the lock.
//
// postgres://user@host/database opens a schema of a PostgreSQL server in the
// same way; see openPostgres.
func Open(path string) (*DB, error) {
	if postgres.Is(path) {
		return openPostgres(path)
	}
	path, err := locate(path)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db := &DB{path: path}
	if err := db.open(); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, db.named(err)), db.Close())
	}
	return db, nil
}

func (db *DB) open() (err error) {
	version, mode, err := check(db.path)
	if err != nil {
		return err
	}
	if db.write, err = connect(db.path, "rwc", 1, "_txlock=immediate", writePragmas...); err != nil {
		return err
	}
	steps, err := readMigrations(migrations)
	if err != nil {
		return err
	}
	if version != len(steps) {
		if err := migrate(context.Background(), db.write, migrations); err != nil {
			return err
		}
	}
	if db.read, err = connect(db.path, mode, max(4, runtime.NumCPU()), "", readPragmas...); err != nil {
		return err
	}
	if db.findNear, err = db.read.Prepare(findNear); err != nil {
		return err
	}
	db.indexer.watch, err = connect(db.path, mode, 1, "", readPragmas...)
	return err
}

// writePragmas give the writer 32 MiB of pages, so that the word and band
// indexes it changes all over are not read anew, keep what a statement or a
// savepoint changes in memory, and put the log back into the file every 32 MiB.
// The busy timeout is short because waitForLock tries again.
var writePragmas = []string{"busy_timeout(200)", "journal_mode(WAL)", "cache_size(-32768)",
	"temp_store(MEMORY)", "wal_autocheckpoint(8192)", "journal_size_limit(67108864)"}

// readPragmas are for connections that only read. They wait only while another
// process recovers the log or, as the last to close the file, removes it.
var readPragmas = []string{"busy_timeout(10000)", "query_only(1)"}

// Close closes the database. Reads and saves under way fail.
func (db *DB) Close() error {
	var errs []error
	for _, d := range []*sql.DB{db.indexer.watch, db.read, db.write} {
		if d != nil {
			errs = append(errs, d.Close())
		}
	}
	return errors.Join(errs...)
}

func locate(path string) (string, error) {
	if path == "" || path == ":memory:" {
		return "", fmt.Errorf("%q is no file name", path)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return "", err
	}
	return path, nil
}

// connect opens a pool of at most n connections. Pragmas stand in the data
// source name, for each connection needs them anew. Foreign keys are not
// enforced: a save knows the keys it ties rows by, having given them out
// itself, and to have each looked up again takes a twentieth of an import.
// The tests check them.
func connect(path, mode string, n int, option string, pragmas ...string) (*sql.DB, error) {
	pragmas = append([]string{"synchronous(NORMAL)"}, pragmas...)
	dsn := (&url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path)}).String() + "?mode=" + mode
	for _, p := range pragmas {
		dsn += "&_pragma=" + p
	}
	if option != "" {
		dsn += "&" + option
	}
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

// applicationID marks a SQLite file as Gainsay's: "gnsy".
const applicationID = 0x676e7379

// check looks at an existing file without changing it; setting WAL mode on a
// stranger's database would. It returns the version of its schema, 0 for a file
// to be made, and the mode in which readers open it.
func check(path string) (version int, mode string, err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return 0, "rw", nil
	case err != nil:
		return 0, "", err
	case info.IsDir():
		return 0, "", errors.New("is a folder")
	case info.Size() == 0:
		return 0, "rw", nil
	}
	version, err = header(path, "rw")
	if !isUnwritable(err) {
		return version, "rw", err
	}
	// Readers of a log need to write beside it. Without one, nothing changes.
	if log, lerr := os.Stat(path + "-wal"); lerr == nil && log.Size() > 0 {
		return 0, "", fmt.Errorf("the folder cannot be written, and %s-wal holds changes: copy the database with that file "+
			"to a folder of yours: %w", filepath.Base(path), err)
	}
	version, err = header(path, unchanging)
	return version, unchanging, err
}

// unchanging is the mode for a database whose folder cannot be written.
const unchanging = "ro&immutable=1"

// isUnwritable reports whether a database could not be opened because its folder
// does not let SQLite make the files that readers share.
func isUnwritable(err error) bool {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return false
	}
	code := se.Code() & 0xff
	return code == sqlite3.SQLITE_CANTOPEN || code == sqlite3.SQLITE_READONLY
}

// header reads what a database says of itself.
func header(path, mode string) (version int, err error) {
	db, err := connect(path, mode, 1, "", readPragmas...)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = checkHeader(db, &version)
	return version, err
}

func checkHeader(db *sql.DB, version *int) error {
	var app, tables int
	err := db.QueryRow(`SELECT (SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)`).Scan(&app, version, &tables)
	var se *sqlite.Error
	switch {
	case errors.As(err, &se) && se.Code() == sqlite3.SQLITE_NOTADB:
		return errors.New("is no SQLite database")
	case err != nil:
		return err
	case app != applicationID && (tables > 0 || *version != 0):
		return errors.New("is a database, but not one of Gainsay's")
	}
	return nil
}

// view runs f on one consistent state of the database.
func (db *DB) view(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := db.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	defer tx.Rollback() // nothing was written: its error says nothing
	return f(tx)
}

// update runs f in a transaction that holds the write lock from its start.
func (db *DB) update(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := begin(ctx, db.write)
	if err != nil {
		return fmt.Errorf("begin writing: %w", db.named(err))
	}
	defer tx.Rollback() // after Commit a no-op
	if err := f(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	db.log.commits.Add(1)
	db.emptyLog(ctx)
	return nil
}

// begin starts a transaction that holds the write lock.
func begin(ctx context.Context, db *sql.DB) (tx *sql.Tx, err error) {
	err = waitForLock(ctx, func() error {
		tx, err = db.BeginTx(ctx, nil)
		return err
	})
	return tx, err
}

// Key is the name of a thread outside the store: ids are unique only within
// a format.
func Key(format, id string) string { return format + ":" + id }

func splitKey(key string) (format, id string) {
	format, id, _ = strings.Cut(key, ":")
	return format, id
}

// collect reads all rows of a query.
func collect[T any](ctx context.Context, tx *sql.Tx, scan func(*sql.Rows) (T, error),
	query string, args ...any) (out []T, err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, scan)
}

// scanAll reads all rows and closes them.
func scanAll[T any](rows *sql.Rows, scan func(*sql.Rows) (T, error)) (out []T, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
