package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/token"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

// replyHeads are phrases that open the header of a quotation, in lower case.
var replyHeads = []string{"in reply to", "in response to", "in answer to", "replying to", "responding to",
	"reply to", "response to", "quoting", "quote", "re"}

// replyHead returns the length in bytes of the phrase of replyHeads at the
// front of s, or 0.
func replyHead(s string) int {
	for _, h := range replyHeads {
		if chars.HasPrefixFold(s, h) && !chars.WordAt(s, len(h)) {
			return len(h)
		}
	}
	return 0
}

// Bounds of a header, in bytes.
const (
	maxReplied = 4000 // "(In reply to: … -- Name)"
	maxSigned  = 60   // "-- Name", and what may come between a phrase and the opening mark
)

// mayBeBracketed reports whether a line may begin with a header in brackets.
func mayBeBracketed(line string) bool {
	return line != "" && (line[0] == '(' || line[0] == '[')
}

// bracketed returns where the quotation ends that begins with the bracket at
// byte start, after its closing bracket, or 0: "(In reply to: … -- Name)",
// "[Re: “…”]". Without quotation marks it has to name its author.
func bracketed(s string, start int) int {
	closing := byte(')')
	if s[start] == '[' {
		closing = ']'
	}
	body := start + 1 + replyHead(s[start+1:])
	if tag, _ := quoteTag(s[start:]); tag > 0 || body == start+1 || !opensBody(s[body:]) {
		return 0
	}
	limit := min(len(s), start+maxReplied)
	for i := body; i < limit; i++ {
		k := strings.IndexByte(s[i:limit], closing)
		if k < 0 {
			return 0
		}
		if i += k; signature(s[body:i]) > 0 || endsQuoted(s[body:i]) {
			return i + 1
		}
	}
	return 0
}

// opensBody reports whether s, what follows the phrase of a header, goes on
// with a quotation mark, or with a colon after the name, if any.
func opensBody(s string) bool {
	s = strings.TrimLeft(s, " ")
	if strings.IndexAny(s, openingMarks) == 0 {
		return true
	}
	name, _, ok := strings.Cut(s[:min(len(s), maxSigned)], ":")
	return ok && !strings.Contains(name, "\n")
}

// The marks that may open and close a quotation.
const (
	openingMarks = `"'“‘«„‚‹”»「『`
	closingMarks = `"'”’»“›«‹」』`
)

// signature returns the length of the attribution at the end of s, "-- Name",
// or 0.
func signature(s string) int {
	tail := s[max(0, len(s)-maxSigned):]
	for _, dash := range [...]string{"--", "—", "–", "―", "~", " - "} {
		k := strings.LastIndex(tail, dash)
		if k < 0 {
			continue
		}
		name := strings.TrimSpace(tail[k+len(dash):])
		if name == "" || strings.ContainsAny(name, "()[]\n\"“”") || dash != "--" && chars.StartsLower(name) {
			continue
		}
		return len(tail) - k
	}
	return 0
}

// endsQuoted reports whether s, what follows the phrase of a header, ends with
// a quotation in marks.
func endsQuoted(s string) bool {
	s = strings.TrimSpace(s)
	_, n := utf8.DecodeLastRuneInString(s)
	return len(s) > n && strings.ContainsAny(s[len(s)-n:], closingMarks) &&
		strings.ContainsAny(s[:len(s)-n], openingMarks)
}

// introducedMarks returns those runs in quotation marks which a header on the
// same line introduces as somebody else's words, with the header and the name
// that may follow: "In reply to Dana: “…”", "Re: '…'",
// "Dana wrote: '…'".
func introducedMarks(s string, tokens []token.Token, quoted []gainsay.Span) []gainsay.Span {
	var out []gainsay.Span
	from, at := 0, 0
	for _, q := range quoted {
		line := max(from, strings.LastIndexByte(s[from:q.Start], '\n')+1+from)
		for at < len(tokens) && tokens[at].Start < line {
			at++
		}
		end := at
		for end < len(tokens) && end <= at+maxHeaderWords && tokens[end].Start < q.Start {
			end++
		}
		if end <= at+maxHeaderWords && introduces(s[line:q.Start], tokens[at:end]) {
			out = append(out, gainsay.Span{Start: tokens[at].Start, End: signedEnd(s, q.End)})
		}
		from = q.End
	}
	return out
}

// maxHeaderWords bounds a header in tokens.
const maxHeaderWords = 12

// introduces reports whether a header, the text of a line up to a quotation
// mark, introduces the words of another author.
func introduces(header string, words []token.Token) bool {
	header = strings.TrimSpace(header)
	if len(words) < 2 {
		return false
	}
	switch last := words[len(words)-1].Text; {
	case !strings.HasSuffix(header, last) || last != ":" && last != "," && last != "-" && last != "–" &&
		last != "—" && last != "--":
		return false
	case last == ":" && words[0].POS == pos.Mention && len(words) == 2:
		return true
	case last != "," && replyHead(header) > 0:
		return !hasStop(header)
	}
	return writes(words[:len(words)-1])
}

// writes reports whether words say that somebody wrote: a name of up to four
// words, or "you", and the verb.
func writes(words []token.Token) bool {
	n := len(words) - 1
	if n < 1 || n > 4 || !writtenVerbs[words[n].Lower] {
		return false
	}
	if n == 1 && words[0].Lower == "you" {
		return true
	}
	for i := range words[:n] {
		t := &words[i]
		named := chars.StartsUpper(t.Text) || strings.ContainsFunc(t.Text, notLetter)
		if t.POS != pos.Mention && (wordlist.Stopwords[t.Lower] || !named) {
			return false
		}
	}
	return true
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// writtenVerbs introduce other authors; sources are rather said to have said
// something.
var writtenVerbs = map[string]bool{"wrote": true, "writes": true, "posted": true, "posts": true,
	"commented": true, "replied": true}

// signedEnd returns the end of a quotation whose marks end at byte end, with
// the attribution on the rest of the line: "“…” -- Dana".
func signedEnd(s string, end int) int {
	stop := lineEnd(s, end)
	rest := strings.TrimSpace(s[end:stop])
	if n := signature(rest); n > 0 && n == len(rest) {
		return stop
	}
	return end
}
