// Package text turns a comment into sentences, tokens with parts of speech,
// quotations, entities and quantities, all as byte offsets into the original
// text. Nothing here changes the text and nothing searches for a position
// twice. The analyses are packages of their own, below this one.
package text

import (
	"sort"
	"sync/atomic"

	"github.com/gainsay/gainsay"
)

// Doc is the analysed form of one comment's text.
type Doc struct {
	Text       string
	Language   string // BCP 47 code of the text, "und" if it cannot be identified
	Sentences  []Sentence
	Tokens     []Token
	Quotes     []gainsay.Span // quotations of somebody else: > lines, BBCode, "X wrote:" blocks
	Quoted     []gainsay.Span // words inside quotation marks, marks included
	Entities   []Entity
	Quantities []Quantity
	// Times have the unit "time", in minutes after midnight, or "relative year", "relative month" and so on,
	// counted from the time of writing.
	Times []Quantity

	suspect  bool                     // Unmasked has to look for disguised words
	unmasked atomic.Pointer[unmasked] // the last result of Unmasked
}

// Words returns the tokens of s.
func (d *Doc) Words(s Sentence) []Token { return d.Tokens[s.First:s.Last] }

// SentenceAt returns the index of the sentence that holds byte offset off, or -1.
func (d *Doc) SentenceAt(off int) int {
	i := sort.Search(len(d.Sentences), func(i int) bool { return d.Sentences[i].End > off })
	if i == len(d.Sentences) || d.Sentences[i].Start > off {
		return -1
	}
	return i
}
