package rule

import (
	"math"
	"unicode"
	"unicode/utf8"
)

// byCommonness are the letters of English, the commonest first.
const byCommonness = "etaoinshrdlcumwfgypbvkjxqz"

// surprise is how seldom a byte of a literal is met, in bits, about.
var surprise = func() (of [256]float64) {
	for c := range of {
		of[c] = 7
	}
	for k, c := range []byte(byCommonness) {
		of[c] = 3 + float64(k)/5
	}
	of[' '], of[edge] = 2.5, 1
	return of
}()

func surpriseOf(literal string) (sum float64) {
	for i := range len(literal) {
		sum += surprise[literal[i]]
	}
	return sum
}

// commonness is about how often one of the literals begins at a place.
func commonness(literals []string) (sum float64) {
	for _, l := range literals {
		sum += math.Exp2(-surpriseOf(l))
	}
	return sum
}

// usual is the commonness of what nearly every sentence has.
const usual = 1. / 64

// longestLiteral is how many bytes are looked for; longer ones tell hardly
// more.
const longestLiteral = 6

// rarestPart cuts a literal down to those of its bytes that are met least.
func rarestPart(literal string) string {
	best := literal[:min(len(literal), longestLiteral)]
	for i := 1; i+longestLiteral <= len(literal); i++ {
		if part := literal[i : i+longestLiteral]; surpriseOf(part) > surpriseOf(best) {
			best = part
		}
	}
	return best
}

// tidy puts an edge wherever a word begins or ends inside the literal, which
// has some already, where the expression asks for one. It is impossible if it
// asks for one where none can be.
func tidy(literal string) (tidied string, possible bool) {
	var out []byte
	asked := false
	for i := range len(literal) {
		c := literal[i]
		if c == edge {
			asked = true
			continue
		}
		inside := len(out) > 0 && out[len(out)-1] != edge
		is := inside && isWordByte(out[len(out)-1]) != isWordByte(c)
		if inside && asked && !is {
			return "", false
		}
		if is || asked {
			out = append(out, edge)
		}
		out, asked = append(out, c), false
	}
	if asked {
		out = append(out, edge)
	}
	return string(out), true
}

// caseless returns r in lower case, or false if it has other forms than an
// upper and lower case of ASCII: then a literal ends before it.
func caseless(r rune) (rune, bool) {
	switch {
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A', true
	case r < utf8.RuneSelf:
		return r, true
	case r == 'ſ':
		return 's', true
	case r == '\u212a':
		return 'k', true
	}
	return r, unicode.SimpleFold(r) == r && r != utf8.RuneError
}
