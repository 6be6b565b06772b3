package text

import (
	"strings"
	"unicode"

	"github.com/gainsay/gainsay"
)

// maxSentence caps a sentence in tokens: beyond it the text has no stops
// (tables, key mashing) and is cut so that later stages stay linear.
const maxSentence = 400

// segment groups tokens into sentences. A sentence ends at a stop, at a blank
// line, at a line that begins a list item or a quotation, at a line end
// unless the next line plainly goes on, and at emoji before a new start.
func segment(s string, tokens []Token, quotes []gainsay.Span) []Sentence {
	var out []Sentence
	begin := 0
	for i := range tokens {
		if i+1 < len(tokens) && i-begin < maxSentence && !ends(s, tokens, begin, i, quotes) {
			continue
		}
		span := gainsay.Span{Start: tokens[begin].Start, End: tokens[i].End}
		out = append(out, Sentence{Span: span, First: begin, Last: i + 1, Quoted: inside(quotes, span.Start)})
		begin = i + 1
	}
	return out
}

// inside reports whether byte off lies in one of the ordered spans.
func inside(spans []gainsay.Span, off int) bool {
	for _, q := range spans {
		if q.Start <= off && off < q.End {
			return true
		}
	}
	return false
}

// ends reports whether a sentence that begins at token begin ends with token
// i, which has a successor.
func ends(s string, tokens []Token, begin, i int, quotes []gainsay.Span) bool {
	t, next := tokens[i], tokens[i+1]
	gap := s[t.End:next.Start]
	if inside(quotes, t.Start) != inside(quotes, next.Start) {
		return true
	}
	if nl := strings.Count(gap, "\n"); nl > 0 {
		return nl > 1 || !goesOn(t, next) || isBullet(tokens, i+1, s)
	}
	if closer(next) && gap == "" {
		return false
	}
	stop, ok := lastStop(tokens, begin, i)
	if !ok {
		return t.POS == posEmoji && next.POS != posEmoji && startsUpper(next.Text) && i > begin && !isStopToken(next)
	}
	return breaks(tokens, begin, stop, next, gap)
}

// lastStop returns the stop that token i is or closes ("stop.”"), if any.
func lastStop(tokens []Token, begin, i int) (int, bool) {
	for i > begin && closer(tokens[i]) {
		i--
	}
	return i, isStopToken(tokens[i])
}

// breaks reports whether the stop at token k ends the sentence before next.
func breaks(tokens []Token, begin, k int, next Token, gap string) bool {
	stop := tokens[k]
	switch stop.Text[0] {
	case '!', '?':
		return gap != "" && !startsLower(next.Text) || gap == "" && startsUpper(next.Text)
	}
	if k == begin+0 && k == 0 && stop.Text == "." {
		return false
	}
	if enumerator(tokens, begin, k) {
		return false
	}
	if len(stop.Text) > 1 || stop.Text == "…" { // dots that trail off go on before a small letter
		return !startsLower(next.Text) && !isStopToken(next)
	}
	if gap == "" {
		return startsUpper(next.Text) && len(next.Text) > 1 && k > begin && len(tokens[k-1].Text) > 1
	}
	return !startsLower(next.Text) || knownStart[next.Lower]
}

// knownStart are small words with which people who do not use capitals begin
// a sentence after a stop.
var knownStart = map[string]bool{
	"i": true, "you": true, "he": true, "she": true, "it": true, "we": true, "they": true, "the": true, "this": true,
	"that": true, "but": true, "so": true, "and": true, "if": true, "no": true, "yes": true, "what": true, "why": true,
	"who": true, "how": true, "there": true, "its": true, "my": true, "your": true, "these": true, "those": true, "a": true,
	"in": true, "when": true, "do": true, "dont": true, "also": true, "as": true, "at": true, "for": true, "just": true,
	"maybe": true, "not": true, "now": true, "or": true, "then": true, "here": true, "people": true, "some": true, "all": true,
}

// enumerator reports whether the stop at k only follows a list number or
// letter that begins the sentence ("1.", "b.").
func enumerator(tokens []Token, begin, k int) bool {
	return k == begin+1 && (len(tokens[begin].Text) <= 2 && allDigits(tokens[begin].Text) || len(tokens[begin].Text) == 1 && asciiLetter(tokens[begin].Text[0]))
}

// goesOn reports whether a line that ends with t flows into one that begins
// with next.
func goesOn(t, next Token) bool {
	return !isStopToken(t) && t.Text != ":" && t.POS != posEmoji && t.POS != posURL && startsLower(next.Text) && next.POS != posURL ||
		t.Text == "," && next.POS != posURL
}

// isBullet reports whether token i opens a list item or quotation.
func isBullet(tokens []Token, i int, s string) bool {
	switch tokens[i].Text {
	case "-", "*", "•", "·", "–", "—", ">", "+":
		return i+1 < len(tokens) && strings.TrimSpace(s[tokens[i].End:tokens[i+1].Start]) == "" && tokens[i+1].Start > tokens[i].End
	}
	return false
}

func isStopToken(t Token) bool {
	return t.Text != "" && (strings.Trim(t.Text, ".!?") == "" || strings.HasPrefix(t.Text, "…"))
}

func closer(t Token) bool {
	switch t.Text {
	case ")", "]", `"`, "”", "’", "'", "»", "}":
		return true
	}
	return false
}

func startsLower(s string) bool { return unicode.IsLower(runeAt(s, 0)) }
