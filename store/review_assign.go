package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"time"

	"github.com/gainsay/gainsay/view"
)

// Assign gives each coder marks to review: a random share of those that the
// filter picks, with r.Seed. All coders get the same r.Overlap of the share,
// from which agreement is computed; the rest is dealt out evenly. What a coder
// was given before stays. It returns r with ID, Time and Coders.
func (db *DB) Assign(ctx context.Context, f view.MarkFilter, r view.Review, coders []string) (view.Review, error) {
	f.Order, f.Seed, f.Decided = view.RandomOrder, r.Seed, ""
	r.Time = time.Now().UTC().Truncate(time.Millisecond)
	err := db.update(ctx, func(tx *sql.Tx) error {
		marks, err := drawMarks(ctx, tx, f, r.Share)
		if err != nil {
			return err
		}
		err = tx.QueryRowContext(ctx, `INSERT INTO review (filter, share, overlap, seed, time) VALUES (?, ?, ?, ?, ?)
			RETURNING pk`, r.Filter, r.Share, r.Overlap, r.Seed, r.Time.UnixMilli()).Scan(&r.ID)
		if err != nil {
			return err
		}
		b := newBatch(ctx, tx)
		for i, m := range marks {
			to := coders
			if i >= int(math.Round(r.Overlap*float64(len(marks)))) {
				to = coders[i%len(coders):][:1]
			}
			a, err := b.anchorOf(m.Thread, m.Mark)
			if err != nil {
				return fmt.Errorf("mark %s of %s: %w", m.Mark, m.Thread, err)
			}
			for _, coder := range to {
				if err := b.exec(`INSERT INTO assigned (coder, thread, mark, review_pk, comment, tag, start, "end", exact, prefix, suffix)
					VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`, coder, m.Thread, m.Mark, r.ID, a.comment, a.tag,
					a.start, a.end, a.quote.Exact, a.quote.Prefix, a.quote.Suffix); err != nil {
					return err
				}
			}
		}
		r.Coders, err = coderProgress(ctx, tx, r.ID)
		return err
	})
	if err != nil {
		return r, fmt.Errorf("assign marks: %w", err)
	}
	return r, nil
}

// drawMarks draws a share of the marks under a filter, in random order.
func drawMarks(ctx context.Context, tx *sql.Tx, f view.MarkFilter, share float64) (marks []view.MarkRef, err error) {
	q, err := newMarkQuery(ctx, tx, f, view.MarkRef{}, false)
	if err != nil {
		return nil, err
	}
	for _, part := range q.parts {
		more, err := collect(ctx, tx, func(r *sql.Rows) (m view.MarkRef, err error) {
			err = r.Scan(&m.Thread, &m.Mark)
			return m, err
		}, `SELECT `+keyOf+`, m.id FROM mark m WHERE `+q.cond+` AND `+part.cond+q.key.orderBy(false),
			append(q.args[:len(q.args):len(q.args)], part.args...)...)
		if err != nil {
			return nil, err
		}
		marks = append(marks, more...)
	}
	return marks[:min(len(marks), int(math.Ceil(share*float64(len(marks)))))], nil
}

// Reviews lists what was assigned, latest first, with how far each coder is.
func (db *DB) Reviews(ctx context.Context) (out []view.Review, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		out, err = collect(ctx, tx, func(r *sql.Rows) (v view.Review, err error) {
			var ms int64
			err = r.Scan(&v.ID, &v.Filter, &v.Share, &v.Overlap, &v.Seed, &ms)
			v.Time = time.UnixMilli(ms).UTC()
			return v, err
		}, `SELECT pk, filter, share, overlap, seed, time FROM review ORDER BY pk DESC`)
		for i := 0; i < len(out) && err == nil; i++ {
			out[i].Coders, err = coderProgress(ctx, tx, out[i].ID)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list reviews: %w", err)
	}
	return out, nil
}

func coderProgress(ctx context.Context, tx *sql.Tx, review int64) ([]view.CoderProgress, error) {
	return collect(ctx, tx, func(r *sql.Rows) (c view.CoderProgress, err error) {
		err = r.Scan(&c.Coder, &c.Assigned, &c.Decided, &c.Lost)
		return c, err
	}, `SELECT a.coder, count(*), count(x.decision), count(CASE WHEN a.lost = 1 THEN 1 END) FROM assigned a LEFT JOIN decided x
		ON x.coder = a.coder AND x.thread = a.thread AND x.mark = a.mark
		WHERE a.review_pk = ? GROUP BY a.coder ORDER BY a.coder`, review)
}

// IsAssigned reports whether any mark was assigned to a coder.
func (db *DB) IsAssigned(ctx context.Context, coder string) (yes bool, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM assigned WHERE coder = ?)`, coder).Scan(&yes)
	})
	if err != nil {
		return false, fmt.Errorf("look up what %s was assigned: %w", coder, err)
	}
	return yes, nil
}
