package judge

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/door"
)

// doorFormat is the format of threads that doors keep.
const doorFormat = "coral"

// MaxKept bounds a kept thread, in comments: the next begins another one.
const MaxKept = 500

// keptAbove bounds the end of a kept thread that the answer is based on, in
// comments, so that it comes in time. The whole thread is analysed afterwards.
const keptAbove = 20

// keeper adds comments to stored threads. Comments that arrive while a thread is
// analysed are saved together. Threads that are not being saved may be changed by
// others: they are read again when their digest says so.
type keeper struct {
	db     *store.DB
	models Models

	mu      sync.Mutex
	stories map[string]*story // by key; those that were in use last
	saving  sync.WaitGroup
}

// story is a thread that is kept.
type story struct {
	key     string
	thread  *gainsay.Thread // with what is pending
	digest  string          // of the stored thread; "" for none
	pending []added         // not saved yet, in the order of arrival
	busy    bool            // a goroutine saves it
}

// added is a comment on its way into a thread.
type added struct {
	post    door.Post
	comment *gainsay.Comment
}

func newKeeper(db *store.DB, m Models) *keeper {
	return &keeper{db: db, models: m, stories: map[string]*story{}}
}

// wait waits until all threads are saved.
func (k *keeper) wait() { k.saving.Wait() }

// Keep implements door.Engine. The comment is judged by the end of its thread; the
// thread with it is saved soon after.
func (e *Engine) Keep(ctx context.Context, p door.Post) (id string, j door.Judgement, err error) {
	c := &gainsay.Comment{ID: "c" + rand.Text()[:12], Author: p.Author, State: gainsay.Live,
		Time: p.Time.UTC().Truncate(time.Second)}
	if p.Top {
		c.ParentBy = gainsay.BySource
	}
	plainText(p.Text).Apply(c)
	key, end, err := e.keeper.add(ctx, added{p, c})
	if err != nil {
		return "", j, err
	}
	j, _, err = e.run(ctx, end, door.Comment{Source: p.Author + "\x00" + p.Thread}, nil)
	j.Thread = key
	return c.ID, j, err
}

// add adds a comment to its thread and returns the key of the thread and a copy
// of its end.
func (k *keeper) add(ctx context.Context, a added) (key string, end *gainsay.Thread, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	s, err := k.find(ctx, a.post)
	if err != nil {
		return "", nil, err
	}
	s.thread.Comments = append(replaced(s.thread.Comments, a.post, a.comment), a.comment)
	s.pending = append(s.pending, a)
	if !s.busy {
		s.busy = true
		k.saving.Go(func() { k.save(s) })
	}
	cp := *s.thread
	cp.Comments = nil
	for _, c := range s.thread.Comments[max(0, len(s.thread.Comments)-keptAbove):] {
		one := *c
		if one.Parent != "" && cp.Comment(one.Parent) == nil {
			one.Parent, one.ParentBy, one.ParentScore = "", gainsay.ByNothing, 0
		}
		cp.Comments = append(cp.Comments, &one)
	}
	return s.key, &cp, nil
}

// find returns the thread that a comment is added to: the last part of its story.
func (k *keeper) find(ctx context.Context, p door.Post) (*story, error) {
	for n := 1; ; n++ {
		id := p.Thread
		if n > 1 {
			id = fmt.Sprintf("%s part %d", id, n)
		}
		s, err := k.load(ctx, id, p.URL)
		if err != nil || len(s.thread.Comments) < MaxKept || p.Replacement && hasEarlier(s.thread.Comments, p) {
			return s, err
		}
	}
}

// mostStories is how many threads are held in memory beside those that are being
// saved.
const mostStories = 64

// load returns a thread as it is stored, with what is pending.
func (k *keeper) load(ctx context.Context, id, address string) (*story, error) {
	key := store.Key(doorFormat, id)
	s := k.stories[key]
	if s != nil && s.busy {
		return s, nil
	}
	digest, err := k.db.Digest(ctx, key)
	if err != nil && !errors.Is(err, view.ErrNotFound) {
		return nil, err
	}
	if s != nil && s.digest == digest {
		return s, nil
	}
	t, err := k.stored(ctx, id, address)
	if err != nil {
		return nil, err
	}
	for other, o := range k.stories {
		if len(k.stories) >= mostStories && !o.busy {
			delete(k.stories, other)
		}
	}
	s = &story{key: key, thread: t, digest: digest}
	k.stories[key] = s
	return s, nil
}

