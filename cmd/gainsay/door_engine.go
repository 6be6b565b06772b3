package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/importer/markup"
	"github.com/gainsay/gainsay/web/door"
)

// doorEngine judges single comments for the doors, by the analysis of the batch.
type doorEngine struct {
	models *doorModels
	keeper *keeper
	db     *store.DB
	recent *recentTexts
}

var _ door.Engine = (*doorEngine)(nil)

// newDoorEngine returns the engine with the weights that the database has in use, with the
// sentence encoder or without. The caller must Close it.
func newDoorEngine(db *store.DB, mode encoderMode) (*doorEngine, error) {
	m := &doorModels{db: db, encoded: mode.on(false)}
	_, err := m.now()
	return &doorEngine{models: m, db: db, recent: newRecentTexts(recentSize), keeper: newKeeper(db, m)}, err
}

// Close saves the threads that are kept.
func (e *doorEngine) Close() error {
	e.keeper.wait()
	return nil
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
	with, err := e.models.now()
	if err != nil {
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
	a = with.driver.RunIn(t, gainsay.Report{}, analyze.Around{Seen: seen, Senders: senders, Inspect: func(p *analyze.Pass) {
		pb, err = with.prober.Comment(p, last)
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
