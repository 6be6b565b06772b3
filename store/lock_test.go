package store

import (
	"bufio"
	"context"
	"crypto/rand"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestHolder: the error names the process that holds the lock.
func TestHolder(t *testing.T) {
	const variable = "GAINSAY_TEST_HOLD"
	if path := os.Getenv(variable); path != "" { // the other process
		release := holdLock(t, path)
		os.Stdout.WriteString("held\n")
		io.Copy(io.Discard, os.Stdin)
		release()
		return
	}
	if runtime.GOOS != "linux" {
		t.Skip("only Linux shows who holds a lock")
	}
	defer func(d time.Duration) { lockWait = d }(lockWait)
	lockWait = 0
	path := filepath.Join(t.TempDir(), "gainsay.db")
	db := openAt(t, path)
	c := exec.Command(os.Args[0], "-test.run=^TestHolder$")
	c.Env = append(os.Environ(), variable+"="+path)
	in, err1 := c.StdinPipe()
	out, err2 := c.StdoutPipe()
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatal(line, err)
	}
	a, sigs := plain("y", 1)
	_, err := db.Save(t.Context(), "here", a, sigs)
	if err == nil || !strings.Contains(err.Error(), "process "+strconv.Itoa(c.Process.Pid)) {
		t.Errorf("process %d holds the lock, and the error is %v", c.Process.Pid, err)
	}
	in.Close()
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
	save(t, db, a, sigs)
}

// TestEmptyLog: a log beyond the limit is emptied after a transaction.
func TestEmptyLog(t *testing.T) {
	defer func(n int64) { logLimit = n }(logLimit)
	path := filepath.Join(t.TempDir(), "gainsay.db")
	db := openAt(t, path)
	size := func() int64 {
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	save(t, db, rich("json", "x"), nil)
	if size() == 0 {
		t.Fatal("the log is empty before: the test tests nothing")
	}
	logLimit = 1
	save(t, db, rich("json", "y"), nil)
	if n := size(); n != 0 {
		t.Errorf("the log has %d bytes", n)
	}
	if _, err := db.Analysis(t.Context(), "json:x"); err != nil {
		t.Error(err)
	}
}

// TestKeepLogShort: after a tick, all that was saved is in the file.
func TestKeepLogShort(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gainsay.db")
	db := openAt(t, path)
	sizes := func() (have, want int64) {
		info, err := os.Stat(path)
		if err == nil {
			err = db.read.QueryRow("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").Scan(&want)
		}
		if err != nil {
			t.Fatal(err)
		}
		return info.Size(), want
	}
	ctx, cancel := context.WithCancel(t.Context())
	ticks, ended := make(chan time.Time), make(chan error)
	go func() { ended <- db.KeepLogShort(ctx, ticks) }()
	for n := range 3 {
		for range 20 {
			save(t, db, rich("json", rand.Text()), nil)
		}
		if have, want := sizes(); n == 0 && have == want {
			t.Fatal("the log is written back before: the test tests nothing")
		}
		ticks <- time.Time{}
		ticks <- time.Time{} // taken once the first one is dealt with
		if have, want := sizes(); have != want {
			t.Errorf("after tick %d the file has %d bytes of %d", n, have, want)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestOpenUnchanging reads a closed database as a file in a folder that cannot be
// written is read.
func TestOpenUnchanging(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gainsay.db")
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	save(t, db, rich("json", "x"), nil)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	version, err := header(path, unchanging)
	if steps, rerr := readMigrations(migrations); err != nil || rerr != nil || version != len(steps) {
		t.Errorf("version %d of %d: %v %v", version, len(steps), err, rerr)
	}
	if all, _ := filepath.Glob(path + "-*"); len(all) > 0 {
		t.Errorf("reading made %q", all)
	}
}
