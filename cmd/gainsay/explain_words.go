package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/encode"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/view"
)

// Bounds on the words that explain the encoder's part of a mark.
const (
	wordsTried = 40   // the first words of the mark
	wordsShown = 3    // those that move the score most
	leastMoved = 0.05 // of the score
)

// wordEffects analyses the comment again without one word of the mark at a time
// (occlusion, Zeiler & Fergus 2014) and returns the words that change its score
// most. There are none if the encoder did not move it. analyzer returns the
// analysis that made the mark.
func wordEffects(
	ctx context.Context, run func() (analyzer, error), a *gainsay.Analysis, m *gainsay.Annotation,
) (found view.WordEffects, err error) {
	if a.Version.Encoder == "" || !view.Encoded(m) {
		return found, nil
	}
	if found.Unread, err = unread(a.Thread.Comment(m.Comment).Text, m.Span); err != nil {
		return found, err
	}
	analyze, err := run()
	if err != nil {
		return found, err
	}
	found.Words, err = movingWords(ctx, analyze, a, m)
	return found, err
}

// unread returns how many tokens of the sentences that a span overlaps the encoder
// does not read, because they lie beyond its window.
func unread(comment string, span gainsay.Span) (int, error) {
	e, err := encode.Load()
	if err != nil {
		return 0, err
	}
	d := text.Parse(comment)
	var sentences []string
	for k, s := range score.SentenceTexts(d) {
		if d.Sentences[k].Overlaps(span) {
			sentences = append(sentences, s)
		}
	}
	return e.Encode(make([]encode.Vector, len(sentences)), sentences), nil
}

func movingWords(
	ctx context.Context, analyze analyzer, a *gainsay.Analysis, m *gainsay.Annotation,
) ([]view.WordEffect, error) {
	t := repliesTo(a.Thread, m.Comment)
	whole, err := scoreWithout(analyze, t, m, gainsay.Span{})
	if err != nil {
		return nil, err
	}
	if whole == 0 { // it depends on other comments
		t = upTo(a.Thread, m.Comment)
		whole = m.Score
	}
	var out []view.WordEffect
	for _, word := range wordsOf(t, m) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		score, err := scoreWithout(analyze, t, m, word)
		if err != nil {
			return nil, err
		}
		if change := whole - score; change >= leastMoved || change <= -leastMoved {
			out = append(out, view.WordEffect{
				Word: word.In(t.Comments[len(t.Comments)-1].Text), Score: score, Whole: whole,
			})
		}
	}
	slices.SortStableFunc(out, func(x, y view.WordEffect) int { return cmp.Compare(x.Score, y.Score) })
	return out[:min(len(out), wordsShown)], nil
}

// wordsOf returns the words of a mark that are tried; its comment is the last.
func wordsOf(t *gainsay.Thread, m *gainsay.Annotation) (out []gainsay.Span) {
	for _, w := range text.Parse(t.Comments[len(t.Comments)-1].Text).Tokens {
		if m.Span.Contains(w.Span) && strings.ContainsFunc(w.Text, unicode.IsLetter) && len(out) < wordsTried {
			out = append(out, w.Span)
		}
	}
	return out
}

// repliesTo returns the thread with only the comment of an id, which is the last,
// and those that it answers, one after the other.
func repliesTo(t *gainsay.Thread, id string) *gainsay.Thread {
	at := map[string]*gainsay.Comment{}
	for _, c := range t.Comments {
		at[c.ID] = c
	}
	out := *t
	out.Comments = nil
	for c := at[id]; c != nil; c = at[c.Parent] {
		out.Comments = append(out.Comments, c)
	}
	slices.Reverse(out.Comments)
	return &out
}

// upTo returns the thread up to the comment of an id.
func upTo(t *gainsay.Thread, id string) *gainsay.Thread {
	out := *t
	i := slices.IndexFunc(t.Comments, func(c *gainsay.Comment) bool { return c.ID == id })
	out.Comments = t.Comments[:i+1]
	return &out
}

// scoreWithout returns the score of a mark of the last comment after a word is
// removed from its text; 0 if there is no such mark then.
func scoreWithout(run analyzer, t *gainsay.Thread, m *gainsay.Annotation, word gainsay.Span) (float64, error) {
	shorter, last := *t, len(t.Comments)-1
	c := *t.Comments[last]
	c.Text = c.Text[:word.Start] + c.Text[word.End:]
	c.Quotes = nil // found again
	shorter.Comments = slices.Clone(t.Comments)
	shorter.Comments[last] = &c
	got, err := run(&shorter, gainsay.Report{}, nil)
	if err != nil {
		return 0, err
	}
	best, rest := 0.0, gainsay.Span{Start: m.Start, End: m.End - word.Len()}
	for _, o := range got.Annotations {
		if o.Comment == c.ID && o.Tag == m.Tag && o.Span.Overlaps(rest) {
			best = max(best, o.Score)
		}
	}
	return best, nil
}

// explainWords writes which words a mark depends on, if the encoder moved its
// score.
func explainWords(
	ctx context.Context, w io.Writer, run func() (analyzer, error), a *gainsay.Analysis, m *gainsay.Annotation,
) error {
	effects, err := wordEffects(ctx, run, a, m)
	for _, e := range effects.Words {
		fmt.Fprintf(w, "      %s\n", e.Sentence())
	}
	if effects.Unread > 0 {
		fmt.Fprintf(w, "      %s\n", effects.UnreadSentence())
	}
	return err
}
