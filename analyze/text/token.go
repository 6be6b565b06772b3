package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"golang.org/x/text/width"
)

// Parts of speech for what is no word.
const (
	posURL     = "URL"
	posMention = "MENTION"
	posHashtag = "HASHTAG"
	posEmoji   = "EMOJI"
)

var apostrophes = strings.NewReplacer("’", "'", "‘", "'", "´", "'", "`", "'")

// scanner cuts a text into tokens from left to right, one look at each byte.
type scanner struct {
	text   string
	tokens []Token
}

// tokenize returns the tokens of s, which must be valid UTF-8 or is cut at
// its bad bytes; every byte that is not white space is in one token.
func tokenize(s string) []Token {
	sc := &scanner{text: s, tokens: make([]Token, 0, len(s)/5+1)}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(r) {
			i += n
			continue
		}
		i = sc.next(i, r, n)
	}
	return sc.tokens
}

func (sc *scanner) add(start, end int, pos string) int {
	t := sc.text[start:end]
	sc.tokens = append(sc.tokens, Token{Span: gainsay.Span{Start: start, End: end}, Text: t, Lower: lower(t), POS: pos})
	return end
}

// next reads the token at i, whose first rune is r of n bytes, and returns
// the place after it.
func (sc *scanner) next(i int, r rune, n int) int {
	s := sc.text[i:]
	switch {
	case r == '@' && nameLen(s[1:]) > 0 && !sc.glued(i):
		return sc.add(i, i+1+nameLen(s[1:]), posMention)
	case r == '#' && nameLen(s[1:]) > 0 && !allDigits(s[1:1+nameLen(s[1:])]) && !sc.glued(i):
		return sc.add(i, i+1+nameLen(s[1:]), posHashtag)
	case isWordRune(r):
		if k := urlLen(s); k > 0 {
			return sc.add(i, i+k, posURL)
		}
		if unicode.IsDigit(r) {
			return sc.number(i)
		}
		return sc.word(i)
	}
	if k := emoticonLen(s); k > 0 {
		return sc.add(i, i+k, posEmoji)
	}
	if isPictograph(r) {
		return sc.add(i, i+runLen(s, isPictographOrJoiner), posEmoji)
	}
	if (r == '.' || r == '$' || r == '€' || r == '£') && r == '.' && len(s) > 1 && s[1] >= '0' && s[1] <= '9' && !sc.glued(i) {
		return sc.number(i)
	}
	return sc.add(i, i+sameLen(s, r, n), "")
}

// glued reports whether the byte before i belongs to a word.
func (sc *scanner) glued(i int) bool {
	r, _ := utf8.DecodeLastRuneInString(sc.text[:i])
	return i > 0 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// number reads digits with inner separators and fractions: "9,000", "0.02",
// "1/3", "10:30". A word glued to it ("500lb", "3rd", "50k") is one token
// with it.
func (sc *scanner) number(i int) int {
	s, j := sc.text, i
	for j < len(s) {
		r, n := utf8.DecodeRuneInString(s[j:])
		inner := strings.ContainsRune(".,/:'’", r) && j > i && j+n < len(s) && isDigit(s[j+n]) && isDigit(s[j-1])
		if r == '.' && j == i {
			inner = true
		}
		if !unicode.IsDigit(r) && !inner {
			break
		}
		j += n
	}
	j += runLen(s[j:], unicode.IsLetter)
	return sc.add(i, j, "")
}

// word reads letters with inner apostrophes, hyphens and, in abbreviations
// ("U.S.", "e.g."), stops; contractions are cut as the Penn Treebank has them.
func (sc *scanner) word(i int) int {
	s := sc.text
	if k := initialsLen(s[i:]); k > 0 {
		return sc.add(i, i+k, "")
	}
	j := i
	for j < len(s) {
		r, n := utf8.DecodeRuneInString(s[j:])
		if !isWordRune(r) && !(j+n < len(s) && isJoin(r) && isWordRune(runeAt(s, j+n))) {
			break
		}
		j += n
	}
	if k := abbreviationLen(s[i:], j-i); k > 0 {
		return sc.add(i, i+k, "")
	}
	return sc.contraction(i, j)
}

func isJoin(r rune) bool {
	return r == '\'' || r == '’' || r == '-' || r == '‑' || r == '_' || r == '\u200d' || r == '\u00ad' || r == '*'
}

// endings are cut from the word before them.
var endings = []string{"n't", "'ll", "'re", "'ve", "'s", "'m", "'d"}

// bareNegations are "n't" words written without the apostrophe that are no
// other word.
var bareNegations = map[string]bool{
	"dont": true, "doesnt": true, "didnt": true, "isnt": true, "arent": true, "wasnt": true, "werent": true,
	"havent": true, "hasnt": true, "hadnt": true, "couldnt": true, "wouldnt": true, "shouldnt": true, "wont": true,
	"cant": true, "aint": true, "mustnt": true, "neednt": true,
}

// contraction adds s[i:j] as one token or as a word and its ending.
func (sc *scanner) contraction(i, j int) int {
	low := lower(sc.text[i:j])
	if bareNegations[low] {
		sc.add(i, j-2, "")
		sc.add(j-2, j, "")
		sc.tokens[len(sc.tokens)-1].Lower = "n't"
		return j
	}
	for _, e := range endings {
		if !strings.HasSuffix(low, e) || len(low) == len(e) {
			continue
		}
		k := j - bytesOfLast(sc.text[i:j], len(e))
		if k > i {
			sc.add(i, k, "")
			return sc.add(k, j, "")
		}
	}
	return sc.add(i, j, "")
}

// bytesOfLast returns how many bytes the last n runes of s take.
func bytesOfLast(s string, n int) int {
	k := len(s)
	for ; n > 0 && k > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:k])
		k -= size
	}
	return len(s) - k
}

// lower gives the form for matching: lower case, straight apostrophes,
// full-width letters narrowed.
func lower(s string) string {
	ascii := true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < utf8.RuneSelf
	}
	if ascii {
		return strings.ToLower(s)
	}
	return strings.ToLower(apostrophes.Replace(width.Narrow.String(s)))
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

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

// sameLen returns the length of the run of the rune r at the front of s;
// brackets and quotation marks stand alone.
func sameLen(s string, r rune, n int) int {
	if strings.ContainsRune("()[]{}\"'“”‘’«»", r) {
		return n
	}
	if r == utf8.RuneError && n == 1 {
		return 1
	}
	return runLen(s, func(o rune) bool { return o == r })
}

func nameLen(s string) int {
	n := runLen(s, func(r rune) bool { return isWordRune(r) || r == '_' || r == '-' || r == '.' })
	return len(strings.TrimRight(s[:n], ".-"))
}
