package store

import (
	"context"
	"database/sql"
	"testing"
	"time"
)

// TestCancelEndsQuery: a query ends with its request, not when it has counted to
// ten thousand million.
func TestCancelEndsQuery(t *testing.T) {
	db := openTemp(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	var n int
	err := db.view(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 10000000000)
			SELECT count(*) FROM c`).Scan(&n)
	})
	if err == nil || time.Since(start) > 10*time.Second {
		t.Errorf("counted to %d in %v, %v", n, time.Since(start), err)
	}
	if _, err := db.Users(t.Context()); err != nil { // the connection is good for others
		t.Error(err)
	}
}
