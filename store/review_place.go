package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
)

// anchor is where a mark that was assigned is, as a decision has it.
type anchor struct {
	mark, comment, tag string
	start, end         int
	quote              gainsay.Quote
}

// anchorOf reads the anchor of a mark.
func (b *batch) anchorOf(thread, mark string) (a anchor, err error) {
	format, id := splitKey(thread)
	var class, text string
	a.mark = mark
	err = b.ask(`SELECT m.class, m.start, m."end", c.id, c.text FROM mark m JOIN comment c ON c.pk = m.comment_pk
		JOIN thread t ON t.pk = m.thread_pk WHERE t.format = ? AND t.id = ? AND m.id = ?`, []any{format, id, mark},
		&class, &a.start, &a.end, &a.comment, &text)
	a.tag = string(tagOfClass(class))
	a.quote = decide.NewQuote(text, gainsay.Span{Start: a.start, End: a.end})
	return a, err
}

// anchorAssigned fills in the anchors of marks that were assigned without.
func anchorAssigned(ctx context.Context, tx *sql.Tx) error {
	b := newBatch(ctx, tx)
	refs, err := collect(ctx, tx, func(r *sql.Rows) (ref [2]string, err error) {
		err = r.Scan(&ref[0], &ref[1])
		return ref, err
	}, `SELECT DISTINCT a.thread, a.mark FROM assigned a JOIN thread t ON t.format || ':' || t.id = a.thread
		JOIN mark m ON m.thread_pk = t.pk AND m.id = a.mark WHERE a.exact = ''`)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		a, err := b.anchorOf(ref[0], ref[1])
		if err != nil {
			return fmt.Errorf("mark %s of %s: %w", ref[1], ref[0], err)
		}
		err = b.exec(`UPDATE assigned SET comment = ?, tag = ?, start = ?, "end" = ?, exact = ?, prefix = ?, suffix = ?
			WHERE thread = ? AND mark = ?`, a.comment, a.tag, a.start, a.end, a.quote.Exact, a.quote.Prefix, a.quote.Suffix, ref[0], ref[1])
		if err != nil {
			return err
		}
	}
	return nil
}

// placeAssigned finds the marks of a thread that coders were asked to review in
// its new analysis, as decisions find theirs.
func (s *saver) placeAssigned() error {
	key := Key(s.a.Thread.Format, s.a.Thread.ID)
	var some bool
	if err := s.ask(`SELECT EXISTS (SELECT 1 FROM assigned WHERE thread = ?)`, []any{key}, &some); err != nil || !some {
		return err
	}
	anchors, err := collect(s.ctx, s.tx, func(r *sql.Rows) (a anchor, err error) {
		err = r.Scan(&a.mark, &a.comment, &a.tag, &a.start, &a.end, &a.quote.Exact, &a.quote.Prefix, &a.quote.Suffix)
		return a, err
	}, `SELECT mark, max(comment), max(tag), max(start), max("end"), max(exact), max(prefix), max(suffix) FROM assigned
		WHERE thread = ? GROUP BY mark ORDER BY mark`, key)
	if err != nil {
		return err
	}
	ds := make([]gainsay.Decision, len(anchors))
	for i, a := range anchors { // a coder each, so that none takes the place of another
		ds[i] = gainsay.Decision{ID: int64(i + 1), Thread: key, Comment: a.comment, Mark: a.mark, Tag: gainsay.Tag(a.tag),
			Span: gainsay.Span{Start: a.start, End: a.end}, Quote: a.quote, Verdict: gainsay.Right, Coder: fmt.Sprint(i)}
	}
	for _, d := range decide.Settle(s.a, ds) {
		err := s.exec(`UPDATE assigned SET lost = ? WHERE thread = ? AND mark = ?`, btoi(d.Now == ""), key, d.Mark)
		if err == nil && d.Now != "" && d.Now != d.Mark {
			err = s.moveAssigned(key, d.Mark, moved+d.Now)
		}
		if err != nil {
			return err
		}
	}
	for _, d := range decide.Settle(s.a, ds) { // no mark has the old id of another by now
		if d.Now != "" && d.Now != d.Mark {
			if err := s.moveAssigned(key, moved+d.Now, d.Now); err != nil {
				return err
			}
		}
	}
	return nil
}

// moved begins ids while marks change theirs.
const moved = "moved "

// moveAssigned gives an assigned mark another id; who has that already keeps it once.
func (s *saver) moveAssigned(key, from, to string) error {
	err := s.exec(`DELETE FROM assigned WHERE thread = ? AND mark = ? AND coder IN
		(SELECT coder FROM assigned WHERE thread = ? AND mark = ?)`, key, from, key, to)
	if err != nil {
		return err
	}
	return s.exec(`UPDATE assigned SET mark = ? WHERE thread = ? AND mark = ?`, to, key, from)
}
