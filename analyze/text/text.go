// Package text turns a comment into sentences, tokens with parts of speech,
// quotations, entities and quantities, all as byte offsets into the original
// text. Nothing here changes the text and nothing searches for a position
// twice. prose's model does the tagging; no other package knows of prose.
package text

import (
	"sort"
	"sync/atomic"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// Token is a word, number, address, emoji or mark of punctuation. Tokens of a
// Doc are ordered, disjoint and cover everything but white space.
type Token struct {
	gainsay.Span
	Text  string // the bytes of the span
	Lower string // Text for matching: lower case, straight apostrophes
	POS   pos.Tag
}

// Sentence is a run of tokens that reads as one sentence, list item or line.
type Sentence struct {
	gainsay.Span
	First, Last int  // the sentence's tokens are Doc.Tokens[First:Last]
	Quoted      bool // lies inside a quotation of somebody else (Doc.Quotes)
	Foreign     bool // is in another language than the text, which is English
}

// Own reports whether the author speaks, in the language of the text.
func (s Sentence) Own() bool { return !s.Quoted && !s.Foreign }

// EntityType is a coarse class of an entity.
type EntityType string

// The entity types.
const (
	Country EntityType = "country" // also by demonym: "russian" names Russia
	City    EntityType = "city"
	Org     EntityType = "org" // organisations, forces, armed groups
	Person  EntityType = "person"
	Other   EntityType = "other"
)

// Entity is a named thing with its canonical name.
type Entity struct {
	gainsay.Span
	Name string // canonical: "Russia" for "russian", "Russian" and "RUSSIA"
	Type EntityType
}

// Quantity is a number with its value, for comparison by value.
type Quantity struct {
	gainsay.Span
	Value float64 // 50000 for "50.000" and "50k"; .333… for "1/3 rd"
	Unit  string  // "%", "$", "€", "year", "date", "decade", "century", "ordinal", "degree", a following noun in lower case, or ""
	Bound string  // About, MoreThan, LessThan, or "" as it stands
}

// Doc is the analysed form of one comment's text.
type Doc struct {
	Text       string
	Language   string // BCP 47 code of the text, "und" where it cannot be told
	Sentences  []Sentence
	Tokens     []Token
	Quotes     []gainsay.Span // quotations of somebody else: > lines, BBCode, "X wrote:" blocks
	Quoted     []gainsay.Span // words inside quotation marks, marks included
	Entities   []Entity
	Quantities []Quantity
	Times      []Quantity // "time": minutes after midnight; "relative year", "… month", "… day" …: counted from the moment of writing

	suspect  bool                     // Unmasked has to look
	unmasked atomic.Pointer[unmasked] // its last answer
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
