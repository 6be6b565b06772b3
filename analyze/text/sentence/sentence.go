// Package sentence groups tokens into sentences.
package sentence

import (
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/token"
)

// Sentence is a run of tokens that reads as one sentence, list item or line.
type Sentence struct {
	gainsay.Span
	First, Last int // the sentence's tokens are Doc.Tokens[First:Last]
	// somebody else's words: a quotation (Doc.Quotes), or several words inside quotation marks
	Quoted  bool
	Foreign bool // is in another language than the text, which is English
}

// Own reports whether the author speaks, in the language of the text.
func (s Sentence) Own() bool { return !s.Quoted && !s.Foreign }

// maxSentence caps a sentence in tokens: beyond it the text has no stops
// (tables, key mashing) and is split so that later stages stay linear.
const maxSentence = 400

// segmenter groups tokens into sentences in one pass. A sentence ends at a
// stop, at a blank line, at a line that begins a list item or a quotation, at
// a line end unless the next line continues it, where a quotation of
// somebody else begins or ends, and at emoji before a new start.
type segmenter struct {
	text   string
	tokens []token.Token
	quotes []gainsay.Span
	wrap   wrapping
	out    []Sentence
	begin  int  // first token of the open sentence
	stop   int  // the stop that the token at hand is or closes ("stop.”"), or -1
	signed bool // an emoji is between that stop and here
	quote  int  // the first quotation that does not end before the token at hand
}

// Split returns the sentences of s, about n. They are Quoted that lie in one of
// quotes, where a sentence ends too, or of several words inside quotation marks,
// whose spans are quoted; both are ordered and disjoint.
func Split(s string, tokens []token.Token, n int, quotes, quoted []gainsay.Span) []Sentence {
	sentences := segment(s, tokens, n, quotes)
	markQuoted(s, sentences, quoted)
	return sentences
}

func segment(s string, tokens []token.Token, n int, quotes []gainsay.Span) []Sentence {
	g := &segmenter{text: s, tokens: tokens, quotes: quotes, stop: -1,
		out: make([]Sentence, 0, min(n+len(quotes), len(tokens)))}
	for i := range tokens {
		g.note(i)
		quoted := g.within(tokens[i].Start)
		if i+1 < len(tokens) && i-g.begin < maxSentence && !g.ends(i, quoted) {
			continue
		}
		span := gainsay.Span{Start: tokens[g.begin].Start, End: tokens[i].End}
		g.out = append(g.out, Sentence{Span: span, First: g.begin, Last: i + 1, Quoted: quoted >= 0})
		g.begin, g.stop, g.signed = i+1, -1, false
	}
	return g.out
}

// within returns the index of the quotation that holds byte off, or -1; off
// must not fall from call to call.
func (g *segmenter) within(off int) int {
	for g.quote < len(g.quotes) && g.quotes[g.quote].End <= off {
		g.quote++
	}
	if g.quote < len(g.quotes) && g.quotes[g.quote].Start <= off {
		return g.quote
	}
	return -1
}

// note takes token i into the state of the open sentence.
func (g *segmenter) note(i int) {
	t := &g.tokens[i]
	if chars.ClassOf[t.Text[0]]&(chars.ClassLetter|chars.ClassDigit) != 0 && t.POS == "" {
		g.stop, g.signed = -1, false
		return
	}
	switch {
	case isStopToken(t):
		g.stop, g.signed = i, false
	case g.stop >= 0 && t.POS == pos.Emoji:
		g.signed = true
	case g.stop >= 0 && closer(t) && t.Start == g.tokens[i-1].End:
	default:
		g.stop, g.signed = -1, false
	}
}

// ends reports whether the open sentence ends with token i, which has a
// successor and lies in the quotation quoted.
func (g *segmenter) ends(i, quoted int) bool {
	t, next := &g.tokens[i], &g.tokens[i+1]
	if len(g.quotes) > 0 && g.within(next.Start) != quoted {
		return true
	}
	gap := g.text[t.End:next.Start]
	if gap != "" && gap != " " {
		if n := lineBreaks(gap); n > 0 {
			return n > 1 || g.endsLine(i)
		}
	}
	switch {
	case g.stop >= 0:
		return g.breaks(i, gap != "")
	case t.POS == pos.Emoji:
		return next.POS != pos.Emoji && chars.StartsUpper(next.Text) && i > g.begin &&
			!strings.HasSuffix(t.Text, token.Keycap)
	}
	return t.Text[len(t.Text)-1] == '.' && gap != "" && endsByAbbreviation(t, next)
}

