package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// FillMarks makes the rows of marks of threads that were imported since it ran
// last, for about as long as given, and returns how many threads are left.
func (db *DB) FillMarks(ctx context.Context, budget time.Duration) (left int, err error) {
	if left, err = db.unmarked(ctx); err != nil || left == 0 {
		return left, err
	}
	start := time.Now()
	err = db.update(ctx, func(tx *sql.Tx) error {
		threads, err := collect(ctx, tx, scanOne[int64], `SELECT pk FROM thread
			WHERE NOT EXISTS (SELECT 1 FROM marked m WHERE m.thread_pk = thread.pk) ORDER BY pk`)
		if err != nil {
			return err
		}
		b := newBatch(context.WithoutCancel(ctx), tx)
		b.bulk = db.pg != nil
		left = len(threads)
		for _, pk := range threads {
			if time.Since(start) > budget || ctx.Err() != nil {
				break
			}
			if err := b.insertMarks(pk); err != nil {
				return fmt.Errorf("thread %d: %w", pk, err)
			}
			left--
		}
		return b.flush()
	})
	if err != nil {
		return 0, fmt.Errorf("list marks: %w", err)
	}
	return left, nil
}

// unmarked counts the threads whose marks have no rows yet.
func (db *DB) unmarked(ctx context.Context) (n int, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM thread) - (SELECT count(*) FROM marked)`).Scan(&n)
	})
	if err != nil {
		return 0, fmt.Errorf("count threads without marks: %w", err)
	}
	return n, nil
}

// slimMark is the part of an annotation that a row of mark needs.
type slimMark struct {
	ID      string      `json:"id"`
	Comment string      `json:"comment"`
	Start   int         `json:"start"`
	End     int         `json:"end"`
	Tag     gainsay.Tag `json:"tag"`
	Score   float64     `json:"score"`
	By      string      `json:"by"`
	Target  string      `json:"target"`
}

// slimMarks decodes a row of table annotation.
func slimMarks(list any) (marks []slimMark, err error) {
	encoded, err := unpackList(list)
	if err == nil {
		err = json.Unmarshal(encoded, &marks)
	}
	return marks, err
}

// markSource is what the rows of a thread's marks are made from.
type markSource struct {
	key        string // of the thread
	comments   map[string]markedComment
	assertions map[string]markedAssertion
	least      gainsay.Thresholds
}

type markedComment struct{ pk, time int64 }

type markedAssertion struct {
	status  gainsay.Status
	notable float64
	dispute int
}

// insertMarks adds the rows of one thread.
func (b *batch) insertMarks(thread int64) error {
	src, err := b.markSource(thread)
	if err != nil {
		return err
	}
	lists, err := collect(b.ctx, b.tx, scanOne[any], `SELECT list FROM annotation WHERE thread_pk = ? ORDER BY n`, thread)
	if err != nil {
		return err
	}
	insert := b.rows("mark", "pk", "thread_pk", "comment_pk", "n", "id", "class", "dispute", "start", `"end"`, "score", "by",
		"target", "unsure", "worth", "time", "random")
	for n, list := range lists {
		marks, err := slimMarks(list)
		if err != nil {
			return err
		}
		marks = slices.DeleteFunc(marks, func(m slimMark) bool { return src.class(m) == "" })
		pk, err := b.takeKeys("mark", len(marks))
		if err != nil {
			return err
		}
		for i, m := range marks {
			c, a := src.comments[m.Comment], src.assertions[m.ID]
			worth := 0.
			if a.status == gainsay.Unsupported {
				worth = a.notable
			}
			err := insert.add(pk+int64(i), thread, c.pk, n, m.ID, src.class(m), a.dispute, m.Start, m.End, m.Score, m.By, m.Target,
				math.Abs(m.Score-src.least.Of(m.Tag)), worth, c.time, markNumber(src.key, m.ID))
			if err != nil {
				return err
			}
		}
	}
	return b.exec(`INSERT INTO marked (thread_pk) VALUES (?)`, thread)
}

// class is the class of a mark, "" if it is not reviewed.
func (s *markSource) class(m slimMark) string {
	switch {
	case !slices.Contains(reviewTags, m.Tag):
		return ""
	case m.Tag == gainsay.TagClaim:
		return string(s.assertions[m.ID].status)
	}
	return string(m.Tag)
}

var reviewTags = view.ReviewTags()

// markNumber is a random number of 63 bits that depends on the mark alone.
func markNumber(thread, id string) int64 {
	h := sha256.Sum256([]byte(thread + "\x00" + id))
	return int64(binary.LittleEndian.Uint64(h[:8]) >> 1)
}

func (b *batch) markSource(thread int64) (*markSource, error) {
	s := &markSource{comments: map[string]markedComment{}, assertions: map[string]markedAssertion{}}
	err := b.ask(`SELECT format || ':' || id FROM thread WHERE pk = ?`, []any{thread}, &s.key)
	if err != nil {
		return nil, err
	}
	if s.least, err = thresholds(b.ctx, b.tx); err != nil {
		return nil, err
	}
	_, err = collect(b.ctx, b.tx, func(r *sql.Rows) (c markedComment, err error) {
		var id string
		err = r.Scan(&id, &c.pk, &c.time)
		s.comments[id] = c
		return c, err
	}, `SELECT id, pk, coalesce(time, ?) FROM comment WHERE thread_pk = ?`, int64(noTime), thread)
	if err != nil {
		return nil, err
	}
	_, err = collect(b.ctx, b.tx, func(r *sql.Rows) (a markedAssertion, err error) {
		var id string
		err = r.Scan(&id, &a.status, &a.notable, &a.dispute)
		s.assertions[id] = a
		return a, err
	}, `SELECT id, status, notable, CASE WHEN s.asked > 0 THEN 1 ELSE 0 END
		+ CASE WHEN s.countered > 0 THEN 2 ELSE 0 END + CASE WHEN `+isConceded+` THEN 4 ELSE 0 END
		FROM assertion s WHERE thread_pk = ?`, thread)
	return s, err
}
