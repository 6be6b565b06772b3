package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/internal/pgtest"
	"github.com/gainsay/gainsay/store/internal/fulltext"
	"github.com/gainsay/gainsay/store/internal/postgres"
	"github.com/gainsay/gainsay/view"
)

// engineEnv makes the tests of this package use PostgreSQL where they would use
// a file of SQLite.
const engineEnv = "GAINSAY_STORE_TEST_ENGINE"

func onPostgres() bool { return os.Getenv(engineEnv) == "postgres" }

// sqliteOnly skips a test of what SQLite alone has.
func sqliteOnly(t testing.TB) {
	t.Helper()
	if onPostgres() {
		t.Skip("about files of SQLite")
	}
}

// newAddress is the address of a new database: a file, or a schema.
func newAddress(t testing.TB) string {
	t.Helper()
	if onPostgres() {
		return pgtest.URL(t)
	}
	return t.TempDir() + "/gainsay.db"
}

// TestPostgres runs the tests of this package on PostgreSQL.
func TestPostgres(t *testing.T) {
	if onPostgres() {
		t.Skip("runs already")
	}
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	pgtest.Need(t)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe, "-test.count=1", "-test.short")
	cmd.Env = append(os.Environ(), engineEnv+"=postgres")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// indexed compares the word indexes with the texts.
