// Package live adds comments to stored threads as they are written. It keeps the
// threads used last in memory, so that only what a comment changes is analysed.
package live

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/internal/lru"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/webhook"
)

// Analyst adds comments. Its methods may be called concurrently; comments of one
// thread are added one after the other.
type Analyst struct {
	DB *store.DB
	// Driver returns the analysis with the sentence encoder or without, and without
	// marks below thresholds. It must return the same one for the same arguments.
	Driver func(encoded bool, least gainsay.Thresholds) (*analyze.Driver, error)

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

// Add adds a comment to a stored thread, analyses what it changes and saves the
// thread. A comment without an id gets one. It returns view.ErrNotFound for an
// unknown thread and a *view.CommentError for a comment that cannot be added. A
// comment with the id, the author and the words of one that is there changes
// nothing.
func (l *Analyst) Add(ctx context.Context, key string, c *gainsay.Comment) (view.Added, error) {
	defer l.hold(key)()
	for n := 1; ; n++ {
		added, err := l.add(ctx, key, c)
		if !errors.Is(err, store.ErrChanged) || n == maxTries {
			return added, err
		}
	}
}

// maxTries is how often a comment is analysed anew because another process saved
// the thread meanwhile.
const maxTries = 5

func (l *Analyst) add(ctx context.Context, key string, c *gainsay.Comment) (view.Added, error) {
	e, err := l.entry(ctx, key)
	if err != nil {
		return view.Added{}, err
	}
	if c.ID == "" {
		c.ID = strings.ToLower(rand.Text()[:16])
	}
	if old := e.analysis.Thread.Comment(c.ID); old != nil {
		if old.Text != c.Text || old.Author != c.Author || old.Parent != c.Parent {
			return view.Added{}, &view.CommentError{Message: fmt.Sprintf("The thread has another comment “%s”.", c.ID), Conflict: true}
		}
		return known(e.analysis, key, old), nil
	}
	if c.Parent != "" && e.analysis.Thread.Comment(c.Parent) == nil {
		return view.Added{}, &view.CommentError{Message: fmt.Sprintf("The thread has no comment “%s” to answer.", c.Parent)}
	}
	return l.extend(ctx, key, e, c)
}

// extend analyses a thread with one more comment and saves it.
func (l *Analyst) extend(ctx context.Context, key string, e *entry, c *gainsay.Comment) (view.Added, error) {
	least, err := l.DB.Thresholds(ctx)
	if err != nil {
		return view.Added{}, err
	}
	driver, err := l.Driver(e.analysis.Version.Encoder != "", least)
	if err != nil {
		return view.Added{}, err
	}
	t := *e.thread
	t.Comments = append(slices.Clip(t.Comments), c)
	report := e.report
	report.Read++
	s := &seen{near: l.DB.Signatures(ctx), thread: &t}
	a, state := driver.Extend(e.state, &t, report, s)
	if err := s.near.Err(); err != nil {
		return view.Added{}, err
	}
	out := changes(key, e.analysis, a, c.ID)
	if err := l.save(ctx, store.Item{Source: e.source, Analysis: a, Sketches: s.sketches,
		Before: &store.Before{Digest: e.digest, Analysis: e.analysis}}, &out); err != nil {
		return view.Added{}, err
	}
	digest, err := l.DB.Digest(ctx, key)
	if err != nil {
		return out, err
	}
	l.keep(&entry{key: key, digest: digest, source: e.source, thread: &t, report: report, analysis: a,
		state: state})
	return out, nil
}

// save saves a thread with the notices of what is new.
func (l *Analyst) save(ctx context.Context, it store.Item, added *view.Added) error {
	hooks, err := l.DB.Webhooks(ctx)
	if err != nil {
		return err
	}
	marks := slices.Concat(added.Annotations, added.Others)
	if it.Notices, err = webhook.Notices(hooks, added.Thread, added.Comment, marks, time.Now()); err != nil {
		return err
	}
	results, err := l.DB.SaveAll(ctx, []store.Item{it})
	if err == nil {
		err = results[0].Err
	}
	if err == nil && len(it.Notices) > 0 && l.Noticed != nil {
		l.Noticed()
	}
	return err
}

// entry is a stored thread with what makes its analysis fast.
type entry struct {
	key, digest, source string
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
	a, err := l.DB.Analysis(ctx, key)
	if err != nil {
		return nil, err
	}
	rows, _, err := l.DB.Threads(ctx, view.ThreadFilter{Keys: []string{key}})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &entry{key: key, digest: digest, source: rows[0].Source, thread: Source(a.Thread),
		report: sourceReport(a), analysis: a}, nil
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

// sourceReport returns the report of an import without what the analysis added.
func sourceReport(a *gainsay.Analysis) gainsay.Report {
	r := a.Report
	r.Problems = slices.DeleteFunc(slices.Clone(r.Problems), func(p gainsay.Problem) bool {
		return p.Line == 0 && strings.Contains(p.Message, "could not be")
	})
	return r
}

// seen finds near-duplicates in other threads.
type seen struct {
	near     *store.Signatures
	thread   *gainsay.Thread
	sketches map[string][]uint32
}

func (s *seen) Announce(sigs []text.Signature) {
	s.sketches = store.Sketches(s.thread, sigs)
}

func (s *seen) Near(thread string, sig text.Signature) []string { return s.near.Near(0, thread, sig) }

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
