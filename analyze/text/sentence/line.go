package sentence

import (
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/token"
)

// lineBreaks counts the line ends in white space; a paragraph separator
// counts as two.
func lineBreaks(gap string) int {
	n := strings.Count(gap, "\n")
	if n == 0 {
		n = strings.Count(gap, "\r") + strings.Count(gap, "\u2028") + 2*strings.Count(gap, "\u2029")
	}
	return n
}

// endsLine reports whether the sentence ends with token i, the last of its
// line; the next line follows without a blank one.
func (g *segmenter) endsLine(i int) bool {
	t, next := &g.tokens[i], &g.tokens[i+1]
	switch {
	case g.isBullet(i + 1):
		return true
	case next.POS == pos.URL:
		return !dangling[t.Lower]
	case token.AbbreviationOf(t) == token.BeforeName || dangling[t.Lower]:
		return false
	case g.stop >= 0 || t.Text == ":" || t.POS == pos.Emoji || t.POS == pos.URL:
		return true
	}
	return !chars.StartsLower(next.Text) && !g.wrap.full(g.text, t.End, next)
}

// dangling are words and marks with which no sentence ends.
var dangling = map[string]bool{
	",": true, "the": true, "a": true, "an": true, "and": true, "or": true, "of": true, "my": true,
	"your": true, "his": true,
	"their": true, "our": true, "its": true, "because": true, "than": true, "from": true, "every": true,
	"&": true, "(": true,
}

// isBullet reports whether token i, the first of its line, opens a list item
// or quotation.
func (g *segmenter) isBullet(i int) bool {
	if i+1 >= len(g.tokens) {
		return false
	}
	t, next := &g.tokens[i], &g.tokens[i+1]
	if t.Text[0] == '>' {
		return true
	}
	if len(t.Text) <= 2 && (next.Text == ")" || next.Text == ".") && next.Start == t.End {
		return len(t.Text) == 1 && chars.IsLetter(t.Text[0]) || chars.AllDigits(t.Text)
	}
	return isBulletText(t.Text) && next.Start > t.End && lineBreaks(g.text[t.End:next.Start]) == 0
}

func isBulletText(s string) bool {
	switch s {
	case "-", "*", "•", "·", "–", "—", "+", "--", "◦", "▪", "●", "○", "‣", "→", "➤", "✓", "✔", ">", "#",
		"##", "###":
		return true
	}
	return false
}

// wrapping is how a text breaks its lines: by hand, or at a width as mail
// programs do. The zero value finds out on first use.
type wrapping struct {
	known bool
	width int // in runes; 0 for a text that is not wrapped
}

// Lines wrapped by a program are at least narrowest and at most widest runes
// long where the next word would not have fitted.
const narrowest, widest = 50, 82

// full reports whether the line that ends at byte end was broken because
// next did not fit.
func (w *wrapping) full(s string, end int, next *token.Token) bool {
	if !w.known {
		w.known, w.width = true, wrapWidth(s)
	}
	if w.width == 0 {
		return false
	}
	from := max(0, end-utf8.UTFMax*widest)
	line := s[from+strings.LastIndexByte(s[from:end], '\n')+1 : end]
	return overflows(line, s[next.Start:], w.width)
}

// overflows reports whether the first word of the next line would have made
// line wider than width.
func overflows(line, next string, width int) bool {
	word := next
	if n := strings.IndexAny(next[:min(len(next), widest)], " \t\r\n"); n >= 0 {
		word = next[:n]
	}
	return utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word[:min(len(word), widest)]) > width
}

// wrapWidth returns the width at which a program wrapped s, 0 if there is
// none: of at least two line ends inside paragraphs, nine in ten must be where
// the next word would not have fitted.
func wrapWidth(s string) int {
	width := 0
	for line := range strings.Lines(s) {
		width = max(width, utf8.RuneCountInString(strings.TrimRight(line, " \t\r\n")))
		if width > widest {
			return 0
		}
	}
	if width < narrowest {
		return 0
	}
	full, all, last := 0, 0, ""
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, " \t\r\n")
		if last != "" && line != "" {
			all++
			if overflows(last, line, width) {
				full++
			}
		}
		last = line
	}
	if all < 2 || full*10 < all*9 {
		return 0
	}
	return width
}