// breaks reports whether the stop before the end of token i ends the sentence
// before the next token, of the same line.
func (g *segmenter) breaks(i int, gap bool) bool {
	next := &g.tokens[i+1]
	switch {
	case isStopToken(next):
		return gap && g.leadsIn(i+1)
	case next.POS == pos.Emoji || !gap && closer(next):
		return false
	case g.signed:
		return true
	}
	stop := &g.tokens[g.stop]
	switch b := stop.Text[0]; {
	case b == '!' || b == '?':
		return g.breaksLoud(i, gap)
	case g.stop == g.begin || g.isEnumerator():
		return false
	// an ellipsis before a small letter does not end the sentence
	case len(stop.Text) > 1 || g.tokens[g.stop-1].Text == ".":
		return isFullWidthStop(stop.Text) || !chars.StartsLower(next.Text)
	case !gap:
		return g.breaksGlued(i)
	}
	if chars.StartsLower(next.Text) {
		return g.breaksLower(i)
	}
	return true
}

// leadsIn reports whether token i is dots written directly before a word
// ("...and then").
func (g *segmenter) leadsIn(i int) bool {
	t := &g.tokens[i]
	return t.Text[0] != '!' && t.Text[0] != '?' && len(t.Text) > 1 && i+1 < len(g.tokens) &&
		g.tokens[i+1].Start == t.End && chars.WordAt(g.text, t.End)
}

// breaksLoud is breaks for "!" and "?", which also end quoted speech in the
// middle of a sentence (“Is it closed?” he asked).
func (g *segmenter) breaksLoud(i int, gap bool) bool {
	next := &g.tokens[i+1]
	if chars.StartsLower(next.Text) {
		return g.breaksLower(i) && (gap || knownStart[next.Lower])
	}
	return gap || chars.StartsUpper(next.Text)
}

// breaksLower reports whether a stop ends the sentence before a small letter:
// not after quoted speech or an aside in brackets, else before a word that
// opens sentences or if the writer does without capitals.
func (g *segmenter) breaksLower(i int) bool {
	if i > g.stop && g.tokens[g.begin].Text != "(" {
		return false
	}
	first := &g.tokens[g.begin]
	return knownStart[g.tokens[i+1].Lower] || first.POS == "" && chars.StartsLower(first.Text)
}

// breaksGlued reports whether a stop with no blank after it ends the sentence
// ("agree.But").
func (g *segmenter) breaksGlued(i int) bool {
	next, before := &g.tokens[i+1], &g.tokens[g.stop-1]
	if len(before.Text) < 2 && !closer(before) && !chars.IsDigit(before.Text[0]) {
		return false
	}
	if next.POS != "" { // an address, name or tag
		return true
	}
	if chars.StartsUpper(next.Text) {
		return len(next.Text) > 1 || next.Text == "I" || next.Text == "A"
	}
	last := next.End == len(g.text) || chars.ClassOf[g.text[next.End]]&chars.ClassSpace != 0
	return last && len(next.Text) > 1 && knownStart[next.Lower] && chars.IsLetter(before.Text[0])
}

// isEnumerator reports whether the stop only follows a list number or letter
// that begins the sentence ("1.", "b.", "- 2.").
func (g *segmenter) isEnumerator() bool {
	first := g.begin
	for first < g.stop && isBulletText(g.tokens[first].Text) {
		first++
	}
	t := g.tokens[first].Text
	return g.stop == first+1 && (len(t) <= 2 && chars.AllDigits(t) || len(t) == 1 && chars.IsLetter(t[0]))
}

// isStopToken reports whether t is a run of stops.
func isStopToken(t *token.Token) bool {
	switch b := t.Text[0]; {
	case b == '!' || b == '?':
		return true
	case b == '.':
		return t.Text[len(t.Text)-1] == '.'
	case b >= 0x80:
		return strings.HasPrefix(t.Text, "…") || isFullWidthStop(t.Text)
	}
	return false
}

func isFullWidthStop(s string) bool {
	switch chars.RuneAt(s, 0) {
	case '。', '！', '？', '｡', '‽':
		return true
	}
	return false
}

// closer reports whether t may close what precedes it, after the stop.
func closer(t *token.Token) bool {
	switch t.Text {
	case ")", "]", `"`, "”", "’", "'", "»", "“", "‘", "«", "›", "」", "』", "}", "*", "**", "_", "\u202c",
		"\u2069":
		return true
	}
	return false
}
