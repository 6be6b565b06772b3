package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/internal/pgtest"
	"github.com/gainsay/gainsay/store/internal/fulltext"
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
	pgtest.Need(t)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"-test.failfast=false", "-test.count=1"}
	if testing.Short() {
		args = append(args, "-test.short")
	}
	cmd := exec.CommandContext(t.Context(), exe, args...)
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
