package text

import (
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Classes of a byte, for one look-up a byte in the scanner.
const (
	classSpace  = 1 << iota // ASCII white space
	classLower              // a to z
	classUpper              // A to Z
	classDigit              // 0 to 9
	classWide               // part of a rune beyond ASCII
	classHinge              // ASCII that may join, glue or end a word in more than one way
	classLetter = classLower | classUpper
	classWord   = classLetter | classDigit | classWide
)

var class = func() (c [256]uint8) {
	for b := range c {
		switch {
		case b >= utf8.RuneSelf:
			c[b] = classWide
		case 'a' <= b && b <= 'z':
			c[b] = classLower
		case 'A' <= b && b <= 'Z':
			c[b] = classUpper
		case '0' <= b && b <= '9':
			c[b] = classDigit
		case unicode.IsSpace(rune(b)):
			c[b] = classSpace
		case strings.IndexByte("'-_*.:@+%", byte(b)) >= 0:
			c[b] = classHinge
		}
	}
	return c
}()

// lowerASCII lowers ASCII letters only, so that offsets hold.
func lowerASCII(s string) string {
	var b strings.Builder
	var buf [512]byte
	b.Grow(len(s))
	for len(s) > 0 {
		n := copy(buf[:], s)
		for i := 0; i < n; i += 8 {
			word := binary.LittleEndian.Uint64(buf[i:])
			binary.LittleEndian.PutUint64(buf[i:], lowerWord(word))
		}
		b.Write(buf[:n])
		s = s[n:]
	}
	return b.String()
}

// lowerWord lowers eight bytes at once: the high bit of a byte of "letter"
// says that it is one of A to Z.
func lowerWord(w uint64) uint64 {
	const each = 0x0101010101010101
	seven := w & (each * 0x7f)
	letter := (seven + each*(0x80-'A')) & ^(seven + each*(0x7f-'Z')) & ^w & (each * 0x80)
	return w | letter>>2
}

// lower gives the form for matching: lower case, straight apostrophes,
// full-width letters narrowed, invisible joiners left out. It is never empty unless s is.
func lower(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	switch s { // by far the commonest
	case "’":
		return "'"
	case "’s":
		return "'s"
	case "n’t":
		return "n't"
	case "“", "”", "…", "–", "—":
		return s
	}
	if plain := strings.Map(plainRune, s); plain != "" {
		return strings.ToLower(plain)
	}
	return s
}

// plainRune maps a rune as lower does, short of case.
func plainRune(r rune) rune {
	switch {
	case r == '’' || r == '‘' || r == '´' || r == '`' || r == '＇':
		return '\''
	case isInvisible(r):
		return -1
	case 0xFF01 <= r && r <= 0xFF5E: // full-width ASCII
		return r - 0xFF01 + '!'
	}
	return r
}

// isInvisible reports whether r joins or parts letters without being seen.
func isInvisible(r rune) bool {
	return r == 0xAD || 0x200B <= r && r <= 0x200D || r == 0x2060 || r == 0xFEFF
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func asciiLetter(b byte) bool { return class[b]&classLetter != 0 }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return class[byte(r)]&(classLetter|classDigit) != 0 && r >= 0
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func runeAt(s string, i int) rune {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return r
}

// runLen returns the length in bytes of the run of runes that fit.
func runLen(s string, fits func(rune) bool) int {
	for i, r := range s {
		if !fits(r) {
			return i
		}
	}
	return len(s)
}

// wordAt reports whether a word, or part of one, begins at byte i of s.
func wordAt(s string, i int) bool { return i < len(s) && isWordRune(runeAt(s, i)) }

// startsLower reports whether s begins with a small letter.
func startsLower(s string) bool {
	if s != "" && s[0] < utf8.RuneSelf {
		return class[s[0]]&classLower != 0
	}
	return unicode.IsLower(runeAt(s, 0))
}

// startsUpper reports whether s begins with a capital.
func startsUpper(s string) bool {
	if s != "" && s[0] < utf8.RuneSelf {
		return 'A' <= s[0] && s[0] <= 'Z'
	}
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// startsWithLetter reports whether s begins with a letter.
func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// hasPrefixFold reports whether s begins with prefix, whatever the case.
func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
