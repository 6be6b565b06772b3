// Package judge judges the comments that doors ask about, by the analysis of the
// batch, and keeps threads of them.
package judge

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/importer/markup"
	"github.com/gainsay/gainsay/web/door"
)

// Engine judges single comments for the doors, by the analysis of the batch.
type Engine struct {
	models Models
	keeper *keeper
	db     *store.DB
	recent *recentTexts
}

var _ door.Engine = (*Engine)(nil)

// Models are the models that comments are judged by.
type Models interface {
	// Now returns those in use now.
	Now() (*Model, error)
}

// Model is the analysis with some weights.
type Model struct {
	Driver, Plain *analyze.Driver // Plain has no sentence encoder
	Prober        *tagger.Prober
}

// New returns an Engine over a database. The caller must Close it.
func New(db *store.DB, m Models) *Engine {
	return &Engine{models: m, db: db, recent: newRecentTexts(recentSize), keeper: newKeeper(db, m)}
}

// Close saves the threads that are kept.
func (e *Engine) Close() error {
	e.keeper.wait()
	return nil
}

// Judge implements door.Engine: it analyses a thread of the comment and those
// above it.
func (e *Engine) Judge(ctx context.Context, c door.Comment) (door.Judgement, error) {
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
func (e *Engine) run(ctx context.Context, t *gainsay.Thread, c door.Comment, senders map[string]analyze.Sender) (
	j door.Judgement, a *gainsay.Analysis, err error) {
	if err := ctx.Err(); err != nil {
		return j, nil, err
	}
	with, err := e.models.Now()
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
	a = with.Driver.RunIn(t, gainsay.Report{}, analyze.Around{Seen: seen, Senders: senders, Inspect: func(p *analyze.Pass) {
		pb, err = with.Prober.Comment(p, last)
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
func (e *Engine) Forget(source string) { e.recent.forget(source) }

// Plain implements door.Engine.
func (e *Engine) Plain(t door.Text) string { return plainText(t).Plain }

// plainText returns a text as the analysis reads it.
func plainText(t door.Text) markup.Text {
	s := strings.ToValidUTF8(t.Text, "\uFFFD")
	if t.HTML {
		return markup.HTML(s, markup.Options{})
	}
	return markup.Text{Plain: s}
}
