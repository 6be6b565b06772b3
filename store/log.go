package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// logLimit is from which size on the log is emptied after a transaction, in
// bytes. SQLite writes a log anew from its beginning only at a moment when
// nobody reads it; while pages are served all the time, there is none, and the
// log grows without end.
var logLimit int64 = 128 << 20

// logSize remembers how large the log was when it could not be emptied.
type logSize struct {
	mu      sync.Mutex
	tried   int64
	commits atomic.Int64 // transactions so far
}

// emptyLog writes a large log back into the file and empties it. It waits a few
// seconds for those who read an older state; meanwhile new readers find all in
// the file and need no log. A reader that takes longer, such as an export of
// everything, puts it off until the log has grown by half. Nothing is lost by a
// failure: the log stays valid.
func (db *DB) emptyLog(ctx context.Context) {
	db.log.mu.Lock()
	defer db.log.mu.Unlock()
	info, err := os.Stat(db.path + "-wal")
	if err != nil || info.Size() < max(logLimit, db.log.tried+db.log.tried/2) {
		return
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return
	}
	defer conn.Close()
	var busy, pages, done int
	_, err = conn.ExecContext(ctx, "PRAGMA busy_timeout = 3000")
	if err == nil {
		err = conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &done)
	}
	db.log.tried = 0
	if err != nil || busy != 0 {
		db.log.tried = info.Size()
	}
	_, _ = conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA busy_timeout = 200") // as in writePragmas
}

// KeepLogShort writes the log back into the file at every tick after which something
// was saved, until ctx ends. Saves go on meanwhile; without it, one of a hundred has to
// wait until all of a long log is written. A tick at which others hold the file is
// skipped.
func (db *DB) KeepLogShort(ctx context.Context, ticks <-chan time.Time) (err error) {
	if db.pg != nil {
		return nil
	}
	conn, err := connect(db.path, "rw", 1, "", "busy_timeout(200)")
	if err != nil {
		return fmt.Errorf("write the log back: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	var done int64
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticks:
		}
		if n := db.log.commits.Load(); n != done {
			if _, err := conn.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)"); err == nil {
				done = n
			}
		}
	}
}
