package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// markTables and the columns read from them. The CROSS JOIN keeps the order of
// an index of mark.
const (
	markTables  = ` FROM mark m CROSS JOIN thread t ON t.pk = m.thread_pk CROSS JOIN comment c ON c.pk = m.comment_pk`
	markColumns = `t.format || ':' || t.id, m.id, m.start, m."end", coalesce(nullif(t.title, ''), t.opening), c.id, coalesce(c.author, ''), c.time,
		m.class, m.dispute, c.text, m.target, m.score, m.by`
)

// sortKey is what a queue is ordered by. Each is the columns of an index.
type sortKey struct {
	columns [3]string
	desc    bool
}

var markSorts = map[view.MarkOrder]sortKey{
	"":               {[3]string{"m.unsure", "m.class", "m.pk"}, false},
	view.UnsureFirst: {[3]string{"m.unsure", "m.class", "m.pk"}, false},
	view.WorthFirst:  {[3]string{"m.worth", "m.class", "m.pk"}, true},
	view.ByThread:    {[3]string{"m.thread_pk", "m.comment_pk", "m.pk"}, false},
	view.RandomOrder: {[3]string{"m.random", "m.class", "m.pk"}, false},
	view.NewestFirst: {[3]string{"m.time", "m.class", "m.pk"}, true},
}

// orderBy gives the order, or its reverse.
func (k sortKey) orderBy(back bool) string {
	dir := " ASC"
	if k.desc != back {
		dir = " DESC"
	}
	return " ORDER BY " + strings.Join(k.columns[:], dir+", ") + dir
}

// beyond is the condition of rows after, or before, a position.
func (k sortKey) beyond(back bool) string {
	op := " > "
	if k.desc != back {
		op = " < "
	}
	return "(" + strings.Join(k.columns[:], ", ") + ")" + op + "(?, ?, ?)"
}

// Marks lists at most limit marks that the filter picks: from the start of the
// order, or those after a mark, which itself need not be picked. With back it
// lists those before the mark, nearest first. A mark that is no longer there is
// view.ErrNotFound.
func (db *DB) Marks(ctx context.Context, f view.MarkFilter, after view.MarkRef, back bool,
	limit int) (rows []view.MarkRow, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		q, err := newMarkQuery(ctx, tx, f, after, back)
		if err != nil {
			return err
		}
		for _, part := range q.parts {
			if len(rows) == limit {
				break
			}
			more, err := q.list(part, limit-len(rows))
			if err != nil {
				return err
			}
			rows = append(rows, more...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list marks: %w", err)
	}
	return rows, nil
}

// markQuery lists marks in the order of a filter.
type markQuery struct {
	ctx   context.Context
	tx    *sql.Tx
	coder string
	key   sortKey
	back  bool
	cond  string // of the filter
	args  []any
	parts []markPart // one after the other
}

// markPart is a condition that the order is continuous under.
type markPart struct {
	cond string
	args []any
}

func newMarkQuery(ctx context.Context, tx *sql.Tx, f view.MarkFilter, after view.MarkRef,
	back bool) (*markQuery, error) {
	key, ok := markSorts[f.Order]
	if !ok {
		return nil, fmt.Errorf("no order %q", f.Order)
	}
	q := &markQuery{ctx: ctx, tx: tx, coder: f.Coder, key: key, back: back, parts: []markPart{{cond: "TRUE"}}}
	var err error
	if q.cond, q.args, err = markCondition(f); err != nil {
		return nil, err
	}
	if err := q.leaveOut(); err != nil {
		return nil, err
	}
	if f.Order == view.RandomOrder {
		q.parts = ring(f.Seed, back)
	}
	if after == (view.MarkRef{}) {
		return q, nil
	}
	at, err := q.position(after)
	if err != nil {
		return nil, err
	}
	if f.Order == view.RandomOrder && (at[0].(int64) < ringStart(f.Seed)) != back {
		q.parts = q.parts[1:]
	}
	q.parts[0].cond += " AND " + key.beyond(back)
	q.parts[0].args = append(q.parts[0].args, at[:]...)
	return q, nil
}

// leaveOut leaves out the marks below thresholds.
func (q *markQuery) leaveOut() error {
	cond, args, err := belowThreshold(q.ctx, q.tx)
	q.cond, q.args = q.cond+cond, append(q.args, args...)
	return err
}

// ring cuts the marks, which lie on a ring in random order, where a seed says:
// another seed gives another sample, and all use the same index.
func ring(seed int64, back bool) []markPart {
	parts := []markPart{{"m.random >= ?", []any{ringStart(seed)}}, {"m.random < ?", []any{ringStart(seed)}}}
	if back {
		slices.Reverse(parts)
	}
	return parts
}

func ringStart(seed int64) int64 {
	h := sha256.Sum256(binary.LittleEndian.AppendUint64(nil, uint64(seed)))
	return int64(binary.LittleEndian.Uint64(h[:8]) >> 1)
}

// position reads the values of the order's columns of a mark.
func (q *markQuery) position(ref view.MarkRef) (at [3]any, err error) {
	format, id := splitKey(ref.Thread)
	err = q.tx.QueryRowContext(q.ctx, `SELECT `+strings.Join(q.key.columns[:], ", ")+` FROM mark m
		WHERE m.thread_pk = (SELECT pk FROM thread WHERE format = ? AND id = ?) AND m.id = ?`,
		format, id, ref.Mark).Scan(&at[0], &at[1], &at[2])
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("mark %q of %s: %w", ref.Mark, ref.Thread, view.ErrNotFound)
	}
	return at, err
}

