package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay/internal/pgtest"
	"github.com/gainsay/gainsay/view"
)

// childEnv makes the test binary act as another process that writes to the
// database it names; childRole says how.
const (
	childEnv  = "GAINSAY_STORE_TEST_DATABASE"
	childRole = "GAINSAY_STORE_TEST_ROLE"
)

const childThreads = 25

func TestMain(m *testing.M) {
	if path := os.Getenv(childEnv); path != "" {
		if err := child(path, os.Getenv(childRole)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	pgtest.Stop()
	os.Exit(code)
}

func child(path, role string) error {
	ready := func() {
		fmt.Println("ready")
		bufio.NewReader(os.Stdin).ReadString('\n') // until the parent says so, or is gone
	}
	if role == "open" {
		ready()
		return openAndSave(path)
	}
	db, err := Open(path)
	if err != nil {
		return err
	}
	if role == "hang" { // in the middle of a transaction
		db.inSave = ready
		if db.pg == nil {
			if _, err := db.write.Exec("PRAGMA cache_size = 50"); err != nil { // pages: most of it goes to the log before the commit
				return err
			}
		}
		a, sigs := plain("victim", 3000)
		_, err := db.Save(context.Background(), "child", a, sigs)
		return err
	}
	ready()
	return errors.Join(saveMany(db, "child"), db.Close())
}

func saveMany(db *DB, name string) error {
	for i := range childThreads {
		a, sigs := plain(fmt.Sprint(name, i), 20)
		if _, err := db.Save(context.Background(), name, a, sigs); err != nil {
			return err
		}
	}
	return nil
}

// startChild starts a child and waits until it is ready.
func startChild(t *testing.T, path, role string) (*exec.Cmd, io.Writer) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), childEnv+"="+path, childRole+"="+role)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("child said %q, %v", line, err)
	}
	return cmd, in
}

func TestKilledInTheMiddle(t *testing.T) {
	path := newAddress(t)
	first, sigs := plain("victim", 40)
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	save(t, db, first, sigs)
	before := contents(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	cmd, _ := startChild(t, path, "hang")
	if info, err := os.Stat(path + "-wal"); !onPostgres() && (err != nil || info.Size() == 0) {
		t.Errorf("the child has written nothing yet: %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Success() {
		t.Fatalf("the child ended by itself: %v", err)
	}

	db = openAt(t, path)
	if d := cmp.Diff(before, contents(t, db)); d != "" {
		t.Errorf("a killed import left something:\n%s", d)
	}
	again, sigs := plain("victim", 3000)
	if saved := save(t, db, again, sigs); saved.Added != 2960 {
		t.Errorf("the next import: %+v", saved)
	}
}

func TestTwoProcesses(t *testing.T) {
	path := newAddress(t)
	db := openAt(t, path)
	cmd, in := startChild(t, path, "write")
	if _, err := io.WriteString(in, "go\n"); err != nil {
		t.Fatal(err)
	}
	if err := saveMany(db, "parent"); err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("child: %v", err)
	}
	if _, total, err := db.Threads(t.Context(), view.ThreadFilter{}); err != nil || total != 2*childThreads {
		t.Errorf("%d threads, %v; want %d", total, err, 2*childThreads)
	}
}

func TestTwoOpenAtOnce(t *testing.T) {
	path := newAddress(t)
	done := make(chan error)
	for range 6 {
		go func() {
			db, err := Open(path)
			if err == nil {
				err = db.Close()
			}
			done <- err
		}()
	}
	for range 6 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestCancelled(t *testing.T) {
	db := openTemp(t)
	save(t, db, rich("json", "x"), nil)
	before := contents(t, db)
	ctx, cancel := context.WithCancel(t.Context())
	db.inSave = cancel
	a, sigs := plain("x", 200)
	saved, err := db.Save(ctx, "here", a, sigs)
	if !errors.Is(err, context.Canceled) || saved != (Saved{}) {
		t.Errorf("Save: %+v, %v", saved, err)
	}
	if d := cmp.Diff(before, contents(t, db)); d != "" {
		t.Errorf("a cancelled import left something:\n%s", d)
	}
	db.inSave = nil
	save(t, db, a, sigs)
}

func TestReadWhileWriting(t *testing.T) {
	db := openTemp(t)
	save(t, db, rich("json", "x"), nil)
	before := contents(t, db)
	read := 0
	db.inSave = func() {
		read++
		if d := cmp.Diff(before, contents(t, db)); d != "" {
			t.Errorf("a reader sees what is not committed:\n%s", d)
		}
		if rows, total, err := db.Search(t.Context(), "tram", view.Range{}); total != 0 || err != nil {
			t.Errorf("found %v, %v", rows, err)
		}
	}
	a, sigs := plain("x", 50)
	save(t, db, a, sigs)
	if _, total, err := db.Search(t.Context(), "tram", view.Range{}); total != 50 || err != nil || read != 1 {
		t.Errorf("afterwards: %d found, %v; %d reads", total, err, read)
	}
}
