package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
)

// assertionRow is a view.AssertionRow with its key.
type assertionRow struct {
	view.AssertionRow
	pk int64
}

// assertionRows takes the rows without their keys.
func assertionRows(in []assertionRow) []view.AssertionRow {
	out := make([]view.AssertionRow, len(in))
	for i, r := range in {
		out[i] = r.AssertionRow
	}
	return out
}

// disputeConditions: an assertion has one Dispute, but may have been both
// questioned and contested; a filter picks those of which all its values hold.
var disputeConditions = map[gainsay.Dispute]string{
	gainsay.Open:       `s.dispute = 'open'`,
	gainsay.Questioned: `s.asked > 0`,
	gainsay.Contested:  `s.countered > 0`,
	gainsay.Conceded:   isConceded,
}

const isConceded = `(s.conceded > 0 OR s.dispute = 'conceded')`

// isSupplied: someone gave evidence for assertion s later on.
const isSupplied = `EXISTS (` + suppliedTo + `)`

// yesNo are the conditions of the filters that are "yes" or "no".
var yesNo = []struct {
	name, yes, no string
	of            func(view.AssertionFilter) string
}{
	{"sourced", everSourced, `NOT ` + everSourced, func(f view.AssertionFilter) string { return f.Sourced }},
	{"answered", `s.asked > 0 AND ` + isSupplied, `s.asked > 0 AND NOT ` + isSupplied,
		func(f view.AssertionFilter) string { return f.Answered }},
}

const everSourced = `(s.status = 'sourced' OR s.cluster <> '' AND s.cluster IN
	(SELECT cluster FROM assertion WHERE status = 'sourced'))`

const assertionSource = ` FROM assertion s JOIN comment c ON c.pk = s.comment_pk
	JOIN thread t ON t.pk = s.thread_pk WHERE `

// checkYesNo refuses values of the filter that are neither "yes" nor "no".
func checkYesNo(f view.AssertionFilter) error {
	for _, y := range yesNo {
		if v := y.of(f); v != "" && v != "yes" && v != "no" {
			return fmt.Errorf("%s is yes or no, not %q", y.name, v)
		}
	}
	return nil
}

// conditions are parts of a WHERE clause, all of which must hold.
type conditions struct {
	parts []string
	args  []any
}

func (c *conditions) add(part string, args ...any) {
	c.parts, c.args = append(c.parts, part), append(c.args, args...)
}

// equal asks for a value of a column, unless the value is "".
func (c *conditions) equal(column, value string) {
	if value != "" {
		c.add(column+` = ?`, value)
	}
}

func (c *conditions) String() string { return strings.Join(c.parts, " AND ") }

// where gives the filter as a condition on assertionSource; Source is no part of it.
func where(f view.AssertionFilter) (*conditions, error) {
	if err := checkYesNo(f); err != nil {
		return nil, err
	}
	c := &conditions{parts: []string{"TRUE"}}
	for _, t := range f.Topics {
		c.add(`s.pk IN (SELECT x.assertion_pk FROM assertion_topic x JOIN topic y ON y.pk = x.topic_pk
			WHERE y.fold = ?)`, fold(t))
	}
	if err := c.states(f); err != nil {
		return nil, err
	}
	c.equal(`s.author`, f.Author)
	if f.Thread != "" {
		format, id := splitKey(f.Thread)
		c.add(`t.format = ? AND t.id = ?`, format, id)
	}
	c.equal(`s.cluster`, f.Cluster)
	c.times(f)
	c.words(f.Query)
	return c, nil
}

// states asks for one of the statuses, all disputes, and what is "yes" or "no".
func (c *conditions) states(f view.AssertionFilter) error {
	if len(f.Status) > 0 {
		var in []any
		for _, s := range f.Status {
			in = append(in, s)
		}
		c.add(`s.status IN (?`+strings.Repeat(", ?", len(in)-1)+`)`, in...)
	}
	for _, d := range f.Dispute {
		part, ok := disputeConditions[d]
		if !ok {
			return fmt.Errorf("no dispute %q", d)
		}
		c.add(part)
	}
	for _, y := range yesNo {
		switch y.of(f) {
		case "yes":
			c.add(y.yes)
		case "no":
			c.add(y.no)
		}
	}
	return nil
}

func (c *conditions) times(f view.AssertionFilter) {
	if !f.From.IsZero() || !f.To.IsZero() {
		c.add(`coalesce(c.time_precision, '') <> 'year'`)
	}
	if !f.From.IsZero() {
		c.add(`c.time >= ?`, f.From.UnixMilli())
	}
	if !f.To.IsZero() {
		c.add(`c.time < ?`, f.To.UnixMilli())
	}
}

