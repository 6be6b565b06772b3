package reply

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// termKind is what a term is.
type termKind byte

const (
	wordTerm termKind = iota
	nameTerm
	figureTerm
)

// Bounds on words that are terms, in bytes.
const (
	minTerm = 3
	maxTerm = 40
)

// vocabulary numbers the terms of a thread (stems of content words, canonical
// names, figures) and counts the comments in which each occurs.
type vocabulary struct {
	byWord map[string]int32 // lower-case word to its term; -1 for a word that is no term
	byKey  map[string]int32 // stem or figure to its term
	byName map[string]int32 // canonical name to its term
	df     []int32          // document frequency
	kind   []termKind
	shown  []string // as first written
}

// maxExpected is up to how many different words of a thread are allocated at once.
const maxExpected = 1 << 12

func newVocabulary(docs []*text.Doc) *vocabulary {
	tokens := 0
	for _, d := range docs {
		tokens += len(d.Tokens)
	}
	words := min(tokens/3, maxExpected)
	return &vocabulary{
		byWord: make(map[string]int32, words), byKey: make(map[string]int32, words/2), byName: map[string]int32{},
	}
}

// count lists the terms of a comment and counts the comment for each.
func (vo *vocabulary) count(d *text.Doc) []int32 {
	out := vo.terms(d)
	for _, id := range out {
		vo.df[id]++
	}
	return out
}

// terms lists the terms of a text outside its quotations, ascending, each once.
func (vo *vocabulary) terms(d *text.Doc) []int32 {
	out := make([]int32, 0, len(d.Tokens)/2)
	for _, e := range d.Entities {
		if !inSpans(d.Quotes, e.Start) {
			out = append(out, vo.add(vo.byName, e.Name, e.Name, nameTerm))
		}
	}
	for _, s := range d.Sentences {
		if s.Quoted {
			continue
		}
		words := d.Words(s)
		for k := range words {
			if id := vo.word(words[k].Lower); id >= 0 {
				out = append(out, id)
			}
		}
	}
	slices.Sort(out)
	return slices.Clip(slices.Compact(out))
}

// word returns the term of a lower-case word, -1 if it is none.
func (vo *vocabulary) word(lower string) int32 {
	if id, ok := vo.byWord[lower]; ok {
		return id
	}
	id := int32(-1)
	switch {
	case len(lower) > maxTerm || text.Stopword(lower):
	case lower[0] >= '0' && lower[0] <= '9':
		id = vo.add(vo.byKey, lower, lower, figureTerm)
	case len(lower) >= minTerm && isWord(lower):
		id = vo.add(vo.byKey, text.Stem(lower), lower, wordTerm)
	}
	vo.byWord[lower] = id
	return id
}

// isWord reports whether s begins with a letter.
func isWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// add returns the term of a key of one of the maps, a new one if there is none.
func (vo *vocabulary) add(terms map[string]int32, key, shown string, kind termKind) int32 {
	if id, ok := terms[key]; ok {
		return id
	}
	id := int32(len(vo.df))
	terms[key] = id
	vo.df, vo.kind, vo.shown = append(vo.df, 0), append(vo.kind, kind), append(vo.shown, shown)
	return id
}

func inSpans(spans []gainsay.Span, off int) bool {
	for _, s := range spans {
		if s.Start <= off && off < s.End {
			return true
		}
	}
	return false
}
