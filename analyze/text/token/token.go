// Package token splits a text into tokens.
package token

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/buffer"
	"github.com/gainsay/gainsay/analyze/text/chars"
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

// scanner splits a text into tokens from left to right. Its look-ahead is
// bounded, so that time grows with the length of the text alone.
type scanner struct {
	text   string
	low    string // see survey
	wide   bool
	tokens []Token
}

// Tokenize returns the tokens of s. Addresses, mentions, hashtags and emoji have
// their part of speech, the others none.
func Tokenize(s string) []Token {
	tokens, _ := Scan(s, nil)
	return tokens
}

// Scan is Tokenize in memory of arena, which may be nil; it also returns about
// how many sentences s has. Bytes that are not UTF-8 become tokens
// of their own; every byte that is not white space is in one token.
func Scan(s string, arena *buffer.Arena[Token]) (tokens []Token, sentences int) {
	v := look(s)
	sc := &scanner{text: s, low: v.low, wide: v.wide, tokens: arena.Take(v.tokens)}
	for i := 0; i < len(s); {
		switch c := chars.ClassOf[s[i]]; {
		case c&chars.ClassSpace != 0:
			i++
		case c&chars.ClassLetter != 0:
			i = sc.word(i)
		case c&chars.ClassDigit != 0:
			i = sc.number(i)
		case c&chars.ClassWide != 0:
			i = sc.rune(i)
		default:
			i = sc.mark(i)
		}
	}
	arena.Keep(sc.tokens)
	return sc.tokens, v.sentences
}

// add appends the token [start, end) and returns end.
func (sc *scanner) add(start, end int, tag pos.Tag) int {
	n := len(sc.tokens)
	if n == cap(sc.tokens) {
		sc.tokens = slices.Grow(sc.tokens, n/2+8)
	}
	sc.tokens = sc.tokens[:n+1]
	t := &sc.tokens[n] // written in place: a copy costs more than the rest
	t.Start, t.End, t.Text, t.Lower, t.POS = start, end, sc.text[start:end], sc.low[start:end], tag
	if sc.wide && !chars.IsASCII(t.Text) {
		t.Lower = chars.Lower(t.Text)
	}
	return end
}

// rune reads the token that begins with the rune beyond ASCII at i.
func (sc *scanner) rune(i int) int {
	r, n := utf8.DecodeRuneInString(sc.text[i:])
	switch {
	case unicode.IsSpace(r):
		return i + n
	case chars.IsWordRune(r):
		return sc.hinged(i, i)
	case isPictograph(r):
		return sc.add(i, i+chars.RunLen(sc.text[i:], isPictographOrJoiner), pos.Emoji)
	case r == '¯' && strings.HasPrefix(sc.text[i:], shrug):
		return sc.add(i, i+len(shrug), pos.Emoji)
	case r == '’' || r == '‘':
		if k := sc.clipped(i, n); k > 0 {
			return sc.add(i, k, "")
		}
	}
	return sc.symbol(i, r, n)
}

// mark reads the token that begins with the ASCII mark at i.
func (sc *scanner) mark(i int) int {
	s, b := sc.text, sc.text[i]
	switch {
	case (b == '@' || b == '#') && !sc.glued(i):
		if k := sc.name(i); k > 0 {
			return k
		}
	case b == '.' && i+1 < len(s) && chars.IsDigit(s[i+1]) && !sc.glued(i):
		return sc.number(i)
	case b == '\'':
		if k := sc.clipped(i, 1); k > 0 {
			return sc.add(i, k, "")
		}
	}
	if k := emoticonLen(s, i); k > 0 {
		return sc.add(i, i+k, pos.Emoji)
	}
	return sc.symbol(i, rune(b), 1)
}

// symbol adds the run of the rune r of n bytes at i; brackets, quotation
// marks and bad bytes stand alone. What turns a symbol into an emoji goes
// with it.
func (sc *scanner) symbol(i int, r rune, n int) int {
	j := i + n
	if !standsAlone(r) && !(r == utf8.RuneError && n == 1) {
		for unit := sc.text[i:j]; strings.HasPrefix(sc.text[j:], unit); {
			j += n
		}
	}
	if k := variationLen(sc.text[j:]); k > 0 && r != utf8.RuneError {
		return sc.add(i, j+k, pos.Emoji)
	}
	return sc.add(i, j, "")
}

func standsAlone(r rune) bool {
	switch r {
	case '(', ')', '[', ']', '{', '}', '"', '\'', '“', '”', '„', '‘', '’', '«', '»':
		return true
	}
	return false
}

// glued reports whether the rune before byte i belongs to a word.
func (sc *scanner) glued(i int) bool {
	r, _ := utf8.DecodeLastRuneInString(sc.text[:i])
	return i > 0 && chars.IsWordRune(r)
}

// name adds the @name or #tag at i and returns the place after it, or 0. A
// name may have its server ("@dana@example.org").
func (sc *scanner) name(i int) int {
	s := sc.text
	j := i + 1 + nameLen(s[i+1:])
	switch {
	case j == i+1:
		return 0
	case s[i] == '@':
		if j+1 < len(s) && s[j] == '@' {
			if k := domainLen(s[j+1:]); k > 0 {
				j += 1 + k
			}
		}
		return sc.add(i, j, pos.Mention)
	case chars.AllDigits(s[i+1 : j]):
		return 0
	}
	return sc.add(i, j, pos.Hashtag)
}

// nameLen returns the length of the name at the front of s.
func nameLen(s string) int {
	n := chars.RunLen(s, func(r rune) bool { return chars.IsWordRune(r) || r == '_' || r == '-' || r == '.' })
	return len(strings.TrimRight(s[:n], ".-"))
}