// words asks for the words of a query, and for none where it has none to find.
func (c *conditions) words(query string) {
	q := parseQuery(query)
	c.equal(`s.author`, q.author)
	if q.match != "" {
		c.add(`s.pk IN (SELECT rowid FROM assertion_text WHERE assertion_text MATCH ?)`, q.match)
	} else if strings.TrimSpace(query) != "" {
		c.add(`FALSE`)
	}
}

// assertionSorts are the terms of each order, the last of which tells all
// assertions apart.
var assertionSorts = map[string][]string{
	"":        {"s.notable DESC", "s.pk ASC"},
	"notable": {"s.notable DESC", "s.pk ASC"},
	"new":     {"coalesce(c.time, -9223372036854775807) DESC", "s.pk DESC"},
	"thread":  {"s.thread_pk ASC", "s.pk ASC"},
}

// Assertions lists the assertions that the filter picks and says how many
// there are without Limit, Offset and After.
func (db *DB) Assertions(ctx context.Context, f view.AssertionFilter) (rows []view.AssertionRow, total int,
	err error) {
	order, ok := assertionSorts[f.Sort]
	if !ok {
		return nil, 0, fmt.Errorf("list assertions: no sort %q", f.Sort)
	}
	if f.Basis != "" && f.Basis != decide.Machine {
		if rows, total, err = db.assertionsBy(ctx, f); err != nil {
			return nil, 0, fmt.Errorf("list assertions: %w", err)
		}
		return rows, total, nil
	}
	terms := orderTerms(order, false)
	c, err := where(f)
	if err != nil {
		return nil, 0, fmt.Errorf("list assertions: %w", err)
	}
	err = db.view(ctx, func(tx *sql.Tx) error {
		if err := c.stored(ctx, tx, f); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, `SELECT count(*)`+assertionSource+c.String(), c.args...).Scan(&total); err != nil {
			return err
		}
		if f.After != "" {
			beyond, args, err := beyondCursor(terms, false, f.After)
			if err != nil {
				return err
			}
			c.add(beyond, args...)
		}
		found, err := listAssertions(ctx, tx, terms, c.String()+orderBy(terms, false)+` LIMIT ? OFFSET ?`,
			paged(c.args, f.Limit, f.Offset))
		rows = assertionRows(found)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list assertions: %w", err)
	}
	return rows, total, nil
}

// stored adds what depends on other tables: thresholds and the source.
func (c *conditions) stored(ctx context.Context, tx *sql.Tx, f view.AssertionFilter) error {
	least, err := thresholds(ctx, tx)
	if err != nil {
		return err
	}
	if claims := least[gainsay.TagClaim]; claims > 0 {
		c.add(`s.score >= ?`, claims)
	}
	if f.Source != "" {
		threads, err := threadsFrom(ctx, tx, f.Source)
		if err != nil {
			return err
		}
		c.add(`s.thread_pk IN (SELECT CAST(value AS INTEGER) FROM json_each(?))`, keyList(threads))
	}
	return nil
}

// threadsFrom lists the threads of a source; see view.SourceName.
func threadsFrom(ctx context.Context, tx *sql.Tx, source string) (keys []int64, err error) {
	_, err = collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var pk int64
		var format, url string
		if err = r.Scan(&pk, &format, &url); err == nil && view.SourceName(format, url) == source {
			keys = append(keys, pk)
		}
		return none, err
	}, `SELECT pk, format, url FROM thread`)
	return keys, err
}

// listAssertions lists assertions with their places in an order, "" without terms.
func listAssertions(ctx context.Context, tx *sql.Tx, terms []orderTerm, cond string, args []any) ([]assertionRow, error) {
	columns := ""
	for _, t := range terms {
		columns += ", " + t.expr
	}
	out, err := collect(ctx, tx, func(r *sql.Rows) (a assertionRow, err error) {
		var format string
		var at sql.NullInt64
		to := append(assertionFields(&a.Assertion), &a.pk, &format, &a.ThreadID, &a.ThreadTitle, &a.Opening, &at, &a.Precision)
		values := make([]any, len(terms))
		for i := range values {
			to = append(to, &values[i])
		}
		err = r.Scan(to...)
		a.ThreadKey, a.Time = Key(format, a.ThreadID), fromMillis(at)
		if len(terms) > 0 {
			a.Cursor = writeCursor(values)
		}
		return a, err
	}, `SELECT `+assertionColumns+`, s.pk, t.format, t.id, t.title,
		t.opening, c.time, coalesce(c.time_precision, '')`+columns+assertionSource+cond, args...)
	if err != nil {
		return nil, err
	}
	byKey := make(map[int64]*gainsay.Assertion, len(out))
	for i := range out {
		byKey[out[i].pk] = &out[i].Assertion
	}
	return out, loadDetails(ctx, tx, byKey)
}
