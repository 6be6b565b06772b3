// Package chars classes bytes and runes, and has the form of a text for matching.
package chars

import (
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Classes of a byte, for one look-up a byte in the tokenizer.
const (
	ClassSpace  = 1 << iota // ASCII white space
	ClassLower              // a to z
	ClassUpper              // A to Z
	ClassDigit              // 0 to 9
	ClassWide               // part of a rune beyond ASCII
	ClassHinge              // ASCII that may join, glue or end a word with several meanings
	ClassLetter = ClassLower | ClassUpper
	ClassWord   = ClassLetter | ClassDigit | ClassWide
)

// ClassOf gives the classes of a byte.
var ClassOf = func() (c [256]uint8) {
	for b := range c {
		switch {
		case b >= utf8.RuneSelf:
			c[b] = ClassWide
		case 'a' <= b && b <= 'z':
			c[b] = ClassLower
		case 'A' <= b && b <= 'Z':
			c[b] = ClassUpper
		case '0' <= b && b <= '9':
			c[b] = ClassDigit
		case unicode.IsSpace(rune(b)):
			c[b] = ClassSpace
		case strings.IndexByte("'-_*.:@+%", byte(b)) >= 0:
			c[b] = ClassHinge
		}
	}
	return c
}()

// LowerASCII lowers ASCII letters only, so that offsets hold.
func LowerASCII(s string) string {
	var b strings.Builder
	var buf [512]byte
	b.Grow(len(s))
	for len(s) > 0 {
		n := copy(buf[:], s)
		for i := 0; i < n; i += 8 {
			word := binary.LittleEndian.Uint64(buf[i:])
			binary.LittleEndian.PutUint64(buf[i:], LowerWord(word))
		}
		b.Write(buf[:n])
		s = s[n:]
	}
	return b.String()
}

// LowerWord lowers eight bytes at once: the high bit of a byte of "letter"
// says that it is one of A to Z.
func LowerWord(w uint64) uint64 {
	const each = 0x0101010101010101
	seven := w & (each * 0x7f)
	letter := (seven + each*(0x80-'A')) & ^(seven + each*(0x7f-'Z')) & ^w & (each * 0x80)
	return w | letter>>2
}

// Lower gives the form for matching: lower case, straight apostrophes,
// full-width letters narrowed, invisible joiners left out. It is never empty unless s is.
func Lower(s string) string {
	if IsASCII(s) {
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
	case IsInvisible(r):
		return -1
	case 0xFF01 <= r && r <= 0xFF5E: // full-width ASCII
		return r - 0xFF01 + '!'
	}
	return r
}

// IsInvisible reports whether r joins or separates letters invisibly.
func IsInvisible(r rune) bool {
	return r == 0xAD || 0x200B <= r && r <= 0x200D || r == 0x2060 || r == 0xFEFF
}

// IsASCII reports whether s has no bytes beyond ASCII.
func IsASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// IsLetter reports whether b is a letter of ASCII.
func IsLetter(b byte) bool { return ClassOf[b]&ClassLetter != 0 }

// IsDigit reports whether b is a digit of ASCII.
func IsDigit(b byte) bool { return '0' <= b && b <= '9' }

// AllDigits reports whether s has only digits of ASCII.
func AllDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !IsDigit(s[i]) {
			return false
		}
	}
	return true
}

// IsWordRune reports whether r may be part of a word: a letter, digit or combining mark.
func IsWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return ClassOf[byte(r)]&(ClassLetter|ClassDigit) != 0 && r >= 0
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// RuneAt returns the rune at byte i of s, utf8.RuneError if there is none.
func RuneAt(s string, i int) rune {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return r
}

// RunLen returns the length in bytes of the run of runes that fit.
func RunLen(s string, fits func(rune) bool) int {
	for i, r := range s {
		if !fits(r) {
			return i
		}
	}
	return len(s)
}

// WordAt reports whether a word, or part of one, begins at byte i of s.
func WordAt(s string, i int) bool { return i < len(s) && IsWordRune(RuneAt(s, i)) }

// StartsLower reports whether s begins with a small letter.
func StartsLower(s string) bool {
	if s != "" && s[0] < utf8.RuneSelf {
		return ClassOf[s[0]]&ClassLower != 0
	}
	return unicode.IsLower(RuneAt(s, 0))
}

// StartsUpper reports whether s begins with a capital.
func StartsUpper(s string) bool {
	if s != "" && s[0] < utf8.RuneSelf {
		return 'A' <= s[0] && s[0] <= 'Z'
	}
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// StartsWithLetter reports whether s begins with a letter.
func StartsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// HasPrefixFold reports whether s begins with prefix, whatever the case.
func HasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
