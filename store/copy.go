package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/klauspost/compress/s2"
)

// ErrNotEmpty is returned by Copy for a database that has something already.
var ErrNotEmpty = errors.New("the database to copy to is not empty")

// Copied is how many rows of a table Copy has written.
type Copied struct {
	Table string
	Rows  int
}

// Copy writes all that is in one database to an empty one, of the same engine or
// another: threads, decisions, users, deleted threads, sets, thresholds, how far
// imports have come. All keys stay as they are. Sessions and jobs are left out, so
// that users sign in anew. It reads one state of the database, to which others may
// write meanwhile, and writes in one transaction: an error leaves the other
// database empty. done is called after each table; it may be nil.
func Copy(ctx context.Context, from, to *DB, done func(Copied)) error {
	err := from.view(ctx, func(in *sql.Tx) error {
		return to.update(ctx, func(out *sql.Tx) error {
			c := &copying{ctx: ctx, in: in, out: out, from: from, to: to}
			return c.run(done)
		})
	})
	if err == nil && to.pg != nil {
		_, err = to.write.ExecContext(ctx, `ANALYZE`) // for plans of queries that fit from the start
	}
	if err != nil {
		return fmt.Errorf("copy database: %w", err)
	}
	return nil
}

// copying is a Copy under way.
type copying struct {
	ctx      context.Context
	in, out  *sql.Tx
	from, to *DB
}

// notCopied are tables that Copy leaves out or fills by itself.
var notCopied = []string{"session", "state", "comment_text", "assertion_text"}

func (c *copying) run(done func(Copied)) error {
	tables, err := c.from.columns(c.ctx, c.in)
	if err != nil {
		return err
	}
	there, err := c.to.columns(c.ctx, c.out)
	if err != nil {
		return err
	}
	names := slices.Sorted(maps.Keys(tables))
	names = slices.DeleteFunc(names, func(n string) bool { return slices.Contains(notCopied, n) })
	if err := c.checkEmpty(names); err != nil {
		return err
	}
	for _, name := range names {
		if there[name] == nil {
			return fmt.Errorf("table %s: only one of the databases has it", name)
		}
		n, err := c.table(name, tables[name], there[name])
		if err != nil {
			return fmt.Errorf("table %s: %w", name, err)
		}
		if done != nil {
			done(Copied{name, n})
		}
	}
	return c.keys()
}

// checkEmpty returns ErrNotEmpty if a table has rows. Table changes always has one.
func (c *copying) checkEmpty(names []string) error {
	for _, name := range names {
		var some bool
		err := c.out.QueryRowContext(c.ctx, `SELECT EXISTS (SELECT 1 FROM `+name+`)`).Scan(&some)
		switch {
		case err != nil:
			return fmt.Errorf("table %s: %w", name, err)
		case some && name != "changes":
			return fmt.Errorf("%w: table %s has rows", ErrNotEmpty, name)
		}
	}
	return nil
}

// table copies the rows of a table.
func (c *copying) table(name string, columns, there map[string]string) (n int, err error) {
	if name == "changes" {
		if _, err := c.out.ExecContext(c.ctx, `DELETE FROM `+name); err != nil {
			return 0, err
		}
	}
	names := slices.Sorted(maps.Keys(columns))
	quoted := make([]string, len(names))
	for i, column := range names {
		quoted[i] = `"` + column + `"`
	}
	b := newBatch(context.WithoutCancel(c.ctx), c.out)
	b.bulk = c.to.pg != nil
	insert := b.rows(name, quoted...)
	rows, err := c.in.QueryContext(c.ctx, `SELECT `+strings.Join(quoted, ", ")+` FROM `+name+ordered(columns))
	if err != nil {
		return 0, err
	}
	_, err = scanAll(rows, func(r *sql.Rows) (none struct{}, err error) {
		row := make([]any, len(names))
		to := make([]any, len(names))
		for i := range row {
			to[i] = &row[i]
		}
		if err := r.Scan(to...); err != nil {
			return none, err
		}
		for i, column := range names {
			row[i] = converted(row[i], there[column])
		}
		n++
		return none, insert.add(row...)
	})
	if err == nil {
		err = b.flush()
	}
	if err == nil && (name == "comment" || name == "assertion") {
		err = c.index(b, name)
	}
	return n, err
}