func (q *markQuery) list(part markPart, limit int) ([]view.MarkRow, error) {
	query, args := q.query(part, limit)
	return collect(q.ctx, q.tx, scanMark, query, args...)
}

func (q *markQuery) query(part markPart, limit int) (string, []any) {
	return `SELECT ` + markColumns + `, ` + verdictBy + markTables + ` WHERE ` + q.cond + ` AND ` + part.cond +
			q.key.orderBy(q.back) + ` LIMIT ?`,
		slices.Concat([]any{q.coder}, q.args, part.args, []any{limit})
}

// tagOfClass is the tag of a mark of a class: a tag, or the status of an assertion.
func tagOfClass(class string) gainsay.Tag {
	if slices.Contains(gainsay.Statuses(), gainsay.Status(class)) {
		return gainsay.TagClaim
	}
	return gainsay.Tag(class)
}

// keyOf is the key of the thread of mark m.
const keyOf = `(SELECT k.format || ':' || k.id FROM thread k WHERE k.pk = m.thread_pk)`

// verdictBy is what a coder says of mark m, "" if nothing.
const verdictBy = `coalesce((SELECT v.verdict FROM decided x JOIN decision v ON v.pk = x.decision
	WHERE x.coder = ? AND x.thread = ` + keyOf + ` AND x.mark = m.id), '')`

func scanMark(r *sql.Rows) (m view.MarkRow, err error) {
	var class, text string
	var dispute int
	var at sql.NullInt64
	err = r.Scan(&m.Thread, &m.Mark, &m.Start, &m.End, &m.ThreadTitle, &m.Comment, &m.Author, &at, &class, &dispute, &text,
		&m.Target, &m.Score, &m.Rule, &m.Verdict)
	m.Time, m.Tag = fromMillis(at), tagOfClass(class)
	if m.Tag == gainsay.TagClaim {
		m.Status = gainsay.Status(class)
	}
	for _, d := range gainsay.Disputes() {
		if dispute&disputeBits[d] != 0 {
			m.Disputes = append(m.Disputes, d)
		}
	}
	if m.Span.Valid(len(text)) {
		m.Words = m.Span.In(text)
	}
	return m, err
}
