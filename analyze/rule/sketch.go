package rule

import (
	"unicode"
	"unicode/utf8"
)

// sketch is a Bloom filter over the letters, pairs and triples of bytes of a
// sentence, all in lower case. It tells at little cost that a pattern cannot
// fit, as in Russ Cox, "Regular Expression Matching with a Trigram Index"
// (2012).
type sketch struct {
	bits [sketchBits / 64]uint64
	low  []byte
}

const sketchBits = 32768

// gram is a bit of the sketch.
type gram uint16

func (s *sketch) read(text string) {
	s.bits = [sketchBits / 64]uint64{}
	s.low = fold(s.low[:0], text)
	var a, b byte
	for i, c := range s.low {
		s.set(gram1(c))
		if i > 0 {
			s.set(gram2(b, c))
		}
		if i > 1 {
			s.set(gram3(a, b, c))
		}
		a, b = b, c
	}
}

func (s *sketch) set(g gram)      { s.bits[g/64] |= 1 << (g % 64) }
func (s *sketch) has(g gram) bool { return s.bits[g/64]&(1<<(g%64)) != 0 }

func gram1(a byte) gram    { return gram(a) }
func gram2(a, b byte) gram { return hashed(uint32(a)<<8 | uint32(b)) }
func gram3(a, b, c byte) gram {
	return hashed(1<<24 | uint32(a)<<16 | uint32(b)<<8 | uint32(c))
}

// hashed spreads over the bits above those of single bytes.
func hashed(x uint32) gram {
	return gram(256 + (x*2654435761)>>16*(sketchBits-256)>>16)
}

// fold appends s with ASCII letters in lower case. Two letters beyond ASCII
// are equal to ASCII ones for an expression that ignores case; others fold
// among themselves, which literalsOf takes into account.
func fold(buf []byte, s string) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			buf = append(buf, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch r {
		case 'ſ':
			buf = append(buf, 's')
		case '\u212a': // the sign for kelvin
			buf = append(buf, 'k')
		default:
			buf = append(buf, s[i:i+n]...)
		}
		i += n
	}
	return buf
}

// needs are conditions that a fitting sentence meets: of each group, all
// grams of one literal at least.
type needs [][][]gram

// may reports whether the sentence can meet the needs.
func (s *sketch) may(ns needs) bool {
	for _, group := range ns {
		if !s.any(group) {
			return false
		}
	}
	return true
}

func (s *sketch) any(literals [][]gram) bool {
next:
	for _, grams := range literals {
		for _, g := range grams {
			if !s.has(g) {
				continue next
			}
		}
		return true
	}
	return false
}

// gramsOf are the triples of a literal, or the pair, and those bytes that are
// no letters: they are rare, and single bytes are never mistaken.
func gramsOf(literal string) []gram {
	var out []gram
	for i := range len(literal) {
		if c := literal[i]; len(literal) == 1 || (c < 'a' || c > 'z') && c != ' ' {
			out = append(out, gram1(c))
		}
	}
	if len(literal) == 2 {
		out = append(out, gram2(literal[0], literal[1]))
	}
	for i := 0; i+2 < len(literal); i++ {
		out = append(out, gram3(literal[i], literal[i+1], literal[i+2]))
	}
	return out
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
