package quote

import (
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/chars"
)

// quoter reads a text line by line for quotations.
type quoter struct {
	text   string
	out    []gainsay.Span
	open   int      // where the running block of ">" lines begins, or -1
	header int      // where a line begins that opens the next block, or -1
	blank  searcher // blank lines
	more   searcher // the foot of a quotation copied from a forum page
}

// lineQuotes finds quotations that are made of lines.
func lineQuotes(s string) []gainsay.Span {
	if strings.IndexByte(s, '\n') < 0 && !mayBeBracketed(s) {
		if isMarked(strings.TrimSpace(s)) {
			return []gainsay.Span{{Start: 0, End: len(s)}}
		}
		return nil
	}
	q := &quoter{text: s, open: -1, header: -1, blank: searcher{text: s, find: blankLine},
		more: searcher{text: s, find: clickToExpand}}
	last := 0
	for start := 0; start < len(s); {
		end := lineEnd(s, start)
		next := q.line(last, start, end)
		last, start = start, next
	}
	return q.out
}

// lineEnd returns the end of the line at byte off, before its newline.
func lineEnd(s string, off int) int {
	if n := strings.IndexByte(s[off:], '\n'); n >= 0 {
		return off + n
	}
	return len(s)
}

// line reads the line [start, end) and returns where the next one to read
// begins; last is where the line before begins.
func (q *quoter) line(last, start, end int) int {
	line := strings.TrimSpace(q.text[start:end])
	switch {
	case isMarked(line):
		q.marked(start, end)
		return end + 1
	case line == "":
		q.open = -1
		return end + 1
	}
	q.open, q.header = -1, -1
	if mayBeBracketed(line) {
		begin := start + strings.IndexByte(q.text[start:end], line[0])
		if stop := bracketed(q.text, begin); stop > 0 {
			q.take(begin, stop)
			return stop
		}
	}
	if isForwarded(line) {
		return q.take(start, len(q.text))
	}
	if isPosted(line) {
		return q.take(start, q.posted(line, end))
	}
	if h := introduction(line); h != "" {
		q.header = start
		if last < start && chars.HasPrefixFold(strings.TrimSpace(q.text[last:start]), "on ") &&
			!strings.ContainsAny(q.text[last:start], ".?!") {
			q.header = last
		}
		if stop := q.introduced(h, q.text[q.header:end], end); stop > end {
			return q.take(q.header, stop)
		}
	}
	return end + 1
}

// take adds a block and returns the line after it.
func (q *quoter) take(start, end int) int {
	if n := len(q.out); n > 0 {
		start = max(start, q.out[n-1].End)
	}
	q.out = append(q.out, gainsay.Span{Start: start, End: end})
	q.header = -1
	return end + 1
}

// marked takes a ">" line into the running block.
func (q *quoter) marked(start, end int) {
	if q.open >= 0 {
		q.out[len(q.out)-1].End = end
		return
	}
	q.open = start
	if q.header >= 0 {
		start = q.header
	}
	q.take(start, end)
}

// isMarked reports whether a line begins with ">" other than that of a face,
// an arrow or a comparison.
func isMarked(line string) bool {
	if strings.HasPrefix(line, "&gt;") {
		return true
	}
	return strings.HasPrefix(line, ">") && (len(line) == 1 || strings.IndexByte(":;._=<-(", line[1]) < 0)
}

// isForwarded reports whether a line heads a mail quoted in full.
func isForwarded(line string) bool {
	return line[0] == '-' && len(line) < 80 && (containsFold(line, "original message") ||
		containsFold(line, "forwarded message"))
}

// isPosted reports whether a line heads a quotation as forum pages show it.
func isPosted(line string) bool {
	if !chars.HasPrefixFold(line, "quote:") && !chars.HasPrefixFold(line, "originally posted by") {
		return false
	}
	return len(line) == len("quote:") || containsFold(line[:min(len(line), 40)], "originally posted by")
}

