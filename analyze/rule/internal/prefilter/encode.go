package prefilter

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Sentences and literals are compared as strings of 32 symbols, which are
// fewer than characters; the caller checks what is found so. The symbols of a
// text have a gap wherever a word of ASCII letters and digits begins or ends,
// never two in a row. A letter's symbol is the small letter; the rarest ones,
// q, x and z, share one.
const (
	gap        = ' ' // white space, and the start and end of a word
	digit      = '0' // and _
	rareLetter = 'q'
	apostrophe = '\''   // of any form
	nonASCII   = '\x80' // what else is beyond ASCII, one character or several
	rareMark   = '*'    // punctuation of commerce, mathematics and programs
	mark       = '.'    // all other punctuation but , and ?
)

// symbols lists all symbols. The code of a symbol is its index: the gap first,
// then those of words, then marks.
const symbols = " etaoinshrdlcumwfgypbvkjq0',?.*\x80"

const (
	gapCode   = 0
	firstMark = 26 // the lowest code of a mark
)

var markCode = codeOf[mark]

// symbolOf is the symbol of each byte; beyond ASCII see runeSymbol.
var symbolOf = func() (of [256]byte) {
	for b := range of {
		c := byte(b)
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case isWordByte(c):
			if c < 'a' || c == '_' {
				c = digit
			}
		case c == '`':
			c = apostrophe
		case c >= utf8.RuneSelf:
			c = nonASCII
		case '\t' <= c && c <= '\r':
			c = gap
		case strings.IndexByte("*#@$%^&+=~|\\<>{}[]", c) >= 0:
			c = rareMark
		case strings.IndexByte(" ',?", c) < 0:
			c = mark
		}
		if c == 'x' || c == 'z' {
			c = rareLetter
		}
		of[b] = c
	}
	return of
}()

// codeOf is the code of each byte's symbol.
var codeOf = func() (of [256]uint8) {
	for b := range of {
		of[b] = uint8(strings.IndexByte(symbols, symbolOf[b]))
	}
	return of
}()

// runeSymbol returns the symbol of a rune.
func runeSymbol(r rune) byte {
	switch {
	case r == '’' || r == '´':
		return apostrophe
	case r >= utf8.RuneSelf:
		return nonASCII
	}
	return symbolOf[r]
}

// encode returns the codes of a text's symbols, with a mark at either end, in
// the buffer out. ok is false if the text has one of the two letters beyond
// ASCII that equal ASCII letters in an expression that ignores case.
func encode(text string, out []uint8) (codes []uint8, ok bool) {
	out = slices.Grow(out[:0], 2*len(text)+3)[:2*len(text)+3]
	last, k := markCode, 1
	out[0] = last
	put := func(c uint8) {
		out[k], last = c, c
		k++
	}
	for i := 0; i < len(text); {
		c, size := codeOf[text[i]], 1
		if text[i] >= utf8.RuneSelf {
			if equalsASCII(text[i:]) {
				return out, false
			}
			c, size = wideCode(text[i:])
		}
		i += size
		if c != gapCode && last != gapCode && (c < firstMark) != (last < firstMark) {
			put(gapCode)
		}
		if c != last || !collapses(symbols[c]) {
			put(c)
		}
	}
	if last < firstMark && last != gapCode {
		put(gapCode)
	}
	put(markCode)
	return out[:k], true
}

// wideCode returns the code of the character beyond ASCII at the front of s,
// and its length in bytes.
func wideCode(s string) (code uint8, size int) {
	r, size := utf8.DecodeRuneInString(s)
	return codeOf[runeSymbol(r)], size
}

// equalsASCII reports whether the text begins with ſ or the sign for kelvin.
func equalsASCII(text string) bool {
	return strings.HasPrefix(text, "ſ") || strings.HasPrefix(text, "\u212a")
}

// inWord marks the bytes that are word characters to \b in a regular
// expression, and the symbols that stand for such bytes.
var inWord = func() (in [256]bool) {
	for c := range in {
		in[c] = isWordByte(byte(c))
	}
	return in
}()

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

// collapses reports whether several such symbols in a row are encoded as one.
func collapses(c byte) bool { return c == gap || c == nonASCII || c == apostrophe }

// Placeholders in a literal, before it is normalized, for conditions that read
// nothing.
const (
	wordEdge = '\xff' // the start or end of a word
	textEdge = '\xfe' // the start or end of the text, which is encoded as a mark
)

// normalize returns the symbols that every text has that contains the literal.
// possible is false if the literal asks for a word edge where none can be.
func normalize(literal string) (symbols string, possible bool) {
	n := normalizer{out: make([]byte, 0, 2*len(literal)+2)}
	for i := range len(literal) {
		switch c := literal[i]; c {
		case wordEdge:
			n.wordEdge = true
		case textEdge:
			n.textEdge = true
		default:
			if !n.add(c) {
				return "", false
			}
		}
	}
	switch {
	case n.textEdge && inWord[n.last]:
		n.out = append(n.out, gap, mark)
	case n.textEdge:
		n.out = append(n.out, mark)
	case n.wordEdge:
		n.put(gap)
	}
	return string(n.out), true
}

// normalizer is the state of normalize.
type normalizer struct {
	out                []byte
	last               byte // the last symbol of the literal itself, 0 at the start
	wordEdge, textEdge bool // asked for since
}

// add appends the next symbol, after a gap where there is or must be one, and
// reports whether that is possible.
func (n *normalizer) add(c byte) bool {
	differ := inWord[n.last] != inWord[c]
	switch {
	case n.last == 0 && n.textEdge:
		n.put(mark)
		if inWord[c] {
			n.put(gap)
		}
	case n.last == 0 && n.wordEdge:
		n.put(gap)
	case n.last == 0:
	case n.wordEdge && !differ:
		return false
	case differ:
		n.put(gap)
	}
	n.put(c)
	n.last, n.wordEdge, n.textEdge = c, false, false
	return true
}

// put appends a symbol unless it collapses with the one before.
func (n *normalizer) put(c byte) {
	if k := len(n.out); k > 0 && n.out[k-1] == c && collapses(c) {
		return
	}
	n.out = append(n.out, c)
}
