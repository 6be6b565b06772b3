// Package score holds the learned scorers: small linear classifiers (logistic
// regression) over named signals and hashed word and character n-grams. A task
// is a declaration in task.go; features, training, calibration (Platt scaling)
// and weight files are the same for all. Every score can be taken apart into
// what was found in the text and how far it moved the score.
package score

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Passage is a part of a parsed text. The zero Passage is empty.
type Passage struct {
	Doc   *text.Doc
	Span  gainsay.Span // bytes of Doc.Text
	Words []Word       // of all Doc.Tokens, from Read; nil to compute them when needed
}

// Whole returns all of a text; the empty Passage for nil.
func Whole(d *text.Doc) Passage {
	if d == nil {
		return Passage{}
	}
	return Passage{Doc: d, Span: gainsay.Span{End: len(d.Text)}}
}

// tokens returns the tokens that start within the passage.
func (p Passage) tokens() []text.Token {
	if p.Doc == nil {
		return nil
	}
	lo, hi := p.bounds()
	return p.Doc.Tokens[lo:hi]
}

// bounds returns the indices of the first token that starts within the passage
// and of the first one after it.
func (p Passage) bounds() (lo, hi int) {
	t := p.Doc.Tokens
	lo = firstFrom(t, p.Span.Start)
	return lo, lo + firstFrom(t[lo:], p.Span.End)
}

// firstFrom returns the index of the first token that starts at or after off.
func firstFrom(t []text.Token, off int) int {
	lo, hi := 0, len(t)
	for lo < hi {
		if m := int(uint(lo+hi) >> 1); t[m].Start < off {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// Hit is a signal from outside: something that a rule found.
type Hit struct {
	Span   gainsay.Span // bytes of the scored text
	signal signal
}

// HitOf returns a hit of the rule "<tagger>/<rule>", at bytes of the scored
// text.
func HitOf(rule string, span gainsay.Span) Hit {
	return Hit{span, signal{rule, signalID(rule)}}
}

// Input is a text to score, with its context. Only Text is needed.
type Input struct {
	Text      Passage
	Before    Passage // the sentences before it in the same comment
	After     Passage // the sentences after it in the same comment
	Parent    Passage // the comment it replies to
	Source    Passage // what Parent replies to, or the article; the same as Parent where there is none
	Author    string
	AuthorURL string    // the URL the author gave as their own
	Place     int       // index of the sentence in its comment
	Of        int       // sentences in the comment; 0 if unknown
	Hits      []Hit     // what the rules found in Text
	Vector    []float32 // of Text, from a sentence encoder; nil to score without
	// ParentVector is that of Parent, nil where there is none.
	ParentVector []float32
	// Around are the vectors of the sentence before Text in the same comment and of
	// the one after it, nil where there is none.
	Around [2][]float32
}
