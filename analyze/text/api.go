package text

import (
	"github.com/gainsay/gainsay/analyze/text/disguise"
	"github.com/gainsay/gainsay/analyze/text/entity"
	"github.com/gainsay/gainsay/analyze/text/hash"
	"github.com/gainsay/gainsay/analyze/text/language"
	"github.com/gainsay/gainsay/analyze/text/minhash"
	"github.com/gainsay/gainsay/analyze/text/quantity"
	"github.com/gainsay/gainsay/analyze/text/sentence"
	"github.com/gainsay/gainsay/analyze/text/token"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

// The parts of a Doc, under the names by which the packages above know them.
type (
	Token      = token.Token
	Sentence   = sentence.Sentence
	Entity     = entity.Entity
	EntityType = entity.Type
	Quantity   = quantity.Quantity
	Signature  = minhash.Signature
	Vocabulary = disguise.Vocabulary
)

// The entity types.
const (
	Country = entity.Country
	City    = entity.City
	Org     = entity.Org
	Person  = entity.Person
	Other   = entity.Other
)

// Languages that taggers read; they know no other.
const (
	English      = language.English
	Undetermined = language.Undetermined
)

// NewVocabulary returns a vocabulary with the words worth disguising, in lower
// case.
func NewVocabulary(harsh ...string) *Vocabulary { return disguise.NewVocabulary(harsh...) }

// Tokenize returns the tokens of Parse(s), without parts of speech.
func Tokenize(s string) []Token { return token.Tokenize(s) }

// Canonical looks up a name as a person would type it, see entity.Canonical.
func Canonical(name string) (canonical string, typ EntityType, ok bool) {
	return entity.Canonical(name)
}

// Sign computes the signature of a text for finding near-duplicates.
func Sign(d *Doc) Signature { return minhash.Sign(d.Tokens) }

// SignText is Sign(Parse(s)) without the parts of Parse that a signature does
// not need.
func SignText(s string) Signature { return minhash.SignText(s) }

// Stem returns the Porter2 stem of a word in lower case.
func Stem(lower string) string { return lexemes.Of(lower).Stem(lower) }

// Stopword reports whether a word in lower case is a function word or says as
// little as one.
func Stopword(lower string) bool { return wordlist.Stopword(lower) }

// WordSet makes a set of the words of a list, which white space separates.
func WordSet(words string) map[string]bool { return wordlist.Set(words) }

// WithoutComments returns the lines of a file of words that do not begin with "#".
func WithoutComments(file string) string { return wordlist.WithoutComments(file) }

// Hash is FNV-1a in 64 bits.
func Hash(s string) uint64 { return hash.String(s) }

// HashMore continues the hash h of what comes before s.
func HashMore(h uint64, s string) uint64 { return hash.More(h, s) }
