package web

import (
	"context"
	"errors"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
)

// index is a thread with what pages look up in it. It is made once per digest
// and shared by requests: nothing in it may change. With an outline it has no
// texts and reasons; see threadView.read.
type index struct {
	outline     *view.Outline // nil for a thread that was read whole
	a           *gainsay.Analysis
	key         string
	texts       *view.Texts
	comments    map[string]*gainsay.Comment
	assertions  map[string]*gainsay.Assertion
	annotations map[string]*gainsay.Annotation
	marks       map[string][]gainsay.Annotation // by comment
	relations   map[string][]gainsay.Relation   // by annotation they start from
	depth       map[string]int
	ordered     []*gainsay.Comment // depth first
	people      []person           // those with assertions first
	unknown     int                // comments by unknown authors
	used        int                // statements of the article that support assertions
	hidden      int                // marks below the thresholds of the database, left out
}

func newIndex(key string, a *gainsay.Analysis) *index {
	x := &index{
		a: a, key: key, texts: view.NewTexts(a.Thread),
		comments:    make(map[string]*gainsay.Comment, len(a.Thread.Comments)),
		assertions:  make(map[string]*gainsay.Assertion, len(a.Assertions)),
		annotations: make(map[string]*gainsay.Annotation, len(a.Annotations)),
		marks:       make(map[string][]gainsay.Annotation, len(a.Thread.Comments)),
		relations:   map[string][]gainsay.Relation{},
		depth:       map[string]int{},
		ordered:     view.DepthFirst(a.Thread.Comments),
	}
	for _, c := range a.Thread.Comments {
		x.comments[c.ID] = c
		if c.Parent != "" {
			x.depth[c.ID] = x.depth[c.Parent] + 1
		}
	}
	for i := range a.Assertions {
		x.assertions[a.Assertions[i].ID] = &a.Assertions[i]
	}
	for from, to := 0, 0; from < len(a.Annotations); from = to { // they are in the order of comments
		comment := a.Annotations[from].Comment
		for to = from; to < len(a.Annotations) && a.Annotations[to].Comment == comment; to++ {
			x.annotations[a.Annotations[to].ID] = &a.Annotations[to]
		}
		if run := a.Annotations[from:to:to]; x.marks[comment] == nil {
			x.marks[comment] = run
		} else {
			x.marks[comment] = append(x.marks[comment], run...)
		}
	}
	for _, r := range a.Relations {
		x.relations[r.From] = append(x.relations[r.From], r)
	}
	x.countPeople()
	return x
}

// bytes estimates the memory that the index takes.
func (x *index) bytes() int {
	const perComment, perMark, perReason, perAssertion, perStep, perRelation = 800, 600, 120, 700, 180, 300
	n := len(x.a.Thread.Article) + perRelation*len(x.a.Relations)
	for _, c := range x.a.Thread.Comments {
		n += perComment + len(c.Text)
	}
	for i := range x.a.Annotations {
		m := &x.a.Annotations[i]
		n += perMark + perReason*(len(m.Reasons)+len(m.Signals))
	}
	for i := range x.a.Assertions {
		n += perAssertion + perStep*len(x.a.Assertions[i].Chain)
	}
	return n
}

// cacheBytes bounds the estimated memory of the threads kept decoded. The
// latest is kept even if it is larger.
const cacheBytes = 256 << 20

// outlineBytes bounds that of outlines.
const outlineBytes = 64 << 20

// cached is a thread as it is while it has a digest.
type cached struct {
	*index
	digest string
}

// Threads that Warm reads: at most this many, of at most this many comments.
const (
	warmThreads  = 20
	warmComments = 20_000
)

// Warm reads what pages need of the threads imported last: some 20 ms for 5,000
// comments, or 0.2 s for a thread that was saved without an outline.
func (s *Server) Warm(ctx context.Context) error {
	rows, _, err := s.conf.Store.Threads(ctx, view.ThreadFilter{Limit: warmThreads})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Comments > warmComments {
			continue
		}
		if _, err := s.outlined(ctx, r.Key); err != nil && !errors.Is(err, view.ErrNotFound) {
			return err
		}
	}
	return nil
}

// outlined returns what the page of a thread needs of all of it: the thread
// whole if it is in memory, was saved without outline, or has marks below
// thresholds, else its outline.
func (s *Server) outlined(ctx context.Context, key string) (*index, error) {
	digest, err := s.conf.Store.Digest(ctx, key)
	if err != nil {
		return nil, err
	}
	least, err := s.conf.Store.Thresholds(ctx)
	if err != nil {
		return nil, err
	}
	if x, ok := s.decoded.Get(key); ok && x.digest == digest+" "+least.String() || len(least) > 0 {
		return s.indexed(ctx, key)
	}
	if x, ok := s.outlines.Get(key); ok && x.digest == digest {
		return x.index, nil
	}
	o, err := s.conf.Store.Outline(ctx, key)
	if errors.Is(err, view.ErrNotFound) {
		return s.indexed(ctx, key)
	}
	if err != nil {
		return nil, err
	}
	x := newIndex(key, o.Analysis)
	x.outline, x.used = o, o.Grounded
	s.outlines.Put(key, cached{x, o.Digest}, x.bytes(), outlineBytes)
	return x, nil
}

// part loads some comments of an outlined thread whole. It reports false if the
// thread was changed meanwhile.
func (s *Server) part(ctx context.Context, x *index, comments map[string]bool) (*view.ThreadPart, bool, error) {
	p, err := s.conf.Store.Part(ctx, x.key, x.outline, comments)
	if errors.Is(err, view.ErrNotFound) {
		return nil, false, nil
	}
	return p, err == nil, err
}

// shownDigest is a digest of what is shown of a thread: its rows and the thresholds
// of the database.
func (s *Server) shownDigest(ctx context.Context, key string) (string, error) {
	digest, err := s.conf.Store.Digest(ctx, key)
	if err != nil {
		return "", err
	}
	least, err := s.conf.Store.Thresholds(ctx)
	return digest + " " + least.String(), err
}

// indexed returns a thread with its lookups, from the cache while its rows and
// the thresholds are the same.
func (s *Server) indexed(ctx context.Context, key string) (*index, error) {
	digest, err := s.shownDigest(ctx, key)
	if err != nil {
		return nil, err
	}
	if x, ok := s.decoded.Get(key); ok && x.digest == digest {
		return x.index, nil
	}
	least, err := s.conf.Store.Thresholds(ctx)
	if err != nil {
		return nil, err
	}
	a, err := s.conf.Store.Analysis(ctx, key)
	if err != nil {
		return nil, err
	}
	a, hidden := decide.Shown(a, nil, decide.Machine, least)
	x := newIndex(key, a)
	x.hidden = hidden
	s.decoded.Put(x.key, cached{x, digest}, x.bytes(), cacheBytes)
	return x, nil
}
