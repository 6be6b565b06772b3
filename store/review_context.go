package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// maxReplies is how many replies a MarkContext has at most.
const maxReplies = 50

// MarkContext loads a mark with what one needs to judge it, without the rest of
// its thread. Verdict is that of the coder. A mark that is not there is
// view.ErrNotFound.
func (db *DB) MarkContext(ctx context.Context, ref view.MarkRef, coder string) (m view.MarkContext, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		l := contextLoader{ctx, tx, &m}
		return firstError(func() error { return l.row(ref, coder) }, l.annotation, l.assertion, l.comments, l.parts)
	})
	if err != nil {
		return m, fmt.Errorf("load mark %q of %s: %w", ref.Mark, ref.Thread, err)
	}
	return m, nil
}

type contextLoader struct {
	ctx context.Context
	tx  *sql.Tx
	m   *view.MarkContext
}

// row reads the mark's own row.
func (l contextLoader) row(ref view.MarkRef, coder string) error {
	format, id := splitKey(ref.Thread)
	rows, err := collect(l.ctx, l.tx, scanMark, `SELECT `+markColumns+`, `+verdictBy+markTables+`
		WHERE m.thread_pk = (SELECT pk FROM thread WHERE format = ? AND id = ?) AND m.id = ?`,
		coder, format, id, ref.Mark)
	if err == nil && len(rows) == 0 {
		err = view.ErrNotFound
	}
	if err != nil {
		return err
	}
	l.m.MarkRow = rows[0]
	return l.tx.QueryRowContext(l.ctx, `SELECT article, rules FROM thread WHERE format = ? AND id = ?`, format, id).
		Scan(&l.m.Article, &l.m.Rules)
}

// ofMark picks the row of the thread's mark, whose key and id follow.
const ofMark = ` m.thread_pk = (SELECT pk FROM thread WHERE format = ? AND id = ?) AND m.id = ?`

func (l contextLoader) mark() []any {
	format, id := splitKey(l.m.Thread)
	return []any{format, id, l.m.Mark}
}

// annotation finds the mark in the one list that has it.
func (l contextLoader) annotation() error {
	var list any
	err := l.tx.QueryRowContext(l.ctx, `SELECT a.list FROM mark m JOIN annotation a
		ON a.thread_pk = m.thread_pk AND a.n = m.n WHERE`+ofMark, l.mark()...).Scan(&list)
	if err != nil {
		return err
	}
	all, err := unpackAnnotations(list)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(a gainsay.Annotation) bool { return a.ID == l.m.Mark })
	if i < 0 {
		return errors.New("it is not in its list")
	}
	l.m.Annotation = all[i]
	return nil
}

func (l contextLoader) assertion() error {
	if l.m.Status == "" {
		return nil
	}
	format, id := splitKey(l.m.Thread)
	found, err := listAssertions(l.ctx, l.tx, nil, `s.thread_pk = (SELECT pk FROM thread WHERE format = ? AND id = ?)
		AND s.id = ?`, []any{format, id, l.m.Mark})
	if err == nil && len(found) > 0 {
		l.m.Assertion = &found[0].Assertion
	}
	return err
}

// comments loads the comment of the mark, the one it answers and its replies,
// and those that the assertion's steps and the reasons name.
func (l contextLoader) comments() error {
	format, id := splitKey(l.m.Thread)
	var pk, thread int64
	var parent sql.NullInt64
	err := l.tx.QueryRowContext(l.ctx, `SELECT pk, thread_pk, parent_pk FROM comment
		WHERE thread_pk = (SELECT pk FROM thread WHERE format = ? AND id = ?) AND id = ?`,
		format, id, l.m.MarkRow.Comment).Scan(&pk, &thread, &parent)
	if err != nil {
		return err
	}
	scan := func(r *sql.Rows) (*gainsay.Comment, error) {
		_, c, err := scanComment(r)
		return c, err
	}
	found, err := collect(l.ctx, l.tx, scan, selectComment+`c.pk IN (?, ?)`, pk, parent.Int64)
	if err != nil {
		return err
	}
	for _, c := range found {
		if c.ID == l.m.MarkRow.Comment {
			l.m.Comment = c
		} else {
			l.m.Parent = c
			l.m.Related = append(l.m.Related, c)
		}
	}
	replies, err := collect(l.ctx, l.tx, scan, selectComment+`c.parent_pk = ? ORDER BY c.pk LIMIT ?`, pk, maxReplies)
	if err != nil {
		return err
	}
	for _, c := range replies {
		l.m.Replies = append(l.m.Replies, view.Reply{Comment: c})
	}
	l.m.Related = append(l.m.Related, replies...)
	return l.related(thread, scan)
}

// related loads comments that the mark's reasons and steps name.
func (l contextLoader) related(thread int64, scan func(*sql.Rows) (*gainsay.Comment, error)) error {
	known := map[string]bool{"": true, l.m.MarkRow.Comment: true}
	for _, c := range l.m.Related {
		known[c.ID] = true
	}
	var named []string
	for _, r := range l.m.Annotation.Reasons {
		named = append(named, r.Comment)
	}
	if a := l.m.Assertion; a != nil {
		for _, e := range a.Support {
			named = append(named, e.Comment)
		}
		named = slices.Concat(named, a.AskedBy, a.CounteredBy, a.SuppliedBy, a.ConcededBy)
	}
	for _, id := range named[:min(len(named), maxReplies)] {
		if known[id] {
			continue
		}
		known[id] = true
		found, err := collect(l.ctx, l.tx, scan, selectComment+`c.thread_pk = ? AND c.id = ?`, thread, id)
		if err != nil {
			return err
		}
		l.m.Related = append(l.m.Related, found...)
	}
	return nil
}

