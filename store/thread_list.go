package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// decided counts the marks of thread t that someone decided.
const decided = `(SELECT count(DISTINCT p.mark) FROM placed AS p
	WHERE p.thread = t.format || ':' || t.id AND p.mark <> '' AND p.counts = 1)`

// reviewed gives one of view.ReviewStates.
const reviewed = `CASE WHEN t.marks = 0 OR ` + decided + ` = 0 THEN 'no' WHEN ` + decided + ` >= t.marks THEN 'whole' ELSE 'part' END`

// threadOrders are the terms of each order, the last of which tells all
// threads apart. Reversed, each runs the other way. Columns without a table are
// counts by the basis of the filter.
var threadOrders = map[string][]string{
	"":            {"t.imported DESC", "t.pk DESC"},
	"new":         {"t.imported DESC", "t.pk DESC"},
	"title":       {"CASE WHEN t.title = '' THEN 1 ELSE 0 END ASC", "lower(coalesce(nullif(t.title, ''), t.opening)) ASC", "t.pk DESC"},
	"source":      {"CASE WHEN t.site = '' THEN 1 ELSE 0 END ASC", "t.site ASC", "t.source ASC", "t.pk DESC"},
	"date":        {"coalesce(t.first_time, -9223372036854775807) DESC", "t.pk DESC"},
	"comments":    {"t.comments DESC", "t.pk DESC"},
	"unsupported": {"unsupported DESC", "t.imported DESC", "t.pk DESC"},
	"contested":   {"contested DESC", "t.pk DESC"},
	"reviewed":    {"CASE WHEN t.marks = 0 THEN 0.0 ELSE min(1.0, 1.0 * " + decided + " / t.marks) END DESC", "t.pk DESC"},
}

// threadTerms are the terms of the order of a filter.
func threadTerms(f view.ThreadFilter) ([]orderTerm, error) {
	order, ok := threadOrders[f.Sort]
	if !ok {
		return nil, fmt.Errorf("no sort %q", f.Sort)
	}
	terms := orderTerms(order, f.Reverse)
	if name := terms[0].expr; name == "unsupported" || name == "contested" {
		terms[0].expr = threadBasis(f.Basis).column(name)
	}
	return terms, nil
}

// threadWhere gives the condition of a filter on thread t, in threadBasis.from.
func threadWhere(f view.ThreadFilter) (string, []any) {
	var args []any
	where := "TRUE"
	if f.Asserting {
		where = threadBasis(f.Basis).column("assertions") + " > 0" // first, for the index
	}
	add := func(cond string, a any) {
		where += " AND " + cond
		args = append(args, a)
	}
	for _, w := range strings.Fields(f.Query) {
		add(`instr(t.fold, ?) > 0`, fold(w))
	}
	if len(f.Keys) > 0 {
		add(`t.pk IN (SELECT k.pk FROM json_each(?) AS j JOIN thread AS k
			ON k.format = substr(j.value, 1, instr(j.value, ':') - 1) AND k.id = substr(j.value, instr(j.value, ':') + 1))`,
			jsonList(f.Keys))
	}
	among := func(column string, n int, values any) {
		if n > 0 {
			add(column+` IN (SELECT value FROM json_each(?))`, jsonList(values))
		}
	}
	among("t.site", len(f.Sites), f.Sites)
	among("t.format", len(f.Formats), f.Formats)
	if len(f.Years) > 0 {
		add(`t.year IN (SELECT CAST(value AS INTEGER) FROM json_each(?))`, jsonList(f.Years))
	}
	among(reviewed, len(f.Reviewed), f.Reviewed)
	if len(f.Tags) > 0 {
		cond, n := threadBasis(f.Basis).tagged()
		where, args = where+" AND "+cond, append(args, slices.Repeat([]any{jsonList(f.Tags)}, n)...)
	}
	return where, args
}

// jsonList passes a list of strings or numbers to a query.
func jsonList(values any) string {
	b, _ := json.Marshal(values) // of strings or numbers: cannot fail
	return string(b)
}

