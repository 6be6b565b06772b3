package quote

import (
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/token"
)

// maxQuoted is the longest run between quotation marks, in bytes.
// It may be longer if the opening and closing marks differ.
const (
	maxQuoted         = 600
	maxQuotedDirected = 3000
)

// closing returns the mark that closes what a mark opens, or "".
func closing(mark string) string {
	switch mark {
	case `"`, "'":
		return mark
	case "“":
		return "”"
	case "‘":
		return "’"
	case "«":
		return "»"
	case "»":
		return "«"
	case "”":
		return "”"
	case "„":
		return "“"
	case "‚":
		return "‘"
	case "‹":
		return "›"
	case "「":
		return "」"
	case "『":
		return "』"
	}
	return ""
}

// closesWith reports whether a mark may replace want, the mark that closes a
// run: usage varies, and keyboards mix typographic marks with straight ones.
func closesWith(mark, want string) bool {
	switch want {
	case "’":
		return mark == "’" || mark == "'"
	case "”":
		return mark == "”" || mark == `"`
	case "“":
		return mark == "“" || mark == "”"
	case "‘":
		return mark == "‘" || mark == "’"
	}
	return mark == want
}

// marked returns the runs inside quotation marks, marks included, that
// close within the paragraph, and passages over several. A straight mark opens after a blank or bracket
// and closes before one; a single mark between letters is an apostrophe.
func marked(s string, tokens []token.Token) []gainsay.Span {
	if strings.IndexByte(s, '"') < 0 && strings.IndexByte(s, '\'') < 0 && chars.IsASCII(s) {
		return nil
	}
	var out []gainsay.Span
	open, want, next := -1, "", 0
	for i := range tokens {
		t := &tokens[i]
		if i < next {
			continue // within a passage
		}
		if b := t.Text[0]; b != '"' && b != '\'' && b < 0x80 || len(t.Text) > 3 {
			continue
		}
		if open >= 0 && (t.End-tokens[open].Start > longest(tokens[open].Text) ||
			strings.Contains(s[tokens[open].End:t.Start], "\n\n")) {
			open = -1
		}
		switch mark := closing(t.Text); {
		case open >= 0 && closesWith(t.Text, want) && closes(s, t):
			out = append(out, gainsay.Span{Start: tokens[open].Start, End: t.End})
			open = -1
		case mark != "" && opens(s, t) && (open < 0 || tokens[open].Text == t.Text):
			open, want = i, mark
			if end := passage(s, tokens, i); end > 0 {
				out = append(out, gainsay.Span{Start: t.Start, End: tokens[end].End})
				open, next = -1, end+1
			}
		}
	}
	return out
}

// passage returns the index of the mark that closes a passage of several sentences
// or paragraphs, which the straight mark tokens[i] opens at the beginning of a line;
// 0 if it opens none. The next mark of the kind must follow the end of a sentence
// and, if double, end a line.
func passage(s string, tokens []token.Token, i int) int {
	open := &tokens[i]
	if open.Text != `"` && open.Text != "'" || open.Start > 0 && s[open.Start-1] != '\n' {
		return 0
	}
	for k := i + 1; k < len(tokens) && tokens[k].End-open.Start < maxQuotedDirected; k++ {
		t := &tokens[k]
		if t.Text != open.Text || !closes(s, t) {
			continue
		}
		if !endsSentence(s[:t.Start]) || t.Text == `"` && t.End < len(s) && s[t.End] != '\n' {
			return 0
		}
		return k
	}
	return 0
}

// endsSentence reports whether s ends with the mark of a full stop.
func endsSentence(s string) bool {
	return strings.HasSuffix(s, "…") || s != "" && strings.IndexByte(".!?,\"", s[len(s)-1]) >= 0
}

// longest is the longest run that a mark may open, in bytes.
func longest(mark string) int {
	if mark == `"` || mark == "'" || mark == "‘" {
		return maxQuoted
	}
	return maxQuotedDirected
}

// opens reports whether a mark is where a quotation could begin.
func opens(s string, t *token.Token) bool {
	switch t.Text {
	case "‘", "“", "«", "„", "‚", "‹", "「", "『":
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(s[:t.Start])
	if t.Start > 0 && !strings.ContainsRune(" \t\r\n([{-–—/>\u00a0*_:", before) {
		return false
	}
	if t.Text == "'" {
		return chars.WordAt(s, t.End)
	}
	return t.End < len(s) && strings.IndexByte("\t\r\n.,;!?)", s[t.End]) < 0
}

// closes reports whether a mark is where a quotation could end: not
// between a blank and a word.
func closes(s string, t *token.Token) bool {
	if t.Text != `"` && t.Text != "'" {
		return true
	}
	return !chars.WordAt(s, t.End) || t.Text == `"` && t.Start > 0 &&
		chars.ClassOf[s[t.Start-1]]&chars.ClassSpace == 0
}
