package score

import (
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// Hashes of placeholders for tokens whose own letters carry little (URLs,
// @names) or must carry nothing (names of groups; see identityTerms).
var (
	hashURL     = mix(seedPlaceholder, 1)
	hashMention = mix(seedPlaceholder, 2)
	hashGroup   = mix(seedPlaceholder, 3)
)

// placeholder reports whether a hash is one of the placeholders.
func placeholder(h uint64) bool { return h == hashURL || h == hashMention || h == hashGroup }

// Word is a token as scorers see it: normalised, hashed and classified.
type Word struct {
	hash  uint64 // hashFolded of the token, or that of its placeholder
	class classSet
}

// Read returns the words of all tokens of a text, for Passage.Words.
func Read(d *text.Doc) []Word { return appendWords(make([]Word, 0, len(d.Tokens)), d.Tokens) }

func appendWords(buf []Word, tokens []text.Token) []Word {
	for i := range tokens {
		h, c := hashToken(&tokens[i])
		buf = append(buf, Word{h, c})
	}
	return buf
}

// read returns the tokens of a passage and their words. Unless Passage.Words
// is set, the words are computed now, in the scratch buffer.
func (p Passage) read(scratch *[]Word) ([]text.Token, []Word) {
	if p.Doc == nil {
		return nil, nil
	}
	lo, hi := p.bounds()
	tokens := p.Doc.Tokens[lo:hi]
	if p.Words != nil {
		return tokens, p.Words[lo:hi]
	}
	*scratch = appendWords((*scratch)[:0], tokens)
	return tokens, *scratch
}

func hashToken(t *text.Token) (uint64, classSet) {
	switch t.POS {
	case pos.URL:
		return hashURL, 0
	case pos.Mention:
		return hashMention, 1 << classMention
	}
	h := hashFolded(t.Text)
	c := classesOf(h)
	if c == groupName {
		return hashGroup, c | posClass(t.POS)
	}
	switch {
	case t.Lower == "n't":
		c = 1 << classNegates // "nt" too, where it ends a word
	case c != 0 && elongated(t.Text):
		c = 0
	}
	return h, c | posClass(t.POS)
}

// elongated reports whether a letter is repeated three times or more ("sooo"),
// which hashFolded ignores.
func elongated(s string) bool {
	for i := 2; i < len(s); i++ {
		if s[i] == s[i-1] && s[i] == s[i-2] {
			return true
		}
	}
	return false
}

// hashFolded hashes a word with every rune folded and no rune more than twice
// in a row, so that "soooo" and "SOO" are one word.
func hashFolded(s string) uint64 {
	h := uint64(seedLetters)
	number := startsWithDigit(s)
	last, before := rune(-1), rune(-1)
	for i := 0; i < len(s); {
		r, size := rune(foldedASCII[s[i]]), 1
		if s[i] >= utf8.RuneSelf || number {
			r, size = utf8.DecodeRuneInString(s[i:])
			r = fold(r, number)
		}
		i += size
		if r == last && r == before {
			continue
		}
		before, last = last, r
		h = mix(h, uint64(r))
	}
	return h
}

func startsWithDigit(s string) bool { return s != "" && '0' <= s[0] && s[0] <= '9' }

// fold normalises a rune: lower case, straight apostrophe, and in numbers 0
// for every ASCII digit.
func fold(r rune, number bool) rune {
	switch {
	case r < 0x80:
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		if number && '0' <= r && r <= '9' {
			return '0'
		}
		return r
	case r == '’' || r == '‘' || r == '´':
		return '\''
	}
	return unicode.ToLower(r)
}

// foldedASCII is fold of each ASCII rune outside numbers.
var foldedASCII = func() (to [utf8.RuneSelf * 2]byte) {
	for c := range utf8.RuneSelf {
		to[c] = byte(fold(rune(c), false))
	}
	return to
}()
