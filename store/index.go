package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// index holds in memory the few numbers of each assertion that lists, facets
// and the overview count, some 100 bytes each: a pass over all of them takes a
// hundredth of what it takes in SQL. It is never changed; a newer one shares
// the entries of threads that are the same.
type index struct {
	threads   map[int64]*indexedThread
	changes   int64
	names     *interner // of authors
	clusters  *interner
	topics    map[int64]string // names by key
	folds     map[int64]string
	topicsEnd int64   // above all keys of topics
	least     float32 // score from which assertions are listed; 0 for all

	words   wordCache
	entries []*entry            // in order of pk
	dropped []*entry            // those that people found to be none
	hidden  []*entry            // those below the threshold
	are     map[int64]*original // assertions that are otherwise by the basis of the index, by key
	claimOf []int32             // by entry
	claims  []*claimSum
	orders  map[string]func() []int32
}

// indexedThread is a thread with its entries.
type indexedThread struct {
	pk              int64
	digest          string
	imported        int64 // a thread that was deleted and imported again may have the keys of another
	key, rules, src string
	comments        int
	entries         []*entry
	rebuts          [][2]int64 // keys of assertions: the first contradicts the second
}

// entry is what lists count of an assertion.
type entry struct {
	pk       int64
	time     int64 // milliseconds since 1970; noTime where it is not known
	notable  float64
	thread   *indexedThread
	topics   []int64
	author   int32 // in names; -1 where it is not known
	cluster  int32 // in clusters; -1 where there is none
	score    float32
	status   gainsay.Status
	dated    bool // at least to the month
	open     bool
	asked    bool
	answered bool // someone supplied evidence after it was asked for
	selfDone bool // the author did
	counter  bool
	conceded bool
	decided  gainsay.Verdict // "" where nobody decided
}

const noTime = math.MinInt64

// interner numbers strings.
type interner struct {
	of    map[string]int32
	names []string
}

func newInterner() *interner { return &interner{of: map[string]int32{}} }

// clone returns a copy to add to, while others read in.
func (in *interner) clone() *interner { return &interner{maps.Clone(in.of), slices.Clip(in.names)} }

func (in *interner) number(s string) int32 {
	n, ok := in.of[s]
	if !ok {
		n = int32(len(in.names))
		in.of[s], in.names = n, append(in.names, s)
	}
	return n
}

// indexer keeps the newest index.
type indexer struct {
	mu      sync.Mutex
	watch   *sql.DB // one connection, which sees whether others changed the file
	version int64   // of the data, as watch saw it when the index was made
	last    *index
	based   basedIndex
}

// State identifies what is stored: while it is the same, nothing changed. It means
// nothing to another DB.
func (db *DB) State(ctx context.Context) (version int64, err error) {
	err = db.indexer.watch.QueryRowContext(context.WithoutCancel(ctx), `PRAGMA data_version`).Scan(&version)
	if err != nil {
		return 0, fmt.Errorf("see whether the database changed: %w", err)
	}
	return version, nil
}

// index returns an index of the database as it is now.
func (db *DB) index(ctx context.Context) (*index, error) {
	x := &db.indexer
	x.mu.Lock()
	defer x.mu.Unlock()
	version, err := db.State(ctx)
	if err != nil {
		return nil, err
	}
	if x.last != nil && x.version == version {
		return x.last, nil
	}
	var next *index
	// What is read here serves later requests too: it is not given up with this one.
	err = db.view(context.WithoutCancel(ctx), func(tx *sql.Tx) (err error) {
		next, err = renew(context.WithoutCancel(ctx), tx, x.last)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("index assertions: %w", err)
	}
	x.last, x.version = next, version
	return next, nil
}

// Warm reads what lists count, so that the first page does not wait for it.
func (db *DB) Warm(ctx context.Context) error {
	ix, err := db.index(ctx)
	if err != nil {
		return err
	}
	for _, order := range ix.orders {
		order()
	}
	return nil
}

// renew makes an index from an earlier one, which may be nil.
func renew(ctx context.Context, tx *sql.Tx, old *index) (*index, error) {
	ix := &index{threads: map[int64]*indexedThread{}}
	if err := tx.QueryRowContext(ctx, `SELECT n FROM changes`).Scan(&ix.changes); err != nil {
		return nil, err
	}
	if old == nil || old.changes != ix.changes {
		old = &index{names: newInterner(), clusters: newInterner(), changes: ix.changes}
	}
	least, err := thresholds(ctx, tx)
	if err != nil {
		return nil, err
	}
	ix.least = float32(least[gainsay.TagClaim])
	fresh, err := ix.compare(ctx, tx, old)
	if err != nil {
		return nil, err
	}
	if old.least == ix.least && len(fresh) == 0 && len(ix.threads) == len(old.threads) && old.entries != nil {
		return old, nil
	}
	ix.names, ix.clusters = old.names.clone(), old.clusters.clone()
	err = firstError(
		func() error { return ix.loadThreads(ctx, tx, fresh) },
		func() error { return ix.loadEntries(ctx, tx, fresh) },
		func() error { return ix.loadRebuts(ctx, tx, fresh) },
		func() error { return ix.loadTopics(ctx, tx, fresh) },
	)
	if err != nil {
		return nil, err
	}
	for _, t := range ix.threads {
		for _, e := range t.entries {
			if e.score >= ix.least {
				ix.entries = append(ix.entries, e)
			} else {
				ix.hidden = append(ix.hidden, e)
			}
		}
	}
	ix.derive()
	return ix, nil
}

// compare takes over the threads that are as they were and returns the keys of
// the others.
func (ix *index) compare(ctx context.Context, tx *sql.Tx, old *index) (fresh []int64, err error) {
	_, err = collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var pk int64
		var digest string
		var imported int64
		err = r.Scan(&pk, &digest, &imported)
		if t := old.threads[pk]; t != nil && t.digest == digest && t.imported == imported {
			ix.threads[pk] = t
		} else {
			ix.threads[pk] = &indexedThread{pk: pk, digest: digest, imported: imported}
			fresh = append(fresh, pk)
		}
		return none, err
	}, `SELECT pk, digest, imported FROM thread`)
	return fresh, err
}

