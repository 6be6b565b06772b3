package text

import (
	"strings"
	"unicode"
)

// urlLen returns the length of the address at the front of s, 0 if there is
// none. Closing punctuation is not part of it.
func urlLen(s string) int {
	low := s[:min(len(s), 8)]
	switch {
	case hasPrefixFold(low, "http://"), hasPrefixFold(low, "https://"), hasPrefixFold(low, "www."):
	default:
		return mailLen(s)
	}
	n := runLen(s, func(r rune) bool {
		return !unicode.IsSpace(r) && !strings.ContainsRune(`<>"“”«»|`, r) && !isPictograph(r)
	})
	u := strings.TrimRight(s[:n], ".,;:!?'’*_")
	for strings.HasSuffix(u, ")") && strings.Count(u, "(") < strings.Count(u, ")") || strings.HasSuffix(u, "]") && !strings.Contains(u, "[") {
		u = strings.TrimRight(u[:len(u)-1], ".,;:!?'’*_")
	}
	return len(u)
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// mailLen returns the length of the e-mail address at the front of s, or 0.
func mailLen(s string) int {
	part := func(r rune) bool {
		return r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._%+-", r))
	}
	n := runLen(s[:min(len(s), 64)], part)
	if n == 0 || n >= len(s) || s[n] != '@' {
		return 0
	}
	m := len(strings.TrimRight(s[n+1:n+1+runLen(s[n+1:min(len(s), n+200)], part)], ".-"))
	if !strings.Contains(s[n+1:n+1+m], ".") {
		return 0
	}
	return n + 1 + m
}

// initialsLen returns the length of an abbreviation of single letters with
// stops ("U.S.", "e.g.", "a.m.") at the front of s, or 0.
func initialsLen(s string) int {
	n := 0
	for n+1 < len(s) && asciiLetter(s[n]) && s[n+1] == '.' && !(n+2 < len(s) && asciiLetter(s[n+2]) && !(n+3 < len(s) && s[n+3] == '.')) {
		n += 2
	}
	if n >= 4 {
		return n
	}
	return 0
}

func asciiLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// titles and the like keep their stop and never end a sentence by it.
var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "sr": true, "jr": true, "st": true, "gen": true,
	"col": true, "lt": true, "sgt": true, "capt": true, "sen": true, "rep": true, "gov": true, "pres": true, "hon": true,
	"vs": true, "etc": true, "approx": true, "fig": true, "vol": true, "dept": true, "est": true, "inc": true, "ltd": true,
	"corp": true, "co": true, "jan": true, "feb": true, "aug": true, "sept": true, "oct": true, "nov": true, "dec": true,
	"cf": true, "al": true, "ca": true, "eg": true, "ie": true,
}

// abbreviationLen returns the length of the word of n bytes at the front of s
// with its stop, if it is a known abbreviation, else 0. "No." is one only
// before a number.
func abbreviationLen(s string, n int) int {
	if n >= len(s) || s[n] != '.' || n > 8 || n+1 < len(s) && s[n+1] == '.' {
		return 0
	}
	low := strings.ToLower(s[:n])
	if abbreviations[low] {
		return n + 1
	}
	rest := strings.TrimLeft(s[n+1:], " ")
	if (low == "no" || low == "nr" || low == "art" || low == "pp") && rest != "" && isDigit(rest[0]) {
		return n + 1
	}
	return 0
}

// emoticons by their first byte, longest first.
var emoticons = map[byte][]string{
	':': {":'-(", ":'(", ":-))", ":-)", ":-(", ":-D", ":-P", ":-p", ":-/", ":-|", ":-*", ":-O", ":-o", ":))", ":)", ":(", ":D", ":P", ":p", ":/", ":|", ":*", ":O", ":3"},
	';': {";-)", ";-D", ";)", ";D", ";P"},
	'=': {"=)", "=(", "=D"},
	'8': {"8-)"},
	'<': {"</3", "<3"},
	'^': {"^_^", "^^"},
	'-': {"-_-"},
	'>': {">:(", ">:)"},
}

// emoticonLen returns the length of the emoticon at the front of s, or 0. It
// must not run on into a word ("http://", ":Pete").
func emoticonLen(s string) int {
	for _, e := range emoticons[s[0]] {
		if strings.HasPrefix(s, e) && (len(s) == len(e) || !asciiLetter(s[len(e)]) && !isDigit(s[len(e)]) && s[len(e)] != '/') {
			return len(e)
		}
	}
	return 0
}

// isPictograph reports whether r is an emoji, a star, an arrow or the like.
func isPictograph(r rune) bool {
	return 0x1F000 <= r && r <= 0x1FAFF || 0x2190 <= r && r <= 0x21FF || 0x2300 <= r && r <= 0x27BF && r != 0x2329 && r != 0x232A ||
		0x2B00 <= r && r <= 0x2BFF
}

func isPictographOrJoiner(r rune) bool {
	return isPictograph(r) || r == 0x200D || r == 0xFE0F || 0xE0020 <= r && r <= 0xE007F
}
