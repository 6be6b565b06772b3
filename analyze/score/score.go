// Package score holds the learned scorers: small linear models over named
// signals and hashed word and letter n-grams. A task is a declaration in
// task.go; the features, the training and the file of weights are the same
// for all. Every score can be taken apart into what was found in the text and
// how far it moved the score.
package score

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Passage is a part of a parsed text. The zero Passage is empty.
type Passage struct {
	Doc   *text.Doc
	Span  gainsay.Span // bytes of Doc.Text
	Words []Word       // of all Doc.Tokens, if Read has read them already
}

// Whole is all of a text.
func Whole(d *text.Doc) Passage {
	if d == nil {
		return Passage{}
	}
	return Passage{Doc: d, Span: gainsay.Span{End: len(d.Text)}}
}

// tokens returns the tokens that lie within the passage.
func (p Passage) tokens() []text.Token {
	if p.Doc == nil {
		return nil
	}
	lo, hi := p.bounds()
	return p.Doc.Tokens[lo:hi]
}

// bounds returns the indices of the first token within the passage and of the
// first one behind it.
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

// Hit is something that a rule found: a named signal from outside.
type Hit struct {
	Span gainsay.Span // bytes of the scored text
	sign sign
}

// HitOf is a hit of the rule "<tagger>/<rule>".
func HitOf(name string, span gainsay.Span) Hit { return Hit{span, signOf(name)} }

// Input is one text to score with what stands around it. Only Text is needed.
type Input struct {
	Text      Passage
	Before    Passage // the sentences before it in the same comment
	After     Passage // the sentences after it in the same comment
	Parent    Passage // the comment answered
	Source    Passage // the comment or article the whole discussion answers
	Author    string
	AuthorURL string // the address the author gave as their own
	Place     int    // of the sentence in its comment, from 0
	Of        int    // sentences in the comment; 0 where it is not known
	Hits      []Hit  // what the rules found in Text
}
