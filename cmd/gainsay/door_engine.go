package main

import (
	"cmp"
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
	"github.com/gainsay/gainsay/analyze/encode"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/importer/markup"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/door"
)

// doorFormat is the format of threads that doors keep.
const doorFormat = "coral"

// doorEngine judges single comments for the doors, by the analysis of the batch.
type doorEngine struct {
	driver *analyze.Driver
	prober *tagger.Prober
	// Kept threads are analysed whole with each comment: without the encoder, so that
	// the answer comes in time.
	threads *doorEngine
	db     *store.DB
	recent *recentTexts
	keep   sync.Mutex // kept threads are read, extended and saved by one request at a time
}

var _ door.Engine = (*doorEngine)(nil)

// newDoorEngine returns the engine with the models in the binary, with the
// sentence encoder or without.
func newDoorEngine(db *store.DB, mode encoderMode) (*doorEngine, error) {
	threads, err := newEngineWith(db, nil)
	if err != nil {
		return nil, err
	}
	e, err := mode.load()
	if err != nil || e == nil {
		threads.threads = threads
		return threads, err
	}
	single, err := newEngineWith(db, e)
	if err != nil {
		return nil, err
	}
	single.threads = threads
	return single, nil
}

func newEngineWith(db *store.DB, e *encode.Encoder) (*doorEngine, error) {
	models := score.Load()
	d, err := newDriver(models, e, nil)
	if err != nil {
		return nil, err
	}
	p, err := tagger.NewProber(models)
	return &doorEngine{driver: d, prober: p, db: db, recent: newRecentTexts(recentSize)}, err
}

// Judge implements door.Engine: it analyses a thread of the comment and those
// above it.
func (e *doorEngine) Judge(ctx context.Context, c door.Comment) (door.Judgement, error) {
	t := &gainsay.Thread{ID: "request", Format: "door", Title: c.Title, Article: e.Plain(c.Article)}
	parent := ""
	for i, s := range c.Parents {
		id := fmt.Sprintf("above%d", i)
		above := &gainsay.Comment{ID: id, Parent: parent, ParentBy: gainsay.BySource, State: gainsay.Live}
		plainText(s).Apply(above)
		t.Comments = append(t.Comments, above)
		parent = id
	}
	own := plainText(c.Text)
	last := &gainsay.Comment{ID: "comment", Parent: parent, ParentBy: gainsay.BySource, Author: c.Author,
		AuthorURL: c.AuthorURL, State: gainsay.Live}
	own.Apply(last)
	t.Comments = append(t.Comments, last)
	senders := map[string]analyze.Sender{}
	if c.Sender != nil {
		senders[last.ID] = analyze.Sender(*c.Sender)
	}
	j, _, err := e.run(ctx, t, c, senders)
	if own.Plain != c.Text.Text {
		j.Sentences = nil // they are places in the plain text
	}
	return j, err
}

// run analyses a thread and judges its last comment.
func (e *doorEngine) run(ctx context.Context, t *gainsay.Thread, c door.Comment, senders map[string]analyze.Sender) (
	j door.Judgement, a *gainsay.Analysis, err error) {
	if err := ctx.Err(); err != nil {
		return j, nil, err
	}
	last := len(t.Comments) - 1
	seen := &recentSeen{recent: e.recent, stored: e.db.Signatures(ctx), owner: c.Remember, source: c.Source}
	var pb tagger.Probabilities
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("analyse comment: %v", p)
		}
	}()
	a = e.driver.RunIn(t, gainsay.Report{}, analyze.Around{Seen: seen, Senders: senders, Inspect: func(p *analyze.Pass) {
		pb, err = e.prober.Comment(p, last)
		j.Language = p.Docs[last].Language
		if !p.Judged(last) {
			return
		}
		j.Scores, j.Sentences = scoresOf(&pb), sentencesOf(&pb)
	}})
	if err == nil {
		err = seen.stored.Err()
	}
	if failed := a.Thread.Comments[last].Failed; err == nil && failed != "" {
		err = errors.New(failed)
	}
	addMarks(&j, a)
	if err == nil && c.Remember != "" {
		e.recent.add(c.Remember, c.Source, seen.sig)
	}
	return j, a, err
}

