// Package lexeme remembers what the spelling of a token alone decides.
package lexeme

import (
	"slices"
	"strings"
	"sync/atomic"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/hash"
	"github.com/gainsay/gainsay/analyze/text/linear"
	"github.com/gainsay/gainsay/analyze/text/token"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

// Lexeme is what the spelling of a token alone decides. It is computed once for
// as long as the spelling is in its Table, by one function for each analysis,
// which alone knows the meaning of its fields.
//
// The fields that every token needs come first and fill a cache line: a text
// meets thousands of lexemes in turn, and fetching them is most of the work.
type Lexeme struct {
	short        [longWord]byte // the spelling, if the table keeps it
	Length       uint8          // of the spelling in bytes, 0 if the table does not keep it
	Stopword     bool
	FunctionWord FunctionWord // package language
	shape
	NameHints NameHints // package entity

	// What follows is for package perceptron.
	OnlyTag     int8                 // index of the tag of a word that has but one, else -1
	FirstByte   byte                 // of the spelling as the model reads it
	stemLength  atomic.Uint32        // see Stem; here because it fits into the cache line
	Sums        atomic.Pointer[Sums] // the weights of a frequent word, summed up; nil for others
	ContextHash uint64               // hash of its form as a word of the context

	Own        [Roles]linear.Run     // weights of the word in each role
	Suffix     [NearRoles]linear.Run // weights of its last three bytes
	TagsBefore uint64                // set of the preceding tags that have weights of their own with it
	Swing      [2]uint16             // how far it can move two scores apart as the first word and as the last
	Asked      atomic.Int32          // how often Sums was needed, until it is filled in
	stemmed    atomic.Pointer[string]
}

// longWord is the length in bytes up to which spellings are remembered: few
// words are longer, and a lexeme stays within two lines of cache.
const longWord = 31

// Table caches the lexemes of recent spellings, two to a hash, the latest
// first. Spellings longer than longWord bytes are not cached, so that a Table
// takes a bounded amount of memory. It is safe for use by several goroutines.
type Table struct {
	pairs    [1 << 15][2]atomic.Pointer[Lexeme]
	describe []Describe
}

// Describe fills in the fields of one analysis from a spelling and its form for
// matching. Stopword and what the letters alone decide are set already.
type Describe func(x *Lexeme, spelling, lower string)

// NewTable returns a table whose lexemes are filled in by the functions given.
func NewTable(describe ...Describe) *Table { return &Table{describe: describe} }

// OfTokens appends the lexemes of tokens to out.
func (t *Table) OfTokens(out []*Lexeme, tokens []token.Token) []*Lexeme {
	out = slices.Grow(out, len(tokens))
	for i := range tokens {
		out = append(out, t.Of(tokens[i].Text))
	}
	return out
}

// Of returns the lexeme of a spelling.
func (t *Table) Of(s string) *Lexeme {
	h := hash.String(s)
	pair := &t.pairs[h%uint64(len(t.pairs))]
	latest := pair[0].Load()
	if latest != nil && latest.is(s) {
		return latest
	}
	x := pair[1].Load()
	if x == nil || !x.is(s) {
		x = t.make(s)
		if len(s) > longWord {
			return x
		}
		x.Length = uint8(copy(x.short[:], s))
	}
	pair[1].Store(latest)
	pair[0].Store(x)
	return x
}

// is reports whether x is the lexeme of s.
func (x *Lexeme) is(s string) bool { return string(x.short[:x.Length]) == s }

// make computes the lexeme of a spelling.
func (t *Table) make(s string) *Lexeme {
	low := chars.Lower(s)
	x := &Lexeme{shape: shapeOf(s), Stopword: wordlist.Stopwords[low] && s == low}
	for _, describe := range t.describe {
		describe(x, s, low)
	}
	return x
}

// Stem returns the Porter2 stem of the word that x is the lexeme of and that
// lower spells, in lower case. It is computed on first use and remembered: as a
// length, plus one, if lower begins with it, else as a string.
func (x *Lexeme) Stem(lower string) string {
	if n := x.stemLength.Load(); n > 0 {
		return lower[:n-1]
	}
	if s := x.stemmed.Load(); s != nil {
		return *s
	}
	env := snowballstem.NewEnv(strings.Clone(lower))
	english.Stem(env)
	s := env.Current()
	if strings.HasPrefix(lower, s) {
		x.stemLength.Store(uint32(len(s)) + 1)
		return lower[:len(s)]
	}
	x.stemmed.Store(&s)
	return s
}

// FunctionWord says in which of the languages that package language knows a
// word is a function word.
type FunctionWord uint8

const (
	NoFunctionWord      FunctionWord = iota // in none
	EnglishFunctionWord                     // in English and in no other
	OtherFunctionWord                       // in another language
)

// NameHints is what the gazetteer says of a word.
type NameHints struct {
	// words of the longest name, military force or title that begins with it, 0 if none
	LongestName, LongestForce, LongestTitle uint8
	Alone                                   bool // a name by itself
	Noun                                    bool // part of the name of an organisation
	First                                   bool // a first name
	Inner                                   bool // part of a name, after its first word
}

// The roles of a word in the tagging of another word, or of itself.
const (
	AsPrevious = iota
	AsNext
	AsItself
	AsFirst // two before
	AsLast  // two after
	Roles

	NearRoles = AsFirst // the roles below this one are always scored
)

// Sums is what a word adds to the scores of the tagger.
type Sums struct {
	Scores   [NearRoles]linear.Scores
	AfterTag []linear.Run // weights for each of TagsBefore, in the order of its bits
}

// shape is what the letters of a token decide. Most stages need no more of most
// tokens.
type shape struct {
	Plain    bool // ASCII letters only
	Whole    bool // ASCII letters and digits only, or one byte of ASCII
	Letter   bool // begins with a letter
	Upper    bool // begins with a capital
	Small    bool // has a small letter
	Nameable bool // it may be part of a name: a capital, and no function word or month (package entity)
	Figure   bool // it may be the figure of a quantity (package quantity)
	Counts   bool // a plain word with which a quantity may begin (package quantity)
}

// shapeOf sets what the letters alone decide.
func shapeOf(s string) shape {
	if s == "" {
		return shape{Plain: true}
	}
	seen, plain, whole := uint8(0), true, true
	for i := range len(s) {
		c := chars.ClassOf[s[i]]
		seen |= c
		plain = plain && c&chars.ClassLetter != 0
		whole = whole && c&(chars.ClassLetter|chars.ClassDigit) != 0
	}
	if seen&chars.ClassWide != 0 {
		return shape{Letter: chars.StartsWithLetter(s), Upper: chars.StartsUpper(s),
			Small: strings.ContainsFunc(s, unicode.IsLower)}
	}
	first := chars.ClassOf[s[0]]
	return shape{Plain: plain, Whole: whole || len(s) == 1, Letter: first&chars.ClassLetter != 0,
		Upper: first&chars.ClassUpper != 0, Small: seen&chars.ClassLower != 0}
}
