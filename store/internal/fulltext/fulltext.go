// Package fulltext cuts a text into the words that SQLite's full text search finds
// in it (FTS5, tokenizer unicode61 with remove_diacritics 2), so that a search
// finds the same comments where PostgreSQL keeps the index.
package fulltext

import (
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Word is a word of a text.
type Word struct {
	Term       string // folded: lower case, without diacritics
	Start, End int    // byte offsets into the text
}

// Cut returns the words of a text in order.
func Cut(text string) (out []Word) {
	var term []byte
	start := -1
	for i, r := range text {
		if class := classOf(r); class == wordChar || class == diacritic && start >= 0 {
			if start < 0 {
				start, term = i, term[:0]
			}
			if class == wordChar {
				term = utf8.AppendRune(term, fold(r))
			}
			continue
		}
		if start >= 0 {
			out = append(out, Word{string(term), start, i})
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, Word{string(term), start, len(text)})
	}
	return out
}

const (
	separator = iota
	diacritic // belongs to the word it is in, but begins none
	wordChar
)

func classOf(r rune) int {
	switch {
	case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
		return wordChar
	case r < 0x80:
		return separator
	case inRanges(diacritics, r):
		return diacritic
	case inRanges(separators, r):
		return separator
	}
	return wordChar
}

// inRanges reports whether r is in a list of first and last runes.
func inRanges(list []rune, r rune) bool {
	n := sort.Search(len(list)/2, func(i int) bool { return list[2*i+1] >= r })
	return 2*n < len(list) && list[2*n] <= r
}

// fold gives the lower case of a character without its diacritics.
func fold(r rune) rune {
	if r < 0x80 {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	n := sort.Search(len(folds), func(i int) bool { return folds[i].last >= r })
	if n < len(folds) && folds[n].first <= r && (r-folds[n].first)%folds[n].step == 0 {
		return r + folds[n].delta
	}
	return r
}

// folding says that every step-th rune from first to last becomes rune+delta.
type folding struct{ first, last, step, delta rune }

// What PostgreSQL can store: bytes of a word, positions of words in a text,
// bytes of all different words of a text.
const (
	maxTerm     = 2000
	maxPosition = 16383
	maxTerms    = 700_000
)

// clip cuts a term to what PostgreSQL can store.
func clip(term string) string {
	if len(term) <= maxTerm {
		return term
	}
	n := maxTerm
	for !utf8.RuneStart(term[n]) {
		n--
	}
	return term[:n]
}

// Vector gives the words of a text with their positions as PostgreSQL reads a
// tsvector. Words beyond the 16,383rd have this position, and of a text with
// more than 700 kB of different words the later ones are left out: PostgreSQL
// can store no more.
func Vector(text string) string {
	at := map[string][]byte{}
	var order []string
	size := 0
	for i, w := range Cut(text) {
		term := clip(w.Term)
		list, ok := at[term]
		if !ok {
			if size += len(term) + 4; size > maxTerms {
				continue
			}
			order = append(order, term)
		}
		if ok && i >= maxPosition {
			continue
		}
		if ok {
			list = append(list, ',')
		}
		at[term] = strconv.AppendInt(list, int64(min(i+1, maxPosition)), 10)
	}
	var b strings.Builder
	for _, term := range order {
		b.WriteByte('\'')
		b.WriteString(term) // has neither ' nor \
		b.WriteString("':")
		b.Write(at[term])
		b.WriteByte(' ')
	}
	return b.String()
}

// Query gives PostgreSQL's tsquery for an expression of strings in double quotes,
// each of which may be followed by * for a prefix. FTS5 reads the same
// expression. The query is "" if no string has a word: it finds nothing.
func Query(match string) string {
	var terms []string
	for _, p := range Phrases(match) {
		for i, term := range p.Terms {
			p.Terms[i] = "'" + clip(term) + "'"
		}
		phrase := strings.Join(p.Terms, " <-> ")
		if p.Prefix {
			phrase += ":*"
		}
		terms = append(terms, "("+phrase+")")
	}
	return strings.Join(terms, " & ")
}

// Phrase is one string of an expression: words one after the other, the last of
// which may be the beginning of a word.
type Phrase struct {
	Terms  []string
	Prefix bool
}

// Phrases reads an expression as Query does. Strings without a word are left out.
func Phrases(match string) (out []Phrase) {
	for {
		_, rest, ok := strings.Cut(match, `"`)
		if !ok {
			return out
		}
		text, rest, _ := strings.Cut(rest, `"`)
		var p Phrase
		rest, p.Prefix = strings.CutPrefix(rest, "*")
		for _, w := range Cut(text) {
			p.Terms = append(p.Terms, w.Term)
		}
		if len(p.Terms) > 0 {
			out = append(out, p)
		}
		match = rest
	}
}
