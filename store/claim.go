package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/view"
)

// claimRow is a view.Claim with the keys that tie it to others.
type claimRow struct {
	view.Claim
	key      string   // see claimKey
	said     []int64  // keys of Said
	contrary []string // keys of all contrary claims
}

// claimsOf takes the claims without their keys.
func claimsOf(in []claimRow) []view.Claim {
	out := make([]view.Claim, len(in))
	for i, c := range in {
		out[i] = c.Claim
	}
	return out
}

// Bounds of what a claim lists.
const (
	MaxSaid     = 100
	MaxContrary = 6
)

// claimKey is the cluster of assertion s or a stand-in where it has none.
const claimKey = `CASE s.cluster WHEN '' THEN 'pk ' || s.pk ELSE s.cluster END`

var claimSorts = map[string]string{
	"":         `worth DESC, times DESC, first`,
	"notable":  `worth DESC, times DESC, first`,
	"repeated": `times DESC, worth DESC, first`,
	"new":      `latest DESC NULLS LAST, first DESC`,
	"thread":   `first`,
}

// claimColumns sum up the assertions of one claim. The aliases are those of
// claimSorts.
const claimColumns = claimKey + ` AS claim, count(*) AS times, count(DISTINCT s.author),
	count(DISTINCT s.thread_pk),
	sum(s.status = 'unsupported'), sum(s.status = 'sourced'), sum(s.asked > 0),
	sum(s.asked > 0 AND ` + isSupplied + `),
	sum(s.countered > 0), sum(` + isConceded + `), max(s.notable),
	max(s.notable) * avg(s.status = 'unsupported') AS worth,
	min(s.pk) AS first, max(c.time) AS latest`

