package text

import (
	"slices"
	"strings"
	"sync/atomic"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// lexeme is what depends on the spelling of a token alone, worked out once for
// as long as the spelling is remembered.
//
// What every token asks for comes first and fills a line of cache: a text meets
// thousands of lexemes in turn, and fetching them is most of the work.
type lexeme struct {
	short    [longWord]byte // the spelling, if it is remembered
	length   uint8          // of short
	stopword bool
	serves   serves
	shape                             // what its letters tell
	gaz      gazWord                  // what the lists of names tell
	only     int8                     // index of the tag of a word with but one, else -1
	first    byte                     // as the tagger's model reads it
	kept     atomic.Pointer[keptRows] // the scores that it adds, if it is met often
	norm     uint64                   // hash of it as a word of the context

	own     [roles]run     // what the model knows of norm in each role
	end     [nearRoles]run // what it knows of the last three bytes
	tags    uint64         // after which tags it tells more, a bit each
	swing   [2]uint16      // how far it can move two scores apart as the first word and as the last
	needed  atomic.Int32   // how often kept was asked for, up to rowWorth
	stemmed atomic.Pointer[string]
}

// longWord is the length in bytes up to which spellings are remembered: few
// words are longer, and a lexeme stays within two lines of cache.
const longWord = 31

// Table remembers the lexemes of the spellings met lately, two to a hash, the
// one met last before the other. Those longer than longWord bytes are not
// remembered: there is no bound to what they take. It is safe for use by
// several goroutines.
type Table struct {
	pairs    [1 << 15][2]atomic.Pointer[lexeme]
	describe []Describe
}

// Describe fills in what one analysis has to say of a spelling and of its form
// for matching. The letters of x are known.
type Describe func(x *lexeme, spelling, lower string)

// NewTable returns a table whose lexemes are filled in by the functions given.
func NewTable(describe ...Describe) *Table { return &Table{describe: describe} }

// OfTokens appends the lexemes of tokens to out.
func (t *Table) OfTokens(out []*lexeme, tokens []Token) []*lexeme {
	out = slices.Grow(out, len(tokens))
	for i := range tokens {
		out = append(out, t.Of(tokens[i].Text))
	}
	return out
}

// Of returns the lexeme of a spelling.
func (t *Table) Of(s string) *lexeme {
	h := Hash(s)
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
		x.length = uint8(copy(x.short[:], s))
	}
	pair[1].Store(latest)
	pair[0].Store(x)
	return x
}

// is reports whether x is the lexeme of s.
func (x *lexeme) is(s string) bool { return string(x.short[:x.length]) == s }

// make works out the lexeme of a spelling.
func (t *Table) make(s string) *lexeme {
	low := lower(s)
	x := &lexeme{shape: shapeOf(s), stopword: stopwords[low] && s == low}
	for _, describe := range t.describe {
		describe(x, s, low)
	}
	return x
}

// stem returns the stem of the word in lower case that x is the lexeme of,
// worked out when it is first asked for. What is remembered holds no text.
func (x *lexeme) stem(lower string) string {
	if s := x.stemmed.Load(); s != nil {
		return *s
	}
	env := snowballstem.NewEnv(strings.Clone(lower))
	english.Stem(env)
	s := env.Current()
	x.stemmed.Store(&s)
	return s
}

// serves says whether a word is a function word.
type serves uint8

const (
	servesNone    serves = iota // in none of the languages
	servesEnglish               // in English and in no other
	servesOther
)

// gazWord is what the lists of names say of one word.
type gazWord struct {
	names, forces, titles uint8 // words of the longest name, force phrase or title that begins with it, 0 if none
	alone                 bool  // is a name by itself
	noun, first, inner    bool  // part of a body's name; a first name; in a name after its first word
}

// The roles of a word in the tagging of another, or of itself.
const (
	asPrevious = iota
	asNext
	asItself
	asFirst // two before
	asLast  // two after
	roles

	nearRoles = asFirst // those up to here are always asked for
)

// keptRows is what a word adds to scores, summed up.
type keptRows struct {
	rows  [nearRoles]row
	after []run // after each of the tags of the word, in their order
}

// shape is what the letters of a token tell later stages, which ask it of most
// tokens and then need to look no further.
type shape struct {
	plain    bool // ASCII letters only
	whole    bool // ASCII letters and digits only, or one byte of ASCII
	letter   bool // begins with a letter
	upper    bool // begins with a capital
	small    bool // has a small letter
	nameable bool // a name may hold it: with a capital, and no function word or month
	figure   bool // a quantity may hold it as its figure: see figureWords
	counts   bool // a quantity may begin with it, a plain word: see quantityWords
}

// shapeOf tells what the letters alone do.
func shapeOf(s string) shape {
	if s == "" {
		return shape{plain: true}
	}
	seen, plain, whole := uint8(0), true, true
	for i := range len(s) {
		c := class[s[i]]
		seen |= c
		plain = plain && c&classLetter != 0
		whole = whole && c&(classLetter|classDigit) != 0
	}
	if seen&classWide != 0 {
		return shape{letter: startsWithLetter(s), upper: startsUpper(s), small: strings.ContainsFunc(s, unicode.IsLower)}
	}
	first := class[s[0]]
	return shape{plain: plain, whole: whole || len(s) == 1, letter: first&classLetter != 0, upper: first&classUpper != 0, small: seen&classLower != 0}
}
