package store

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

//go:embed migration/*.sql
var migrations embed.FS

// migration is one step of the schema. Steps only go forward, and one that
// has been released is never edited.
type migration struct {
	version   int
	name, sql string
}

// ErrNewer is returned for a database that a newer Gainsay wrote.
var ErrNewer = errors.New("database is from a newer version of gainsay")

// migrate brings db to the newest version in fsys, each step in a transaction
// of its own with its new version number. It takes the write lock only where a
// step is missing.
func migrate(ctx context.Context, db *sql.DB, fsys fs.FS) error {
	steps, err := readMigrations(fsys)
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, db)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if version > len(steps) {
		return fmt.Errorf("%w: its schema is %d, this one knows %d", ErrNewer, version, len(steps))
	}
	for _, m := range steps[max(version, 0):] {
		if err := apply(ctx, db, m); err != nil {
			return fmt.Errorf("migrate to %s: %w", m.name, err)
		}
	}
	return nil
}

// schemaVersion returns the number of the newest migration that db has. As the
// first query on a connection it also applies the connection's pragmas.
func schemaVersion(ctx context.Context, db *sql.DB) (version int, err error) {
	err = waitForLock(ctx, func() error {
		return db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	})
	return version, err
}

// readMigrations lists migration/NNNN_name.sql, which must count from 0001
// without a gap.
func readMigrations(fsys fs.FS) ([]migration, error) {
	out, err := listMigrations(fsys, "migration/*.sql")
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b migration) int { return cmp.Compare(a.version, b.version) })
	for i, m := range out {
		if m.version != i+1 {
			return nil, fmt.Errorf("read migration: %s is in the place of %04d", m.name, i+1)
		}
	}
	return out, nil
}

// listMigrations reads the files of a pattern, which are named NNNN_name.sql.
func listMigrations(fsys fs.FS, pattern string) (out []migration, err error) {
	names, err := fs.Glob(fsys, pattern)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		digits, _, _ := strings.Cut(path.Base(name), "_")
		n, err := strconv.Atoi(digits)
		if err != nil || len(digits) != 4 {
			return nil, fmt.Errorf("read migration: %s is not named NNNN_name.sql", name)
		}
		out = append(out, migration{n, path.Base(name), string(b)})
	}
	return out, nil
}

// apply runs m unless the database has it. The version is read under the
// write lock, so that two processes that start at once do not both run it.
func apply(ctx context.Context, db *sql.DB, m migration) error {
	tx, err := begin(ctx, db)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after Commit a no-op
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version >= m.version {
		return nil
	}
	if _, err := tx.ExecContext(ctx, m.sql); err != nil {
		return err
	}
	if convert := conversions[m.version]; convert != nil {
		if err := convert(ctx, tx); err != nil {
			return err
		}
	}
	marks := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, m.version)
	if _, err := tx.ExecContext(ctx, marks); err != nil {
		return err
	}
	return tx.Commit()
}
