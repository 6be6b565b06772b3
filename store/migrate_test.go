package store

import (
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gainsay/gainsay/view"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the fixture of the newest schema")

func openRaw(t *testing.T) *sql.DB {
	t.Helper()
	db, err := connect(filepath.Join(t.TempDir(), "raw.db"), "rwc", 1, "_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func schema(t *testing.T, db *sql.DB) string {
	t.Helper()
	return dump(t, db, `SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name`)
}

// dump joins the rows of a query with one column.
func dump(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out strings.Builder
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out.WriteString(s + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// upTo gives the first n migrations.
func upTo(t *testing.T, n int) fs.FS {
	t.Helper()
	steps, err := readMigrations(migrations)
	if err != nil {
		t.Fatal(err)
	}
	out := fstest.MapFS{}
	for _, m := range steps[:n] {
		out["migration/"+m.name] = &fstest.MapFile{Data: []byte(m.sql)}
	}
	return out
}

// newest returns the newest version and its schema as made from nothing.
func newest(t *testing.T) (int, string) {
	t.Helper()
	steps, err := readMigrations(migrations)
	if err != nil || len(steps) == 0 {
		t.Fatalf("%d migrations, %v", len(steps), err)
	}
	db := openRaw(t)
	if err := migrate(t.Context(), db, migrations); err != nil {
		t.Fatal(err)
	}
	return len(steps), schema(t, db)
}

// TestMigrateFromEvery takes a database that each released version wrote
// (testdata/version/NNNN.sql holds its rows) to the newest and loads it. The
// fixture of the newest version is written with -update and then stays.
func TestMigrateFromEvery(t *testing.T) {
	sqliteOnly(t)
	last, want := newest(t)
	if *update {
		writeFixture(t, last)
	}
	for v := 1; v <= last; v++ {
		t.Run(fmt.Sprintf("%04d", v), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "old.db")
			makeVersion(t, path, v)
			db := openAt(t, path)
			if d := cmp.Diff(want, schema(t, db.write)); d != "" {
				t.Errorf("schema differs from that made from nothing:\n%s", d)
			}
			got, err := db.Analysis(t.Context(), "reddit:x")
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(toJSON(t, richOf(v)), toJSON(t, got)); d != "" {
				t.Error(d)
			}
			if _, total, err := db.Search(t.Context(), "doubled", view.Range{}); total != 2 || err != nil {
				t.Errorf("search found %d, %v", total, err)
			}
			if got := db.Signatures(t.Context()).Near(0, "json:y", sketch(1)); len(got) != 1 {
				t.Errorf("near-duplicates: %v", got)
			}
		})
	}
}

// makeVersion writes a database as version v had it.
func makeVersion(t *testing.T, path string, v int) {
	t.Helper()
	rows, err := os.ReadFile(fmt.Sprintf("testdata/version/%04d.sql", v))
	if err != nil {
		t.Fatalf("%v (a new migration needs a fixture: go test -run MigrateFromEvery -update)", err)
	}
	db, err := connect(path, "rwc", 1, "_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := migrate(t.Context(), db, upTo(t, v)); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(string(rows)); err != nil {
		t.Fatal(err)
	}
}

func writeFixture(t *testing.T, v int) {
	t.Helper()
	db := openTemp(t)
	save(t, db, rich("reddit", "x"), map[string][]uint32{"c1": sketch(1)})
	tables := dump(t, db.read, `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'
		AND name NOT LIKE '%\_text\_%' ESCAPE '\' ORDER BY rowid`)
	out := "BEGIN;\nPRAGMA defer_foreign_keys = 1;\n"
	for table := range strings.FieldsSeq(tables) {
		columns := strings.TrimSuffix(strings.ReplaceAll(dump(t, db.read,
			`SELECT 'quote("' || name || '")' FROM pragma_table_info('`+table+`')`), "\n", ` || ', ' || `),
			` || ', ' || `)
		out += dump(t, db.read, `SELECT 'INSERT INTO `+table+` VALUES (' || `+columns+` || ');' FROM "`+table+`"`)
	}
	for _, index := range []string{"comment_text", "assertion_text"} {
		out += fmt.Sprintf("INSERT INTO %s (%[1]s) VALUES ('rebuild');\n", index)
	}
	path := fmt.Sprintf("testdata/version/%04d.sql", v)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(out+"COMMIT;\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestMigrateNextStep(t *testing.T) {
	sqliteOnly(t)
	last, _ := newest(t)
	path := filepath.Join(t.TempDir(), "gainsay.db")
	db := openAt(t, path)
	save(t, db, rich("reddit", "x"), nil)
	before := contents(t, db)
	next := upTo(t, last).(fstest.MapFS)
	next[fmt.Sprintf("migration/%04d_next.sql", last+1)] = &fstest.MapFile{Data: []byte(
		`ALTER TABLE thread ADD COLUMN seen INTEGER NOT NULL DEFAULT 0; UPDATE thread SET seen = comments;`)}
	for range 2 { // the second time there is nothing to do
		if err := migrate(t.Context(), db.write, next); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(before, contents(t, db)); d != "" {
		t.Error(d)
	}
	if got := dump(t, db.read, `SELECT seen FROM thread`); got != "6\n" {
		t.Errorf("seen is %q", got)
	}
	if _, err := Open(path); !errors.Is(err, ErrNewer) {
		t.Errorf("Open by an older program: %v", err)
	}
}

func TestMigrateFails(t *testing.T) {
	sqliteOnly(t)
	last, want := newest(t)
	for name, query := range map[string]string{
		"a later statement": `CREATE TABLE half (x); INSERT INTO half VALUES (1); INSERT INTO nowhere VALUES (1);`,
		"syntax":            `CREATE TABLE half (x); CREATE TABEL y;`,
	} {
		t.Run(name, func(t *testing.T) {
			db := openRaw(t)
			bad := upTo(t, last).(fstest.MapFS)
			file := fmt.Sprintf("%04d_bad.sql", last+1)
			bad["migration/"+file] = &fstest.MapFile{Data: []byte(query)}
			if err := migrate(t.Context(), db, bad); err == nil || !strings.Contains(err.Error(), file) {
				t.Errorf("migrate: %v, want it to name %s", err, file)
			}
			if d := cmp.Diff(want, schema(t, db)); d != "" {
				t.Errorf("a failed step left something:\n%s", d)
			}
			if got := dump(t, db, `PRAGMA user_version`); got != fmt.Sprintln(last) {
				t.Errorf("version %q", got)
			}
		})
	}
}

func TestReadMigrations(t *testing.T) {
	for want, names := range map[string][]string{
		"0003_c.sql is in the place of 0002": {"0001_a.sql", "0003_c.sql"},
		"0001_b.sql is in the place of 0002": {"0001_a.sql", "0001_b.sql"},
		"not named NNNN_name.sql":            {"first.sql"},
		"12_a.sql is not named":              {"12_a.sql"},
	} {
		fsys := fstest.MapFS{}
		for _, n := range names {
			fsys["migration/"+n] = &fstest.MapFile{}
		}
		if _, err := readMigrations(fsys); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", names, err, want)
		}
	}
}
