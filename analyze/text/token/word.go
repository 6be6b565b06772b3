package token

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// word reads the word, address or abbreviation at i, an ASCII letter. Most
// words are letters between blanks and are done after one loop.
func (sc *scanner) word(i int) int {
	s := sc.text
	j := i + 1
	for j < len(s) && chars.ClassOf[s[j]]&chars.ClassLetter != 0 {
		j++
	}
	if j < len(s) && chars.ClassOf[s[j]]&(chars.ClassHinge|chars.ClassDigit|chars.ClassWide) != 0 {
		return sc.hinged(i, j)
	}
	return sc.plain(i, j)
}

// plain adds the letters [i, j) as a word, a negation without its apostrophe
// as two.
func (sc *scanner) plain(i, j int) int {
	if n := j - i; n >= 4 && n <= 8 && sc.low[j-2:j] == "nt" && bareNegations[sc.low[i:j]] {
		sc.add(i, j-2, "")
		sc.add(j-2, j, "")
		sc.tokens[len(sc.tokens)-1].Lower = "n't"
		return j
	}
	if isLaugh(sc.text[i:j]) {
		return sc.add(i, j, pos.Emoji)
	}
	return sc.add(i, j, "")
}

// hinged reads a word from i of which [i, j) is read and that may go on:
// addresses, letters with inner apostrophes, hyphens and signs, abbreviations
// with their stops ("U.S.", "e.g.").
func (sc *scanner) hinged(i, j int) int {
	s := sc.text
	if k := urlLen(s[i:]); k > 0 {
		return sc.add(i, i+k, pos.URL)
	}
	j = wordEnd(s, j)
	if j < len(s) && strings.IndexByte(".@+%", s[j]) >= 0 {
		if k := mailLen(s[i:]); k > 0 {
			return sc.add(i, i+k, pos.URL)
		}
	}
	if j < len(s) && s[j] == '.' {
		if k := domainLen(s[i:]); k > 0 {
			return sc.add(i, i+k, pos.URL)
		}
		if k := dottedLen(s[i:], sc.low[i:], j-i); k > 0 {
			return sc.add(i, i+k, "")
		}
	}
	return sc.contraction(i, j)
}

// maxStars is the longest run of stars that hides letters of a word ("f***ing").
const maxStars = 6

// wordEnd returns where the word of which s[:j] is read ends: after its last
// letter, digit or mark. A joining sign may precede each.
func wordEnd(s string, j int) int {
	for j < len(s) {
		c := chars.ClassOf[s[j]]
		if c&(chars.ClassLetter|chars.ClassDigit) != 0 {
			j++
			continue
		}
		r, n := rune(s[j]), 1
		if c&chars.ClassWide != 0 {
			r, n = utf8.DecodeRuneInString(s[j:])
		}
		switch {
		case c&chars.ClassWide != 0 && chars.IsWordRune(r):
		case r == '*':
			if n = starsLen(s[j:]); !chars.WordAt(s, j+n) {
				return j
			}
		case !isJoin(r) || !chars.WordAt(s, j+n):
			return j
		}
		j += n
	}
	return j
}

// starsLen returns the length of the run of stars at the front of s, as far
// as it may hide letters.
func starsLen(s string) int {
	n := 1
	for n < len(s) && n < maxStars && s[n] == '*' {
		n++
	}
	return n
}

func isJoin(r rune) bool {
	return r == '\'' || r == '’' || r == '-' || r == '‑' || r == '_' ||
		r >= utf8.RuneSelf && chars.IsInvisible(r)
}

// bareNegations are "n't" words written without the apostrophe that are no
// other word.
var bareNegations = map[string]bool{
	"dont": true, "doesnt": true, "didnt": true, "isnt": true, "arent": true, "wasnt": true, "werent": true,
	"havent": true, "hasnt": true, "hadnt": true, "couldnt": true, "wouldnt": true, "shouldnt": true,
	"wont": true,
	"cant": true, "aint": true, "mustnt": true, "neednt": true,
}

// maxEndings is how many endings a word may carry ("shouldn't've").
const maxEndings = 3