// ordered is what a table is read by: the start of its key, in the order of
// which it is the fastest to write.
func ordered(columns map[string]string) string {
	for _, first := range []string{"pk", "hash", "assertion_pk", "comment_pk", "thread_pk"} {
		if _, ok := columns[first]; ok {
			return ` ORDER BY ` + first
		}
	}
	return ""
}

// converted gives a value as the column of the other database has it, by the
// type of the column.
func converted(v any, column string) any {
	if s, ok := v.(string); ok && column == "bytea" { // a list of annotations of an old file; see unpackList
		return s2.Encode(nil, []byte(s))
	}
	return v
}

// indexStep is how many keys the words of texts are indexed at a time.
const indexStep = 20_000

// index adds the texts of a table to its word index.
func (c *copying) index(b *batch, table string) error {
	var last int64
	if err := b.ask(`SELECT coalesce(max(pk), 0) FROM `+table, nil, &last); err != nil {
		return err
	}
	for first := int64(0); first <= last; first += indexStep {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		err := b.exec(`INSERT INTO `+table+`_text (rowid, text) SELECT pk, text FROM `+table+`
			WHERE pk >= ? AND pk < ? ORDER BY pk`, first, first+indexStep)
		if err != nil {
			return fmt.Errorf("index words: %w", err)
		}
	}
	return nil
}

// givenOnce are the tables whose keys SQLite gives out once (AUTOINCREMENT).
var givenOnce = []string{"decision", "door_record", "door_report", "notice", "training", "user", "webhook"}

// keys makes the other database give out keys above those that this one has
// given out, also to rows that are gone.
func (c *copying) keys() error {
	for _, table := range []string{"decision", "door_record", "door_report", "notice", "problem", "review", "training", "trash", "user", "webhook"} {
		var last int64
		err := c.in.QueryRowContext(c.ctx, `SELECT coalesce(max(pk), 0) FROM `+table).Scan(&last)
		if err == nil {
			err = c.givenOut(table, &last)
		}
		if err == nil && c.to.pg != nil && last > 0 {
			_, err = c.out.ExecContext(c.ctx, `SELECT setval(pg_get_serial_sequence(?, 'pk'), ?)`, `"`+table+`"`, last)
		}
		if err == nil && c.to.pg == nil && slices.Contains(givenOnce, table) && last > 0 {
			_, err = c.out.ExecContext(c.ctx, `DELETE FROM sqlite_sequence WHERE name = ?`, table)
			if err == nil {
				_, err = c.out.ExecContext(c.ctx, `INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)`, table, last)
			}
		}
		if err != nil {
			return fmt.Errorf("keys of table %s: %w", table, err)
		}
	}
	return nil
}

// givenOut raises last to the highest key that was given out.
func (c *copying) givenOut(table string, last *int64) error {
	query, name := `SELECT seq FROM sqlite_sequence WHERE name = ?`, table
	if c.from.pg != nil {
		query, name = `SELECT pg_sequence_last_value(CAST(pg_get_serial_sequence(?, 'pk') AS regclass))`, `"`+table+`"`
	}
	var n sql.NullInt64
	err := c.in.QueryRowContext(c.ctx, query, name).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	*last = max(*last, n.Int64)
	return err
}

// columns lists the types of the columns of all tables, by name, but for those of
// indexes and jobs.
func (db *DB) columns(ctx context.Context, tx *sql.Tx) (map[string]map[string]string, error) {
	query := `SELECT m.name, p.name, lower(p.type) FROM sqlite_schema m, pragma_table_info(m.name) p WHERE m.type = 'table'`
	if db.pg != nil {
		query = `SELECT table_name, column_name, data_type FROM information_schema.columns
			JOIN information_schema.tables USING (table_schema, table_name)
			WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`
	}
	out := map[string]map[string]string{}
	_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var table, column, kind string
		err = r.Scan(&table, &column, &kind)
		for _, other := range []string{"sqlite_", "comment_text", "assertion_text", "river_", "job_file"} {
			if strings.HasPrefix(table, other) {
				return none, err
			}
		}
		if out[table] == nil {
			out[table] = map[string]string{}
		}
		out[table][column] = kind
		return none, err
	}, query)
	return out, err
}
