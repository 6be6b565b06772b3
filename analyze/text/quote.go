package text

import (
	"regexp"
	"strings"

	"github.com/gainsay/gainsay"
)

var (
	// wrote introduces a quotation by its author: "Dana wrote:", "On 4 May, Dana said:".
	wrote = regexp.MustCompile(`(?i)^.{1,80}\b(?:wrote|writes|said|schrieb)\s*:\s*$`)
	tag   = regexp.MustCompile(`(?i)\[(/?)quote(?:=[^\]\n]{0,80})?\]`)
)

// blockQuotes returns what a comment repeats of somebody else: lines that
// begin with ">", BBCode quotations, and the lines after "X wrote:" that
// begin with ">" or stand in quotation marks. Spans are ordered and disjoint.
func blockQuotes(s string) []gainsay.Span {
	out := append(lineQuotes(s), tagQuotes(s)...)
	return merge(out)
}

func lineQuotes(s string) []gainsay.Span {
	var out []gainsay.Span
	begin, header := -1, -1
	eachLine(s, func(start, end int) {
		line := strings.TrimSpace(s[start:end])
		switch {
		case strings.HasPrefix(line, ">") && !strings.HasPrefix(line, ">:") && !strings.HasPrefix(line, ">."):
			if begin < 0 {
				begin = start
				if header >= 0 {
					begin = header
				}
			}
			out = extend(out, begin, end)
		default:
			begin, header = -1, -1
			if wrote.MatchString(line) {
				header = start
			}
		}
	})
	return out
}

// extend makes the last span reach end if it begins at start, or adds one.
func extend(spans []gainsay.Span, start, end int) []gainsay.Span {
	if n := len(spans); n > 0 && spans[n-1].Start == start {
		spans[n-1].End = end
		return spans
	}
	return append(spans, gainsay.Span{Start: start, End: end})
}

// eachLine calls f with the bounds of every line, without its newline.
func eachLine(s string, f func(start, end int)) {
	for start := 0; start < len(s); {
		end := start + strings.IndexByte(s[start:], '\n')
		if end < start {
			end = len(s)
		}
		f(start, end)
		start = end + 1
	}
}

// tagQuotes finds [quote]…[/quote], nested ones as part of the outermost. A
// tag that is never closed quotes to the end.
func tagQuotes(s string) []gainsay.Span {
	var out []gainsay.Span
	depth, begin := 0, 0
	for _, m := range tag.FindAllStringSubmatchIndex(s, -1) {
		closing := m[2] < m[3]
		switch {
		case !closing && depth == 0:
			depth, begin = 1, m[0]
		case !closing:
			depth++
		case depth == 1:
			depth = 0
			out = append(out, gainsay.Span{Start: begin, End: m[1]})
		case depth > 1:
			depth--
		}
	}
	if depth > 0 {
		out = append(out, gainsay.Span{Start: begin, End: len(s)})
	}
	return out
}

// merge orders spans and joins those that overlap.
func merge(spans []gainsay.Span) []gainsay.Span {
	sortSpans(spans)
	var out []gainsay.Span
	for _, q := range spans {
		if n := len(out); n > 0 && q.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, q.End)
			continue
		}
		out = append(out, q)
	}
	return out
}

// maxQuoted is the longest run between quotation marks, in bytes.
const maxQuoted = 600

// quotedWords returns the runs inside quotation marks, marks included, that
// close within the paragraph. A straight mark opens after a blank or bracket
// and closes before one; a single mark between letters is an apostrophe.
func quotedWords(s string, tokens []Token) []gainsay.Span {
	var out []gainsay.Span
	open, want := -1, ""
	for i, t := range tokens {
		if open >= 0 && (t.End-tokens[open].Start > maxQuoted || strings.Contains(s[tokens[i-1].End:t.Start], "\n\n")) {
			open = -1
		}
		switch {
		case open >= 0 && (t.Text == want || want == "’" && t.Text == "'") && !opens(s, t):
			out = append(out, gainsay.Span{Start: tokens[open].Start, End: t.End})
			open = -1
		case open < 0 && closing[t.Text] != "" && opens(s, t):
			open, want = i, closing[t.Text]
		}
	}
	return out
}

var closing = map[string]string{`"`: `"`, "“": "”", "‘": "’", "«": "»", "'": "'", "„": "“"}

// opens reports whether a mark stands where a quotation could begin.
func opens(s string, t Token) bool {
	before := t.Start == 0 || strings.ContainsRune(" \t\n([{-–—/", rune(s[t.Start-1])) || t.Start >= 3 && strings.HasSuffix(s[:t.Start], "—")
	after := t.End < len(s) && !strings.ContainsRune(" \t\n.,;!?)", rune(s[t.End]))
	if t.Text == "‘" || t.Text == "“" || t.Text == "«" {
		return true
	}
	return before && after || before && t.End < len(s) && t.Text != "'" && s[t.End] == ' ' && t.Start+1 < len(s)
}