// contraction adds s[i:j] as a word and its endings, as the Penn Treebank
// cuts them: "do n't", "I 'd 've".
func (sc *scanner) contraction(i, j int) int {
	var cuts [maxEndings]int
	n, end := 0, j
	for n < maxEndings {
		k := sc.ending(i, end)
		if k <= i {
			break
		}
		cuts[n], end = k, k
		n++
	}
	if n == 0 {
		return sc.plain(i, j)
	}
	sc.add(i, end, "")
	for n--; n > 0; n-- {
		sc.add(cuts[n], cuts[n-1], "")
	}
	return sc.add(cuts[0], j, "")
}

// ending returns where the ending of the word [i, j) begins, or -1.
func (sc *scanner) ending(i, j int) int {
	s := sc.text[i:j]
	k, mark := strings.LastIndexByte(s, '\''), 1
	if sc.wide {
		if w := strings.LastIndex(s, "’"); w > k {
			k, mark = w, len("’")
		}
	}
	if k <= 0 || len(s)-k-mark > 2 {
		return -1
	}
	switch sc.low[i+k+mark : j] {
	case "s", "m", "d", "ll", "re", "ve":
		return i + k
	case "t":
		if k > 1 && sc.low[i+k-1] == 'n' {
			return i + k - 1
		}
	}
	return -1
}

// clips are words whose front is left off, after their apostrophe.
var clips = map[string]bool{
	"em": true, "til": true, "till": true, "cause": true, "cuz": true, "tis": true, "twas": true,
	"bout": true, "nuff": true,
}

// clipped returns where the clipped word or decade whose apostrophe of n
// bytes is at i ends ("'em", "'90s"), or 0.
func (sc *scanner) clipped(i, n int) int {
	if sc.glued(i) {
		return 0
	}
	s, j := sc.text, i+n
	for j < len(s) && j <= i+n+5 && chars.ClassOf[s[j]]&(chars.ClassLetter|chars.ClassDigit) != 0 {
		j++
	}
	w := sc.low[i+n : j]
	if w == "n" && strings.HasPrefix(s[j:], s[i:i+n]) && !chars.WordAt(s, j+n) { // "rock 'n' roll"
		return j + n
	}
	decade := len(w) >= 2 && chars.IsDigit(w[0]) && chars.IsDigit(w[1]) && (len(w) == 2 || w[2:] == "s")
	if !decade && !clips[w] || chars.WordAt(s, j) || strings.HasPrefix(s[j:], s[i:i+n]) {
		return 0
	}
	return j
}

// number reads digits with inner separators and fractions: "9,000", "0.02",
// "1/3", "10:30". A word glued to it ("500lb", "3rd", "50k") is one token
// with it.
func (sc *scanner) number(i int) int {
	s, j := sc.text, i
	for j < len(s) {
		r, n := utf8.DecodeRuneInString(s[j:])
		if !unicode.IsDigit(r) && !(isSeparator(r) && (j == i || chars.IsDigit(s[j-1])) && j+n < len(s) &&
			chars.IsDigit(s[j+n])) {
			break
		}
		j += n
	}
	if k := variationLen(s[j:]); k > 0 { // a keycap
		return sc.add(i, j+k, pos.Emoji)
	}
	k := j + chars.RunLen(s[j:], unicode.IsLetter)
	if k < len(s) && s[k] == '.' && k > j {
		if n := domainLen(s[i:]); n > 0 { // "4chan.org"
			return sc.add(i, i+n, pos.URL)
		}
	}
	if k == j && (strings.HasPrefix(sc.low[j:], "'s") || strings.HasPrefix(s[j:], "’s")) { // "the 1990's"
		if end := j + strings.IndexByte(sc.low[j:], 's') + 1; !chars.WordAt(s, end) {
			sc.add(i, j, "")
			return sc.add(j, end, "")
		}
	}
	return sc.add(i, k, "")
}

// isSeparator reports whether r may part the digits of a number.
func isSeparator(r rune) bool {
	return r == '.' || r == ',' || r == '/' || r == ':' || r == '\'' || r == '’'
}
