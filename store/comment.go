package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/gainsay/gainsay"
)

func (s *saver) insertComments() error {
	insert := s.rows("comment", "pk", "thread_pk", "id", "parent_pk", "parent_by", "parent_score", "author",
		"time", "text", "state", "score",
		"author_url", "time_precision", "time_text", "other_parents", "links", "language", "failed")
	quote := s.rows("quote", "comment_pk", "n", "start", `"end"`)
	if err := s.nameComments(); err != nil {
		return err
	}
	for _, c := range s.a.Thread.Comments[s.kept:] {
		if err := s.insertComment(c, insert, quote); err != nil {
			return fmt.Errorf("comment %q: %w", c.ID, err)
		}
	}
	return nil
}

// nameComments gives each comment its integer key before any is written: a
// reply may come before its parent.
func (s *saver) nameComments() error {
	added := s.a.Thread.Comments[s.kept:]
	pk, err := s.takeKeys("comment", len(added))
	if err != nil {
		return err
	}
	s.notIndexed("comment", pk)
	if s.kept == 0 {
		s.comments = make(map[string]int64, len(added))
	}
	for i, c := range added {
		if _, ok := s.comments[c.ID]; ok {
			return fmt.Errorf("two comments have the id %q", c.ID)
		}
		s.comments[c.ID] = pk + int64(i)
	}
	return nil
}

func (s *saver) insertComment(c *gainsay.Comment, insert, quote *rows) error {
	var parent, score any
	if c.Parent != "" {
		pk, err := s.commentKey(c.Parent)
		if err != nil {
			return fmt.Errorf("parent: %w", err)
		}
		parent = pk
	}
	if c.Score != nil {
		score = *c.Score
	}
	pk := s.comments[c.ID]
	others, err := list(c.OtherParents)
	if err != nil {
		return err
	}
	links, err := list(c.Links)
	if err != nil {
		return err
	}
	err = insert.add(pk, s.thread, c.ID, parent, c.ParentBy, c.ParentScore, null(c.Author), millis(c.Time),
		c.Text, c.State, score,
		null(c.AuthorURL), null(c.Precision), null(c.TimeText), others, links,
		null(c.Language), null(c.Failed))
	if err != nil {
		return err
	}
	for i, q := range c.Quotes {
		if err := quote.add(pk, i, q.Start, q.End); err != nil {
			return fmt.Errorf("quote: %w", err)
		}
	}
	return nil
}

func loadComments(ctx context.Context, tx *sql.Tx, thread int64) ([]*gainsay.Comment, error) {
	return loadCommentsWhere(ctx, tx, `c.thread_pk = ?`, thread)
}

// loadCommentsWhere loads the comments under a condition on comment c, in their order.
func loadCommentsWhere(ctx context.Context, tx *sql.Tx, cond string, args ...any) ([]*gainsay.Comment, error) {
	byKey := map[int64]*gainsay.Comment{}
	scan := func(r *sql.Rows) (*gainsay.Comment, error) {
		pk, c, err := scanComment(r)
		byKey[pk] = c
		return c, err
	}
	out, err := orEmpty(collect(ctx, tx, scan, selectComment+cond+` ORDER BY c.pk`, args...))
	if err != nil {
		return nil, err
	}
	_, err = collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var pk int64
		var q gainsay.Span
		err = r.Scan(&pk, &q.Start, &q.End)
		if c := byKey[pk]; c != nil {
			c.Quotes = append(c.Quotes, q)
		}
		return none, err
	}, `SELECT q.comment_pk, q.start, q."end" FROM quote q JOIN comment c ON c.pk = q.comment_pk
		WHERE `+cond+` ORDER BY q.comment_pk, q.n`, args...)
	return out, err
}

// selectComment is read by scanComment.
const selectComment = `SELECT c.pk, c.id, coalesce(p.id, ''), c.parent_by, c.parent_score,
	coalesce(c.author, ''), c.time, c.text, c.state, c.score,
	coalesce(c.author_url, ''), coalesce(c.time_precision, ''), coalesce(c.time_text, ''),
	c.other_parents, c.links, coalesce(c.language, ''), coalesce(c.failed, '')
	FROM comment c LEFT JOIN comment p ON p.pk = c.parent_pk WHERE `

func scanComment(r *sql.Rows) (pk int64, c *gainsay.Comment, err error) {
	c = &gainsay.Comment{}
	var at, score sql.NullInt64
	err = r.Scan(&pk, &c.ID, &c.Parent, &c.ParentBy, &c.ParentScore, &c.Author,
		&at, &c.Text, &c.State, &score,
		&c.AuthorURL, &c.Precision, &c.TimeText, fromList(&c.OtherParents), fromList(&c.Links), &c.Language,
		&c.Failed)
	c.Time = fromMillis(at)
	if score.Valid {
		n := int(score.Int64)
		c.Score = &n
	}
	return pk, c, err
}