// posted returns where the quotation ends whose heading line ends at end: at
// the foot of the block, else at the next blank line, else after the line
// that follows. A heading of two lines counts as one.
func (q *quoter) posted(line string, end int) int {
	s := q.text
	if len(line) == len("quote:") && end < len(s) {
		if next := lineEnd(s, end+1); chars.HasPrefixFold(strings.TrimSpace(s[end+1:next]),
			"originally posted by") {
			end = next
		}
	}
	body := end
	for body < len(s) && isBlank(s[body:lineEnd(s, min(body+1, len(s)))]) {
		body = lineEnd(s, min(body+1, len(s)))
	}
	if body >= len(s) {
		return end
	}
	if stop := q.blank.from(body + 1); stop < len(s) {
		return stop
	}
	return lineEnd(s, body+1)
}

// writers are the words that end a line such as "On 4 May, Dana wrote:".
var writers = [...]string{"wrote", "writes", "said", "schrieb", "écrit"}

// maxHeader is the length in bytes of the longest such line.
const maxHeader = 160

// introduction returns the word with which a line introduces somebody else's
// words, or "".
func introduction(line string) string {
	if strings.HasSuffix(line, "↑") { // forum pages: "Dana said: ↑"
		line = strings.TrimRight(strings.TrimSuffix(line, "↑"), " ")
	}
	if len(line) > maxHeader || !strings.HasSuffix(line, ":") {
		return ""
	}
	line = strings.TrimRight(line[:len(line)-1], " ")
	for _, w := range writers {
		if k := len(line) - len(w); k > 1 && chars.HasPrefixFold(line[k:], w) && line[k-1] == ' ' &&
			!hasStop(line[:k]) {
			return w
		}
	}
	return ""
}

// hasStop reports whether a sentence ends inside a line, by more than an
// abbreviation or initial.
func hasStop(line string) bool {
	if strings.Contains(line, "? ") || strings.Contains(line, "! ") {
		return true
	}
	k := strings.Index(line, ". ")
	return k >= 0 && k-strings.LastIndexByte(line[:k], ' ') > len(" Prof")
}

// introduced returns where the block ends that a heading introduces without
// marking its lines, or end: at the foot of the block; at the closing mark of
// a paragraph in quotation marks; for written words, with the paragraph, if
// more text follows; with the text, if a dated heading follows an answer.
func (q *quoter) introduced(verb, heading string, end int) int {
	s := q.text
	if stop := q.more.from(end); stop < len(s) {
		return lineEnd(s, stop)
	}
	body := strings.TrimLeft(s[end:], " \t\r\n")
	if body == "" || isMarked(body) {
		return end
	}
	start := len(s) - len(body)
	stop := q.blank.from(start)
	if strings.HasPrefix(body, `"`) || strings.HasPrefix(body, "“") {
		if k := strings.LastIndexAny(s[start+1:stop], `"”`); k >= 0 {
			_, n := utf8.DecodeRuneInString(s[start+1+k:])
			return start + 1 + k + n
		}
	}
	dated := chars.HasPrefixFold(heading, "on ") && strings.ContainsAny(heading, "0123456789")
	switch {
	case dated && strings.TrimSpace(s[:end-len(heading)]) != "":
		return len(s)
	case verb != "said" && stop < len(s) && !isBlank(s[stop:]):
		return stop
	}
	return end
}

func isBlank(s string) bool { return strings.TrimLeft(s, " \t\r\n\f\v") == "" }

func containsFold(s, part string) bool { return strings.Contains(strings.ToLower(s), part) }

// searcher finds the next occurrence of something from increasing offsets and
// reads each byte once.
type searcher struct {
	text string
	find func(string) int
	at   int // the last place found
	done bool
}

// from returns the first place at or after off, len(text) if there is none.
func (f *searcher) from(off int) int {
	if f.done && f.at >= off {
		return f.at
	}
	f.done, f.at = true, len(f.text)
	if k := f.find(f.text[off:]); k >= 0 {
		f.at = off + k
	}
	return f.at
}

func clickToExpand(s string) int { return strings.Index(s, "Click to expand") }

// blankLine returns where the newline before the first blank line of s is,
// or -1.
func blankLine(s string) int {
	for i := strings.IndexByte(s, '\n'); i >= 0; {
		end := lineEnd(s, i+1)
		if isBlank(s[i+1:end]) && end < len(s) {
			return i
		}
		if end == len(s) {
			break
		}
		i = end
	}
	return -1
}
