package rule

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Sentences and literals are compared as rows of symbols, which are fewer than
// characters: what is found so is looked at more closely by whoever asked for
// it. A text's symbols have a gap wherever a word of ASCII letters and digits
// begins or ends, never two in a row. A letter's symbol is the small letter;
// the rarest ones, q, x and z, share one.
const (
	gap        = ' ' // white space, and the front and end of a word
	digit      = '0' // and _
	rareLetter = 'q'
	apostrophe = '\''   // of whatever form
	wide       = '\x80' // what else is beyond ASCII, one character or several
	rareMark   = '*'    // punctuation of commerce, mathematics and programs
	mark       = '.'    // what else there is but , and ?
)

// symbols are all there are.
const symbols = " etaoinshrdlcumwfgypbvkjq0',?.*\x80"

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
			c = wide
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

// wideNumber returns the number of the symbol of the character beyond ASCII at
// the front of s, and its length.
func wideNumber(s string) (n uint8, size int) {
	r, size := utf8.DecodeRuneInString(s)
	return number[runeSymbol(r)], size
}

// runeSymbol is the symbol of a rune.
func runeSymbol(r rune) byte {
	switch {
	case r == '’' || r == '´':
		return apostrophe
	case r >= utf8.RuneSelf:
		return wide
	}
	return symbolOf[r]
}

// number is the place in symbols of what each byte stands for. Those of gaps,
// of words and of marks lie together.
var number = func() (of [256]uint8) {
	for b := range of {
		of[b] = uint8(strings.IndexByte(symbols, symbolOf[b]))
	}
	return of
}()

const (
	gapNumber = 0
	firstMark = 26 // and all beyond it
)

var markNumber = number[mark]

// numbered returns a text's symbols by number, with a mark at either end of
// it, in the memory of out. It is false if the text has one of the two letters
// beyond ASCII that equal ASCII ones to an expression that ignores case.
func numbered(text string, out []uint8) ([]uint8, bool) {
	out = slices.Grow(out[:0], 2*len(text)+3)[:2*len(text)+3]
	last, k := markNumber, 1
	out[0] = last
	put := func(n uint8) {
		out[k], last = n, n
		k++
	}
	for i := 0; i < len(text); {
		n, size := number[text[i]], 1
		if text[i] >= utf8.RuneSelf {
			if equalsASCII(text[i:]) {
				return out, false
			}
			n, size = wideNumber(text[i:])
		}
		i += size
		if last >= firstMark && n < firstMark && n != gapNumber || n >= firstMark && last < firstMark && last != gapNumber {
			put(gapNumber)
		}
		if n != last || !lone(symbols[n]) {
			put(n)
		}
	}
	if last < firstMark && last != gapNumber {
		put(gapNumber)
	}
	put(markNumber)
	return out[:k], true
}

// equalsASCII reports whether the text begins with ſ or the sign for kelvin.
func equalsASCII(text string) bool {
	return strings.HasPrefix(text, "ſ") || strings.HasPrefix(text, "\u212a")
}

// inWord tells the bytes that are letters to \b of a regular expression. Of
// symbols it tells the same as of the bytes they stand for.
var inWord = func() (in [256]bool) {
	for c := range in {
		in[c] = isWordByte(byte(c))
	}
	return in
}()

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

// These stand in a literal, before it is tidied, for what reads nothing.
const (
	edge = '\xff' // a word begins or ends
	rim  = '\xfe' // the text begins or ends, which counts as a mark
)

// tidy makes of a literal the symbols that any text has that the literal is
// in. It is impossible if it asks for an edge where none can be.
func tidy(literal string) (tidied string, possible bool) {
	var t tidier
	for i := range len(literal) {
		switch c := literal[i]; c {
		case edge:
			t.edge = true
		case rim:
			t.rim = true
		default:
			if !t.add(c) {
				return "", false
			}
		}
	}
	switch {
	case t.rim && inWord[t.last]:
		t.out = append(t.out, gap, mark)
	case t.rim:
		t.out = append(t.out, mark)
	case t.edge:
		t.put(gap)
	}
	return string(t.out), true
}

// tidier is the state of tidy.
type tidier struct {
	out       []byte
	last      byte // the last symbol but for gaps put in, 0 at the front
	edge, rim bool // asked for since
}

// add puts in the next symbol, after a gap where there is or must be one, and
// reports whether that can be.
func (t *tidier) add(c byte) bool {
	differ := inWord[t.last] != inWord[c]
	switch {
	case t.last == 0 && t.rim:
		t.put(mark)
		if inWord[c] {
			t.put(gap)
		}
	case t.last == 0 && t.edge:
		t.put(gap)
	case t.last == 0:
	case t.edge && !differ:
		return false
	case differ:
		t.put(gap)
	}
	t.put(c)
	t.last, t.edge, t.rim = c, false, false
	return true
}

// put adds a symbol unless it goes without saying.
func (t *tidier) put(c byte) {
	if n := len(t.out); n > 0 && t.out[n-1] == c && lone(c) {
		return
	}
	t.out = append(t.out, c)
}

// lone reports whether a row of such symbols counts as one.
func lone(c byte) bool { return c == gap || c == wide || c == apostrophe }
