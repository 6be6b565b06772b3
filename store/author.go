package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

const suppliedTo = `SELECT 1 FROM reception r JOIN comment a ON a.pk = r.comment_pk
	WHERE r.assertion_pk = s.pk AND r.kind = 'supplied'`

// authorOrders compare authors, the highest first.
var authorOrders = map[string]func(a, b *view.AuthorRow) int{
	"":             func(a, b *view.AuthorRow) int { return b.Asserted - a.Asserted },
	"asserted":     func(a, b *view.AuthorRow) int { return b.Asserted - a.Asserted },
	"author":       func(a, b *view.AuthorRow) int { return cmp.Compare(fold(a.Author), fold(b.Author)) },
	"threads":      func(a, b *view.AuthorRow) int { return b.Threads - a.Threads },
	"sourced":      func(a, b *view.AuthorRow) int { return b.Sourced - a.Sourced },
	"unsupported":  func(a, b *view.AuthorRow) int { return b.Unsupported - a.Unsupported },
	"asked":        func(a, b *view.AuthorRow) int { return b.Asked - a.Asked },
	"answered":     func(a, b *view.AuthorRow) int { return b.Answered - a.Answered },
	"answeredself": func(a, b *view.AuthorRow) int { return b.AnsweredSelf - a.AnsweredSelf },
	"contested":    func(a, b *view.AuthorRow) int { return b.Contested - a.Contested },
	"conceded":     func(a, b *view.AuthorRow) int { return b.Conceded - a.Conceded },
	"rate":         byRate,
}

// byRate compares the shares of unsupported assertions; authors without a rate come last.
func byRate(a, b *view.AuthorRow) int {
	x, hasX := view.Rate(a.Unsupported, a.Asserted)
	y, hasY := view.Rate(b.Unsupported, b.Asserted)
	return cmp.Or(btoi(hasY)-btoi(hasX), cmp.Compare(y, x))
}

// Authors counts by author the assertions that the filter picks and says how
// many authors there are without Limit and Offset. Assertions of unknown
// authors are left out.
func (db *DB) Authors(ctx context.Context, f view.AuthorFilter) ([]view.AuthorRow, int, error) {
	order, ok := authorOrders[f.Order]
	if !ok {
		return nil, 0, fmt.Errorf("list authors: no order %q", f.Order)
	}
	ix, picked, err := db.pick(ctx, f.AssertionFilter)
	if err != nil {
		return nil, 0, fmt.Errorf("list authors: %w", err)
	}
	rows := ix.authors(picked)
	words := strings.Fields(fold(bounded(f.Name)))
	rows = slices.DeleteFunc(rows, func(r view.AuthorRow) bool {
		return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(fold(r.Author), w) })
	})
	part, err := page(rows, view.Range{After: f.After, Before: f.Before, Limit: f.Limit, Offset: f.Offset}, func(a, b *view.AuthorRow) int {
		by := order(a, b)
		if f.Reverse {
			by = -by
		}
		return cmp.Or(by, b.Asserted-a.Asserted, cmp.Compare(a.Author, b.Author))
	}, func(r *view.AuthorRow) *string { return &r.Cursor })
	if err != nil {
		return nil, 0, fmt.Errorf("list authors: %w", err)
	}
	return part, len(rows), nil
}

// authors counts by author the entries that all of a filter picks, in no order.
func (ix *index) authors(picked selection) (out []view.AuthorRow) {
	at := map[int32]int{}
	var threads [][]int64
	for i := range picked.picked(0) {
		e := ix.entries[i]
		if e.author < 0 {
			continue
		}
		n, ok := at[e.author]
		if !ok {
			n, at[e.author] = len(out), len(out)
			out, threads = append(out, view.AuthorRow{Author: ix.names.names[e.author]}), append(threads, nil)
		}
		r := &out[n]
		r.Asserted++
		r.Sourced += btoi(e.status == gainsay.Sourced)
		r.Unsupported += btoi(e.status == gainsay.Unsupported)
		r.Asked += btoi(e.asked)
		r.Answered += btoi(e.answered)
		r.AnsweredSelf += btoi(e.selfDone)
		r.Contested += btoi(e.counter)
		r.Conceded += btoi(e.conceded)
		threads[n] = append(threads[n], e.thread.pk)
	}
	for n := range out {
		out[n].Threads = distinct(threads[n])
	}
	return out
}

// Author counts what became of one author's assertions and what the author did
// about those of others. It returns view.ErrNotFound where there is no comment
// under the name.
func (db *DB) Author(ctx context.Context, name string) (a view.Author, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT count(*), count(DISTINCT thread_pk) FROM comment
			WHERE author = ?`, name).Scan(&a.Comments, &a.Threads)
		if err == nil && a.Comments == 0 {
			err = view.ErrNotFound
		}
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT count(DISTINCT CASE r.kind WHEN 'asked' THEN s.pk END),
			count(DISTINCT CASE r.kind WHEN 'supplied' THEN s.pk END),
			count(DISTINCT CASE r.kind WHEN 'countered' THEN s.pk END)
			FROM comment c JOIN reception r ON r.comment_pk = c.pk JOIN assertion s ON s.pk = r.assertion_pk
			WHERE c.author = ? AND s.author IS DISTINCT FROM c.author`, name).Scan(&a.AskedOthers, &a.SuppliedOthers,
			&a.CounteredOthers)
	})
	if err != nil {
		return view.Author{}, fmt.Errorf("load author %q: %w", name, err)
	}
	own, _, err := db.Authors(ctx, view.AuthorFilter{AssertionFilter: view.AssertionFilter{Author: name}})
	if err != nil {
		return view.Author{}, err
	}
	threads := a.Threads
	for _, row := range own {
		a.AuthorRow = row
	}
	a.AuthorRow.Author, a.AuthorRow.Cursor, a.Threads = name, "", threads
	return a, nil
}
