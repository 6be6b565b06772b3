package token

import "github.com/gainsay/gainsay/analyze/text/chars"

// survey is what one pass over a text finds before it is cut.
type survey struct {
	low       string // the text with ASCII letters in lower case, byte for byte as long
	wide      bool   // has bytes beyond ASCII
	tokens    int    // about how many tokens it has, hardly ever too few
	sentences int    // likewise
}

// The classes of a byte that a survey counts.
const (
	outWord  = 1 << iota // part of a word
	outMark              // a token, where the byte before is another
	outStop              // may end a sentence
	outUpper             // a capital
	outWide              // beyond ASCII
)

var outline = func() (out [256]uint8) {
	for b, c := range chars.ClassOf {
		if c&chars.ClassWord != 0 {
			out[b] |= outWord
		} else if c&chars.ClassSpace == 0 && b != '\'' { // an ending is one token with its apostrophe
			out[b] |= outMark
		}
		if c&chars.ClassUpper != 0 {
			out[b] |= outUpper
		}
		if c&chars.ClassWide != 0 {
			out[b] |= outWide
		}
	}
	for _, b := range "\n.!?" {
		out[b] |= outStop
	}
	return out
}()

// look surveys a text. Its loop has no branches, since the processor could not
// predict them.
func look(s string) survey {
	v := survey{low: s, tokens: 1, sentences: 1}
	var seen, last, lastByte uint8
	for i := range len(s) {
		b := s[i]
		o := outline[b]
		fresh := uint8((uint(b^lastByte) + 255) >> 8) // 1 if the byte before is another
		v.tokens += int(o&^last&outWord) + int(o/outMark&fresh)
		v.sentences += int(o / outStop & fresh)
		seen |= o
		last, lastByte = o, b
	}
	v.wide = seen&outWide != 0
	if seen&outUpper != 0 {
		v.low = chars.LowerASCII(s)
	}
	v.tokens += v.tokens / 32
	v.sentences = min(v.sentences, v.tokens)
	return v
}
