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
type lexeme struct {
	spelling      string
	norm          uint64 // as a word of the context
	suffix        uint64 // last three bytes of norm
	rawEnd, first uint64 // last three bytes and first byte as the model reads it
	only          tagID  // of a word with but one tag, else noTag
	shape                // what its letters tell
	gaz           gazWord
	stopword      bool

	stemmed atomic.Pointer[string]
	needed  atomic.Int32               // how often a row was asked for, up to rowWorth
	rows    [roles]atomic.Pointer[row] // the scores it gives in each role
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

// rowWorth is how often a word has to be met before its rows are kept: most
// words of a text are rare, and their features are added one by one.
const rowWorth = 4

// longWord is the length in bytes up to which spellings are remembered.
const longWord = 64

// lexemes remembers the spellings met lately, two to a hash, the one met last
// before the other. Those longer than longWord bytes are not remembered: there
// is no bound to what they take.
var lexemes [1 << 14][2]atomic.Pointer[lexeme]

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
	h := hashString(s)
	pair := &lexemes[h%uint64(len(lexemes))]
	latest := pair[0].Load()
	if latest != nil && latest.spelling == s {
		return latest
	}
	x := pair[1].Load()
	if x == nil || x.spelling != s {
		if len(s) > longWord {
			return newLexeme(s, h)
		}
		x = newLexeme(strings.Clone(s), h) // cloned: s may be part of a long text
	}
	pair[1].Store(latest)
	pair[0].Store(x)
	return x
}

// newLexeme works out the lexeme of a spelling with the hash h.
func newLexeme(s string, h uint64) *lexeme {
	p := weights()
	word := straight(s)
	if word != s {
		h = hashString(word)
	}
	x := &lexeme{spelling: s, norm: h, rawEnd: hashString(suffix(word)), only: p.onlyTag(word, h)}
	low := lower(s)
	x.shape = shapeOf(s, low)
	x.stopword = stopwords[s]
	x.gaz = gaz().words[strings.TrimSuffix(low, ".")]
	x.suffix = x.rawEnd
	if norm := contextWord(word); norm != word {
		x.norm, x.suffix = hashString(norm), hashString(suffix(norm))
	}
	if word != "" {
		x.first = hashString(string(rune(word[0])))
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
	return &lexeme{spelling: s, norm: hashString(s), suffix: hashString(suffix(s)), only: noTag}
}

// addRole adds the scores that x gives in a role.
func (p *perceptron) addRole(scores *row, x *lexeme, role int) {
	if r := x.rows[role].Load(); r != nil {
		scores.add(r)
		return
	}
	if x.needed.Load() < rowWorth {
		x.needed.Add(1)
		p.addFeatures(scores, x, role)
		return
	}
	r := new(row)
	p.addFeatures(r, x, role)
	x.rows[role].Store(r)
	scores.add(r)
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
