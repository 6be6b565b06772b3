// Package live adds comments to stored threads as they are written. It keeps the
// threads used last in memory, so that only what a comment changes is analysed.
package live

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/internal/lru"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
)

// Analyst adds comments. Its methods may be called concurrently; comments of one
// thread are added one after the other.
type Analyst struct {
	DB *store.DB
	// Driver returns the analysis with the sentence encoder or without, without marks
	// below thresholds, and with the weights of the database that have a digest. It
	// must return the same one for the same arguments.
	Driver func(encoded bool, least gainsay.Thresholds, weights string) (*analyze.Driver, error)

	// Noticed, if not nil, is called when notices for webhooks were saved.
	Noticed func()

	mu    sync.Mutex
	locks map[string]*lock
	kept  lru.Cache[*entry] // the threads used last, by key
}

// lock is that of a thread, with how many hold it or wait for it.
type lock struct {
	sync.Mutex
	users int
}

// hold locks a thread until the function that it returns is called.
func (l *Analyst) hold(key string) (release func()) {
	l.mu.Lock()
	if l.locks == nil {
		l.locks = map[string]*lock{}
	}
	k := l.locks[key]
	if k == nil {
		k = &lock{}
		l.locks[key] = k
	}
	k.users++
	l.mu.Unlock()
	k.Lock()
	return func() {
		k.Unlock()
		l.mu.Lock()
		defer l.mu.Unlock()
		if k.users--; k.users == 0 {
			delete(l.locks, key)
		}
	}
}

// holdAll locks the threads of all additions, in an order that is the same for
// everyone, so that nobody waits for each other.
func (l *Analyst) holdAll(adds []Addition) (release func()) {
	keys := make([]string, len(adds))
	for i, a := range adds {
		keys[i] = a.Key
	}
	slices.Sort(keys)
	var held []func()
	for _, k := range slices.Compact(keys) {
		held = append(held, l.hold(k))
	}
	return func() {
		for _, release := range held {
			release()
		}
	}
}

// Add adds a comment to a stored thread, analyses what it changes and saves the
// thread. A comment without an id gets one. It returns view.ErrNotFound for an
// unknown thread and a *view.CommentError for a comment that cannot be added. A
// comment with the id, the author and the words of one that is there changes
// nothing.
func (l *Analyst) Add(ctx context.Context, key string, c *gainsay.Comment) (view.Added, error) {
	out, err := l.AddAll(ctx, []Addition{{Key: key, Comment: c}}, func(items []store.Item, _ []Outcome) error {
		results, err := l.DB.SaveAll(ctx, items)
		for _, r := range results {
			err = errors.Join(err, r.Err)
		}
		return err
	})
	if err != nil {
		return view.Added{}, err
	}
	return out[0].Added, out[0].Err
}

// entry is a stored thread with what makes its analysis fast.
type entry struct {
	key, digest, source string
	encoded             bool            // analysed with the sentence encoder
	thread              *gainsay.Thread // as it was before the analysis
	report              gainsay.Report  // of the import
	analysis            *gainsay.Analysis
	state               *analyze.State // nil if the thread was not analysed here
}

// entry returns a thread from memory or, if it is not there or was changed by
// others, from the database.
func (l *Analyst) entry(ctx context.Context, key string) (*entry, error) {
	digest, err := l.DB.Digest(ctx, key)
	if err != nil {
		return nil, err
	}
	if e, ok := l.kept.Get(key); ok && e.digest == digest {
		return e, nil
	}
	a, source, err := Stored(ctx, l.DB, key)
	if err != nil {
		return nil, err
	}
	return &entry{key: key, digest: digest, source: source, encoded: a.Version.Encoder != "", thread: Source(a.Thread),
		report: SourceReport(a), analysis: a}, nil
}

// Stored loads the analysis of a thread and what the thread was read from. It returns
// view.ErrNotFound where there is none.
func Stored(ctx context.Context, db *store.DB, key string) (a *gainsay.Analysis, source string, err error) {
	if a, err = db.Analysis(ctx, key); err != nil {
		return nil, "", err
	}
	rows, _, err := db.Threads(ctx, view.ThreadFilter{Keys: []string{key}})
	if err == nil && len(rows) == 0 {
		err = view.ErrNotFound // deleted meanwhile
	}
	if err != nil {
		return nil, "", err
	}
	return a, rows[0].Source, nil
}

// Source returns a thread as it was before its analysis: without the parents,
// languages and failures that the analysis filled in. Quotations stay; the
// analysis finds its own again.
func Source(t *gainsay.Thread) *gainsay.Thread {
	out := *t
	out.Comments = make([]*gainsay.Comment, len(t.Comments))
	for i, c := range t.Comments {
		cp := *c
		if cp.ParentBy.Inferred() {
			cp.Parent, cp.ParentBy, cp.ParentScore = "", gainsay.ByNothing, 0
		}
		cp.Language, cp.Failed = "", ""
		out.Comments[i] = &cp
	}
	return &out
}

// SourceReport returns the report of an import without what the analysis added.
func SourceReport(a *gainsay.Analysis) gainsay.Report {
	r := a.Report
	r.Problems = slices.DeleteFunc(slices.Clone(r.Problems), func(p gainsay.Problem) bool {
		return p.Line == 0 && strings.Contains(p.Message, "could not be")
	})
	return r
}

// maxKept bounds the size of the threads in memory, in bytes as size counts them.
// Their state takes about eight times as much.
const maxKept = 8 << 20

// keep keeps a thread in memory. One that is too large by itself is not kept.
func (l *Analyst) keep(e *entry) {
	if n := size(e); n <= maxKept {
		l.kept.Put(e.key, e, n, maxKept)
	}
}

func size(e *entry) int {
	const perComment = 500
	n := len(e.thread.Article)
	for _, c := range e.thread.Comments {
		n += len(c.Text) + perComment
	}
	return n
}
