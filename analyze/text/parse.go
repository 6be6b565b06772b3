package text

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
)

// Parse analyses a comment's text. It never fails: bytes that are no UTF-8
// become tokens of their own, and time grows linearly with the text.
func Parse(s string) *Doc {
	d := &Doc{Text: s}
	if strings.TrimSpace(s) == "" {
		return d
	}
	d.Quotes = blockQuotes(s)
	d.Tokens = tokenize(s)
	d.Sentences = segment(s, d.Tokens, d.Quotes)
	d.Quoted = quotedWords(s, d.Tokens)
	m := model()
	for _, sent := range d.Sentences {
		m.tagSentence(d.Words(sent))
	}
	findQuantities(d)
	findEntities(d)
	return d
}

func sortSpans(spans []gainsay.Span) { slices.SortFunc(spans, gainsay.CompareSpans) }

// Valid returns s with bytes that are no UTF-8 replaced, for importers.
func Valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