// among restricts a query to threads: to none if there are few, since all are
// read faster without.
func (ix *index) among(column string, fresh []int64) (cond string, args []any) {
	if len(fresh) == len(ix.threads) {
		return `TRUE`, nil
	}
	b, _ := json.Marshal(fresh) // of numbers: cannot fail
	return column + ` IN (SELECT CAST(value AS INTEGER) FROM json_each(?))`, []any{string(b)}
}

func (ix *index) loadThreads(ctx context.Context, tx *sql.Tx, fresh []int64) error {
	cond, args := ix.among("pk", fresh)
	_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var pk int64
		var format, id, url, rules string
		var comments int
		err = r.Scan(&pk, &format, &id, &url, &rules, &comments)
		t := ix.threads[pk]
		t.key, t.rules, t.comments, t.src = Key(format, id), rules, comments, view.SourceName(format, url)
		return none, err
	}, `SELECT pk, format, id, url, rules, comments FROM thread WHERE `+cond, args...)
	return err
}

func (ix *index) loadEntries(ctx context.Context, tx *sql.Tx, fresh []int64) error {
	cond, args := ix.among("s.thread_pk", fresh)
	_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		e := &entry{author: -1, cluster: -1, time: noTime}
		var thread int64
		var at sql.NullInt64
		var author sql.NullString
		var cluster, precision string
		err = r.Scan(&e.pk, &thread, &at, &precision, &author, &cluster, &e.status, &e.notable, &e.open, &e.asked,
			&e.counter, &e.conceded, &e.answered, &e.selfDone, &e.score)
		if at.Valid {
			e.time, e.dated = at.Int64, gainsay.Precision(precision) != gainsay.ToYear
		}
		if author.Valid {
			e.author = ix.names.number(author.String)
		}
		if cluster != "" {
			e.cluster = ix.clusters.number(cluster)
		}
		e.thread = ix.threads[thread]
		e.thread.entries = append(e.thread.entries, e)
		return none, err
	}, `SELECT s.pk, s.thread_pk, c.time, coalesce(c.time_precision, ''), s.author, s.cluster, s.status, s.notable,
		s.dispute = 'open', s.asked > 0, s.countered > 0, `+isConceded+`,
		s.asked > 0 AND `+isSupplied+`, s.asked > 0 AND EXISTS (`+suppliedTo+` AND a.author = s.author), s.score
		FROM assertion s JOIN comment c ON c.pk = s.comment_pk WHERE `+cond+` ORDER BY s.pk`, args...)
	return err
}

func (ix *index) loadRebuts(ctx context.Context, tx *sql.Tx, fresh []int64) error {
	cond, args := ix.among("r.thread_pk", fresh)
	_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var thread int64
		var pair [2]int64
		err = r.Scan(&thread, &pair[0], &pair[1])
		ix.threads[thread].rebuts = append(ix.threads[thread].rebuts, pair)
		return none, err
	}, `SELECT r.thread_pk, s.pk, o.pk FROM relation r
		JOIN assertion s ON s.thread_pk = r.thread_pk AND s.id = r.from_id
		JOIN assertion o ON o.thread_pk = r.thread_pk AND o.id = r.to_id
		WHERE r.kind = 'rebuts' AND `+cond, args...)
	return err
}

func (ix *index) loadTopics(ctx context.Context, tx *sql.Tx, fresh []int64) error {
	ix.topics, ix.folds = map[int64]string{}, map[int64]string{}
	_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var pk int64
		var name, fold string
		err = r.Scan(&pk, &name, &fold)
		ix.topics[pk], ix.folds[pk] = name, fold
		ix.topicsEnd = max(ix.topicsEnd, pk+1)
		return none, err
	}, `SELECT pk, name, fold FROM topic`)
	if err != nil {
		return err
	}
	at := map[int64]*entry{}
	for _, pk := range fresh {
		for _, e := range ix.threads[pk].entries {
			at[e.pk] = e
		}
	}
	cond, args := ix.among("assertion_pk", slices.Collect(maps.Keys(at)))
	if len(fresh) == len(ix.threads) {
		cond, args = `TRUE`, nil
	}
	_, err = collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var pk, topic int64
		err = r.Scan(&pk, &topic)
		if e := at[pk]; e != nil {
			e.topics = append(e.topics, topic)
		}
		return none, err
	}, `SELECT assertion_pk, topic_pk FROM assertion_topic WHERE `+cond+` ORDER BY assertion_pk, n`, args...)
	return err
}