func indexed(t testing.TB, db *DB) {
	t.Helper()
	for _, table := range []string{"comment", "assertion"} {
		tx, err := db.read.BeginTx(context.Background(), &sql.TxOptions{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		texts, err := collect(context.Background(), tx, func(r *sql.Rows) (x [3]string, err error) {
			err = r.Scan(&x[0], &x[1], &x[2])
			return x, err
		}, `SELECT coalesce(c.text, 'GONE'), coalesce(CAST(w.words AS TEXT), 'NOT INDEXED'), coalesce(c.pk, w.rowid)
			FROM `+table+` c FULL JOIN `+table+`_text w ON w.rowid = c.pk`)
		if err := errors.Join(err, tx.Rollback()); err != nil {
			t.Fatal(err)
		}
		for _, x := range texts {
			if got, want := strings.Fields(x[1]), strings.Fields(fulltext.Vector(x[0])); len(got) != len(want) {
				t.Errorf("%s %s: %.60q has the words %.60q", table, x[2], x[0], x[1])
			}
		}
	}
}

// TestSameColumns compares the tables and columns of both engines.
func TestSameColumns(t *testing.T) {
	if onPostgres() {
		t.Skip("uses both")
	}
	pgtest.Need(t)
	columns := func(db *DB) (out map[string]map[string]string) {
		tx, err := db.read.Begin()
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		if out, err = db.columns(t.Context(), tx); err != nil {
			t.Fatal(err)
		}
		return out
	}
	want, got := columns(openTemp(t)), columns(openAt(t, pgtest.URL(t)))
	for _, table := range notCopied[1:] { // state has what SQLite keeps in its header
		delete(got, table)
	}
	kinds := map[string][]string{"integer": {"bigint"}, "text": {"text"}, "real": {"double precision"}, "blob": {"bytea"}, "any": {"bytea"}}
	for table, columns := range want {
		for column, kind := range columns {
			if !slices.Contains(kinds[kind], got[table][column]) {
				t.Errorf("%s.%s is %s in SQLite and %q in PostgreSQL", table, column, kind, got[table][column])
			}
			delete(got[table], column)
		}
		if len(got[table]) > 0 {
			t.Errorf("table %s: only PostgreSQL has %v", table, got[table])
		}
		delete(got, table)
	}
	if len(got) > 0 {
		t.Errorf("only PostgreSQL has %v", got)
	}
}

// TestNewestMigrations: both engines are at the same version.
func TestNewestMigrations(t *testing.T) {
	sqlite, err := readMigrations(migrations)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := readPostgresMigrations(postgresMigrations)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := len(sqlite), steps[len(steps)-1].Version; a != b {
		t.Errorf("SQLite is at version %d, PostgreSQL at %d: a migration is missing in migration/postgres", a, b)
	}
	gap := fstest.MapFS{"migration/postgres/0015_a.sql": {}, "migration/postgres/0017_c.sql": {}}
	if _, err := readPostgresMigrations(gap); err == nil || !strings.Contains(err.Error(), "0017_c.sql is in the place of 0016") {
		t.Errorf("a gap: %v", err)
	}
}

// server opens a schema on PostgreSQL, whatever the engine of the other tests.
func server(t *testing.T) (db *DB, address string) {
	t.Helper()
	address = pgtest.URL(t)
	return openAt(t, address), address
}

func TestPostgresRefuses(t *testing.T) {
	_, ours := server(t)
	foreign, newer := pgtest.URL(t), pgtest.URL(t)
	name := func(address string) string { _, s, _ := strings.Cut(address, "schema="); return s }
	pgtest.Exec(t, `CREATE SCHEMA `+name(foreign), `CREATE TABLE `+name(foreign)+`.things (x int)`)
	if _, err := Open(foreign); err == nil || !strings.Contains(err.Error(), "not Gainsay's") {
		t.Errorf("a schema of others: %v", err)
	}
	if there, err := Exists(t.Context(), foreign); there || err == nil {
		t.Errorf("a schema of others exists: %v, %v", there, err)
	}
	openAt(t, newer)
	pgtest.Exec(t, `UPDATE `+name(newer)+`.state SET version = 9999`)
	if _, err := Open(newer); !errors.Is(err, ErrNewer) {
		t.Errorf("a newer schema: %v", err)
	}
	if there, err := Exists(t.Context(), ours); !there || err != nil {
		t.Errorf("our schema exists: %v, %v", there, err)
	}
	if there, err := Exists(t.Context(), pgtest.URL(t)); there || err != nil {
		t.Errorf("no schema exists: %v, %v", there, err)
	}
	pgtest.Exec(t, `CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`)
	if _, err := Open(strings.Replace(ours, "/postgres?", "/latin?", 1)); err == nil || !strings.Contains(err.Error(), "UTF8") {
		t.Errorf("a database in Latin 1: %v", err)
	}
}

// TestPostgresReader: who may only read needs no other right.
func TestPostgresReader(t *testing.T) {
	db, address := server(t)
	save(t, db, rich("reddit", "x"), nil)
	_, schema, _ := strings.Cut(address, "schema=")
	pgtest.Exec(t, `CREATE ROLE reader LOGIN`, `GRANT USAGE ON SCHEMA `+schema+` TO reader`,
		`GRANT SELECT ON ALL TABLES IN SCHEMA `+schema+` TO reader`)
	as, err := Open(strings.Replace(address, "gainsay@", "reader@", 1))
	if err != nil {
		t.Fatal(err)
	}
	defer as.Close()
	if _, n, err := as.Claims(t.Context(), view.AssertionFilter{}); n != 2 || err != nil {
		t.Errorf("%d claims, %v", n, err)
	}
	if err := as.SaveSet(t.Context(), view.Set{Name: "x"}); err == nil || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("saved a set: %v", err)
	}
}

// TestPostgresLock: others read while one writes, and wait no longer than lockWait.
func TestPostgresLock(t *testing.T) {
	defer func(d time.Duration) { lockWait = d }(lockWait)
	db, address := server(t)
	save(t, db, rich("json", "x"), nil)
	lockWait = 30 * time.Millisecond
	other, err := Open(address)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	db.inSave = func() {
		if _, err := other.Analysis(t.Context(), "json:x"); err != nil {
			t.Error(err)
		}
		a, sigs := plain("z", 1)
		_, err := other.Save(t.Context(), "here", a, sigs)
		if err == nil || !strings.Contains(err.Error(), "waited 0.0 s for the write lock") {
			t.Errorf("saved while another writes: %v", err)
		}
	}
	a, sigs := plain("y", 1)
	save(t, db, a, sigs)
	db.inSave = nil
	save(t, other, rich("json", "z"), nil)
}

// TestPostgresManyAtOnce: two importers of the same threads and two coders who
// decide the same marks, each with connections of its own, and a page that
// counts meanwhile. At the end everything is there once.
func TestPostgresManyAtOnce(t *testing.T) {
	db, address := server(t)
	save(t, db, rich("reddit", "x"), nil)
	const rounds = 20
	work := func(do func(db *DB, i int) error) func() error {
		return func() error {
			db, err := Open(address)
			if err != nil {
				return err
			}
			for i := 0; i < rounds && err == nil; i++ {
				err = do(db, i)
			}
			return errors.Join(err, db.Close())
		}
	}
	importer := work(func(db *DB, i int) error {
		a, sigs := plain(fmt.Sprint("t", i/2), 10+i%2)
		_, err := db.Save(context.Background(), "here", a, sigs)
		return err
	})
	coder := func(name string) func() error {
		marks := []gainsay.Decision{about(t, db, "reddit:x", "a1", gainsay.Right, name), about(t, db, "reddit:x", "a3", gainsay.Right, name)}
		return work(func(db *DB, i int) error {
			d := marks[i%2]
			ds, err := db.Decide(context.Background(), d)
			if err == nil && i%3 == 0 {
				d.Undoes = ds[0].ID
				_, err = db.Decide(context.Background(), d)
			}
			return err
		})
	}
	reader := work(func(db *DB, i int) error {
		o, err := db.Overview(context.Background(), view.AssertionFilter{Basis: decide.Both})
		// The first thread has two assertions, each of the others 10 or 11.
		if n, others := o.All.Of-2, o.Threads-1; err == nil && (n < 10*others || n > 11*others) {
			err = fmt.Errorf("sees %d assertions in %d threads", o.All.Of, o.Threads)
		}
		return err
	})
	done := make(chan error)
	jobs := []func() error{importer, importer, coder("Ada"), coder("Bo"), reader}
	for _, job := range jobs {
		go func() { done <- job() }()
	}
	for range jobs {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if _, n, err := db.Threads(t.Context(), view.ThreadFilter{}); n != 1+rounds/2 || err != nil {
		t.Errorf("%d threads, %v", n, err)
	}
	all, err := db.Decisions(t.Context(), view.DecisionFilter{All: true})
	if err != nil || len(all) != 2*(rounds+(rounds+2)/3) {
		t.Errorf("%d decisions, %v", len(all), err)
	}
	inForce, err := db.Decisions(t.Context(), view.DecisionFilter{})
	if err != nil || len(inForce) != 4 {
		t.Errorf("%d decisions in force, %v", len(inForce), err)
	}
	for _, mark := range []string{"a1", "a3"} {
		ds, err := db.MarkDecisions(t.Context(), view.MarkRef{Thread: "reddit:x", Mark: mark})
		if err != nil || len(ds) != 2 {
			t.Errorf("mark %s has %d decisions in force, %v", mark, len(ds), err)
		}
	}
}

// TestPostgresLongNames: a name that no index can hold costs its thread alone.
func TestPostgresLongNames(t *testing.T) {
	db, _ := server(t)
	var name strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&name, "%x", sha256.Sum256([]byte{byte(i), byte(i >> 8)}))
	}
	good, sigs := plain("good", 3)
	long, _ := plain("long", 3)
	long.Thread.Comments[1].Author = name.String()
	results, err := db.SaveAll(t.Context(), []Item{{Source: "here", Analysis: long}, {Source: "here", Analysis: good, Sketches: sigs}})
	if err != nil {
		t.Fatal(err)
	}
	if results[0].Err == nil || !strings.Contains(results[0].Err.Error(), "json:long") || results[1].Err != nil {
		t.Errorf("%v, %v", results[0].Err, results[1].Err)
	}
	long.Thread.Comments[1].Author, long.Thread.Comments[1].Text = "short", strings.Repeat(name.String()+" ", 40)
	for i := range 300_000 {
		fmt.Fprintf(&name, " w%d", i)
	}
	long.Thread.Comments[2].Text = name.String() + strings.Repeat(" tail", 100_000)
	save(t, db, long, nil)
	if _, n, err := db.Search(t.Context(), "w1 w20000 tail", view.Range{}); n != 0 || err != nil { // tail is beyond what is indexed
		t.Errorf("found %d, %v", n, err)
	}
	if _, n, err := db.Search(t.Context(), `"w0 w1" w20000`, view.Range{}); n != 1 || err != nil {
		t.Errorf("found %d, %v", n, err)
	}
}

