package view

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable replaces what could take over a terminal: control characters by
// their pictures, and what changes the direction of writing by �. Line feeds
// stay, tabs become spaces.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\u2028' || r == '\u2029':
			return ' '
		case r == '\r':
			return -1
		case r < 0x20:
			return 0x2400 + r
		case r == 0x7f:
			return '␡'
		case unicode.IsControl(r), '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069':
			return utf8.RuneError
		}
		return r
	}, s)
}

// Cell keeps a spreadsheet from taking the text of a cell for a formula: an
// apostrophe before it makes it text (OWASP, "CSV Injection"). Numbers stay.
func Cell(s string) string {
	if r, size := utf8.DecodeRuneInString(s); size == 0 || !strings.ContainsRune("=+-@\t\r\n＝＋－＠", r) {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return s
	}
	return "'" + s
}
