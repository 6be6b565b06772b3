// Package rule reads rules that are data: YAML files of lexicon, pattern and
// sequence rules, each with its source, examples that it must hit and miss,
// and its known gaps. A rule matches inside one sentence and yields spans of
// bytes; what a hit means is for the tagger that owns the file.
package rule

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Rule is one compiled rule.
type Rule struct {
	Name   string  // unique in its file
	ID     string  // "<file's stem>/<Name>", as in Annotation.By where the tagger has the file's name
	Doc    string  // the reason in plain words, shown as why a mark is there
	Kind   string  // lexicon, pattern or sequence
	Of     string  // what sort of mark a hit gives (a ClaimKind, an EvidenceKind), or ""
	Score  float64 // 0 to 1: how sure one hit makes; hits add up (see Combine)
	Veto   bool    // a hit takes back the other hits of its sentence
	Source string  // paper, corpus or "own"
	Hit    []string
	Miss   []string
	Todo   []string // known to go wrong

	at      place
	words   [][]string // of each group, a sentence must have one as a token; the most telling first
	ways    []way      // of a pattern
	matcher matcher
}

// matcher is what a rule kind compiles to.
type matcher interface {
	// match appends the hits in sentence s of d.
	match(d *text.Doc, s text.Sentence, hits []found) []found
}

// found is a raw hit: where, and with what share of the rule's score.
type found struct {
	span   gainsay.Span
	weight float64
}

// Hit is a place where a rule fits.
type Hit struct {
	Rule  *Rule
	Span  gainsay.Span
	Score float64 // the rule's score times the weight of the lexicon entry
}

// place is where in a sentence or comment a hit must lie.
type place string

const (
	anywhere      place = ""
	sentenceStart place = "sentence-start"
	sentenceEnd   place = "sentence-end"
	commentStart  place = "comment-start"
	commentEnd    place = "comment-end"
)

var places = []place{anywhere, sentenceStart, sentenceEnd, commentStart, commentEnd}

// fits reports whether a hit at span, among the words of a sentence in which
// the place may be, obeys p.
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
