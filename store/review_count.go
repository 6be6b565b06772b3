package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/gainsay/gainsay/view"
)

// MarkCounts says how many marks the filter picks, whether decided or not, and
// how many of them its coder has decided.
func (db *DB) MarkCounts(ctx context.Context, f view.MarkFilter, today time.Time) (n view.MarkCounts, err error) {
	f.Decided = ""
	cond, args, err := markCondition(f)
	if err != nil {
		return n, fmt.Errorf("count marks: %w", err)
	}
	err = db.view(ctx, func(tx *sql.Tx) error {
		more, moreArgs, err := belowThreshold(ctx, tx)
		if err != nil {
			return err
		}
		cond, args := cond+more, append(args, moreArgs...)
		if n.All, err = db.marks.count(ctx, tx, cond, args, f.Mine); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT count(CASE WHEN d.verdict = 'right' THEN 1 END),
			count(CASE WHEN d.verdict = 'wrong' THEN 1 END), count(CASE WHEN d.verdict = 'changed' THEN 1 END),
			count(CASE WHEN d.time >= ? THEN 1 END)
			FROM decided y CROSS JOIN decision d ON d.pk = y.decision
			CROSS JOIN thread t ON t.format = substr(y.thread, 1, instr(y.thread, ':') - 1)
				AND t.id = substr(y.thread, instr(y.thread, ':') + 1)
			CROSS JOIN mark m ON m.thread_pk = t.pk AND m.id = y.mark
			WHERE y.coder = ? AND `+strings.ReplaceAll(cond, "m.pk IN", "+m.pk IN"), append([]any{today.UnixMilli(), f.Coder}, args...)...).
			Scan(&n.Right, &n.Wrong, &n.Changed, &n.Today)
	})
	if err != nil {
		return n, fmt.Errorf("count marks: %w", err)
	}
	return n, nil
}

// markTotals remembers how many marks filters pick, which a page shows each time
// and which only an import changes.
type markTotals struct {
	mu    sync.Mutex
	state [3]int64 // of the database that the counts are of
	n     map[string]int
}

// maxTotals is how many counts are remembered.
const maxTotals = 200

// count counts the marks under a condition; fresh says not to use what is remembered.
func (t *markTotals) count(ctx context.Context, tx *sql.Tx, cond string, args []any, fresh bool) (n int, err error) {
	var state [3]int64
	err = tx.QueryRowContext(ctx, `SELECT coalesce((SELECT max(pk) FROM mark), 0), (SELECT count(*) FROM marked),
		coalesce((SELECT max(imported) FROM thread), 0)`).Scan(&state[0], &state[1], &state[2])
	if err != nil {
		return 0, err
	}
	key := fmt.Sprint(cond, args)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n == nil || t.state != state || len(t.n) >= maxTotals {
		t.state, t.n = state, map[string]int{}
	}
	if n, ok := t.n[key]; ok && !fresh {
		return n, nil
	}
	err = tx.QueryRowContext(ctx, `SELECT count(*) FROM mark m WHERE `+cond, args...).Scan(&n)
	if err == nil {
		t.n[key] = n
	}
	return n, err
}
