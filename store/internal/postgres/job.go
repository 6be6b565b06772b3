package postgres

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// migrateJobs makes River's tables in the schema, or changes them to what this
// version of River needs, if a missing step says so. River's steps need
// transactions of their own: the write lock is held by the session meanwhile.
func (a *Address) migrateJobs(ctx context.Context, c *pgx.Conn, version int, steps []Migration) error {
	if err := a.createSchema(ctx, c); err != nil {
		return err
	}
	missing := false
	for _, m := range steps {
		missing = missing || m.Jobs && m.Version > version
	}
	if !missing {
		return nil
	}
	pool, err := a.Pool(ctx, 1)
	if err != nil {
		return err
	}
	defer pool.Close()
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: a.Schema, Logger: slog.New(slog.DiscardHandler)})
	if err == nil {
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	}
	if err != nil {
		return fmt.Errorf("migrate the tables of jobs: %w", err)
	}
	return nil
}

// Pool opens at most n connections to the schema as PostgreSQL has it, without
// translation.
func (a *Address) Pool(ctx context.Context, n int) (*pgxpool.Pool, error) {
	conf, err := pgxpool.ParseConfig("")
	if err != nil {
		return nil, err
	}
	conf.ConnConfig = a.config.Copy()
	conf.ConnConfig.RuntimeParams["application_name"] = "gainsay jobs"
	conf.ConnConfig.RuntimeParams["search_path"] = a.Schema
	conf.MaxConns = int32(n)
	return pgxpool.NewWithConfig(ctx, conf)
}
