// Package postgres is a driver of PostgreSQL for database/sql that takes the SQL
// of package store, which is SQLite's, and gives its results. It translates
// statements (see translate), encodes texts that PostgreSQL cannot store (see
// encodeText), and gives transactions the isolation that SQLite has:
//
//   - A transaction that writes first takes a lock that the whole schema has one
//     of, so that writers follow each other, whichever machine they are on. None
//     can read what another is about to change, and none has to be repeated.
//   - A transaction that only reads sees one state of the database, and waits
//     for nobody.
package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/gainsay/gainsay/store/internal/fulltext"
)

// OpenDB returns a pool of at most n connections. With write they may change
// the database; a transaction waits for the write lock as long as lockWait.
func (a *Address) OpenDB(n int, write bool, lockWait time.Duration) *sql.DB {
	conf := a.config.Copy()
	conf.RuntimeParams["search_path"] = a.Schema
	conf.RuntimeParams["application_name"] = "gainsay"
	conf.RuntimeParams["jit"] = "off" // compiling takes longer than the largest query, that of the index in memory
	if write {
		conf.RuntimeParams["lock_timeout"] = strconv.FormatInt(max(lockWait.Milliseconds(), 1), 10)
		// A plan made without the values may read a whole table for "pk >= $1".
		conf.RuntimeParams["plan_cache_mode"] = "force_custom_plan"
		// A program that hangs in a transaction must not keep the lock for ever.
		conf.RuntimeParams["idle_in_transaction_session_timeout"] = "5min"
	} else {
		conf.RuntimeParams["default_transaction_read_only"] = "on"
	}
	conf.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: 5 * time.Second}
	}
	db := sql.OpenDB(connector{stdlib.GetConnector(*conf), &connection{write: write, lock: a.lock(), lockWait: lockWait}})
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db
}

// lock is the key of the schema's write lock.
func (a *Address) lock() int64 {
	h := fnv.New64a()
	h.Write([]byte("gainsay " + a.Schema))
	return int64(h.Sum64())
}

// connection is what the connections of a pool have in common.
type connection struct {
	write    bool
	lock     int64
	lockWait time.Duration
	cache    statements
}

type connector struct {
	driver.Connector
	shared *connection
}

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	plain, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	std, ok := plain.(*stdlib.Conn)
	if !ok {
		return nil, fmt.Errorf("pgx gives a %T", plain)
	}
	return &conn{Conn: std, connection: c.shared}, nil
}

type conn struct {
	*stdlib.Conn
	*connection
}

// BeginTx begins a transaction: see the package's comment.
func (c *conn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if opts.ReadOnly {
		opts.Isolation = driver.IsolationLevel(sql.LevelRepeatableRead)
		return c.Conn.BeginTx(ctx, opts)
	}
	t, err := c.Conn.BeginTx(ctx, opts)
	if err != nil {
		return nil, err
	}
	_, err = c.Conn.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, []driver.NamedValue{{Ordinal: 1, Value: c.lock}})
	if err != nil {
		return nil, errors.Join(c.explain(err), t.Rollback())
	}
	return &tx{t, c}, nil
}

// explain says what a timeout was about.
func (c *conn) explain(err error) error {
	if IsLocked(err) {
		return fmt.Errorf("waited %.1f s for the write lock, which another process holds: %w", c.lockWait.Seconds(), err)
	}
	return err
}

// IsLocked reports whether err says that another connection holds a lock.
func IsLocked(err error) bool {
	var pe *pgconn.PgError
	return errors.As(err, &pe) && pe.Code == "55P03"
}

// tx is a transaction that writes.
type tx struct {
	driver.Tx
	c *conn
}

// Commit counts the transaction, by which others see that something changed.
func (t *tx) Commit() error {
	if _, err := t.c.Conn.ExecContext(context.Background(), `UPDATE state SET written = written + 1`, nil); err != nil {
		return errors.Join(err, t.Tx.Rollback())
	}
	return t.Tx.Commit()
}

// CheckNamedValue makes a value one of those that PostgreSQL stores.
func (c *conn) CheckNamedValue(v *driver.NamedValue) (err error) {
	switch list := v.Value.(type) {
	case []int64:
		return nil
	case []string:
		v.Value = encodeTexts(list)
		return nil
	}
	if v.Value, err = driver.DefaultParameterConverter.ConvertValue(v.Value); err != nil {
		return err
	}
	switch value := v.Value.(type) {
	case string:
		v.Value = encodeText(value)
	case bool: // is 1 or 0 in the tables, as in SQLite
		v.Value = int64(0)
		if value {
			v.Value = int64(1)
		}
	}
	return nil
}

func encodeTexts(texts []string) []string {
	out := make([]string, len(texts))
	for i, s := range texts {
		out[i] = encodeText(s)
	}
	return out
}

// bind gives the values of parameters.
func (s *statement) bind(args []driver.NamedValue) ([]driver.NamedValue, error) {
	many := s.table != "" && len(args) > 0 && len(args)%len(s.kinds) == 0
	if len(args) != len(s.kinds) && !many {
		return nil, fmt.Errorf("%d values for %d parameters", len(args), len(s.kinds))
	}
	for i, k := range s.kinds {
		if k == plain {
			continue
		}
		text, ok := args[i].Value.(string)
		if !ok {
			return nil, fmt.Errorf("parameter %d is a %T, not a text", i+1, args[i].Value)
		}
		if k == match {
			args[i].Value = fulltext.Query(text)
			continue
		}
		values, err := listOf(text)
		if err != nil {
			return nil, fmt.Errorf("parameter %d: %w", i+1, err)
		}
		args[i].Value = values
	}
	return args, nil
}

