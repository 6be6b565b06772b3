package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// markTables and the columns read from them. The CROSS JOIN keeps the order of
// an index of mark.
const (
	markTables  = ` FROM mark m CROSS JOIN thread t ON t.pk = m.thread_pk CROSS JOIN comment c ON c.pk = m.comment_pk`
	markColumns = `t.format || ':' || t.id, m.id, m.start, m."end", t.title, c.id, coalesce(c.author, ''), c.time,
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

// belowThreshold is a condition on mark m to add to others.
func belowThreshold(ctx context.Context, tx *sql.Tx) (cond string, args []any, err error) {
	least, err := thresholds(ctx, tx)
	for _, tag := range gainsay.Tags() {
		if least[tag] > 0 {
			in := markClasses(view.MarkFilter{Tags: []gainsay.Tag{tag}})
			cond += ` AND NOT (m.score < ? AND m.class IN (?` + strings.Repeat(", ?", len(in)-1) + `))`
			args = slices.Concat(args, []any{least[tag]}, in)
		}
	}
	return cond, args, err
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
	m.Time, m.Tag = fromMillis(at), gainsay.Tag(class)
	if slices.Contains(gainsay.Statuses(), gainsay.Status(class)) {
		m.Tag, m.Status = gainsay.TagClaim, gainsay.Status(class)
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

// marksIn picks marks by a table x of thread keys and ids of marks.
const marksIn = `m.pk IN (SELECT n.pk FROM %s x
	CROSS JOIN thread k ON k.format = substr(x.thread, 1, instr(x.thread, ':') - 1)
		AND k.id = substr(x.thread, instr(x.thread, ':') + 1)
	CROSS JOIN mark n ON n.thread_pk = k.pk AND n.id = x.mark WHERE x.coder = ?)`

// markTopic picks the marks of assertions about a topic.
const markTopic = `m.pk IN (SELECT n.pk FROM topic y CROSS JOIN assertion_topic x ON x.topic_pk = y.pk
	CROSS JOIN assertion s ON s.pk = x.assertion_pk
	CROSS JOIN mark n ON n.thread_pk = s.thread_pk AND n.id = s.id WHERE y.fold = ?)`

// Bits of mark.dispute.
const (
	markAsked = 1 << iota
	markCountered
	markConceded
)

var disputeBits = map[gainsay.Dispute]int{gainsay.Questioned: markAsked, gainsay.Contested: markCountered,
	gainsay.Conceded: markConceded}

// markDispute is the condition that a dispute holds of mark m. The list makes
// use of an index.
func markDispute(d gainsay.Dispute) (string, error) {
	if d == gainsay.Open {
		return `m.dispute = 0 AND m.class IN ('` + strings.Join(statusNames(), `', '`) + `')`, nil
	}
	bit, ok := disputeBits[d]
	if !ok {
		return "", fmt.Errorf("no dispute %q", d)
	}
	var values []string
	for v := range 2 * markConceded {
		if v&bit != 0 {
			values = append(values, strconv.Itoa(v))
		}
	}
	return `m.dispute <> 0 AND m.dispute IN (` + strings.Join(values, ", ") + `)`, nil
}

func statusNames() (names []string) {
	for _, s := range gainsay.Statuses() {
		names = append(names, string(s))
	}
	return names
}

// decidedConditions are the conditions of Decided; those that name a coder have
// one argument.
var decidedConditions = map[view.Decided]string{
	view.Undecided:      `NOT EXISTS (SELECT 1 FROM decided x WHERE x.coder = ? AND x.thread = ` + keyOf + ` AND x.mark = m.id)`,
	view.DecidedByCoder: fmt.Sprintf(marksIn, "decided"),
	view.ByNobody:       `NOT EXISTS (SELECT 1 FROM decided x WHERE x.thread = ` + keyOf + ` AND x.mark = m.id)`,
}

// markCondition gives the filter as a condition on mark m alone.
func markCondition(f view.MarkFilter) (cond string, args []any, err error) {
	conds := []string{"TRUE"}
	add := func(c string, a ...any) { conds, args = append(conds, c), append(args, a...) }
	if in := markClasses(f); len(in) > 0 { // + keeps class in the order, so that an index has all of it
		add(`+m.class IN (?`+strings.Repeat(", ?", len(in)-1)+`)`, in...)
	}
	for _, d := range f.Dispute {
		c, err := markDispute(d)
		if err != nil {
			return "", nil, err
		}
		add(c)
	}
	for _, t := range f.Topics {
		add(markTopic, fold(t))
	}
	if f.Author != "" {
		add(`m.comment_pk IN (SELECT pk FROM comment WHERE author = ?)`, f.Author)
	}
	if f.Thread != "" {
		format, id := splitKey(f.Thread)
		add(`m.thread_pk = (SELECT pk FROM thread WHERE format = ? AND id = ?)`, format, id)
	}
	for _, p := range [][2]string{{"source", f.Source}, {"format", f.Format}} {
		if p[1] != "" {
			add(`+m.thread_pk IN (SELECT pk FROM thread WHERE `+p[0]+` = ?)`, p[1])
		}
	}
	if f.Rule != "" {
		add(`m.by = ?`, f.Rule)
	}
	if f.Mine {
		add(fmt.Sprintf(marksIn, "assigned"), f.Coder)
	}
	switch c, ok := decidedConditions[f.Decided]; {
	case f.Decided == "":
	case !ok:
		return "", nil, fmt.Errorf("decided must not be %q", f.Decided)
	case f.Decided == view.ByNobody:
		add(c)
	default:
		add(c, f.Coder)
	}
	return strings.Join(conds, " AND "), args, nil
}

// markClasses lists the classes of the filter's tags and statuses.
func markClasses(f view.MarkFilter) (in []any) {
	for _, s := range f.Status {
		in = append(in, s)
	}
	for _, t := range f.Tags {
		switch {
		case t != gainsay.TagClaim:
			in = append(in, t)
		case len(f.Status) == 0:
			for _, s := range gainsay.Statuses() {
				in = append(in, s)
			}
		}
	}
	return in
}

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