// marked are the attributes of tags.
var marked = map[gainsay.Tag]door.Attribute{
	gainsay.TagInsult: door.Insult, gainsay.TagProfanity: door.Profanity, gainsay.TagThreat: door.Threat,
	gainsay.TagSpam: door.Spam, gainsay.TagAgreement: door.Agreement, gainsay.TagDisagreement: door.Disagreement,
	gainsay.TagCounterclaim: door.Disagreement,
}

// addMarks fills in what the analysis marked in the last comment.
func addMarks(j *door.Judgement, a *gainsay.Analysis) {
	id := a.Thread.Comments[len(a.Thread.Comments)-1].ID
	j.Marked = map[door.Attribute]bool{}
	for _, n := range a.Annotations {
		if at, ok := marked[n.Tag]; ok && n.Comment == id {
			j.Marked[at] = true
			if n.Tag == gainsay.TagSpam {
				j.SpamScore = max(j.SpamScore, n.Score)
			}
		}
	}
	scores := map[string]float64{}
	for _, n := range a.Annotations {
		scores[n.ID] = n.Score
	}
	for _, s := range a.Assertions {
		if s.Comment == id && s.Status == gainsay.Unsupported {
			j.Marked[door.Unsupported] = true
			if j.Scores != nil {
				j.Scores[door.Unsupported] = max(j.Scores[door.Unsupported], scores[s.ID])
			}
		}
	}
}

// scoresOf gives attributes their scores; docs/PERSPECTIVE.md explains them. That
// of an attack is a mean: on development rows of four sets it ranks as well as
// either part or better, and is calibrated.
func scoresOf(p *tagger.Probabilities) map[door.Attribute]float64 {
	return map[door.Attribute]float64{
		door.Insult: p.Insult, door.AttackOnCommenter: (p.Insult + p.Attack) / 2, door.Spam: p.Spam,
		door.Profanity: p.Profanity, door.Threat: p.Threat,
		door.Agreement: p.Agree, door.Disagreement: p.Disagree, door.Unsupported: 0,
	}
}

func sentencesOf(p *tagger.Probabilities) (out []door.Sentence) {
	for _, s := range p.Sentences {
		out = append(out, door.Sentence{Start: s.Start, End: s.End, Scores: map[door.Attribute]float64{
			door.Insult: s.Insult, door.AttackOnCommenter: (s.Insult + s.Attack) / 2,
			door.Profanity: s.Profanity, door.Threat: s.Threat,
		}})
	}
	return out
}

// Forget implements door.Engine.
func (e *doorEngine) Forget(source string) { e.recent.forget(source) }

// maxKept is how many comments a kept thread has at most; the next one begins
// another thread, so that an answer takes a bounded time.
const maxKept = 500

// Keep implements door.Engine.
func (e *doorEngine) Keep(ctx context.Context, p door.Post) (id string, j door.Judgement, err error) {
	e.keep.Lock()
	defer e.keep.Unlock()
	t, err := e.kept(ctx, p)
	if err != nil {
		return "", j, err
	}
	c := &gainsay.Comment{ID: "c" + rand.Text()[:12], Author: p.Author, State: gainsay.Live,
		Time: p.Time.UTC().Truncate(time.Second)}
	if p.Top {
		c.ParentBy = gainsay.BySource
	}
	plainText(p.Text).Apply(c)
	t.Comments = append(replaced(t.Comments, p, c), c)
	sketch := door.Comment{Source: p.Author + "\x00" + p.Thread}
	j, a, err := e.threads.run(ctx, t, sketch, nil)
	if err != nil {
		return "", j, err
	}
	j.Thread = store.Key(t.Format, t.ID)
	_, err = e.db.Save(ctx, "door coral", a, nil)
	return c.ID, j, err
}

