// Package disguise reads words that are written so that matching would miss them:
// "1d10t", "i d i o t", letters of other alphabets.
package disguise

import (
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/perceptron"
	"github.com/gainsay/gainsay/analyze/text/token"
)

// Vocabulary decides which word a disguised one means. The words worth
// disguising (insults, vulgar words) are given; the tagger's model knows the
// common words of English. A Vocabulary is not changed after NewVocabulary
// and is safe for use by several goroutines.
type Vocabulary struct {
	harsh map[string]bool
}

// NewVocabulary returns a vocabulary with the words worth disguising, in
// lower case.
func NewVocabulary(harsh ...string) *Vocabulary {
	v := &Vocabulary{harsh: make(map[string]bool, len(harsh))}
	for _, w := range harsh {
		v.harsh[w] = true
	}
	return v
}

// common reports whether the model has seen the word.
func (v *Vocabulary) common(w []byte) bool { return perceptron.Knows(string(w)) }

// Normal is a text in its form for matching, with the origin of each byte.
type Normal struct {
	Text  string
	spans []gainsay.Span // of the original, by byte of Text
}

// Original returns the bytes of the original from which the bytes
// [start, end) of n.Text come; both in range, start < end. The span is on
// rune boundaries, and later bytes never come from earlier places.
func (n Normal) Original(start, end int) gainsay.Span {
	return gainsay.Span{Start: n.spans[start].Start, End: n.spans[end-1].End}
}

// Normalize returns s for matching: letters in lower case, of normal width, without
// invisible characters, disguised words ("1d10t", "i d i o t", "stuuupid",
// "ıdıot") as the words they mean. Time grows linearly with s.
func (v *Vocabulary) Normalize(s string) Normal {
	var n Normal
	var b strings.Builder
	put := func(text string, span gainsay.Span) {
		b.WriteString(text)
		for range len(text) {
			n.spans = append(n.spans, span)
		}
	}
	from := 0
	for _, d := range v.Find(s, token.Tokenize(s)) {
		foldInto(s, from, d.Start, put)
		put(d.Lower, d.Span)
		from = d.End
	}
	foldInto(s, from, len(s), put)
	n.Text = b.String()
	return n
}

// foldInto calls put for each visible rune of s[from:to], folded.
func foldInto(s string, from, to int, put func(string, gainsay.Span)) {
	for i := from; i < to; {
		r, n := utf8.DecodeRuneInString(s[i:to])
		span := gainsay.Span{Start: i, End: i + n}
		switch {
		case r == utf8.RuneError && n == 1:
			put(s[i:i+1], span)
		case !invisible(r):
			put(chars.Lower(s[i:i+n]), span)
		}
		i += n
	}
}

// Word is a place where a word is written so that matching would miss it.
type Word struct {
	gainsay.Span
	Lower string // the word it means, in lower case
}

// Suspect reports in one pass over the bytes whether a text may hold a
// disguised word: a digit or sign at a letter, a letter three times in a row,
// three words of one letter or of a sign that may replace one, or letters
// that are no ASCII.
func Suspect(s string) bool {
	word, ones := 0, 0 // letters of the word so far, words of one letter so far
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case chars.IsLetter(c):
			if word++; word > 2 && c|0x20 == s[i-1]|0x20 && c|0x20 == s[i-2]|0x20 ||
				word == 1 && i > 0 && leetByte(s[i-1]) {
				return true
			}
			continue
		case chars.IsDigit(c) && word > 0:
			return true
		case leetByte(c) && word > 0 && i+1 < len(s) &&
			(chars.IsDigit(s[i+1]) || s[i+1] == '@' || s[i+1] == '$'):
			return true
		case leetByte(c) && (i+1 == len(s) || !chars.IsDigit(s[i+1])) && (i == 0 || !chars.IsDigit(s[i-1])):
			ones++
		case c >= utf8.RuneSelf:
			n := innocent(s[i:])
			if n == 0 {
				return true
			}
			i += n - 1
		}
		switch word {
		case 0:
		case 1:
			ones++
		default:
			ones = 0
		}
		if word = 0; ones > 2 {
			return true
		}
	}
	return ones > 2 || ones > 1 && word == 1
}

// leetByte reports whether c may replace a letter.
func leetByte(c byte) bool {
	return chars.IsDigit(c) || c == '@' || c == '$' || c == '!' || c == '|' || c == '+'
}

// innocent returns the length of the rune at the front of s if it is a common
// one that disguises nothing: a curly quotation mark, dash, dots, emoji or
// sign of Latin-1; else 0.
func innocent(s string) int {
	switch {
	// ª, the soft hyphen, ², º and such
	case len(s) > 1 && s[0] == 0xC2 && !strings.Contains("\xaa\xad\xb2\xb3\xb5\xb9\xba\xbc\xbd\xbe", s[1:2]):
		return 2
	case len(s) > 2 && s[0] == 0xE2 && s[1] == 0x80 && 0x90 <= s[2] && s[2] <= 0xA7:
		return 3
	case len(s) > 3 && s[0] == 0xF0 && s[1] == 0x9F && s[2] >= 0x8C:
		return 4
	}
	return 0
}