// Claims lists the claims one of whose assertions the filter picks, and says
// how many there are without Limit and Offset. Counts are over all of a
// claim's assertions. Sort may also be "repeated"; "notable" means Worth.
func (db *DB) Claims(ctx context.Context, f view.AssertionFilter) (out []view.Claim, total int, err error) {
	cond, args, err := where(f)
	if err != nil {
		return nil, 0, fmt.Errorf("list claims: %w", err)
	}
	order, ok := claimSorts[f.Sort]
	if !ok {
		return nil, 0, fmt.Errorf("list claims: no sort %q", f.Sort)
	}
	err = db.view(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT count(DISTINCT `+claimKey+`)`+assertionSource+cond,
			args...).Scan(&total)
		if err != nil {
			return err
		}
		found, err := loadClaims(ctx, tx, `SELECT `+claimKey+assertionSource+cond, args,
			` ORDER BY `+order+` LIMIT ? OFFSET ?`, limit(f.Limit), max(f.Offset, 0))
		out = claimsOf(found)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list claims: %w", err)
	}
	return out, total, nil
}

// Claim returns the claim that an assertion of a thread belongs to, and
// view.ErrNotFound where there is no such assertion.
func (db *DB) Claim(ctx context.Context, thread, assertion string) (out view.Claim, err error) {
	format, id := splitKey(thread)
	err = db.view(ctx, func(tx *sql.Tx) error {
		found, err := loadClaims(ctx, tx, `SELECT `+claimKey+assertionSource+`t.format = ? AND t.id = ?
			AND s.id = ?`, []any{format, id, assertion}, ``)
		switch {
		case err != nil:
			return err
		case len(found) == 0:
			return view.ErrNotFound
		}
		out = found[0].Claim
		return nil
	})
	if err != nil {
		return view.Claim{}, fmt.Errorf("load claim of %s in %s: %w", assertion, thread, err)
	}
	return out, nil
}

// loadClaims loads the claims with the keys that a query picks, with what
// contradicts them.
func loadClaims(ctx context.Context, tx *sql.Tx, pick string, args []any, tail string,
	tailArgs ...any) ([]claimRow, error) {
	out, err := sumClaims(ctx, tx, MaxSaid, pick, args, tail, tailArgs...)
	if err != nil {
		return nil, err
	}
	if err := loadEvents(ctx, tx, out); err != nil {
		return nil, fmt.Errorf("events: %w", err)
	}
	if err := linkContrary(ctx, tx, out); err != nil {
		return nil, fmt.Errorf("contrary claims: %w", err)
	}
	return out, nil
}

// sumClaims loads the claims alone, with at most so many of Said.
func sumClaims(ctx context.Context, tx *sql.Tx, most int, pick string, args []any, tail string,
	tailArgs ...any) ([]claimRow, error) {
	out, err := collect(ctx, tx, func(r *sql.Rows) (c claimRow, err error) {
		var first, latest any
		err = r.Scan(&c.key, &c.Times, &c.People, &c.Threads, &c.Unsupported,
			&c.Sourced, &c.Asked, &c.Answered,
			&c.Contested, &c.Conceded, &c.Notable, &c.Worth, &first, &latest)
		return c, err
	}, `SELECT `+claimColumns+` FROM assertion s JOIN comment c ON c.pk = s.comment_pk
		WHERE `+claimKey+` IN (`+pick+`) GROUP BY claim`+tail, append(slices.Clone(args), tailArgs...)...)
	if err != nil {
		return nil, err
	}
	return out, loadSaid(ctx, tx, out, most)
}

// claimKeys lists the keys of claims for json_each.
func claimKeys(claims []claimRow) (string, map[string]int, error) {
	keys, at := make([]string, len(claims)), make(map[string]int, len(claims))
	for i, c := range claims {
		keys[i], at[c.key] = c.key, i
	}
	b, err := json.Marshal(keys)
	return string(b), at, err
}

// loadSaid fills in the assertions of claims.
func loadSaid(ctx context.Context, tx *sql.Tx, claims []claimRow, most int) error {
	keys, at, err := claimKeys(claims)
	if err != nil {
		return err
	}
	rows, err := listAssertions(ctx, tx, `s.pk IN (SELECT pk FROM (
		SELECT s.pk, row_number() OVER (PARTITION BY `+claimKey+` ORDER BY c.time NULLS LAST, s.pk) AS k
		FROM assertion s JOIN comment c ON c.pk = s.comment_pk
		WHERE `+claimKey+` IN (SELECT value FROM json_each(?))) WHERE k <= ?)
		ORDER BY c.time NULLS LAST, s.pk`, []any{keys, most})
	if err != nil {
		return err
	}
	for _, r := range rows {
		c := &claims[at[r.claim]]
		c.Said, c.said = append(c.Said, r.AssertionRow), append(c.said, r.pk)
	}
	return nil
}

// loadEvents fills in what happened to the assertions of claims.
func loadEvents(ctx context.Context, tx *sql.Tx, claims []claimRow) error {
	at := map[int64]int{}
	var pks []int64
	for i := range claims {
		for _, pk := range claims[i].said {
			at[pk] = i
			pks = append(pks, pk)
		}
	}
	list, err := json.Marshal(pks)
	if err != nil {
		return err
	}
	_, err = collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var pk int64
		var format, id string
		var when sql.NullInt64
		var e view.Event
		err = r.Scan(&pk, &e.Kind, &format, &id, &e.Assertion, &e.Comment, &e.Author, &when)
		e.ThreadKey, e.Time = Key(format, id), fromMillis(when)
		c := &claims[at[pk]]
		c.Events = append(c.Events, e)
		return none, err
	}, `SELECT s.pk, r.kind, t.format, t.id, s.id, c.id, coalesce(c.author, ''), c.time
		FROM reception r JOIN assertion s ON s.pk = r.assertion_pk JOIN thread t ON t.pk = s.thread_pk
		JOIN comment c ON c.pk = r.comment_pk
		WHERE r.kind <> 'repeated' AND s.pk IN (SELECT value FROM json_each(?))
		ORDER BY c.time NULLS LAST, c.pk, s.pk, r.kind`, string(list))
	return err
}

// linkContrary adds to each claim those that contradict it or that it contradicts.
func linkContrary(ctx context.Context, tx *sql.Tx, claims []claimRow) error {
	keys, at, err := claimKeys(claims)
	if err != nil {
		return err
	}
	wanted, err := contraryKeys(ctx, tx, claims, keys, at)
	if err != nil || len(wanted) == 0 {
		return err
	}
	list, err := json.Marshal(wanted)
	if err != nil {
		return err
	}
	found, err := sumClaims(ctx, tx, 1, `SELECT value FROM json_each(?)`, []any{string(list)}, ``)
	if err != nil {
		return err
	}
	byKey := make(map[string]view.Claim, len(found))
	for _, c := range found {
		byKey[c.key] = c.Claim
	}
	for i := range claims {
		c := &claims[i]
		for _, k := range c.contrary {
			c.Contrary = append(c.Contrary, byKey[k])
		}
		slices.SortStableFunc(c.Contrary, func(a, b view.Claim) int {
			return cmp.Or(b.Times-a.Times, cmp.Compare(b.Notable, a.Notable))
		})
		c.MoreContrary = max(0, len(c.Contrary)-MaxContrary)
		c.Contrary = c.Contrary[:len(c.Contrary)-c.MoreContrary]
	}
	return nil
}

// contraryKeys notes the keys of contrary claims in claims and lists them all.
func contraryKeys(ctx context.Context, tx *sql.Tx, claims []claimRow, keys string,
	at map[string]int) ([]string, error) {
	half := func(mine, theirs string) string {
		return `SELECT ` + claimKey + ` AS mine, ` +
			strings.ReplaceAll(claimKey, "s.", "o.") + ` AS theirs, o.pk
			FROM assertion s JOIN relation r ON r.thread_pk = s.thread_pk AND r.` + mine + ` = s.id
			AND r.kind = 'rebuts'
			JOIN assertion o ON o.thread_pk = r.thread_pk AND o.id = r.` + theirs + `
			WHERE ` + claimKey + ` IN (SELECT value FROM json_each(?1))`
	}
	var wanted []string
	_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var mine, theirs string
		err = r.Scan(&mine, &theirs)
		c := &claims[at[mine]]
		c.contrary, wanted = append(c.contrary, theirs), append(wanted, theirs)
		return none, err
	}, `SELECT mine, theirs FROM (`+half("to_id", "from_id")+` UNION ALL `+half("from_id", "to_id")+`)
		WHERE mine <> theirs GROUP BY mine, theirs ORDER BY min(pk)`, keys)
	return wanted, err
}
