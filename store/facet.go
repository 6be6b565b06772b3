package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// topFacets is the most topics, pairs and authors that Facets lists.
const topFacets = 30

// Facets counts assertions by each dimension of the filter. Sort,
// Limit and Offset play no part.
func (db *DB) Facets(ctx context.Context, f view.AssertionFilter) (out view.Facets, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		q := facetQuery{ctx, tx}
		return firstError(
			func() error { return q.scan(f, `SELECT count(*)`+assertionSource, ``, &out.Total) },
			func() (err error) { out.Status, err = q.status(f); return err },
			func() (err error) { out.Dispute, err = q.dispute(f); return err },
			func() (err error) { out.Topics, err = q.topics(f); return err },
			func() (err error) { out.Pairs, err = q.pairs(f); return err },
			func() (err error) { out.Authors, err = q.authors(f); return err },
			func() (err error) { out.With, err = q.with(f); return err },
		)
	})
	if err != nil {
		return view.Facets{}, fmt.Errorf("count assertions: %w", err)
	}
	return out, nil
}

func firstError(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

type facetQuery struct {
	ctx context.Context
	tx  *sql.Tx
}

// scan reads the one row of a query under f.
func (q facetQuery) scan(f view.AssertionFilter, query, tail string, dest ...any) error {
	cond, args, err := where(f)
	if err != nil {
		return err
	}
	return q.tx.QueryRowContext(q.ctx, query+cond+tail, args...).Scan(dest...)
}

// counts reads the rows "value, number" of a query under f.
func (q facetQuery) counts(f view.AssertionFilter, query, tail string) ([]view.Count[string], error) {
	cond, args, err := where(f)
	if err != nil {
		return nil, err
	}
	return collect(q.ctx, q.tx, func(r *sql.Rows) (c view.Count[string], err error) {
		err = r.Scan(&c.Value, &c.N)
		return c, err
	}, query+cond+tail, args...)
}

func (q facetQuery) status(f view.AssertionFilter) (out []view.Count[gainsay.Status], err error) {
	f.Status = nil
	found, err := q.counts(f, `SELECT s.status, count(*)`+assertionSource, ` GROUP BY s.status`)
	n := map[string]int{}
	for _, c := range found {
		n[c.Value] = c.N
	}
	for _, s := range gainsay.Statuses() {
		out = append(out, view.Count[gainsay.Status]{Value: s, N: n[string(s)]})
	}
	return out, err
}

func (q facetQuery) dispute(f view.AssertionFilter) (out []view.Count[gainsay.Dispute], err error) {
	f.Dispute = nil
	query, dest := `SELECT 0`, []any{new(int)}
	out = make([]view.Count[gainsay.Dispute], len(gainsay.Disputes()))
	for i, d := range gainsay.Disputes() {
		out[i].Value = d
		query += `, count(CASE WHEN ` + disputeConditions[d] + ` THEN 1 END)`
		dest = append(dest, &out[i].N)
	}
	return out, q.scan(f, query+assertionSource, ``, dest...)
}

func (q facetQuery) topics(f view.AssertionFilter) ([]view.Count[string], error) {
	f.Topics = nil
	return q.topicCounts(f, topFacets)
}

func (q facetQuery) topicCounts(f view.AssertionFilter, n int) ([]view.Count[string], error) {
	return q.counts(f, `SELECT y.name, count(*) AS n FROM assertion_topic x JOIN topic y ON y.pk = x.topic_pk
		WHERE x.assertion_pk IN (SELECT s.pk`+assertionSource, fmt.Sprintf(`) GROUP BY y.pk
		ORDER BY n DESC, y.name LIMIT %d`, n))
}

func (q facetQuery) with(f view.AssertionFilter) ([]view.Count[string], error) {
	if len(f.Topics) == 0 {
		return nil, nil
	}
	chosen := map[string]bool{}
	for _, t := range f.Topics {
		chosen[fold(t)] = true
	}
	out, err := q.topicCounts(f, topFacets+len(f.Topics))
	out = slices.DeleteFunc(out, func(c view.Count[string]) bool { return chosen[fold(c.Value)] })
	return out[:min(len(out), topFacets)], err
}

func (q facetQuery) pairs(f view.AssertionFilter) ([]view.Count[[2]string], error) {
	f.Topics = nil
	cond, args, err := where(f)
	if err != nil {
		return nil, err
	}
	return collect(q.ctx, q.tx, func(r *sql.Rows) (c view.Count[[2]string], err error) {
		err = r.Scan(&c.Value[0], &c.Value[1], &c.N)
		return c, err
	}, `SELECT a.name, b.name, count(*) AS n
		FROM assertion_topic x JOIN assertion_topic z ON z.assertion_pk = x.assertion_pk
		JOIN topic a ON a.pk = x.topic_pk JOIN topic b ON b.pk = z.topic_pk AND b.name > a.name
		WHERE x.assertion_pk IN (SELECT s.pk`+assertionSource+cond+fmt.Sprintf(`)
		GROUP BY a.pk, b.pk ORDER BY n DESC, a.name, b.name LIMIT %d`, topFacets), args...)
}

func (q facetQuery) authors(f view.AssertionFilter) ([]view.Count[string], error) {
	f.Author = ""
	return q.counts(f, `SELECT s.author, count(*) AS n`+assertionSource,
		fmt.Sprintf(` AND s.author IS NOT NULL GROUP BY s.author ORDER BY n DESC, s.author LIMIT %d`, topFacets))
}
