package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/view"
)

// TestBackupWhileSaving backs up while another process saves: every backup is
// sound, and holds no fewer threads than the one before.
func TestBackupWhileSaving(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gainsay.db")
	db := openAt(t, path)
	save(t, db, rich("reddit", "t3_x"), nil)
	child, start := startChild(t, path, "save")
	done := make(chan error, 1)
	if _, err := start.Write([]byte("\n")); err != nil {
		t.Fatal(err)
	}
	go func() { done <- child.Wait() }()
	before, seen := 0, map[int]bool{}
	for ended := false; !ended; {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			ended = true
		default:
		}
		to := filepath.Join(t.TempDir(), "copy.db")
		if err := Backup(t.Context(), path, to, false); err != nil {
			t.Fatal(err)
		}
		n := soundFile(t, to)
		if n < before {
			t.Fatalf("%d threads after %d", n, before)
		}
		before, seen[n] = n, true
	}
	if before != childThreads+1 {
		t.Errorf("the last backup has %d threads (seen: %v)", before, seen)
	}
}

// soundFile wants no fault in a database, and returns how many threads it has.
func soundFile(t testing.TB, path string) int {
	t.Helper()
	e, err := Examine(t.Context(), path)
	if err != nil || len(e.Faults) > 0 {
		t.Fatalf("%q, %v", e.Faults, err)
	}
	return e.Counts[0].N
}

func TestBackupReplaces(t *testing.T) {
	path, dir := exampleFile(t), t.TempDir()
	to := filepath.Join(dir, "copy.db")
	if err := os.WriteFile(to, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Backup(t.Context(), path, to, false); !errors.Is(err, ErrExists) {
		t.Errorf("a file that exists: %v", err)
	}
	if err := Backup(t.Context(), path, path, true); err == nil {
		t.Error("a database was backed up to itself")
	}
	if err := Backup(t.Context(), path, to, true); err != nil {
		t.Error(err)
	}
	soundFile(t, to)
	if names, err := os.ReadDir(dir); err != nil || len(names) != 1 {
		t.Errorf("files left: %v, %v", names, err)
	}
	if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestRestoreBackup(t *testing.T) {
	from, path := exampleFile(t), filepath.Join(t.TempDir(), "gainsay.db")
	if err := RestoreBackup(t.Context(), path, from, false); err != nil {
		t.Fatal(err)
	}
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	more, sigs := plain("more", 3)
	save(t, db, more, sigs)
	if err := RestoreBackup(t.Context(), path, from, false); !errors.Is(err, ErrExists) {
		t.Errorf("a database that exists: %v", err)
	}
	if err := RestoreBackup(t.Context(), path, from, true); !errors.Is(err, ErrInUse) {
		t.Errorf("a database that is open: %v", err)
	}
	if _, n, err := db.Threads(t.Context(), view.ThreadFilter{}); n != 3 || err != nil {
		t.Fatalf("after refused restores: %d threads, %v", n, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := RestoreBackup(t.Context(), path, from, true); err != nil {
		t.Fatal(err)
	}
	if n := soundFile(t, path); n != 2 {
		t.Errorf("%d threads", n)
	}
}

// TestRestoreEmpty replaces no database by an empty file or by one without tables of Gainsay's.
func TestRestoreEmpty(t *testing.T) {
	path, from := exampleFile(t), filepath.Join(t.TempDir(), "empty.db")
	if err := os.WriteFile(from, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := RestoreBackup(t.Context(), path, from, true); err == nil || !strings.Contains(err.Error(), "backup is empty") {
			t.Errorf("restored: %v", err)
		}
		damage(t, from, `VACUUM`) // the second time it is a database
	}
	if n := soundFile(t, path); n != 2 {
		t.Errorf("%d threads", n)
	}
}

// TestRestoreOlder brings a backup of every older version to the newest schema, and refuses one that is
// of another schema than it says.
func TestRestoreOlder(t *testing.T) {
	last, _ := newest(t)
	for v := 1; v <= last; v++ {
		old, path := filepath.Join(t.TempDir(), "old.db"), filepath.Join(t.TempDir(), "gainsay.db")
		makeVersion(t, old, v)
		if err := RestoreBackup(t.Context(), path, old, false); err != nil {
			t.Fatal(err)
		}
		if e, err := Examine(t.Context(), path); err != nil || len(e.Faults) > 0 || e.Schema != last {
			t.Errorf("from %d: %+v, %v", v, e, err)
		}
	}
	path, from := exampleFile(t), exampleFile(t)
	damage(t, from, `PRAGMA user_version = 3`)
	if err := RestoreBackup(t.Context(), path, from, true); err == nil {
		t.Error("restored")
	}
	soundFile(t, path)
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("files left: %v, %v", left, err)
	}
}

// TestRestoreOverDamage replaces a file that is no database any more, but not by
// a backup with faults.
func TestRestoreOverDamage(t *testing.T) {
	from, path := exampleFile(t), filepath.Join(t.TempDir(), "gainsay.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	bad := exampleFile(t)
	damage(t, bad, `INSERT INTO band VALUES (7, 99999)`)
	if err := RestoreBackup(t.Context(), path, bad, true); err == nil || !strings.Contains(err.Error(), "has faults: ids") {
		t.Errorf("a backup with faults: %v", err)
	}
	if err := RestoreBackup(t.Context(), path, from, true); err != nil {
		t.Fatal(err)
	}
	soundFile(t, path)
}
