package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

const decisionColumns = `thread, comment, mark, tag, status, target, start, "end", exact, prefix, suffix, verdict,
	change, note, coder, time, blind, settles, undoes, rule, score, rules`

// Decide adds records, all or none, and returns them with ID and, where it was
// zero, Time. They survive a kill of the process once Decide has returned.
func (db *DB) Decide(ctx context.Context, ds ...gainsay.Decision) ([]gainsay.Decision, error) {
	out := make([]gainsay.Decision, len(ds))
	err := db.update(ctx, func(tx *sql.Tx) error {
		about := commentRefs{}
		for i, d := range ds {
			if d.Time.IsZero() {
				d.Time = time.Now()
			}
			d.Time = d.Time.UTC().Truncate(time.Millisecond)
			id, err := insertDecision(ctx, tx, 0, d)
			if err != nil {
				return err
			}
			d.ID = id
			out[i] = d
			if err := about.addOf(ctx, tx, d); err != nil {
				return err
			}
		}
		return placeComments(ctx, tx, about)
	})
	if err != nil {
		return nil, fmt.Errorf("save decisions: %w", err)
	}
	return out, nil
}

// addOf adds the comment of a decision, or of the one that it takes back.
func (c commentRefs) addOf(ctx context.Context, tx *sql.Tx, d gainsay.Decision) error {
	thread, comment := d.Thread, d.Comment
	if d.Undoes != 0 {
		err := tx.QueryRowContext(ctx, `SELECT thread, comment FROM decision WHERE pk = ?`, d.Undoes).Scan(&thread, &comment)
		if err != nil {
			return fmt.Errorf("read decision %d, which was to be undone: %w", d.Undoes, err)
		}
	}
	c.add(thread, comment)
	return nil
}

// insertDecision adds a record with the ID pk, or with the next one if pk is 0.
func insertDecision(ctx context.Context, tx *sql.Tx, pk int64, d gainsay.Decision) (int64, error) {
	var change any
	if d.Change != nil {
		b, err := json.Marshal(d.Change)
		if err != nil {
			return 0, err
		}
		change = string(b)
	}
	columns, args := decisionColumns, []any{d.Thread, d.Comment, d.Mark, d.Tag, d.Status, d.Target, d.Start, d.End, d.Quote.Exact, d.Quote.Prefix,
		d.Quote.Suffix, d.Verdict, change, d.Note, d.Coder, d.Time.UnixMilli(), d.Blind, d.Settles,
		null(d.Undoes), d.Rule, d.Score, d.Rules}
	if pk != 0 {
		columns, args = columns+", pk", append(args, pk)
	}
	err := tx.QueryRowContext(ctx, `INSERT INTO decision (`+columns+`) VALUES (?`+strings.Repeat(", ?", len(args)-1)+`)
		RETURNING pk`, args...).Scan(&pk)
	return pk, err
}

// Decisions lists decisions in the order of their IDs. Without All in the
// filter it lists those in force (see decide.Settle).
func (db *DB) Decisions(ctx context.Context, f view.DecisionFilter) (ds []gainsay.Decision, err error) {
	where, args := decisionFilter(f)
	err = db.view(ctx, func(tx *sql.Tx) error {
		ds, err = collect(ctx, tx, scanDecision, `SELECT `+decisionColumnsOf("d")+` FROM decision AS d
			WHERE `+where+` ORDER BY d.pk LIMIT ?`, append(args, limit(f.Limit))...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list decisions: %w", err)
	}
	return ds, nil
}

func decisionFilter(f view.DecisionFilter) (where string, args []any) {
	where = "d.pk > ?"
	args = append(args, f.After)
	add := func(cond string, a ...any) {
		where += " AND " + cond
		args = append(args, a...)
	}
	if len(f.Threads) > 0 {
		b, _ := json.Marshal(f.Threads) // of strings: cannot fail
		add("d.thread IN (SELECT value FROM json_each(?))", string(b))
	}
	if f.Coder != "" {
		add("d.coder = ?", f.Coder)
	}
	if f.Tag != "" {
		add("d.tag = ?", f.Tag)
	}
	if f.Verdict != "" {
		add("d.verdict = ?", f.Verdict)
	}
	if f.Blind {
		add("d.blind = 1")
	}
	if f.Lost {
		add(`d.pk IN (SELECT decision FROM placed WHERE why <> '' AND counts = 1)`)
	}
	if !f.All {
		add(inForce)
	}
	return where, args
}

// undone holds of a record that a later one takes back.
const undone = `EXISTS (SELECT 1 FROM decision AS x WHERE x.undoes = %s.pk)`

// inForce holds of a record d that decide.Settle says is in force.
const inForce = `EXISTS (SELECT 1 FROM placed AS f WHERE f.decision = d.pk AND f.counts = 1)`

// decisionColumnsOf lists key and columns of a decision, as scanDecision reads them.
func decisionColumnsOf(table string) string {
	all := []string{table + ".pk"}
	for c := range strings.SplitSeq(decisionColumns, ",") {
		all = append(all, table+"."+strings.TrimSpace(c))
	}
	return strings.Join(all, ", ")
}

func scanDecision(r *sql.Rows) (d gainsay.Decision, err error) {
	err = scanDecisionInto(r, &d)
	return d, err
}

// scanDecisionInto reads the columns of a decision, and more after them.
func scanDecisionInto(r *sql.Rows, d *gainsay.Decision, more ...any) error {
	var change sql.NullString
	var undoes sql.NullInt64
	var ms int64
	err := r.Scan(append([]any{&d.ID, &d.Thread, &d.Comment, &d.Mark, &d.Tag, &d.Status, &d.Target, &d.Start, &d.End,
		&d.Quote.Exact, &d.Quote.Prefix, &d.Quote.Suffix, &d.Verdict, &change, &d.Note, &d.Coder, &ms, &d.Blind,
		&d.Settles, &undoes, &d.Rule, &d.Score, &d.Rules}, more...)...)
	if err != nil {
		return err
	}
	d.Time, d.Undoes = time.UnixMilli(ms).UTC(), undoes.Int64
	if change.Valid {
		err = json.Unmarshal([]byte(change.String), &d.Change)
	}
	return err
}
