// Package quote finds what a text repeats of somebody else: quoted lines, BBCode,
// headers of replies, words in quotation marks.
package quote

import (
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/token"
)

// Find returns what a comment repeats of somebody else, and the words in
// quotation marks, marks included. The former are lines that begin with ">",
// BBCode quotations, blocks that a line such as "X wrote:" or "Originally posted
// by X" opens, headers of replies such as "(In reply to: … -- X)", and the spans
// of s among given. The line or phrase that opens a quotation is part of it.
// Spans are ordered and disjoint.
func Find(s string, tokens []token.Token, given []gainsay.Span) (quotes, quoted []gainsay.Span) {
	quotes, quoted = blocks(s), marked(s, tokens)
	n := len(quotes)
	for _, q := range given {
		if q.Valid(len(s)) && q.Len() > 0 {
			quotes = append(quotes, q)
		}
	}
	quotes = append(quotes, introducedMarks(s, tokens, quoted)...)
	if len(quotes) > n {
		quotes = merge(quotes)
	}
	return quotes, quoted
}

// blocks returns the quotations that are lines, BBCode or headed by a line.
func blocks(s string) []gainsay.Span {
	lines, tags := lineQuotes(s), tagQuotes(s)
	if len(lines) == 0 || len(tags) == 0 {
		return append(lines, tags...)
	}
	return merge(append(lines, tags...))
}

// merge orders spans and joins those that overlap.
func merge(spans []gainsay.Span) []gainsay.Span {
	slices.SortFunc(spans, gainsay.CompareSpans)
	out := spans[:0]
	for _, q := range spans {
		if n := len(out); n > 0 && q.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, q.End)
			continue
		}
		out = append(out, q)
	}
	return out
}

// maxTag is the length in bytes of the longest opening tag.
const maxTag = 200

// tagQuotes finds [quote]…[/quote], nested ones as part of the outermost. A
// tag that is never closed quotes to the end.
func tagQuotes(s string) []gainsay.Span {
	var out []gainsay.Span
	depth, begin := 0, 0
	for i := strings.IndexByte(s, '['); i >= 0 && i < len(s); {
		n, closing := quoteTag(s[i:])
		switch {
		case n == 0:
			n = 1
		case !closing:
			if depth == 0 {
				begin = i
			}
			depth++
		case depth > 0:
			if depth--; depth == 0 {
				out = append(out, gainsay.Span{Start: begin, End: i + n})
			}
		}
		next := strings.IndexByte(s[i+n:], '[')
		if next < 0 {
			break
		}
		i += n + next
	}
	if depth > 0 {
		out = append(out, gainsay.Span{Start: begin, End: len(s)})
	}
	return out
}

// quoteTag returns the length of the tag "[quote]", "[quote=Name;123]" or
// "[/quote]" at the front of s, or 0, and whether it closes.
func quoteTag(s string) (n int, closing bool) {
	if chars.HasPrefixFold(s, "[/quote]") {
		return len("[/quote]"), true
	}
	if !chars.HasPrefixFold(s, "[quote") || len(s) == len("[quote") {
		return 0, false
	}
	switch n = len("[quote"); s[n] {
	case ']':
		return n + 1, false
	case '=', ' ':
		end := strings.IndexAny(s[n:min(len(s), maxTag)], "]\n")
		if end > 0 && s[n+end] == ']' {
			return n + end + 1, false
		}
	}
	return 0, false
}
