package exporter

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
)

// shift is a text in which parts were replaced, with the changes of its offsets.
type shift struct {
	out   string
	edits []edit
}

// edit replaced the bytes [start, end) of the old text by [at, at+size) of the
// new one.
type edit struct{ start, end, at, size int }

// span moves a span of the old text. An end inside a replaced part moves
// outwards, so that no pseudonym is cut.
func (m *shift) span(s gainsay.Span) gainsay.Span {
	return gainsay.Span{Start: m.offset(s.Start, false), End: m.offset(s.End, true)}
}

func (m *shift) offset(i int, end bool) int {
	n, found := slices.BinarySearchFunc(m.edits, i, func(e edit, i int) int {
		switch {
		case e.end <= i:
			return -1
		case e.start > i:
			return 1
		}
		return 0
	})
	moved := 0
	if n > 0 {
		e := m.edits[n-1]
		moved = e.at + e.size - e.end
	}
	if !found {
		return i + moved
	}
	e := m.edits[n]
	switch {
	case i == e.start:
		return e.at
	case end:
		return e.at + e.size
	}
	return e.at
}

// rewrite replaces the names in a text that are meant as names. They are looked
// up by their first word and then by their lengths, so the time depends on the
// length of the text and not on the number of names.
func (v *veil) rewrite(s string, meant func(s string, start, end int, n veiledName) bool) *shift {
	m := &shift{}
	var out strings.Builder
	last := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isWord(r) {
			i += size
			continue
		}
		n, end := v.nameAt(s, i)
		if end > 0 && meant(s, i, end, n) {
			out.WriteString(s[last:i])
			m.edits = append(m.edits, edit{i, end, out.Len(), len(n.pseudonym)})
			out.WriteString(n.pseudonym)
			i, last = end, end
			continue
		}
		for i < len(s) && isWord(r) {
			i += size
			r, size = utf8.DecodeRuneInString(s[i:])
		}
	}
	out.WriteString(s[last:])
	m.out = out.String()
	return m
}

// nameAt returns the longest name that begins with the word at i and ends with
// a word; end is 0 where there is none.
func (v *veil) nameAt(s string, i int) (n veiledName, end int) {
	for _, runes := range v.lengths[folded(firstWord(s[i:]))] {
		end := i
		for left := runes; left > 0 && end < len(s); left-- {
			_, size := utf8.DecodeRuneInString(s[end:])
			end += size
		}
		n, ok := v.words[folded(s[i:end])]
		if r, size := utf8.DecodeRuneInString(s[end:]); ok && (size == 0 || !isWord(r)) {
			return n, end
		}
	}
	return veiledName{}, 0
}

// firstWord returns the word that s begins with.
func firstWord(s string) string {
	for i, r := range s {
		if !isWord(r) {
			return s[:i]
		}
	}
	return s
}

// folded makes a text comparable: lower case, every space the same. It has as
// many runes as the text.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return unicode.ToLower(r)
	}, s)
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_'
}

// meant reports whether a name in a text is meant as one. Names of several
// words and handles always are. A single word ("Will", "sam") is one after an @
// or in an address, where it is addressed or quoted, or where it has a capital in
// the middle of a sentence.
func meant(s string, start, end int, n veiledName) bool {
	before, after := strings.TrimRight(s[:start], " \t"), s[end:]
	capital, _ := utf8.DecodeRuneInString(s[start:])
	switch {
	case n.whole, strings.HasSuffix(s[:start], "@"), strings.HasSuffix(s[:start], "/"):
		return true
	case utf8.RuneCountInString(n.lower) < 2:
		return false
	case unicode.IsUpper(capital) && !beginsSentence(before):
		return true
	case beginsSentence(before) || strings.HasSuffix(before, ",") || greets(before):
		return endsAddress(after) || strings.HasPrefix(after, " wrote") ||
			strings.HasPrefix(after, " said") || strings.HasPrefix(after, "'s") ||
			strings.HasPrefix(after, "’s")
	}
	return false
}

// beginsSentence reports whether a sentence, line or quotation ends with before.
func beginsSentence(before string) bool {
	r, size := utf8.DecodeLastRuneInString(before)
	return size == 0 || strings.ContainsRune(".!?…\n>“\"'‘«(:", r)
}

// greets reports whether before ends in a word that goes before a name.
func greets(before string) bool {
	i := strings.LastIndexFunc(before, func(r rune) bool { return !isWord(r) })
	switch strings.ToLower(before[i+1:]) {
	case "hi", "hey", "hello", "dear", "thanks", "no", "yes", "sorry", "ok", "well", "mr", "mrs", "ms", "dr":
		return true
	}
	return false
}

// endsAddress reports whether what follows a name sets it off.
func endsAddress(after string) bool {
	after = strings.TrimLeft(after, " \t")
	r, size := utf8.DecodeRuneInString(after)
	return size == 0 || strings.ContainsRune(",.:;!?…\n–—-", r)
}