// Threads lists threads and says how many there are without Limit, Offset and
// cursors.
func (db *DB) Threads(ctx context.Context, f view.ThreadFilter) (rows []view.ThreadRow, total int,
	err error) {
	q, err := newThreadQuery(f)
	if err != nil {
		return nil, 0, fmt.Errorf("list threads: %w", err)
	}
	if err := db.counted(ctx, f.Basis); err != nil {
		return nil, 0, fmt.Errorf("list threads: %w", err)
	}
	err = db.view(ctx, func(tx *sql.Tx) error {
		where, args := threadWhere(f)
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM `+threadBasis(f.Basis).from()+` WHERE `+where,
			args...).Scan(&total); err != nil {
			return err
		}
		rows, err = collect(ctx, tx, q.scan, q.text, q.args...)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list threads: %w", err)
	}
	if q.back {
		slices.Reverse(rows)
	}
	return rows, total, nil
}

// threadQuery lists threads of a filter. With back they come in reverse order.
type threadQuery struct {
	terms []orderTerm
	back  bool
	text  string
	args  []any
}

func newThreadQuery(f view.ThreadFilter) (*threadQuery, error) {
	terms, err := threadTerms(f)
	if err != nil {
		return nil, err
	}
	q := &threadQuery{terms: terms, back: f.Before != ""}
	where, args := threadWhere(f)
	if cursor := cmp.Or(f.After, f.Before); cursor != "" && cursor != view.FromEnd {
		cond, more, err := beyondCursor(q.terms, q.back, cursor)
		if err != nil {
			return nil, err
		}
		where, args = where+" AND "+cond, append(args, more...)
	}
	columns := ""
	for _, t := range q.terms {
		columns += ", " + t.expr
	}
	basis, counts := threadBasis(f.Basis), ""
	for _, name := range []string{"assertions", "unsupported", "questioned", "contested", "insults", "spam"} {
		counts += basis.column(name) + ", "
	}
	q.text = `SELECT t.format, t.id, t.title, t.url, t.source, t.imported,
		t.comments, t.authors, t.lost_authors, t.inferred, ` + counts + `t.opening, t.site, t.first_time, t.last_time,
		t.marks, ` + decided + columns + `
		FROM ` + basis.from() + ` WHERE ` + where + orderBy(q.terms, q.back) + ` LIMIT ? OFFSET ?`
	q.args = paged(args, f.Limit, f.Offset)
	return q, nil
}

// limit gives the value of LIMIT for n.
func limit(n int) int {
	if n <= 0 {
		return math.MaxInt64
	}
	return n
}

// paged adds the values of LIMIT and OFFSET to the arguments of a query.
func paged(args []any, lim, offset int) []any { return append(args, limit(lim), max(offset, 0)) }

func (q *threadQuery) scan(r *sql.Rows) (t view.ThreadRow, err error) {
	var imported int64
	var first, last sql.NullInt64
	to := []any{&t.Format, &t.ID, &t.Title, &t.URL, &t.Source, &imported, &t.Comments, &t.Authors,
		&t.UnknownAuthors, &t.InferredParents, &t.Assertions, &t.Unsupported, &t.Questioned, &t.Contested,
		&t.Insults, &t.Spam, &t.Opening, &t.Site, &first, &last, &t.Marks, &t.Decided}
	values := make([]any, len(q.terms))
	for i := range values {
		to = append(to, &values[i])
	}
	if err := r.Scan(to...); err != nil {
		return t, err
	}
	t.Key, t.Imported = Key(t.Format, t.ID), time.UnixMilli(imported).UTC()
	t.First, t.Last, t.Decided = fromMillis(first), fromMillis(last), min(t.Decided, t.Marks)
	t.Cursor = writeCursor(values)
	return t, nil
}

// ThreadFacets counts threads by each dimension of the filter, under its other
// dimensions. Sort, Limit and Offset play no part.
func (db *DB) ThreadFacets(ctx context.Context, f view.ThreadFilter) (out view.ThreadFacets, err error) {
	if err := db.counted(ctx, f.Basis); err != nil {
		return out, fmt.Errorf("count threads: %w", err)
	}
	basis := threadBasis(f.Basis)
	err = db.view(ctx, func(tx *sql.Tx) error {
		return firstError(
			func() (err error) {
				g := f
				g.Sites = nil
				out.Sites, err = threadCounts[string](ctx, tx, g, `t.site`)
				return err
			},
			func() (err error) {
				g := f
				g.Formats = nil
				out.Formats, err = threadCounts[string](ctx, tx, g, `t.format`)
				return err
			},
			func() (err error) {
				g := f
				g.Years = nil
				out.Years, err = threadCounts[int](ctx, tx, g, `t.year`)
				slices.SortFunc(out.Years, func(a, b view.Count[int]) int { return b.Value - a.Value })
				return err
			},
			func() (err error) {
				g := f
				g.Reviewed = nil
				out.Reviewed, err = threadCounts[string](ctx, tx, g, reviewed)
				return err
			},
			func() error {
				return tx.QueryRowContext(ctx, `SELECT count(*), coalesce(max(`+basis.column("assertions")+`), 0) FROM `+basis.from()).
					Scan(&out.All, &out.Most)
			},
			func() (err error) { out.Tags, err = threadTagCounts(ctx, tx, f); return err },
			func() error {
				g := f
				g.Asserting = false
				where, args := threadWhere(g)
				return tx.QueryRowContext(ctx, `SELECT count(*) FROM `+basis.from()+` WHERE `+basis.column("assertions")+` = 0 AND `+where,
					args...).Scan(&out.Hidden)
			},
		)
	})
	if err != nil {
		return view.ThreadFacets{}, fmt.Errorf("count threads: %w", err)
	}
	return out, nil
}

// threadCounts counts threads by the value of an expression, most first.
func threadCounts[T any](ctx context.Context, tx *sql.Tx, f view.ThreadFilter, by string) ([]view.Count[T], error) {
	where, args := threadWhere(f)
	return collect(ctx, tx, scanCount[T], `SELECT `+by+` AS v, count(*) AS n FROM `+threadBasis(f.Basis).from()+` WHERE `+where+
		` GROUP BY v ORDER BY n DESC, v`, args...)
}

func threadTagCounts(ctx context.Context, tx *sql.Tx, f view.ThreadFilter) ([]view.Count[string], error) {
	f.Tags = nil
	where, args := threadWhere(f)
	return collect(ctx, tx, scanCount[string], `SELECT g.tag, count(*) AS n FROM `+threadBasis(f.Basis).from()+`
		JOIN `+threadBasis(f.Basis).tags()+` AS g ON g.thread_pk = t.pk WHERE `+where+` GROUP BY g.tag ORDER BY n DESC, g.tag`, args...)
}

func scanCount[T any](r *sql.Rows) (c view.Count[T], err error) {
	err = r.Scan(&c.Value, &c.N)
	return c, err
}

// openingRunes is how much of the first comment a list shows instead of a title.
const openingRunes = 90

// describe fills in what a list says of a thread besides its counts.
func describe(row *view.ThreadRow, t *gainsay.Thread) {
	row.Site = view.SiteOf(t.URL)
	for _, c := range t.Comments {
		if t.Title == "" && row.Opening == "" {
			row.Opening = view.Clip(strings.Join(strings.Fields(c.Text), " "), openingRunes)
		}
		if c.Time.IsZero() {
			continue
		}
		if row.First.IsZero() || c.Time.Before(row.First) {
			row.First = c.Time
		}
		if c.Time.After(row.Last) {
			row.Last = c.Time
		}
	}
}

// findable is what the filter box looks for words in: title or first words,
// site, source and the names of people, in lower case.
func findable(t *gainsay.Thread, source string) string {
	var row view.ThreadRow
	describe(&row, t)
	words := []string{t.Title, row.Opening, row.Site, source}
	seen := map[string]bool{}
	for _, c := range t.Comments {
		if !seen[c.Author] {
			seen[c.Author] = true
			words = append(words, c.Author)
		}
	}
	return fold(strings.Join(words, "\n"))
}

func year(t time.Time) int {
	if t.IsZero() {
		return 0
	}
	return t.UTC().Year()
}

func (s *saver) insertTags() error { return s.insertTagsOf(s.thread, s.a) }

// insertTagsOf writes how many marks of each tag a thread has.
func (b *batch) insertTagsOf(thread int64, a *gainsay.Analysis) error {
	insert := b.rows("thread_tag", "thread_pk", "tag", "n")
	n := tagCounts(a.Annotations)
	for _, tag := range gainsay.Tags() {
		if n[tag] == 0 {
			continue
		}
		if err := insert.add(thread, tag, n[tag]); err != nil {
			return err
		}
	}
	return nil
}

func tagCounts(ns []gainsay.Annotation) map[gainsay.Tag]int {
	out := map[gainsay.Tag]int{}
	for _, n := range ns {
		if n.Score >= gainsay.DefaultThreshold {
			out[n.Tag]++
		}
	}
	return out
}
