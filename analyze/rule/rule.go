// Package rule reads rules that are data: YAML files of lexicon, pattern and
// sequence rules, each with its source, examples that it must hit and miss,
// and its known gaps. A rule matches inside one sentence and yields spans of
// bytes; the tagger that owns the file decides what a hit means. docs/RULES.md is
// the reference of the format.
package rule

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// Rule is one compiled rule.
type Rule struct {
	Name   string         // unique in its file
	ID     string         // "<file's stem>/<Name>"
	Doc    string         // the reason for a mark that users read, a clause
	Kind   string         // lexicon, pattern or sequence
	Of     string         // the kind of a mark (a ClaimKind or an EvidenceKind), or ""
	Effect analyze.Effect // what a mark of the rule does besides giving its tag, or ""
	Score  float64        // 0 to 1: how sure one hit makes; rules add up (see Combine)
	Veto   bool           // a hit takes back the other hits of its sentence
	Source string         // paper, corpus or "own"
	Hit    []string
	Miss   []string
	Todo   []string // known to go wrong

	at       place
	requires []string // one of these must be a token of the sentence, if there are any
	matcher  matcher

	// What the prefilter looks for, see prefilter.Pattern.
	literals [][]string
	words    [][]string
}

// meets reports whether a sentence of these words has one that r requires.
func (r *Rule) meets(words []text.Token) bool {
	isRequired := func(t text.Token) bool { return slices.Contains(r.requires, t.Lower) }
	return r.requires == nil || slices.ContainsFunc(words, isRequired)
}

// matcher is what a rule kind compiles to.
type matcher interface {
	// match appends the hits in sentence s of d.
	match(d *text.Doc, s text.Sentence, hits []found) []found
}

// found is a hit of a matcher, with its share of the rule's score.
type found struct {
	span   gainsay.Span
	weight float64
}

// Hit is a span that a rule matches.
type Hit struct {
	Rule  *Rule
	Span  gainsay.Span
	Score float64 // the rule's score times the weight of the lexicon entry
}

// place is where in a sentence or comment a hit must be.
type place string

const (
	anywhere      place = ""
	sentenceStart place = "sentence-start"
	sentenceEnd   place = "sentence-end"
	commentStart  place = "comment-start"
	commentEnd    place = "comment-end"
)

var places = []place{anywhere, sentenceStart, sentenceEnd, commentStart, commentEnd}

// fits reports whether a span is at p in the sentence of these words, which is
// the first or last of its comment where p asks for that.
func (p place) fits(words []text.Token, span gainsay.Span) bool {
	switch p {
	case sentenceStart, commentStart:
		return span.Start <= firstWord(words)
	case sentenceEnd, commentEnd:
		return span.End >= lastWord(words)
	}
	return true
}

// firstWord returns the start of the first token that is more than punctuation.
func firstWord(words []text.Token) int {
	for _, w := range words {
		if !punctuation(w) {
			return w.Start
		}
	}
	return words[0].Start
}

// lastWord returns the end of the last token that is more than punctuation.
func lastWord(words []text.Token) int {
	for i := len(words) - 1; i >= 0; i-- {
		if !punctuation(words[i]) {
			return words[i].End
		}
	}
	return words[len(words)-1].End
}

// firstOwn returns the first sentence that is not quoted, or -1.
func firstOwn(d *text.Doc) int {
	for i, s := range d.Sentences {
		if s.Own() {
			return i
		}
	}
	return -1
}

// lastOwn returns the last sentence that is not quoted, or -1.
func lastOwn(d *text.Doc) int {
	for i := len(d.Sentences) - 1; i >= 0; i-- {
		if d.Sentences[i].Own() {
			return i
		}
	}
	return -1
}

func punctuation(t text.Token) bool {
	for _, r := range t.Text {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r > 0x7f && !isMark(r) {
			return false
		}
	}
	return true
}

func isMark(r rune) bool {
	return 0x2010 <= r && r <= 0x2027 || r == '«' || r == '»' || r == '…'
}
