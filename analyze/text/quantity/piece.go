package quantity

import (
	"iter"
	"maps"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/lexeme"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/token"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

// pieceKind classes the pieces of which quantities are read.
type pieceKind byte

const (
	wordPiece   pieceKind = iota // letters, with apostrophes inside
	numberPiece                  // a figure
	timePiece                    // a time of day; value in minutes after midnight
	datePiece                    // a date in figures; value as Quantity has it
	signPiece                    // any other rune
	// an address, an @name, an identifier such as F-16, a blank line: nothing reaches across
	wallPiece
)

// piece is a part of the text, finer than a token, so that "$5m",
// "50%" and "9,000-11,000" read the same however they were tokenized.
type piece struct {
	gainsay.Span
	lower    string  // of a word or sign
	pos      pos.Tag // of a word
	attached string  // letters written onto a figure: k, bn, km, th
	value    float64
	decimal  float64 // value if a stop before three digits is a decimal point
	plain    int     // number of digits of a figure of digits only, else 0
	kind     pieceKind
	capital  bool // a word's first letter is a capital
	counts   bool // a quantity may begin with the word
	fraction bool // "1/3", "½"
}

// scanner splits a text into pieces.
type scanner struct {
	tokens []token.Token
	tok    int // token at or after the place
	out    []piece
	text   string
}

// figureWords are the words of which every quantity without a digit has one.
var figureWords = func() map[string]bool {
	words := map[string]bool{}
	for _, keys := range []iter.Seq[string]{maps.Keys(numberWords), maps.Keys(denominators),
		maps.Keys(monthNumbers), maps.Keys(relativeDays), maps.Keys(relativeUnits)} {
		for w := range keys {
			words[w] = true
		}
	}
	return words
}()

// holdsFigure reports whether a spelling has a digit, a fraction or one of figureWords.
func holdsFigure(s string) bool {
	isFigure := func(r rune) bool { return '0' <= r && r <= '9' || r >= utf8.RuneSelf && vulgar[r] != 0 }
	if strings.ContainsFunc(s, isFigure) {
		return true
	}
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if figureWords[strings.ToLower(w)] {
			return true
		}
	}
	return false
}

// reach is how many tokens from a figure pieces are kept: more than rules need,
// which look at most four pieces away.
const reach = 8

// nearby reports for tokens in order whether one with a figure is within reach.
type nearby struct {
	words      []*lexeme.Lexeme
	last, next int // figures before and at or after the last token asked about
}

// figure reports whether a figure is within reach of token i, which must
// not fall from call to call.
func (n *nearby) figure(i int) bool {
	for n.next < len(n.words) && (n.next < i || !n.words[n.next].Figure) {
		if n.words[n.next].Figure {
			n.last = n.next
		}
		n.next++
	}
	return n.next < len(n.words) && n.next-i <= reach || n.last >= 0 && i-n.last <= reach
}

// pieces appends to out the pieces of the tokens near a figure.
func pieces(text string, tokens []token.Token, words []*lexeme.Lexeme, out []piece) []piece {
	c := &scanner{tokens: tokens, text: text, out: out}
	figures := nearby{words: words, last: -1}
	for i := 0; i < len(tokens); {
		if !figures.figure(i) {
			i++
			continue
		}
		if tokens[i].POS.IsNonWord() {
			c.wall(tokens[i].Start, tokens[i].End)
			i++
			continue
		}
		first := i
		for i++; i < len(tokens) && tokens[i].Start == tokens[i-1].End && !tokens[i].POS.IsNonWord(); i++ {
		}
		if first > 0 && strings.Count(text[tokens[first-1].End:tokens[first].Start], "\n") > 1 {
			c.wall(tokens[first].Start, tokens[first].Start)
		}
		if t := &tokens[first]; i == first+1 && words[first].Plain {
			c.out = append(c.out, piece{Span: t.Span, kind: wordPiece, lower: t.Lower, pos: t.POS,
				capital: words[first].Upper, counts: words[first].Counts})
			continue
		}
		c.chunk(tokens[first].Start, tokens[i-1].End)
	}
	return c.out
}