// listOf reads a JSON array of strings and numbers.
func listOf(text string) ([]string, error) {
	var raw []json.RawMessage
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return nil, err
	}
	out := make([]string, len(raw))
	for i, v := range raw {
		out[i] = string(v)
		if v[0] == '"' {
			if err := json.Unmarshal(v, &out[i]); err != nil {
				return nil, err
			}
			out[i] = encodeText(out[i])
		}
	}
	return out, nil
}

// ExecContext implements driver.ExecerContext.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s := c.cache.get(query)
	args, err := s.bind(args)
	if err != nil {
		return nil, err
	}
	if len(args) > len(s.kinds) {
		return driver.RowsAffected(len(args) / len(s.kinds)), c.copyRows(ctx, s, args)
	}
	if s.index != "" {
		return driver.RowsAffected(0), c.addWords(ctx, s, args)
	}
	r, err := c.Conn.ExecContext(ctx, s.sql, args)
	return r, c.explain(err)
}

// copyRows writes many rows with COPY, which takes the server a third less time
// than statements with many rows.
func (c *conn) copyRows(ctx context.Context, s *statement, args []driver.NamedValue) error {
	row := make([]any, len(s.columns))
	rest := args
	next := func() ([]any, error) {
		if len(rest) == 0 {
			return nil, nil
		}
		for i := range row {
			row[i] = rest[i].Value
		}
		rest = rest[len(row):]
		return row, nil
	}
	_, err := c.Conn.Conn().CopyFrom(ctx, pgx.Identifier{s.table}, s.columns, pgx.CopyFromFunc(next))
	return err
}

// addWords adds texts to a word index. The query gives their keys and texts,
// which are in memory meanwhile.
func (c *conn) addWords(ctx context.Context, s *statement, args []driver.NamedValue) error {
	found, err := c.Conn.QueryContext(ctx, s.sql, args)
	if err != nil {
		return err
	}
	var keys []int64
	var vectors []string
	row := make([]driver.Value, 2)
	for err = found.Next(row); err == nil; err = found.Next(row) {
		key, isKey := row[0].(int64)
		text, isText := row[1].(string)
		if !isKey || !isText {
			return errors.Join(fmt.Errorf("a row of %s is %T, %T", s.index, row[0], row[1]), found.Close())
		}
		if text, err = decodeText(text); err != nil {
			return errors.Join(err, found.Close())
		}
		keys, vectors = append(keys, key), append(vectors, fulltext.Vector(text))
	}
	if err := found.Close(); err != nil {
		return err
	}
	if err != io.EOF {
		return err
	}
	_, err = c.Conn.ExecContext(ctx, `INSERT INTO `+s.index+` (rowid, words)
		SELECT k, CAST(v AS tsvector) FROM unnest(CAST($1 AS bigint[]), CAST($2 AS text[])) AS u(k, v)`,
		[]driver.NamedValue{{Ordinal: 1, Value: keys}, {Ordinal: 2, Value: vectors}})
	return err
}

// QueryContext implements driver.QueryerContext.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s := c.cache.get(query)
	args, err := s.bind(args)
	if err != nil {
		return nil, err
	}
	r, err := c.Conn.QueryContext(ctx, s.sql, args)
	if err != nil {
		return nil, c.explain(err)
	}
	return &rows{r}, nil
}

// rows decodes texts.
type rows struct{ driver.Rows }

// Next implements driver.Rows.
func (r *rows) Next(to []driver.Value) error {
	if err := r.Rows.Next(to); err != nil {
		return err
	}
	for i, v := range to {
		if s, ok := v.(string); ok {
			plain, err := decodeText(s)
			if err != nil {
				return err
			}
			to[i] = plain
		}
	}
	return nil
}

// PrepareContext implements driver.ConnPrepareContext. pgx prepares a statement
// when it is first run on a connection, and keeps it.
func (c *conn) PrepareContext(_ context.Context, query string) (driver.Stmt, error) {
	return &stmt{c, query}, nil
}

// Prepare implements driver.Conn.
func (c *conn) Prepare(query string) (driver.Stmt, error) { return &stmt{c, query}, nil }

type stmt struct {
	c     *conn
	query string
}

// Close implements driver.Stmt.
func (s *stmt) Close() error { return nil }

// NumInput implements driver.Stmt: bind counts.
func (s *stmt) NumInput() int { return -1 }

// ExecContext implements driver.StmtExecContext.
func (s *stmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.c.ExecContext(ctx, s.query, args)
}

// QueryContext implements driver.StmtQueryContext.
func (s *stmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.c.QueryContext(ctx, s.query, args)
}

var errOld = errors.New("a statement without a context")

// Exec implements driver.Stmt; database/sql calls ExecContext.
func (s *stmt) Exec([]driver.Value) (driver.Result, error) { return nil, errOld }

// Query implements driver.Stmt; database/sql calls QueryContext.
func (s *stmt) Query([]driver.Value) (driver.Rows, error) { return nil, errOld }

// connect opens one connection as PostgreSQL has it, without translation.
func (a *Address) connect(ctx context.Context) (*pgx.Conn, error) {
	conf := a.config.Copy()
	conf.RuntimeParams["application_name"] = "gainsay"
	return pgx.ConnectConfig(ctx, conf)
}