// kept returns the thread that a comment is added to.
func (e *doorEngine) kept(ctx context.Context, p door.Post) (*gainsay.Thread, error) {
	for n := 1; ; n++ {
		id := p.Thread
		if n > 1 {
			id = fmt.Sprintf("%s part %d", id, n)
		}
		a, err := e.db.Analysis(ctx, store.Key(doorFormat, id))
		if errors.Is(err, view.ErrNotFound) {
			return &gainsay.Thread{ID: id, Format: doorFormat, URL: p.URL, Title: cmp.Or(p.URL, id)}, nil
		}
		if err != nil {
			return nil, err
		}
		if len(a.Thread.Comments) < maxKept {
			return unrecovered(a.Thread), nil
		}
	}
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

// leastEdited is the share of words that an edited comment has in common with its
// earlier version at least. Own choice.
const leastEdited = 0.3

// replaced takes out the author's comment of which p is a new version: the one
// most like it, the later of two, since the service does not name it. c gets its
// id and its place in time.
func replaced(cs []*gainsay.Comment, p door.Post, c *gainsay.Comment) []*gainsay.Comment {
	best, at := leastEdited, -1
	for i := 0; p.Replacement && i < len(cs); i++ {
		if cs[i].Author != p.Author {
			continue
		}
		if share := sharedWords(cs[i].Text, c.Text); share >= best {
			best, at = share, i
		}
	}
	if at < 0 {
		return cs
	}
	c.ID, c.Time = cs[at].ID, cs[at].Time
	return slices.Delete(slices.Clone(cs), at, at+1)
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

// Plain implements door.Engine.
func (e *doorEngine) Plain(t door.Text) string { return plainText(t).Plain }

// plainText returns a text as the analysis reads it.
func plainText(t door.Text) markup.Text {
	s := strings.ToValidUTF8(t.Text, "\uFFFD")
	if t.HTML {
		return markup.HTML(s, markup.Options{})
	}
	return markup.Text{Plain: s}
}

// recentSize is how many comments later ones are compared with.
const recentSize = 20_000

// recentTexts remembers sketches of the comments that were asked about, so that
// campaigns are seen across requests. Its memory is bounded.
type recentTexts struct {
	mu    sync.Mutex
	ring  []recentText
	next  int
	bands map[uint64][]int32 // places in ring by band
}

type recentText struct {
	owner, source string
	sig           text.Signature
}

func newRecentTexts(n int) *recentTexts {
	return &recentTexts{ring: make([]recentText, n), bands: map[uint64][]int32{}}
}

// add remembers a sketch; the oldest is forgotten.
func (r *recentTexts) add(owner, source string, sig text.Signature) {
	if sig == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drop(r.next)
	r.ring[r.next] = recentText{owner, source, append(text.Signature(nil), sig...)}
	for _, b := range sig.AppendBands(nil) {
		r.bands[b] = append(r.bands[b], int32(r.next))
	}
	r.next = (r.next + 1) % len(r.ring)
}

// drop forgets the sketch at a place.
func (r *recentTexts) drop(at int) {
	for _, b := range r.ring[at].sig.AppendBands(nil) {
		list := r.bands[b]
		for k := range list {
			if list[k] == int32(at) {
				list = append(list[:k], list[k+1:]...)
				break
			}
		}
		if len(list) == 0 {
			delete(r.bands, b)
		} else {
			r.bands[b] = list
		}
	}
	r.ring[at] = recentText{}
}

// forget drops all sketches of a source.
func (r *recentTexts) forget(source string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for at := range r.ring {
		if r.ring[at].sig != nil && r.ring[at].source == source {
			r.drop(at)
		}
	}
}

// Bounds of a look-up: comments compared for each band, copies reported, and the
// similarity of a copy (as in the store).
const (
	mostCompared = 16
	mostCopies   = 5
	copySimilar  = 0.7
)

// near returns references to remembered comments of the same owner that are
// nearly the same text, from another source.
func (r *recentTexts) near(owner, source string, sig text.Signature) (refs []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := map[string]bool{source: true}
	for _, b := range sig.AppendBands(nil) {
		list := r.bands[b]
		for _, at := range list[:min(len(list), mostCompared)] {
			o := r.ring[at]
			if o.owner != owner || seen[o.source] || len(refs) == mostCopies || sig.Similarity(o.sig) < copySimilar {
				continue
			}
			seen[o.source] = true
			refs = append(refs, fmt.Sprintf("door:%s/%d", owner, at))
		}
	}
	return refs
}

// recentSeen compares the last comment of a thread with remembered and stored
// ones.
type recentSeen struct {
	recent        *recentTexts
	stored        *store.Signatures
	owner, source string
	sig           text.Signature
}

// Announce implements analyze.Seen.
func (s *recentSeen) Announce(sigs []text.Signature) { s.sig = sigs[len(sigs)-1] }

// Near implements analyze.Seen.
func (s *recentSeen) Near(thread string, sig text.Signature) []string {
	refs := s.recent.near(s.owner, s.source, sig)
	if len(refs) < mostCopies {
		refs = append(refs, s.stored.Near(0, thread, sig)...)
	}
	return refs[:min(len(refs), mostCopies)]
}