func (c *scanner) wall(start, end int) {
	c.out = append(c.out, piece{Span: gainsay.Span{Start: start, End: end}, kind: wallPiece})
}

// chunk splits text[i:end], which has no address, mention, hashtag or emoji. It
// may have spaces where a token has.
func (c *scanner) chunk(i, end int) {
	for i < end {
		r, w := utf8.DecodeRuneInString(c.text[i:end])
		switch {
		case unicode.IsSpace(r):
			i += w
		case unicode.IsLetter(r) || r == '_':
			i = c.word(i, end)
		case '0' <= r && r <= '9', r == '.' && c.leadingPoint(i, end):
			i = c.number(i, end)
		case vulgar[r] != 0:
			c.out = append(c.out, piece{Span: gainsay.Span{Start: i, End: i + w}, kind: numberPiece,
				value: vulgar[r], fraction: true})
			i += w
		default:
			c.out = append(c.out, piece{Span: gainsay.Span{Start: i, End: i + w}, kind: signPiece,
				lower: dash(c.text[i : i+w])})
			i += w
		}
	}
}

var vulgar = map[rune]float64{'½': 1. / 2, '⅓': 1. / 3, '⅔': 2. / 3, '¼': 1. / 4, '¾': 3. / 4, '⅕': 1. / 5,
	'⅛': 1. / 8, '⅙': 1. / 6}

func dash(s string) string {
	switch s {
	case "–", "—", "‑", "−":
		return "-"
	}
	return s
}

// leadingPoint reports whether the stop at i begins a decimal such as ".5".
func (c *scanner) leadingPoint(i, end int) bool {
	if i+1 >= end || c.text[i+1] < '0' || c.text[i+1] > '9' {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(c.text[:i])
	return i == 0 || r == ' ' || r == '\n' || r == '(' || currencySigns[string(r)] != ""
}

// word reads a word; letters that run on into digits make an identifier, which
// is a wall, unless the word is a prefix to a year.
func (c *scanner) word(i, end int) int {
	j := i
	for j < end {
		r, w := utf8.DecodeRuneInString(c.text[j:end])
		apostrophe := (r == '\'' || r == '’') && j > i && j+w < end && c.letterAt(j+w)
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && r != '_' && !apostrophe {
			break
		}
		j += w
	}
	lower := strings.ToLower(c.text[i:j])
	if j < end && c.identifier(lower, j, end) {
		j = c.runOn(j, end)
		c.wall(i, j)
		return j
	}
	r, _ := utf8.DecodeRuneInString(c.text[i:])
	c.out = append(c.out, piece{Span: gainsay.Span{Start: i, End: j}, kind: wordPiece, lower: lower,
		pos: c.posAt(i), capital: unicode.IsUpper(r), counts: quantityWords[lower]})
	return j
}

// joinable words may precede a figure without making it a name.
var joinable = wordlist.Set("mid pre post early late circa usd eur gbp year minus plus between from to and or in of than about nearly almost")

func (c *scanner) identifier(word string, j, end int) bool {
	if joinable[word] || numberWords[word].known() {
		return false
	}
	if c.text[j] == '-' && j+1 < end {
		j++
	}
	return '0' <= c.text[j] && c.text[j] <= '9'
}

// runOn returns the end of the letters, digits, hyphens and stops inside an
// identifier that goes on at i.
func (c *scanner) runOn(i, end int) int {
	j := i
	for k := i; k < end; {
		r, w := utf8.DecodeRuneInString(c.text[k:end])
		k += w
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_':
			j = k
		case strings.ContainsRune("-./:+", r):
		default:
			return j
		}
	}
	return j
}

func (c *scanner) letterAt(i int) bool {
	r, _ := utf8.DecodeRuneInString(c.text[i:])
	return unicode.IsLetter(r)
}

// posAt returns the part of speech of the token at byte i. Calls go forward.
func (c *scanner) posAt(i int) pos.Tag {
	for c.tok < len(c.tokens) && c.tokens[c.tok].End <= i {
		c.tok++
	}
	if c.tok < len(c.tokens) && c.tokens[c.tok].Start <= i {
		return c.tokens[c.tok].POS
	}
	return ""
}
