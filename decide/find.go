package decide

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// Limits of the search for words that were edited.
const (
	editsPer  = 5   // one edit is allowed for every five runes of the words
	minEdited = 10  // shorter words must be found as they are
	headLen   = 96  // of words longer than twice this, only both ends are searched
	maxCells  = 1e7 // of the table of edit distances; 10 million take about 30 ms
)

// Find looks for quoted words in a text: exactly, then apart from white space,
// case and kinds of quotation marks, then with one edit for every five
// characters, as the search of fuzzy anchors does in tools for W3C Web
// Annotation. Of several places it takes the one whose neighbourhood agrees
// best with the quote, and of these the nearest to byte near. The method is
// ByWords or BySimilar, and "" where the words are not in the text.
func Find(text string, q gainsay.Quote, near int) (gainsay.Span, Method) {
	if q.Exact == "" {
		return gainsay.Span{}, ""
	}
	s := newSearch(text, q, near)
	if span, ok := s.best(s.exact()); ok {
		return span, ByWords
	}
	if len(s.words) == 0 {
		return gainsay.Span{}, ""
	}
	if span, ok := s.best(s.folded()); ok {
		return span, BySimilar
	}
	if span, ok := s.best(s.edited()); ok {
		return span, BySimilar
	}
	return gainsay.Span{}, ""
}

// search is one search for a quote.
type search struct {
	raw                   string
	text                  folded
	quote                 gainsay.Quote
	words, prefix, suffix []rune
	near                  int
}

func newSearch(text string, q gainsay.Quote, near int) *search {
	return &search{
		raw: text, text: fold(text), quote: q, near: near,
		words: fold(q.Exact).trim().runes, prefix: fold(q.Prefix).runes, suffix: fold(q.Suffix).runes,
	}
}

// best takes the candidate with the most common runes around it, then the nearest.
func (s *search) best(candidates []gainsay.Span) (best gainsay.Span, ok bool) {
	bestContext, bestDistance := -1, 0
	for _, c := range candidates {
		context, distance := s.context(c), max(c.Start-s.near, s.near-c.Start)
		if cmp.Or(cmp.Compare(context, bestContext), cmp.Compare(bestDistance, distance)) > 0 {
			best, bestContext, bestDistance = c, context, distance
		}
	}
	return best, bestContext >= 0
}

// context counts the runes around a span that agree with the quote.
func (s *search) context(c gainsay.Span) int {
	i, j := s.text.index(c.Start), s.text.index(c.End)
	return commonSuffix(s.text.runes[:i], s.prefix, gainsay.QuoteContext) +
		commonPrefix(s.text.runes[j:], s.suffix, gainsay.QuoteContext)
}

func (s *search) exact() (out []gainsay.Span) {
	for at := 0; ; {
		i := strings.Index(s.raw[at:], s.quote.Exact)
		if i < 0 {
			return out
		}
		start := at + i
		out = append(out, gainsay.Span{Start: start, End: start + len(s.quote.Exact)})
		at = start + 1
	}
}

func (s *search) folded() (out []gainsay.Span) {
	text, words := string(s.text.runes), string(s.words)
	for at, runes := 0, 0; ; {
		i := strings.Index(text[at:], words)
		if i < 0 {
			return out
		}
		runes += len([]rune(text[at : at+i]))
		out = append(out, s.text.span(runes, runes+len(s.words)))
		at += i + len(string(s.words[:1]))
		runes++
	}
}

// edited finds the places with the fewest edits, if they are few enough.
func (s *search) edited() []gainsay.Span {
	m := len(s.words)
	if m < minEdited || min(m, headLen)*len(s.text.runes) > maxCells {
		return nil
	}
	if m > 2*headLen {
		return s.ends()
	}
	all := approximate(s.text.runes, s.words, m/editsPer)
	least := m
	for _, r := range all {
		least = min(least, r.edits)
	}
	var out []gainsay.Span
	for _, r := range all {
		if r.edits == least {
			out = append(out, s.text.span(r.start, r.end))
		}
	}
	return out
}

// ends finds long words by their beginning and their end, which must lie about
// as far apart as in the quote.
func (s *search) ends() (out []gainsay.Span) {
	m := len(s.words)
	tails := approximate(s.text.runes, s.words[m-headLen:], headLen/editsPer)
	for _, h := range approximate(s.text.runes, s.words[:headLen], headLen/editsPer) {
		i, _ := slices.BinarySearchFunc(tails, h.start+m, func(t match, end int) int { return cmp.Compare(t.end, end) })
		for _, t := range tails[max(i-1, 0):min(i+1, len(tails))] {
			if n := t.end - h.start; n >= m-m/editsPer && n <= m+m/editsPer {
				out = append(out, s.text.span(h.start, t.end))
			}
		}
	}
	return out
}

// match is a range of a text that differs from words by some edits.
type match struct{ start, end, edits int }

// approximate finds the ranges of text that differ from words by at most limit
// insertions, deletions and substitutions (Sellers 1980): of those with one
// start the first with the fewest, in the order of their ends. words is not
// empty, limit is less than its length.
func approximate(text, words []rune, limit int) (out []match) {
	type cell struct{ edits, start int }
	m := len(words)
	column := make([]cell, m+1)
	for i := range column {
		column[i].edits = i
	}
	for j, r := range text {
		diagonal := column[0]
		column[0] = cell{0, j + 1}
		for i := 1; i <= m; i++ {
			c := diagonal
			if words[i-1] != r {
				c.edits++
			}
			for _, o := range [2]cell{column[i], column[i-1]} {
				if o.edits+1 < c.edits {
					c = cell{o.edits + 1, o.start}
				}
			}
			diagonal, column[i] = column[i], c
		}
		c := column[m]
		last := len(out) - 1
		switch {
		case c.edits > limit:
		case last < 0 || out[last].start != c.start:
			out = append(out, match{c.start, j + 1, c.edits})
		case c.edits < out[last].edits:
			out[last] = match{c.start, j + 1, c.edits}
		}
	}
	return out
}
