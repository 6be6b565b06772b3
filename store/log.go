package store

import (
	"context"
	"os"
	"sync"
)

// logLimit is from which size on the log is emptied after a transaction, in
// bytes. SQLite writes a log anew from its beginning only at a moment when
// nobody reads it; while pages are served all the time, there is none, and the
// log grows without end.
var logLimit int64 = 128 << 20

// logSize remembers how large the log was when it could not be emptied.
type logSize struct {
	mu    sync.Mutex
	tried int64
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
