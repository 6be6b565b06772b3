package page

import (
	"strings"
	"unicode/utf8"
)

// section returns the lines [begin, end) that hold the comments: after the
// opening phrases of a comment system, up to a closing phrase. Without such
// phrases the comments begin at the first line that heads one; the line of the
// author above a date is included.
func section(lines []line) (begin, end int) {
	end = len(lines)
	begin = opening(lines)
	if begin < 0 {
		begin = firstHeader(lines)
	}
	for end > begin && trailing(lines[end-1]) {
		end--
	}
	return begin, end
}

// opening returns the index after the first block of system phrases that is
// followed by more than phrases, -1 if there is none.
func opening(lines []line) int {
	for i := range lines {
		if lines[i].kind != systemLine {
			continue
		}
		j := i
		for j < len(lines) && (lines[j].kind == systemLine || lines[j].kind == siteLine ||
			lines[j].kind == controlLine && !nameFollows(lines, j)) {
			j++
		}
		if j < len(lines) && !trailingOnly(lines[j:]) {
			return j
		}
	}
	return -1
}

// nameFollows reports whether the control line at j could be a name above a
// date ("Guest", then "2 years ago").
func nameFollows(lines []line, j int) bool {
	return j+1 < len(lines) && lines[j+1].kind == dateLine && lines[j+1].name == ""
}

// trailingOnly reports whether only phrases and navigation are left, as below
// the form that WordPress puts after the comments.
func trailingOnly(lines []line) bool {
	for _, l := range lines {
		if !trailing(l) {
			return false
		}
	}
	return true
}

// trailing reports whether a line is a phrase of the system or navigation.
func trailing(l line) bool { return l.kind == systemLine || l.kind == siteLine }

// firstHeader returns where comments begin on a page without system phrases: at
// the first of at least two headers, or at the end of the lines.
func firstHeader(lines []line) int {
	first, n := len(lines), 0
	for i, l := range lines {
		if l.kind != dateLine && l.kind != saysLine || l.kind == dateLine && l.name == "" && i == 0 {
			continue
		}
		if n == 0 {
			first = i
			if l.kind == dateLine && l.name == "" {
				first = i - 1
			}
		}
		n++
	}
	if n >= 2 {
		return max(0, first)
	}
	if n, m := dialogue(lines); n >= 3 {
		return m
	}
	return len(lines)
}

// dialogue counts the lines of the form "NAME: text" whose names recur, and
// returns the index of the first of them.
func dialogue(lines []line) (n, first int) {
	names := map[string]int{}
	for _, l := range lines {
		if name, _, ok := speaker(l); ok {
			names[name]++
		}
	}
	first = len(lines)
	for i, l := range lines {
		if name, _, ok := speaker(l); ok && (names[name] > 1 || len(names) > 2) {
			n++
			first = min(first, i)
		}
	}
	return n, first
}

// speaker splits "NAME: text".
func speaker(l line) (name, rest string, ok bool) {
	name, rest, ok = strings.Cut(l.text, ": ")
	if !ok || l.kind != textLine || outline().MatchString(l.text) || len(name) > 30 ||
		len(strings.Fields(name)) > 3 ||
		strings.ContainsAny(name, ".,!?\"“()/") {
		return "", "", false
	}
	return name, strings.TrimSpace(rest), rest != ""
}

// article returns the title and the text above the comments. The title is a
// repeated line or, if there is none, the last line before the first paragraph
// that looks like a headline. Captions, credits, menus and repetitions of the
// title are skipped.
func article(lines []line) (title, text string) {
	first := firstParagraph(lines)
	title = repeated(lines)
	if title == "" {
		title = headline(lines[:first])
	}
	var b strings.Builder
	for i, l := range lines {
		if l.kind != textLine || l.text == title || !isParagraph(l) && !(i >= first && introduces(lines, i)) {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(l.text)
	}
	return title, b.String()
}

// repeated returns the longest line of at least 3 words that occurs twice.
func repeated(lines []line) string {
	seen := map[string]bool{}
	best := ""
	for _, l := range lines {
		if l.kind == textLine && seen[l.text] && len(strings.Fields(l.text)) >= 3 &&
			len(l.text) > len(best) &&
			len(l.text) <= 250 {
			best = l.text
		}
		seen[l.text] = true
	}
	return best
}

// headline returns the last line that looks like a headline, else the first
// line of text.
func headline(lines []line) string {
	for i := len(lines) - 1; i >= 0; i-- {
		l := lines[i]
		if l.kind == textLine && len(strings.Fields(l.text)) >= 3 && utf8.RuneCountInString(l.text) <= 200 {
			return l.text
		}
	}
	for _, l := range lines {
		if l.kind == textLine {
			return l.text
		}
	}
	return ""
}

// firstParagraph returns the index of the first paragraph.
func firstParagraph(lines []line) int {
	for i, l := range lines {
		if isParagraph(l) {
			return i
		}
	}
	return len(lines)
}

// isParagraph reports whether a line is running text.
func isParagraph(l line) bool {
	if l.kind != textLine {
		return false
	}
	words := len(strings.Fields(l.text))
	stop := strings.ContainsAny(lastRunes(l.text, 2), ".!?”\"…")
	return words >= 25 || words >= 7 && stop
}

// introduces reports whether a short line introduces what follows ("AP
// reports:").
func introduces(lines []line, i int) bool {
	return strings.HasSuffix(lines[i].text, ":") && i+1 < len(lines) && isParagraph(lines[i+1])
}

// lastRunes returns the last n characters of s.
func lastRunes(s string, n int) string {
	k := len(s)
	for ; n > 0 && k > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:k])
		k -= size
	}
	return s[k:]
}
