package input

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// FromLatin1 repairs a text whose UTF-8 bytes were written as Latin-1
// characters, as in Meta's exports. It returns any other text unchanged.
func FromLatin1(s string) string {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xff {
			return s
		}
		b = append(b, byte(r))
	}
	if !utf8.Valid(b) {
		return s
	}
	return string(b)
}

// FromWindows1252 repairs the parts of a text that are UTF-8 decoded as
// windows-1252 by a program that saved the file again ("Ð”Ð°" is "Да").
// Characters lost in that decoding cannot be recovered.
func FromWindows1252(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); {
		b, width := cp1252Bytes(s[i:])
		r, n := utf8.DecodeRune(b)
		if n < 2 || r == utf8.RuneError {
			_, n = utf8.DecodeRuneInString(s[i:])
			out.WriteString(s[i : i+n])
			i += n
			continue
		}
		out.WriteRune(r)
		i += width[n-1]
	}
	return out.String()
}

// cp1252Bytes returns the windows-1252 bytes of the first few characters of s,
// and the offset in s at which each character ends.
func cp1252Bytes(s string) (b []byte, ends [utf8.UTFMax]int) {
	for at, r := range s {
		if len(b) == utf8.UTFMax {
			break
		}
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok && r >= 0x80 && r <= 0x9f {
			c, ok = byte(r), true // undefined in windows-1252, kept by many programs
		}
		if !ok {
			break
		}
		ends[len(b)] = at + utf8.RuneLen(r)
		b = append(b, c)
	}
	return b, ends
}
