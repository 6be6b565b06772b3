package text

// survey is what one pass over a text tells before it is cut.
type survey struct {
	low       string // the text with ASCII letters in lower case, byte for byte as long
	wide      bool   // has bytes beyond ASCII
	tokens    int    // about how many tokens it has, hardly ever too few
	sentences int    // likewise
}

// What a byte tells of the outline of a text.
const (
	outWord  = 1 << iota // part of a word
	outMark              // a token, where the byte before is another
	outStop              // may end a sentence
	outUpper             // a capital
	outWide              // beyond ASCII
)

var outline = func() (out [256]uint8) {
	for b, c := range class {
		if c&classWord != 0 {
			out[b] |= outWord
		} else if c&classSpace == 0 && b != '\'' { // an ending is one token with its apostrophe
			out[b] |= outMark
		}
		if c&classUpper != 0 {
			out[b] |= outUpper
		}
		if c&classWide != 0 {
			out[b] |= outWide
		}
	}
	for _, b := range "\n.!?" {
		out[b] |= outStop
	}
	return out
}()

// look surveys a text, without a branch in the loop: what a byte is cannot be
// foretold.
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
		v.low = lowerASCII(s)
	}
	v.tokens += v.tokens / 32
	v.sentences = min(v.sentences, v.tokens)
	return v
}
