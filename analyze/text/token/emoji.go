package token

import (
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay/analyze/text/chars"
)

// fixedEmoticons are those without eyes, nose and mouth in a row, longest
// first for each first byte.
var fixedEmoticons = [utf8.RuneSelf][]string{
	'<':  {"</3", "<3"},
	'^':  {"^_^", "^.^", "^^"},
	'-':  {"-_-", "-.-"},
	'>':  {">:(", ">:)", ">.<", ">_<"},
	'8':  {"8-)"},
	'\\': {`\o/`},
}

const (
	noses       = "-'^o"
	mouths      = ")(][DPpOo/\\|*3SsxX$"
	plainMouths = ")(DPp/]" // of the eyes ";" and "="
	grins       = ")(DP"    // mouths that are drawn longer for force
)

// emoticonLen returns the length of the emoticon at byte i of s, or 0. It
// must not run on into a word ("http://", ":Pete").
func emoticonLen(s string, i int) int {
	n := 0
	switch s[i] {
	case ':', ';', '=':
		n = faceLen(s, i)
	default:
		for _, e := range fixedEmoticons[s[i]] {
			if n == 0 && strings.HasPrefix(s[i:], e) {
				n = len(e)
			}
		}
	}
	if j := i + n; n > 0 && j < len(s) && (chars.ClassOf[s[j]]&(chars.ClassLetter|chars.ClassDigit) != 0 ||
		s[j] == '/') {
		return 0
	}
	return n
}

// faceLen returns the length of the eyes, nose and mouth at byte i of s, or 0.
func faceLen(s string, i int) int {
	j := i + 1
	if j < len(s) && s[i] == ':' && s[j] == '\'' { // a tear
		j++
	}
	if j+1 < len(s) && strings.IndexByte(noses, s[j]) >= 0 && strings.IndexByte(mouths, s[j+1]) >= 0 {
		j++
	}
	if j >= len(s) || strings.IndexByte(mouths, s[j]) < 0 {
		return 0
	}
	mouth := s[j]
	if s[i] != ':' && strings.IndexByte(plainMouths, mouth) < 0 {
		return 0
	}
	if chars.ClassOf[mouth]&(chars.ClassLetter|chars.ClassDigit) != 0 || mouth == '/' || mouth == '[' ||
		mouth == '|' || mouth == '*' {
		if i > 0 && chars.ClassOf[s[i-1]]&chars.ClassWord != 0 {
			return 0
		}
	}
	for j++; j < len(s) && s[j] == mouth && strings.IndexByte(grins, mouth) >= 0; j++ {
	}
	return j - i
}

// isLaugh reports whether a word is the face "XD", "xDDD".
func isLaugh(w string) bool {
	return w[0]|0x20 == 'x' && len(w) >= 2 && (strings.Trim(w[1:], "D") == "" || w == "xd")
}

// Keycap is the mark that puts a digit in a frame.
const Keycap = "\u20e3"

// shrug is the one common emoticon that begins beyond ASCII.
const shrug = `¯\_(ツ)_/¯`

// isPictograph reports whether r is an emoji, a star, an arrow or the like.
func isPictograph(r rune) bool {
	return 0x1F000 <= r && r <= 0x1FAFF || 0x2190 <= r && r <= 0x21FF ||
		0x2300 <= r && r <= 0x27BF && r != 0x2329 && r != 0x232A ||
		0x2B00 <= r && r <= 0x2BFF
}

// isPictographOrJoiner also takes what builds emoji of several runes: joiner,
// variation and keycap marks, tags. Skin tones and flag letters are pictographs.
func isPictographOrJoiner(r rune) bool {
	return isPictograph(r) || r == 0x200D || r == 0xFE0F || r == 0x20E3 || r == 0x2640 || r == 0x2642 ||
		0xE0020 <= r && r <= 0xE007F
}

// variationLen returns the length of the marks at the front of s that make an
// emoji of the sign before, or 0.
func variationLen(s string) int {
	if !strings.HasPrefix(s, "\ufe0f") && !strings.HasPrefix(s, Keycap) {
		return 0
	}
	return chars.RunLen(s, func(r rune) bool { return r == 0xFE0F || r == 0x20E3 })
}
