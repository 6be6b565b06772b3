package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// count takes the counts of a thread's row.
func count(a *gainsay.Analysis) view.ThreadRow {
	row := view.ThreadRow{Comments: len(a.Thread.Comments), Assertions: len(a.Assertions)}
	describe(&row, a.Thread)
	authors, spam := map[string]bool{}, map[string]bool{}
	for _, c := range a.Thread.Comments {
		authors[c.Author] = true
		row.UnknownAuthors += btoi(c.Author == "" && c.State == gainsay.Live)
		row.InferredParents += btoi(c.ParentBy.Inferred())
		if c.State == gainsay.MarkedSpam {
			spam[c.ID] = true
		}
	}
	delete(authors, "")
	for _, n := range a.Annotations {
		row.Marks += btoi(n.Score >= gainsay.DefaultThreshold)
		switch {
		case n.Score < gainsay.DefaultThreshold:
		case n.Tag == gainsay.TagInsult:
			row.Insults++
		case n.Tag == gainsay.TagSpam:
			spam[n.Comment] = true
		}
	}
	for _, s := range a.Assertions {
		row.Unsupported += btoi(s.Status == gainsay.Unsupported)
		row.Questioned += btoi(len(s.AskedBy) > 0)
		row.Contested += btoi(len(s.CounteredBy) > 0)
	}
	row.Authors, row.Spam = len(authors), len(spam)
	return row
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// replaceThread writes the thread's own row and deletes what belonged to an
// earlier one. It reports whether the same analysis was there already; then
// only the time of import is new.
func (s *saver) replaceThread() (same bool, err error) {
	var digest []byte
	t := s.a.Thread
	err = s.ask(`SELECT pk, digest FROM thread WHERE format = ? AND id = ?`, []any{t.Format, t.ID},
		&s.thread, &digest)
	now := time.Now().UnixMilli()
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		if err := s.checkBefore(digest); err != nil {
			return false, err
		}
	}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		s.saved.New, s.saved.Changed, s.saved.Added = true, true, len(t.Comments)
		if s.thread, err = s.takeKeys("thread", 1); err != nil {
			return false, err
		}
		return false, s.writeThread(now)
	case err != nil:
		return false, err
	case bytes.Equal(digest, s.digest):
		return true, s.exec(`UPDATE thread SET imported = ?, source = ? WHERE pk = ?`, now, s.source, s.thread)
	}
	s.saved.Changed = true
	if err := s.writePending(); err != nil { // the same thread may be among the pending rows
		return false, err
	}
	if s.extends() {
		if err := s.keepComments(); err != nil {
			return false, err
		}
		return false, s.writeThread(now)
	}
	if err := s.compare(); err != nil {
		return false, err
	}
	if err := s.clear(); err != nil {
		return false, err
	}
	return false, s.writeThread(now)
}

// compare counts the comments that are new, changed or gone.
func (s *saver) compare() error {
	old, err := loadComments(s.ctx, s.tx, s.thread)
	if err != nil {
		return err
	}
	before := map[string][]byte{}
	for _, c := range old {
		if before[c.ID], err = json.Marshal(c); err != nil {
			return err
		}
	}
	for _, c := range s.a.Thread.Comments {
		was, ok := before[c.ID]
		is, err := json.Marshal(c)
		if err != nil {
			return err
		}
		s.saved.Added += btoi(!ok)
		s.saved.Updated += btoi(ok && !bytes.Equal(was, is))
		delete(before, c.ID)
	}
	s.saved.Gone = len(before)
	return nil
}

// dependent are the rows that belong to a thread, those that others refer to last: of
// assertions those above a key, of relations those from a number on.
var dependent = []string{
	`marked WHERE thread_pk = ?`,
	`mark WHERE thread_pk = ?`,
	`annotation WHERE thread_pk = ?`,
	`quote WHERE comment_pk IN (SELECT pk FROM comment WHERE thread_pk = ?)`,
	`signature WHERE comment_pk IN (SELECT pk FROM comment WHERE thread_pk = ?)`,
	`decided_assertion WHERE assertion_pk IN (SELECT pk FROM assertion WHERE thread_pk = ? AND pk > ?)`,
	`original WHERE assertion_pk IN (SELECT pk FROM assertion WHERE thread_pk = ? AND pk > ?)`,
	`reception WHERE assertion_pk IN (SELECT pk FROM assertion WHERE thread_pk = ? AND pk > ?)`,
	`assertion_topic WHERE assertion_pk IN (SELECT pk FROM assertion WHERE thread_pk = ? AND pk > ?)`,
	`assertion WHERE thread_pk = ? AND pk > ?`,
	`relation WHERE thread_pk = ? AND n >= ?`,
	`comment WHERE thread_pk = ?`,
	`problem WHERE thread_pk = ?`,
	`thread_tag WHERE thread_pk = ?`,
	`outline WHERE thread_pk = ?`,
	`decided_count WHERE thread_pk = ?`,
	`decided_tag WHERE thread_pk = ?`,
	`uncounted WHERE thread_pk = ?`,
}

