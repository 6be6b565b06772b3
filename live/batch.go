package live

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/webhook"
)

// Addition is a comment to add to a thread.
type Addition struct {
	Key     string // of the thread
	Comment *gainsay.Comment

	// New, if not nil, is the thread without comments as the source of the comment
	// describes it. It is made if it is not there. A title, address or article that
	// it lacks is filled in, and a parent that it lacks gets a placeholder, which the
	// parent takes when it comes.
	New    *gainsay.Thread
	Source string // what a new thread was read from, for people
	Encode bool   // analyse a new thread with the sentence encoder
}

// Outcome is what became of an Addition.
type Outcome struct {
	Added   view.Added
	Differs bool  // New has another title, address or article than the thread, which keeps its own
	Err     error // why the comment was not added: a *view.CommentError or view.ErrNotFound
}

// maxTries is how often comments are analysed anew because another process saved
// one of their threads meanwhile.
const maxTries = 5

// AddAll adds comments one after the other, as Add does, but saves all threads at
// once by calling save. What save returns is returned; nothing is kept in memory of
// what was not saved. save is called again if it returned store.ErrChanged.
func (l *Analyst) AddAll(ctx context.Context, adds []Addition, save func([]store.Item, []Outcome) error) ([]Outcome, error) {
	defer l.holdAll(adds)()
	for n := 1; ; n++ {
		out, err := l.addAll(ctx, adds, save)
		if !errors.Is(err, store.ErrChanged) || n == maxTries {
			return out, err
		}
	}
}

func (l *Analyst) addAll(ctx context.Context, adds []Addition, save func([]store.Item, []Outcome) error) ([]Outcome, error) {
	b, err := l.newBatch(ctx, adds)
	if err != nil {
		return nil, err
	}
	out := make([]Outcome, len(adds))
	for i, a := range adds {
		if out[i], err = b.add(a); err != nil {
			return nil, err
		}
	}
	if err := b.near.Err(); err != nil {
		return nil, err
	}
	items := b.items()
	if err := save(items, out); err != nil {
		return nil, err
	}
	if l.Noticed != nil && slices.ContainsFunc(items, func(it store.Item) bool { return len(it.Notices) > 0 }) {
		l.Noticed()
	}
	return out, b.keep()
}

// batch is a call of AddAll under way.
type batch struct {
	*Analyst
	ctx     context.Context
	least   gainsay.Thresholds
	weights string // digest of those that the database has in use
	hooks   []view.Webhook
	near    *store.Signatures
	several bool // comments of more than one thread
	threads []*growing
}

// growing is a thread to which comments are added.
type growing struct {
	*entry   // as it is now
	before   *store.Before
	sketches map[string][]uint32
	notices  []view.Notice
	grown    bool
}

func (l *Analyst) newBatch(ctx context.Context, adds []Addition) (*batch, error) {
	b := &batch{Analyst: l, ctx: ctx, near: l.DB.Signatures(ctx)}
	b.several = slices.ContainsFunc(adds, func(a Addition) bool { return a.Key != adds[0].Key })
	var err error
	if b.least, err = l.DB.Thresholds(ctx); err != nil {
		return nil, err
	}
	if b.weights, err = l.DB.WeightsDigest(ctx); err != nil {
		return nil, err
	}
	b.hooks, err = l.DB.Webhooks(ctx)
	return b, err
}

// find returns the thread of an Addition.
func (b *batch) find(a Addition) (*growing, error) {
	for _, g := range b.threads {
		if g.key == a.Key {
			return g, nil
		}
	}
	e, err := b.entry(b.ctx, a.Key)
	if errors.Is(err, view.ErrNotFound) && a.New != nil {
		t := *a.New
		t.Comments = nil
		e, err = &entry{key: a.Key, source: a.Source, encoded: a.Encode, thread: &t, analysis: &gainsay.Analysis{Thread: &t}}, nil
	}
	if err != nil {
		return nil, err
	}
	g := &growing{entry: e, before: &store.Before{Digest: e.digest, Analysis: e.analysis}}
	b.threads = append(b.threads, g)
	return g, nil
}

// add analyses a thread with a comment. An error ends the batch; what is wrong with
// the comment is in the Outcome.
func (b *batch) add(a Addition) (out Outcome, err error) {
	g, err := b.find(a)
	if errors.Is(err, view.ErrNotFound) {
		return Outcome{Err: err}, nil
	}
	if err != nil {
		return Outcome{}, err
	}
	c := a.Comment
	if c.ID == "" {
		c.ID = strings.ToLower(rand.Text()[:16])
	}
	old := g.analysis.Thread.Comment(c.ID)
	if old != nil && (old.State != gainsay.Missing || a.New == nil) {
		if old.Text != c.Text || old.Author != c.Author || c.ParentBy != gainsay.ByNothing && old.Parent != c.Parent {
			return Outcome{Err: &view.CommentError{Message: fmt.Sprintf("The thread has another comment “%s”.", c.ID), Conflict: true}}, nil
		}
		return Outcome{Added: known(g.analysis, a.Key, old)}, nil
	}
	next, err := extended(g.entry, a)
	if err != nil {
		return Outcome{Err: err}, nil
	}
	out.Differs = a.New != nil && fill(next.thread, a.New)
	out.Added, err = b.analyze(g, next, c)
	return out, err
}

// analyze analyses a thread as it is with a comment more.
func (b *batch) analyze(g *growing, next *entry, c *gainsay.Comment) (view.Added, error) {
	driver, err := b.Driver(g.encoded, b.least, b.weights)
	if err != nil {
		return view.Added{}, err
	}
	s := &seen{near: b.near, thread: next.thread}
	state := g.state
	g.state = nil // Extend uses it up, also where the threads are not saved in the end
	next.analysis, next.state = driver.Extend(state, next.thread, next.report, s)
	added := changes(g.key, g.analysis, next.analysis, c.ID)
	notices, err := webhook.Notices(b.hooks, g.key, added.Comment, slices.Concat(added.Annotations, added.Others), time.Now())
	if err != nil {
		return added, err
	}
	g.entry, g.grown, g.sketches, g.notices = next, true, s.sketches, append(g.notices, notices...)
	if b.several {
		b.near.Announce(0, next.thread, s.sketches)
	}
	return added, nil
}

// items are the threads to save.
func (b *batch) items() (all []store.Item) {
	for _, g := range b.threads {
		if g.grown {
			all = append(all, store.Item{Source: g.source, Analysis: g.analysis, Sketches: g.sketches, Notices: g.notices,
				Before: g.before})
		}
	}
	return all
}

// keep keeps the saved threads in memory.
func (b *batch) keep() (err error) {
	for _, g := range b.threads {
		if !g.grown {
			continue
		}
		if g.digest, err = b.DB.Digest(b.ctx, g.key); err != nil {
			return err
		}
		b.Analyst.keep(g.entry)
	}
	return nil
}

// seen finds near-duplicates in other threads, saved or not.
type seen struct {
	near     *store.Signatures
	thread   *gainsay.Thread
	sketches map[string][]uint32
}

func (s *seen) Announce(sigs []text.Signature) {
	s.sketches = store.Sketches(s.thread, sigs)
}

func (s *seen) Near(thread string, sig text.Signature) []string { return s.near.Near(1, thread, sig) }
