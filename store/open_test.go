package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gainsay/gainsay/view"
)

// openAndSave is what each process of TestManyProcessesOpen does.
func openAndSave(path string) error {
	db, err := Open(path)
	if err != nil {
		return err
	}
	a, sigs := plain(fmt.Sprint("process", os.Getpid()), 2)
	_, err = db.Save(context.Background(), "child", a, sigs)
	return errors.Join(err, db.Close())
}

// TestManyProcessesOpen starts eight processes that open one new file at the
// same moment, with every core busy besides, and wants a thread of each.
func TestManyProcessesOpen(t *testing.T) {
	const processes = 8
	rounds := 10
	if testing.Short() {
		rounds = 3
	}
	if onPostgres() {
		rounds = 1
	}
	defer keepBusy(2 * runtime.NumCPU())()
	for range rounds {
		path := newAddress(t)
		var children []*exec.Cmd
		var starts []io.Writer
		for range processes {
			cmd, start := startChild(t, path, "open")
			children, starts = append(children, cmd), append(starts, start)
		}
		for _, start := range starts {
			fmt.Fprintln(start)
		}
		for _, cmd := range children {
			if err := cmd.Wait(); err != nil {
				t.Errorf("a process that opened the new file: %v", err) // it has printed why
			}
		}
		if _, n, err := openAt(t, path).Threads(t.Context(), view.ThreadFilter{}); n != processes ||
			err != nil {
			t.Fatalf("%d threads of %d processes, %v", n, processes, err)
		}
	}
}

// keepBusy runs n goroutines that only compute, until the function it returns
// is called.
func keepBusy(n int) (stop func()) {
	var done atomic.Bool
	for range n {
		go func() {
			for !done.Load() {
			}
		}()
	}
	return func() { done.Store(true) }
}

// TestOpenWhileLocked opens a file that is not yet in WAL mode and whose write
// lock another connection holds, as the first process to open a new file does.
func TestOpenWhileLocked(t *testing.T) {
	sqliteOnly(t)
	path := newAddress(t)
	release := holdLock(t, path)
	time.AfterFunc(50*time.Millisecond, release)
	openAt(t, path)
}

// TestOpenGivesUp checks the error after the longest wait.
func TestOpenGivesUp(t *testing.T) {
	sqliteOnly(t)
	defer func(d time.Duration) { lockWait = d }(lockWait)
	lockWait = 30 * time.Millisecond
	path := newAddress(t)
	defer holdLock(t, path)()
	_, err := Open(path)
	if err == nil {
		t.Fatal("opened a file locked by another")
	}
	for _, want := range []string{path, "write lock", "waited ", "SQLITE_BUSY"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %q, want %q in it", err, want)
		}
	}
}

// TestLookWhileLocked opens and reads a database of the newest schema while
// another connection holds the write lock: that takes no lock.
func TestLookWhileLocked(t *testing.T) {
	sqliteOnly(t)
	defer func(d time.Duration) { lockWait = d }(lockWait)
	lockWait = 0
	path := newAddress(t)
	save(t, openAt(t, path), rich("json", "x"), nil)
	release := holdLock(t, path)
	db := openAt(t, path)
	if _, err := db.Analysis(t.Context(), "json:x"); err != nil {
		t.Error(err)
	}
	a, sigs := plain("y", 1)
	if _, err := db.Save(t.Context(), "here", a, sigs); err == nil ||
		!strings.Contains(err.Error(), "write lock") {
		t.Errorf("saved while another holds the write lock: %v", err)
	}
	release()
	save(t, db, a, sigs)
}

// holdLock takes the write lock of path on a connection of its own.
func holdLock(t *testing.T, path string) (release func()) {
	t.Helper()
	db, err := connect(path, "rwc", 1, "_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := errors.Join(tx.Rollback(), db.Close()); err != nil {
			t.Error(err)
		}
	}
}
