package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Bounds on the words that explain the encoder's part of a mark.
const (
	wordsTried = 40   // the first words of the mark
	wordsShown = 3    // those that move the score most
	leastMoved = 0.05 // of the score
)

// wordEffect is the score of a mark without one of its words; 0 if the mark is
// gone.
type wordEffect struct {
	word  string
	score float64
}

// wordEffects analyses the comment again without one word of the mark at a time
// (occlusion, Zeiler & Fergus 2014) and returns the words that change its score
// most.
func wordEffects(
	run analyzer, a *gainsay.Analysis, d *text.Doc, i int, m *gainsay.Annotation,
) ([]wordEffect, error) {
	var out []wordEffect
	tried := 0
	for _, t := range d.Tokens {
		if !m.Span.Contains(t.Span) || !strings.ContainsFunc(t.Text, unicode.IsLetter) || tried == wordsTried {
			continue
		}
		tried++
		score, err := scoreWithout(run, a.Thread, i, m, t.Span)
		if err != nil {
			return nil, err
		}
		if change := m.Score - score; change >= leastMoved || change <= -leastMoved {
			out = append(out, wordEffect{t.Text, score})
		}
	}
	slices.SortStableFunc(out, func(x, y wordEffect) int { return cmp.Compare(x.score, y.score) })
	return out[:min(len(out), wordsShown)], nil
}

// scoreWithout returns the score of a mark of comment i after a word is removed
// from its text; 0 if there is no such mark then.
func scoreWithout(
	run analyzer, t *gainsay.Thread, i int, m *gainsay.Annotation, word gainsay.Span,
) (float64, error) {
	shorter := *t
	c := *t.Comments[i]
	c.Text = c.Text[:word.Start] + c.Text[word.End:]
	c.Quotes = nil // found again
	shorter.Comments = slices.Clone(t.Comments[:i+1])
	shorter.Comments[i] = &c
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
	w io.Writer, run func() (analyzer, error), a *gainsay.Analysis, d *text.Doc, i int, m *gainsay.Annotation,
) error {
	encoded := func(s gainsay.Signal) bool { return strings.Contains(s.Name, "(encoder)") }
	if a.Version.Encoder == "" || !slices.ContainsFunc(m.Signals, encoded) {
		return nil
	}
	analyze, err := run()
	if err != nil {
		return err
	}
	effects, err := wordEffects(analyze, a, d, i, m)
	if err != nil {
		return err
	}
	for _, e := range effects {
		what := fmt.Sprintf("the score is %.2f instead of %.2f", e.score, m.Score)
		if e.score == 0 {
			what = "there is no such mark"
		}
		fmt.Fprintf(w, "      without “%s” %s\n", e.word, what)
	}
	return nil
}
