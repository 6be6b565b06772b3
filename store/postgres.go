package store

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"

	"github.com/gainsay/gainsay/store/internal/postgres"
	"github.com/jackc/pgx/v5/pgxpool"
)

//go:embed migration/postgres/*.sql
var postgresMigrations embed.FS

// jobMigrations are the versions with which the tables of jobs changed. A release
// of River with other tables needs a step of its own.
var jobMigrations = []int{23}

// openPostgres opens a schema of a PostgreSQL server:
// postgres://user@host:port/database?schema=name. The schema is "gainsay" where
// the address names none. What is not in the address comes from the environment
// as for psql (PGHOST, PGUSER, PGPASSWORD, PGSSLMODE and others, ~/.pgpass). It
// creates the schema where there is none, brings it to the newest version, and
// refuses one that has other tables. Errors never contain the password.
//
// All of the package works on both engines with the same SQL, which
// store/internal/postgres translates. One program writes at a time, on whatever
// machine, as with a file; others wait for it up to a minute.
func openPostgres(name string) (*DB, error) {
	a, err := postgres.Parse(name)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", postgres.Redact(name), err)
	}
	steps, err := readPostgresMigrations(postgresMigrations)
	if err == nil {
		err = a.Migrate(context.Background(), steps)
	}
	if errors.Is(err, postgres.ErrNewer) {
		err = fmt.Errorf("%w: %w", ErrNewer, err)
	}
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", a, err)
	}
	db := &DB{pg: a, write: a.OpenDB(1, true, lockWait), read: a.OpenDB(max(4, runtime.NumCPU()), false, 0)}
	db.indexer.watch = a.OpenDB(1, false, 0)
	if db.findNear, err = db.read.Prepare(findNear); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", a, err), db.Close())
	}
	return db, nil
}

// readPostgresMigrations lists migration/postgres/NNNN_name.sql. The first makes
// the schema that SQLite has at its number; those that follow count up.
func readPostgresMigrations(fsys fs.FS) (out []postgres.Migration, err error) {
	steps, err := listMigrations(fsys, "migration/postgres/*.sql")
	if err != nil {
		return nil, err
	}
	slices.SortFunc(steps, func(a, b migration) int { return cmp.Compare(a.version, b.version) })
	for i, m := range steps {
		if m.version != steps[0].version+i {
			return nil, fmt.Errorf("read migration: %s is in the place of %04d", m.name, steps[0].version+i)
		}
		out = append(out, postgres.Migration{Version: m.version, Name: m.name, SQL: m.sql,
			Jobs: slices.Contains(jobMigrations, m.version)})
	}
	return out, nil
}

// Exists reports whether there is a database at a path or address. An error
// says that a server could not be asked.
func Exists(ctx context.Context, path string) (bool, error) {
	if !postgres.Is(path) {
		_, err := os.Stat(path)
		return err == nil, nil
	}
	a, err := postgres.Parse(path)
	if err != nil {
		return false, fmt.Errorf("open database %s: %w", postgres.Redact(path), err)
	}
	there, err := a.Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("open database %s: %w", a, err)
	}
	return there, nil
}

// IsServer reports whether a database is named by the address of a server.
func IsServer(path string) bool { return postgres.Is(path) }

// Redact takes the passwords out of a path or address, or a text with some.
func Redact(text string) string { return postgres.Redact(text) }

// compactPostgres is Compact.
func (db *DB) compactPostgres(ctx context.Context) error {
	tx, err := db.read.QueryContext(ctx, `SELECT relname FROM pg_class WHERE relnamespace = CAST(current_schema() AS regnamespace)
		AND relkind = 'r' ORDER BY relname`)
	if err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	tables, err := scanAll(tx, scanOne[string])
	if err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	for _, table := range tables {
		if _, err := db.write.ExecContext(ctx, `VACUUM (FULL, ANALYZE) "`+table+`"`); err != nil {
			return fmt.Errorf("compact: table %s: %w", table, err)
		}
	}
	return nil
}

// Pool opens connections to the schema of a server, for the program's own tables
// of jobs in it. Statements are not translated.
func (db *DB) Pool(ctx context.Context, conns int) (*pgxpool.Pool, string, error) {
	if db.pg == nil {
		return nil, "", errors.New("a file has no tables of jobs")
	}
	p, err := db.pg.Pool(ctx, conns)
	return p, db.pg.Schema, err
}
