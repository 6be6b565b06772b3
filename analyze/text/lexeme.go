package text

import (
	"slices"
	"strings"
	"sync/atomic"
	"unicode"
)

// lexeme is what depends on the spelling of a token alone, worked out once for
// as long as the spelling is remembered. Feature strings are never built:
// their hashes are mixed from the hashes of their parts.
//
// What every token asks for comes first and fills a line of cache: a text meets
// thousands of lexemes in turn, and fetching them is most of the work.
type lexeme struct {
	short    [longWord]byte // the spelling, if it is remembered
	length   uint8          // of short
	only     tagID          // of a word with but one tag, else noTag
	stopword bool
	shape                               // what its letters tell
	gaz      gazWord                    // what the lists of names tell
	rows     atomic.Pointer[[roles]row] // the scores it gives in each role, if it is met often
	norm     uint64                     // as a word of the context

	suffix        uint64       // last three bytes of norm
	rawEnd, first uint64       // last three bytes and first byte as the model reads it
	needed        atomic.Int32 // how often its rows were asked for, up to rowWorth
	stemmed       atomic.Pointer[string]
	spelling      string
}

// The roles of a word in the tagging of another, or of itself.
const (
	asFirst = iota // two before
	asPrevious
	asItself
	asNext
	asLast // two after
	roles
)

// rowWorth is how often a word's scores have to be asked for, up to once in
// each role where it is met, before its rows are kept: most words of a text are
// rare, and their features are added one by one.
const rowWorth = 12

// longWord is the length in bytes up to which spellings are remembered: few
// words are longer, and a lexeme stays within two lines of cache.
const longWord = 31

// lexemes remembers the spellings met lately, two to a hash, the one met last
// before the other. Those longer than longWord bytes are not remembered: there
// is no bound to what they take.
var lexemes [1 << 15][2]atomic.Pointer[lexeme]

// lexemesOf appends the lexemes of tokens to out.
func lexemesOf(out []*lexeme, tokens []Token) []*lexeme {
	out = slices.Grow(out, len(tokens))
	for i := range tokens {
		out = append(out, lexemeOf(tokens[i].Text))
	}
	return out
}

// lexemeOf returns the lexeme of a spelling.
func lexemeOf(s string) *lexeme {
	h := Hash(s)
	pair := &lexemes[h%uint64(len(lexemes))]
	latest := pair[0].Load()
	if latest != nil && latest.is(s) {
		return latest
	}
	x := pair[1].Load()
	if x == nil || !x.is(s) {
		if len(s) > longWord {
			return newLexeme(s, h)
		}
		x = newLexeme(strings.Clone(s), h) // cloned: s may be part of a long text
		x.length = uint8(copy(x.short[:], s))
	}
	pair[1].Store(latest)
	pair[0].Store(x)
	return x
}

// is reports whether x is the lexeme of s.
func (x *lexeme) is(s string) bool { return string(x.short[:x.length]) == s }

// newLexeme works out the lexeme of a spelling with the hash h.
func newLexeme(s string, h uint64) *lexeme {
	p := weights()
	word := straight(s)
	if word != s {
		h = Hash(word)
	}
	x := &lexeme{spelling: s, norm: h, rawEnd: Hash(suffix(word)), only: p.onlyTag(word, h)}
	low := lower(s)
	x.shape = shapeOf(s, low)
	x.stopword = stopwords[s]
	x.gaz = gaz().words[strings.TrimSuffix(low, ".")]
	x.suffix = x.rawEnd
	if norm := contextWord(word); norm != word {
		x.norm, x.suffix = Hash(norm), Hash(suffix(norm))
	}
	if word != "" {
		x.first = Hash(string(rune(word[0])))
	}
	return x
}

// shape is what the letters of a token tell later stages, which ask it of most
// tokens and then need to look no further.
type shape struct {
	plain    bool // ASCII letters only
	letter   bool // begins with a letter
	upper    bool // begins with a capital
	small    bool // has a small letter
	nameable bool // a name may hold it: with a capital, and no function word or month
	figure   bool // a quantity may hold it as its figure: see figureWords
}

func shapeOf(s, low string) shape {
	sh := shape{plain: plainWord(s), letter: startsWithLetter(s), upper: startsUpper(s), small: strings.ContainsFunc(s, unicode.IsLower)}
	sh.nameable = sh.upper && !noName[low] && !months[low]
	sh.figure = sh.plain && figureWords[low] || !sh.plain && holdsFigure(s)
	return sh
}

// onlyTag returns the tag of a word that has but one, or noTag.
func (p *perceptron) onlyTag(word string, h uint64) tagID {
	if word == "-" {
		return p.hyphen
	}
	if class, ok := p.only(featureHash(featKnown, h, 0)); ok {
		return tagID(class)
	}
	return noTag
}

// edge returns the lexeme of what stands beyond an end of a sentence.
func (p *perceptron) edge(s string) *lexeme {
	return &lexeme{spelling: s, norm: Hash(s), suffix: Hash(suffix(s)), only: noTag}
}

// addRole adds the scores that x gives in a role.
func (p *perceptron) addRole(scores *row, x *lexeme, role int) {
	if rows := x.rows.Load(); rows != nil {
		scores.add(&rows[role])
		return
	}
	p.addFeatures(scores, x, role)
	if x.needed.Add(1) < rowWorth {
		return
	}
	rows := new([roles]row)
	for r := range rows {
		p.addFeatures(&rows[r], x, r)
	}
	x.rows.Store(rows)
}

// addFeatures adds the weights of the features that x has in a role.
func (p *perceptron) addFeatures(scores *row, x *lexeme, role int) {
	switch role {
	case asFirst:
		p.add(scores, featureHash(featWord2, x.norm, 0))
	case asPrevious:
		p.add(scores, featureHash(featWord1, x.norm, 0))
		p.add(scores, featureHash(featSuffix1, x.suffix, 0))
	case asItself:
		p.add(scores, featureHash(featSuffix, x.rawEnd, 0))
		p.add(scores, featureHash(featFirst, x.first, 0))
		p.add(scores, featureHash(featWord, x.norm, 0))
	case asNext:
		p.add(scores, featureHash(featNext, x.norm, 0))
		p.add(scores, featureHash(featNextSuf, x.suffix, 0))
	case asLast:
		p.add(scores, featureHash(featNext2, x.norm, 0))
	}
}
