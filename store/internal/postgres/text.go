package postgres

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// PostgreSQL refuses texts with a NUL character or bytes that are no UTF-8, and
// SQLite keeps both. encodeText writes U+0001 and a letter for them, and for
// U+0001 itself; all other texts are stored as they are. Texts with NUL keep
// their order.
const (
	escape     = '\x01'
	escapedNUL = '\x01'
	escapedOne = '\x02'
	escapedHex = 'x' // and two hexadecimal digits of the byte
)

// encodeText gives a text as PostgreSQL can store it.
func encodeText(s string) string {
	if strings.IndexByte(s, 0) < 0 && strings.IndexByte(s, escape) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, "%c%c%02x", escape, escapedHex, s[0])
		case r == 0:
			b.WriteString(string([]byte{escape, escapedNUL}))
		case r == escape:
			b.WriteString(string([]byte{escape, escapedOne}))
		default:
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}

var errText = errors.New("text in the database is damaged: U+0001 is not followed by a known letter")

// decodeText gives the text that encodeText has made s of.
func decodeText(s string) (string, error) {
	if strings.IndexByte(s, escape) < 0 {
		return s, nil
	}
	b := make([]byte, 0, len(s))
	for {
		before, rest, ok := strings.Cut(s, string(rune(escape)))
		b = append(b, before...)
		switch {
		case !ok:
			return string(b), nil
		case rest == "":
			return "", errText
		case rest[0] == escapedNUL:
			b, s = append(b, 0), rest[1:]
		case rest[0] == escapedOne:
			b, s = append(b, escape), rest[1:]
		case rest[0] == escapedHex && len(rest) >= 3:
			n, err := strconv.ParseUint(rest[1:3], 16, 8)
			if err != nil {
				return "", errText
			}
			b, s = append(b, byte(n)), rest[3:]
		default:
			return "", errText
		}
	}
}