// stored reads a thread, or makes an empty one if there is none.
func (k *keeper) stored(ctx context.Context, id, address string) (*gainsay.Thread, error) {
	a, err := k.db.Analysis(ctx, store.Key(doorFormat, id))
	if errors.Is(err, view.ErrNotFound) {
		return &gainsay.Thread{ID: id, Format: doorFormat, URL: address, Title: cmp.Or(address, id)}, nil
	}
	if err != nil {
		return nil, err
	}
	return unrecovered(a.Thread), nil
}

// unrecovered takes inferred parents out of a thread: they are inferred again.
func unrecovered(t *gainsay.Thread) *gainsay.Thread {
	for _, c := range t.Comments {
		if c.ParentBy.Inferred() {
			c.Parent, c.ParentBy, c.ParentScore = "", gainsay.ByNothing, 0
		}
	}
	return t
}

// save analyses and saves a thread until nothing is pending. Comments that cannot
// be saved are logged and lost: the site has them.
func (k *keeper) save(s *story) {
	ctx := context.Background()
	for {
		k.mu.Lock()
		now := s.pending
		if len(now) == 0 {
			s.busy = false
			k.mu.Unlock()
			return
		}
		s.pending = nil
		digest, t := s.digest, *s.thread
		t.Comments = slices.Clone(s.thread.Comments)
		k.mu.Unlock()
		saved, err := k.saveNow(ctx, s.key, digest, &t, now)
		if err != nil {
			slog.Error("comments are not kept", "thread", s.key, "comments", len(now), "error", err)
		}
		k.mu.Lock()
		s.digest = saved.digest
		if saved.thread != nil { // somebody else changed it
			for _, a := range s.pending {
				saved.thread.Comments = append(replaced(saved.thread.Comments, a.post, a.comment), a.comment)
			}
			s.thread = saved.thread
		}
		k.mu.Unlock()
	}
}

// saved is what a thread became.
type saved struct {
	digest string
	thread *gainsay.Thread // nil if it is as expected
}

// saveNow analyses and saves t, which has the comments now. If the stored thread
// is not the expected one any more, it adds them to that one.
func (k *keeper) saveNow(ctx context.Context, key, expected string, t *gainsay.Thread, now []added) (out saved, err error) {
	digest, err := k.db.Digest(ctx, key)
	if err != nil && !errors.Is(err, view.ErrNotFound) {
		return saved{digest: expected}, err
	}
	if digest != expected {
		if t, err = k.stored(ctx, t.ID, t.URL); err != nil {
			return saved{digest: expected}, err
		}
		for _, a := range now {
			t.Comments = append(replaced(t.Comments, a.post, a.comment), a.comment)
		}
		out.thread = t
	}
	with, err := k.models.Now()
	if err != nil {
		return saved{digest, out.thread}, err
	}
	a := with.Plain.Run(t, gainsay.Report{}, nil)
	if _, err := k.db.Save(ctx, "door "+doorFormat, a, nil); err != nil {
		return saved{digest, out.thread}, err
	}
	out.digest, err = k.db.Digest(ctx, key)
	return out, err
}

// leastEdited is the share of words that an edited comment has in common with its
// earlier version at least. Own choice.
const leastEdited = 0.3

// replaced takes out the author's comment of which p is a new version: the one
// most like it, the later of two, since the service does not name it. c gets its
// id and its place in time.
func replaced(cs []*gainsay.Comment, p door.Post, c *gainsay.Comment) []*gainsay.Comment {
	at := earlier(cs, p, c)
	if at < 0 {
		return cs
	}
	c.ID, c.Time = cs[at].ID, cs[at].Time
	return slices.Delete(slices.Clone(cs), at, at+1)
}

// earlier returns the place of the comment of which p is a new version, -1 for
// none.
func earlier(cs []*gainsay.Comment, p door.Post, c *gainsay.Comment) int {
	best, at := leastEdited, -1
	for i := 0; p.Replacement && i < len(cs); i++ {
		if cs[i].Author != p.Author {
			continue
		}
		if share := sharedWords(cs[i].Text, c.Text); share >= best {
			best, at = share, i
		}
	}
	return at
}

// hasEarlier reports whether p is a new version of one of the comments.
func hasEarlier(cs []*gainsay.Comment, p door.Post) bool {
	return earlier(cs, p, &gainsay.Comment{Text: plainText(p.Text).Plain}) >= 0
}

// sharedWords is the Jaccard similarity of two texts' words.
func sharedWords(a, b string) float64 {
	in := map[string]int{}
	for _, w := range strings.Fields(a) {
		in[w] |= 1
	}
	for _, w := range strings.Fields(b) {
		in[w] |= 2
	}
	both := 0
	for _, of := range in {
		if of == 3 {
			both++
		}
	}
	return float64(both) / float64(max(len(in), 1))
}
