package analyze

import (
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
)

// wordHash identifies a word by the hash of its lower-case form. Its last two
// bits report whether punctuation, a line break or an end of the text comes
// right before and right after the word.
type wordHash uint64

const (
	opens wordHash = 1 << iota
	closes
	edges = opens | closes
)

// same reports whether two words are equal, whatever surrounds them.
func (h wordHash) same(o wordHash) bool { return h&^edges == o&^edges }

// word is a word of a text.
type word struct {
	wordHash
	at gainsay.Span
}

// FNV-1a, 64 bits.
const (
	offsetBasis = 14695981039346656037
	prime       = 1099511628211
)

// dropped is the factor of the word that leaves the hash of a run, the polynomial
// of its words' hashes in prime: prime to the power of leastRepeat.
var dropped = func() uint64 {
	f := uint64(1)
	for range leastRepeat {
		f *= prime
	}
	return f
}()

// appendWords appends the words of a text: runs of letters and digits, in any
// case. Apostrophes within a word do not count.
func appendWords(words []word, s string) []word {
	c := wordCutter{words: words, first: len(words), hash: offsetBasis, start: -1, edge: opens}
	for i := 0; i < len(s); {
		if end := c.addASCII(s, i); end > i {
			i = end
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case (r == '\'' || r == '’') && c.start >= 0:
		case r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			c.add(i, unicode.ToLower(r))
		default:
			c.end(i)
			c.separate(r)
		}
		i += n
	}
	c.end(len(s))
	c.separate('\n')
	return c.words
}

// asciiWord gives the lower-case form of ASCII letters and digits, 0 for all other
// bytes.
var asciiWord = func() (lower [256]byte) {
	for c := byte('a'); c <= 'z'; c++ {
		lower[c], lower[c-'a'+'A'] = c, c
	}
	for c := byte('0'); c <= '9'; c++ {
		lower[c] = c
	}
	return lower
}()

// wordCutter cuts a text into words.
type wordCutter struct {
	words []word
	first int      // index of the text's first word
	hash  uint64   // of the current word so far
	start int      // of the current word; -1 between words
	edge  wordHash // opens if a separator came before the current word
}

// add adds a rune at byte i to the current word.
func (c *wordCutter) add(i int, r rune) {
	if c.start < 0 {
		c.start = i
	}
	c.hash = (c.hash ^ uint64(r)) * prime
}

// addASCII adds the ASCII letters and digits from byte i on to the current word and
// returns the offset after them. Most texts are made of little else.
func (c *wordCutter) addASCII(s string, i int) int {
	h, k := c.hash, i
	for ; k < len(s); k++ {
		b := asciiWord[s[k]]
		if b == 0 {
			break
		}
		h = (h ^ uint64(b)) * prime
	}
	if k > i && c.start < 0 {
		c.start = i
	}
	c.hash = h
	return k
}

// end ends the current word, if there is one, before byte i.
func (c *wordCutter) end(i int) {
	if c.start < 0 {
		return
	}
	c.words = append(c.words, word{wordHash(c.hash)&^edges | c.edge, gainsay.Span{Start: c.start, End: i}})
	c.hash, c.start, c.edge = offsetBasis, -1, 0
}

// separate records a rune between two words; blanks separate nothing.
func (c *wordCutter) separate(r rune) {
	if r == ' ' || r == '\t' || r == '\u00a0' {
		return
	}
	c.edge = opens
	if len(c.words) > c.first {
		c.words[len(c.words)-1].wordHash |= closes
	}
}
