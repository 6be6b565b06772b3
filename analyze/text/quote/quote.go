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

// tagQuotes finds [quote]…[/quote] and <quote>…</quote>, nested ones as part of the
// outermost. A tag that is never closed quotes to the end.
func tagQuotes(s string) []gainsay.Span {
	var out []gainsay.Span
	depth, begin := 0, 0
	for i := strings.IndexAny(s, tagMarks); i >= 0 && i < len(s); {
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
		next := strings.IndexAny(s[i+n:], tagMarks)
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

// tagMarks are the marks that open a tag.
const tagMarks = "[<"

// tagNames are the names of tags that quote.
var tagNames = [...]string{"quote", "blockquote"}

// quoteTag returns the length of the tag "[quote]", "[quote=Name;123]", "[/quote]",
// or the same in angle brackets, at the front of s, or 0, and whether it closes.
func quoteTag(s string) (n int, closing bool) {
	if s == "" || strings.IndexByte(tagMarks, s[0]) < 0 {
		return 0, false
	}
	end := byte(']')
	if s[0] == '<' {
		end = '>'
	}
	for _, name := range tagNames {
		from := 1
		if closing = len(s) > 1 && s[1] == '/'; closing {
			from = 2
		}
		n = from + len(name)
		if len(s) <= n || !chars.HasPrefixFold(s[from:], name) {
			continue
		}
		switch c := s[n]; {
		case c == end:
			return n + 1, closing
		case !closing && (c == '=' || c == ' '):
			k := strings.IndexAny(s[n:min(len(s), maxTag)], string(end)+"\n")
			if k > 0 && s[n+k] == end {
				return n + k + 1, false
			}
		}
	}
	return 0, false
}