// TestPostgresReconnects: when the server has dropped all connections, what
// comes after a failure works.
func TestPostgresReconnects(t *testing.T) {
	db, _ := server(t)
	save(t, db, rich("reddit", "x"), nil)
	pgtest.Exec(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gainsay'`)
	tries := func(what string, do func() error) {
		t.Helper()
		var err error
		for range 10 { // more than the pool has connections
			if err = do(); err == nil {
				return
			}
		}
		t.Errorf("%s: %v", what, err)
	}
	tries("read", func() error { _, err := db.Analysis(t.Context(), "reddit:x"); return err })
	tries("write", func() error { return db.SaveSet(t.Context(), view.Set{Name: "x"}) })
	tries("count", func() error { return db.Warm(t.Context()) })
	tries("near-duplicates", func() error {
		s := db.Signatures(t.Context())
		s.Near(0, "json:y", sketch(1))
		return s.Err()
	})
}

// TestPostgresSteps: a schema of the first version gets the steps that follow,
// and a step that fails leaves nothing.
func TestPostgresSteps(t *testing.T) {
	address := pgtest.URL(t)
	a, err := postgres.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := readPostgresMigrations(postgresMigrations)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Migrate(t.Context(), steps[:1]); err != nil {
		t.Fatal(err)
	}
	bad := append(slices.Clone(steps), postgres.Migration{Version: 9000, Name: "9000_bad.sql", SQL: `CREATE TABLE half (x int); CREATE TABEL y`})
	if err := a.Migrate(t.Context(), bad); err == nil || !strings.Contains(err.Error(), "9000_bad.sql") {
		t.Errorf("a bad step: %v", err)
	}
	db := openAt(t, address)
	save(t, db, rich("reddit", "x"), nil)
	var half bool
	if err := db.read.QueryRow(`SELECT to_regclass('half') IS NOT NULL`).Scan(&half); half || err != nil {
		t.Errorf("a failed step left a table: %v, %v", half, err)
	}
}