// clear deletes all that belongs to the thread's row.
func (s *saver) clear() error {
	if err := s.clearBands(); err != nil {
		return err
	}
	return s.clearAll(func(string) bool { return true })
}

const threadColumns = `format, id, source, imported, digest, url, title, fold, article, gainsay, rules, encoder,
	thresholds, shown, read, kept, inferred_parents, missing_parents, skipped, announced, stubs, duplicates, undated, failed,
	comments, authors, lost_authors, inferred, assertions, unsupported, questioned, contested, insults, spam,
	opening, site, first_time, last_time, year, marks`

// writeThread inserts or replaces a thread's row.
var writeThread = func() string {
	var set []string
	for c := range strings.SplitSeq(threadColumns, ",") {
		c = strings.TrimSpace(c)
		set = append(set, c+" = excluded."+c)
	}
	return `INSERT INTO thread (pk, ` + threadColumns + `) VALUES (?` + strings.Repeat(", ?", len(set)) + `)
		ON CONFLICT (pk) DO UPDATE SET ` + strings.Join(set, ", ")
}()

func (s *saver) writeThread(now int64) error {
	t, v, r, n := s.a.Thread, s.a.Version, s.a.Report, count(s.a)
	return s.exec(writeThread,
		s.thread, t.Format, t.ID, s.source, now, s.digest, t.URL, t.Title, findable(t, s.source), t.Article,
		v.Gainsay, v.Rules, v.Encoder, v.Thresholds, v.Thresholds,
		r.Read, r.Kept, r.InferredParents, r.MissingParents, r.Skipped, r.Announced, r.Stubs, r.Duplicates,
		r.Undated, r.Failed,
		n.Comments, n.Authors, n.UnknownAuthors, n.InferredParents, n.Assertions, n.Unsupported,
		n.Questioned, n.Contested, n.Insults, n.Spam,
		n.Opening, n.Site, millis(n.First), millis(n.Last), year(n.First), n.Marks)
}

func loadThread(ctx context.Context, tx *sql.Tx, key string) (*gainsay.Analysis, int64, error) {
	var pk int64
	t := &gainsay.Thread{}
	a := &gainsay.Analysis{Thread: t}
	v, r := &a.Version, &a.Report
	format, id := splitKey(key)
	err := tx.QueryRowContext(ctx, `SELECT pk, format, id, url, title, article, gainsay, rules, encoder, thresholds, read,
		kept, inferred_parents, missing_parents, skipped, announced, stubs, duplicates, undated, failed
		FROM thread WHERE format = ? AND id = ?`, format, id).
		Scan(&pk, &t.Format, &t.ID, &t.URL, &t.Title, &t.Article, &v.Gainsay, &v.Rules, &v.Encoder,
			&v.Thresholds, &r.Read, &r.Kept, &r.InferredParents, &r.MissingParents, &r.Skipped, &r.Announced, &r.Stubs, &r.Duplicates,
			&r.Undated, &r.Failed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, view.ErrNotFound
	}
	return a, pk, err
}

// Digest identifies what the rows of a thread hold: it changes when another
// analysis of the thread is saved.
func (db *DB) Digest(ctx context.Context, key string) (_ string, err error) {
	format, id := splitKey(key)
	var pk int64
	var sum []byte
	err = db.read.QueryRowContext(ctx, `SELECT pk, digest FROM thread WHERE format = ? AND id = ?`,
		format, id).Scan(&pk, &sum)
	if errors.Is(err, sql.ErrNoRows) {
		err = view.ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("look up thread %s: %w", key, err)
	}
	return digestOf(pk, sum), nil
}

func digestOf(thread int64, digest []byte) string { return fmt.Sprintf("%d/%X", thread, digest) }
