package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Migration is a step of the schema.
type Migration struct {
	Version   int
	Name, SQL string
	Jobs      bool // also brings the tables of jobs to the newest version
}

// ErrNewer says that a newer program wrote the schema.
var ErrNewer = errors.New("newer schema")

// errForeign says that a schema is not one of ours.
var errForeign = errors.New("has tables, but they are not Gainsay's")

// Exists reports whether the schema is there and Gainsay's.
func (a *Address) Exists(ctx context.Context) (bool, error) {
	c, err := a.connect(ctx)
	if err != nil {
		return false, err
	}
	defer c.Close(ctx)
	version, err := a.version(ctx, c)
	return version > 0, err
}

// Migrate brings the schema to the newest version, and creates it where there
// is none: all steps in one transaction, after the migrations of the tables of
// jobs. It takes the write lock only where a step is missing. A schema at version v0 was made by the first step alone.
func (a *Address) Migrate(ctx context.Context, steps []Migration) error {
	c, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	if err := checkServer(ctx, c); err != nil {
		return err
	}
	version, err := a.version(ctx, c)
	if err != nil {
		return err
	}
	newest := steps[len(steps)-1].Version
	switch {
	case version > newest:
		return fmt.Errorf("%w: its schema is %d, this one knows %d", ErrNewer, version, newest)
	case version == newest:
		return nil
	}
	if _, err := c.Exec(ctx, `SELECT pg_advisory_lock($1)`, a.lock()); err != nil {
		return err
	}
	if err := a.migrateJobs(ctx, c, version, steps); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, c, func(t pgx.Tx) error { return a.migrate(ctx, t, steps) })
}

// checkServer refuses servers that cannot store every text.
func checkServer(ctx context.Context, c *pgx.Conn) error {
	var encoding string
	if err := c.QueryRow(ctx, `SHOW server_encoding`).Scan(&encoding); err != nil {
		return err
	}
	if encoding != "UTF8" {
		return fmt.Errorf("the database has the encoding %s; it must be UTF8 (createdb --encoding UTF8 --template template0)", encoding)
	}
	return nil
}

// querier is a connection or a transaction.
type querier interface {
	QueryRow(ctx context.Context, query string, args ...any) pgx.Row
}

// version is the version of the schema, 0 where it has no tables but those of
// jobs, which are made first.
func (a *Address) version(ctx context.Context, q querier) (version int, err error) {
	var tables, state int
	err = q.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE c.relname = 'state') FROM pg_class c
		JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm')
		AND c.relname NOT LIKE 'river\_%'`,
		a.Schema).Scan(&tables, &state)
	switch {
	case err != nil || tables == 0:
		return 0, err
	case state == 0:
		return 0, fmt.Errorf("schema %s %w", a.Schema, errForeign)
	}
	if err := q.QueryRow(ctx, `SELECT version FROM `+a.Schema+`.state`).Scan(&version); err != nil {
		return 0, fmt.Errorf("schema %s: read its version: %w", a.Schema, err)
	}
	return version, nil
}

// migrate runs the missing steps. The version is read again, since the caller has
// the lock now.
func (a *Address) migrate(ctx context.Context, t pgx.Tx, steps []Migration) error {
	version, err := a.version(ctx, t)
	if err != nil {
		return err
	}
	if _, err := t.Exec(ctx, `SELECT set_config('search_path', $1, true)`, a.Schema); err != nil {
		return err
	}
	for _, m := range steps {
		if m.Version <= version {
			continue
		}
		if _, err := t.Conn().PgConn().Exec(ctx, m.SQL).ReadAll(); err != nil {
			return fmt.Errorf("migrate to %s: %w", m.Name, err)
		}
		if _, err := t.Exec(ctx, `UPDATE state SET version = $1, written = written + 1`, m.Version); err != nil {
			return fmt.Errorf("migrate to %s: %w", m.Name, err)
		}
	}
	return nil
}

// createSchema creates the schema. It may be there: someone who may not create
// schemas gets an empty one from whoever runs the server.
func (a *Address) createSchema(ctx context.Context, c *pgx.Conn) error {
	var there bool
	err := c.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1)`, a.Schema).Scan(&there)
	if err == nil && !there {
		_, err = c.Exec(ctx, `CREATE SCHEMA `+a.Schema)
	}
	return err
}
