package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// lockWait bounds how long the writing connection waits for other processes.
// Tests shorten it.
var lockWait = time.Minute

// waitForLock calls f until it no longer fails with SQLITE_BUSY, with a pause
// of random length between two calls, for at most lockWait. The busy timeout of
// the connection is not enough, for two reasons. PRAGMA journal_mode(WAL)
// upgrades a read lock to a write lock on a file that is not yet in WAL mode;
// while another connection writes, SQLite refuses that at once to avoid a
// deadlock. And SQLite polls at growing intervals, so that writers who come
// later are more likely to get the lock; each call of f starts with short
// intervals again.
//
// A call of f that fails must leave nothing behind.
func waitForLock(ctx context.Context, f func() error) error {
	start := time.Now()
	for {
		err := f()
		if !isBusy(err) {
			return err
		}
		if waited := time.Since(start); waited >= lockWait {
			return &LockedError{Waited: waited, Holder: "another process", Err: err}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Millisecond + rand.N(20*time.Millisecond)):
		}
	}
}

// isBusy reports whether err says that another connection holds a lock.
func isBusy(err error) bool {
	var se *sqlite.Error
	return errors.As(err, &se) && se.Code()&0xff == sqlite3.SQLITE_BUSY
}

// LockedError says that the write lock was not free for too long.
type LockedError struct {
	Waited time.Duration
	Holder string // who holds it, as far as known
	Err    error
}

// Error says who holds the lock and how long it was waited for.
func (e *LockedError) Error() string {
	return fmt.Sprintf("waited %.1f s for the write lock, which %s holds: %v", e.Waited.Seconds(), e.Holder, e.Err)
}

// Unwrap returns SQLite's error.
func (e *LockedError) Unwrap() error { return e.Err }

// named names the holder of the lock in an error, where the system shows it.
func (db *DB) named(err error) error {
	var locked *LockedError
	if errors.As(err, &locked) {
		if who := holder(db.path); who != "" {
			locked.Holder = who
		}
	}
	return err
}

// holder returns the process that holds a lock for writing on the shared memory
// of a database in WAL mode, or on the database. It reads /proc/locks, which
// Linux alone has; "" if it finds nothing.
func holder(path string) string {
	locks, err := os.ReadFile("/proc/locks")
	if err != nil {
		return ""
	}
	for _, file := range []string{path + "-shm", path} {
		info, err := os.Stat(file)
		if err != nil {
			continue
		}
		inode := fmt.Sprintf(":%d", inodeOf(info))
		for line := range strings.Lines(string(locks)) {
			// 1: POSIX  ADVISORY  WRITE 1234 08:01:5678 120 120
			f := strings.Fields(line)
			if len(f) < 8 || f[3] != "WRITE" || !strings.HasSuffix(f[5], inode) || f[4] == strconv.Itoa(os.Getpid()) {
				continue
			}
			name, _ := os.ReadFile("/proc/" + f[4] + "/comm") // "" for a process of another user
			return strings.TrimSpace(fmt.Sprintf("process %s %s", f[4], bytes.TrimSpace(name)))
		}
	}
	return ""
}
