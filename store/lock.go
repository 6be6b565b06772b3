package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
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
			return fmt.Errorf("waited %.1f s for the write lock, which another process holds: %w", waited.Seconds(), err)
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
