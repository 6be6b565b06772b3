package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// exampleFile makes a database with threads, decisions apart, and closes it.
func exampleFile(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "with space.db")
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	large, sigs := plain("large", 40)
	save(t, db, rich("reddit", "t3_x"), nil)
	save(t, db, large, sigs)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// damage changes a database behind the back of the store.
func damage(t *testing.T, path, statements string) {
	t.Helper()
	db, err := connect(path, "rw", 1, "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
}

func TestExamineSound(t *testing.T) {
	e, err := Examine(t.Context(), exampleFile(t))
	if err != nil || len(e.Faults) > 0 || len(e.Remarks) > 0 {
		t.Fatalf("%v, %q, %q", err, e.Faults, e.Remarks)
	}
	if e.Schema != e.Newest || e.Newest == 0 || e.File == 0 || e.Counts[0] != (Count{"threads", 2}) || len(e.Versions) == 0 {
		t.Errorf("%+v", e)
	}
}

// TestExamineFinds damages a database in each way that Examine looks for.
func TestExamineFinds(t *testing.T) {
	for _, c := range []struct{ statements, fault string }{
		{`DROP INDEX ` + anyIndex, "schema: no index " + anyIndex},
		{`DROP TRIGGER comment_gone`, "schema: no trigger comment_gone"},
		{`ALTER TABLE thread DROP COLUMN announced`, "schema: no column thread.announced"},
		{`UPDATE comment SET parent_pk = 99999 WHERE pk = 2`, "ids: 1 rows of table comment point to no row of table comment"},
		{`INSERT INTO band VALUES (7, 99999)`, "ids: 1 rows of table band point to no comment"},
		{`DROP TRIGGER comment_changed; UPDATE comment SET text = 'other words' WHERE pk = 1;` + commentChanged,
			"word index: its words are not those of table comment"},
		{`INSERT INTO comment_text (comment_text, rowid, text) SELECT 'delete', pk, text FROM comment WHERE pk = 1`,
			"word index: 1 rows of table comment are not in it"},
		{`INSERT INTO comment_text (rowid, text) VALUES (99999, 'nothing')`, "word index: 1 entries are of no row of table comment"},
		{`UPDATE annotation SET list = 'x' WHERE thread_pk = 1`, "thread reddit:t3_x: its annotations cannot be read"},
		{`DELETE FROM annotation WHERE thread_pk = 1`, "ids of assertions and relations name no annotation of it"},
		{`UPDATE comment SET id = 'moved' || id WHERE thread_pk = 1`, "annotations are of no comment of it"},
	} {
		path := exampleFile(t)
		damage(t, path, c.statements)
		e, err := Examine(t.Context(), path)
		if err != nil || !strings.Contains(strings.Join(e.Faults, "\n"), c.fault) {
			t.Errorf("%s: want %q, got %q, %v", c.statements, c.fault, e.Faults, err)
		}
	}
}

const (
	anyIndex       = "comment_author"
	commentChanged = `CREATE TRIGGER comment_changed AFTER UPDATE OF pk, text ON comment BEGIN SELECT 1; END`
)

// TestExamineBrokenPages overwrites the middle of the file.
func TestExamineBrokenPages(t *testing.T) {
	path := exampleFile(t)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte(strings.Repeat("\xff", 64<<10)), info.Size()/2/4096*4096); err != nil {
		t.Fatal(err)
	}
	if e, err := Examine(t.Context(), path); err == nil && len(e.Faults) == 0 {
		t.Errorf("no fault in %+v", e)
	}
}

// TestExamineOlder finds nothing wrong with a database of an older schema and
// leaves it as it is.
func TestExamineOlder(t *testing.T) {
	path := exampleFile(t)
	damage(t, path, `PRAGMA user_version = 3`)
	for range 2 {
		e, err := Examine(t.Context(), path)
		if err != nil || e.Schema != 3 || len(e.Faults) > 0 || len(e.Remarks) != 1 {
			t.Fatalf("%+v, %v", e, err)
		}
	}
}

// TestExamineLocked compares no words while another connection writes.
func TestExamineLocked(t *testing.T) {
	path := exampleFile(t)
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := begin(t.Context(), db.write)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	old := indexWait
	indexWait = 0
	defer func() { indexWait = old }()
	e, err := Examine(t.Context(), path)
	if err != nil || len(e.Faults) > 0 || len(e.Remarks) != 1 || !strings.Contains(e.Remarks[0], "not compared") {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestRebuildIndexes(t *testing.T) {
	path := exampleFile(t)
	damage(t, path, `INSERT INTO comment_text (comment_text) VALUES ('delete-all')`)
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if e, err := Examine(t.Context(), path); err != nil || len(e.Faults) == 0 {
		t.Fatalf("%+v, %v", e, err)
	}
	if err := db.RebuildIndexes(t.Context()); err != nil {
		t.Fatal(err)
	}
	if e, err := Examine(t.Context(), path); err != nil || len(e.Faults) > 0 {
		t.Fatalf("%+v, %v", e, err)
	}
}