// parts says what each reply does: to the assertion, else by its own marks.
func (l contextLoader) parts() error {
	for i := range l.m.Replies {
		r := &l.m.Replies[i]
		r.Parts = partsIn(l.m.Assertion, r.ID)
		if len(r.Parts) > 0 {
			continue
		}
		format, id := splitKey(l.m.Thread)
		classes, err := collect(l.ctx, l.tx, scanOne[string], `SELECT DISTINCT m.class FROM mark m
			WHERE m.thread_pk = (SELECT pk FROM thread WHERE format = ?1 AND id = ?2) AND m.comment_pk = (SELECT pk
				FROM comment WHERE thread_pk = (SELECT pk FROM thread WHERE format = ?1 AND id = ?2) AND id = ?3)
			ORDER BY m.class`, format, id, r.ID)
		if err != nil {
			return err
		}
		for _, c := range classes {
			if t := gainsay.Tag(c); t.Valid() {
				r.Parts = append(r.Parts, view.Part{Class: c, Label: view.TagLabel(t)})
			}
		}
	}
	return nil
}

func partsIn(a *gainsay.Assertion, comment string) (out []view.Part) {
	if a == nil {
		return nil
	}
	for _, p := range []struct {
		ids  []string
		part view.Part
	}{
		{a.AskedBy, view.Part{Class: "questioned", Label: "asks for evidence"}},
		{a.SuppliedBy, view.Part{Class: "sourced", Label: "gives evidence"}},
		{a.CounteredBy, view.Part{Class: "contested", Label: "says the contrary"}},
		{a.ConcededBy, view.Part{Class: "conceded", Label: "takes it back"}},
		{a.RepeatedBy, view.Part{Class: "claim", Label: "says it again"}},
	} {
		if slices.Contains(p.ids, comment) {
			out = append(out, p.part)
		}
	}
	return out
}

// maxAlike is how many marks Alike lists at most.
const maxAlike = 200

// Alike lists other marks that say the same and have the same class: copies of
// a campaign, assertions of the same cluster, or the same words in the thread.
// The verdicts are those of the coder.
func (db *DB) Alike(ctx context.Context, of view.MarkContext, coder string) (rows []view.MarkRow, err error) {
	format, id := splitKey(of.Thread)
	alike := func(view.MarkRow) bool { return true }
	limit := maxAlike + 1
	cond, args := `m.thread_pk = (SELECT pk FROM thread WHERE format = ? AND id = ?)`, []any{format, id}
	switch {
	case of.Target != "" && of.Tag == gainsay.TagSpam:
		cond, args = cond+` AND m.target = ?`, append(args, of.Target)
	case of.Assertion != nil && of.Assertion.Cluster != "":
		cond, args = `(m.thread_pk, m.id) IN (SELECT thread_pk, id FROM assertion WHERE cluster = ?)`,
			[]any{of.Assertion.Cluster}
	default:
		cond, args, limit = cond+` AND m."end" - m.start = ?`, append(args, of.Len()), math.MaxInt64
		alike = func(r view.MarkRow) bool { return strings.EqualFold(r.Words, of.Words) }
	}
	err = db.view(ctx, func(tx *sql.Tx) error {
		rows, err = collect(ctx, tx, scanMark, `SELECT `+markColumns+`, `+verdictBy+markTables+`
			WHERE `+cond+` AND m.class = ? ORDER BY m.pk LIMIT ?`,
			slices.Concat([]any{coder}, args, []any{of.Class(), limit})...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list marks like %q: %w", of.Mark, err)
	}
	rows = slices.DeleteFunc(rows, func(r view.MarkRow) bool { return r.MarkRef == of.MarkRef || !alike(r) })
	return rows[:min(len(rows), maxAlike)], nil
}

// MarkDecisions lists the decisions in force about one mark, of all coders.
func (db *DB) MarkDecisions(ctx context.Context, ref view.MarkRef) (ds []gainsay.Decision, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		ds, err = collect(ctx, tx, scanDecision, `SELECT pk, `+decisionColumns+` FROM decision AS d
			WHERE pk IN (SELECT decision FROM decided WHERE thread = ? AND mark = ?) ORDER BY pk`, ref.Thread, ref.Mark)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list decisions about %q: %w", ref.Mark, err)
	}
	return ds, nil
}

// LastDecision returns the coder's latest decision about a mark that is in
// force, nil if there is none.
func (db *DB) LastDecision(ctx context.Context, coder string) (d *gainsay.Decision, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		ds, err := collect(ctx, tx, scanDecision, `SELECT pk, `+decisionColumns+` FROM decision AS d
			WHERE coder = ? AND undoes IS NULL AND NOT `+fmt.Sprintf(undone, "d")+` ORDER BY pk DESC LIMIT 1`, coder)
		if len(ds) > 0 {
			d = &ds[0]
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find last decision: %w", err)
	}
	return d, nil
}

// RuleDecisions counts the decisions in force about marks that a rule made.
func (db *DB) RuleDecisions(ctx context.Context, rule string) (n view.RuleCount, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT count(*), count(CASE WHEN d.verdict = 'right' THEN 1 END)
			FROM placed AS p JOIN decision AS d ON d.pk = p.decision
			WHERE p.by = ? AND p.mark <> '' AND p.counts = 1 AND p.settles = 0`, rule).Scan(&n.Decided, &n.Right)
	})
	if err != nil {
		return n, fmt.Errorf("count decisions about %s: %w", rule, err)
	}
	return n, nil
}
