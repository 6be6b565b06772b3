package rule

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

// sequenceMatcher matches consecutive tokens. It is written as elements
// separated by blanks:
//
//	you|u        one of these words (lower case, straight apostrophes)
//	@insult      an entry of a lexicon, of one word or several
//	<NN|JJ>      a part of speech that begins with one of these (see package pos)
//	@insult<NN>  both
//	!not         a token that does not match
//	_            any token
//	..3          up to three tokens, as few as possible, none of them . ! ? ; or :
//	very?        may be absent
//	^ $          the sentence's first word, its last word
//	{ }          the part between them is the hit; without them, all of it
type sequenceMatcher struct {
	elements   []element
	start, end int // the hit is of elements[start:end]
	first      bool
	last       bool
}

type element struct {
	words    []string
	index    wordlist.Table[bool] // of words
	pos      []string
	lexicon  *Lexicon
	negated  bool
	optional bool
	gap      int // tokens a gap may take; 0 for no gap
}

func newSequence(src string, lex *Lexicons) (*sequenceMatcher, error) {
	m := &sequenceMatcher{start: -1, end: -1}
	for _, f := range strings.Fields(src) {
		switch f {
		case "^":
			m.first = true
		case "$":
			m.last = true
		case "{":
			m.start = len(m.elements)
		case "}":
			m.end = len(m.elements)
		default:
			e, err := newElement(f, lex)
			if err != nil {
				return nil, err
			}
			m.elements = append(m.elements, e)
		}
	}
	if m.start < 0 {
		m.start = 0
	}
	if m.end < 0 {
		m.end = len(m.elements)
	}
	if len(m.elements) == 0 || m.start >= m.end {
		return nil, fmt.Errorf("sequence %q matches nothing", src)
	}
	return m, nil
}

func newElement(src string, lex *Lexicons) (element, error) {
	var e element
	if n, ok := strings.CutPrefix(src, ".."); ok {
		k, err := strconv.Atoi(n)
		if err != nil || k < 1 || k > 12 {
			return e, fmt.Errorf("gap %q is not ..1 to ..12", src)
		}
		return element{gap: k}, nil
	}
	body, negated := strings.CutPrefix(src, "!")
	body, optional := strings.CutSuffix(body, "?")
	e.negated, e.optional = negated, optional
	if body == "_" {
		return e, nil
	}
	if i := strings.IndexByte(body, '<'); i >= 0 && strings.HasSuffix(body, ">") {
		e.pos = strings.Split(body[i+1:len(body)-1], "|")
		for _, p := range e.pos {
			if !pos.HasPrefix(p) {
				return e, fmt.Errorf("no part of speech begins with %q", p)
			}
		}
		body = body[:i]
	}
	if name, ok := strings.CutPrefix(body, "@"); ok {
		l, err := lex.Get(name)
		e.lexicon = l
		return e, err
	}
	if body != "" {
		e.words = strings.Split(body, "|")
		set := map[string]bool{}
		for _, w := range e.words {
			set[w] = true
		}
		e.index = wordlist.NewTable(set)
	}
	return e, nil
}

// take returns how many tokens the element matches at the front of words, and
// the weight of a lexicon entry; 0 if it does not match.
func (e *element) take(words []text.Token) (int, float64) {
	n, weight := 1, 1.0
	ok := true
	if e.lexicon != nil {
		n, weight = e.lexicon.At(words)
		ok = n > 0
	}
	if ok && e.words != nil {
		ok = e.index.Has(words[0].Lower)
	}
	if ok && e.pos != nil {
		tag := words[max(n, 1)-1].POS
		ok = slices.ContainsFunc(e.pos, func(p string) bool { return strings.HasPrefix(string(tag), p) })
	}
	if e.negated {
		ok, n, weight = !ok, 1, 1
	}
	if !ok {
		return 0, 0
	}
	return n, weight
}

func (m *sequenceMatcher) match(d *text.Doc, s text.Sentence, hits []found) []found {
	words := d.Words(s)
	for i := 0; i < len(words); i++ {
		if m.first && words[i].Start > firstWord(words) {
			break
		}
		r := run{m: m, words: words, weight: 1, from: -1}
		if end := r.step(0, i); end > i {
			if r.from >= r.to { // the part between the braces was absent
				r.from, r.to = i, end
			}
			span := gainsay.Span{Start: words[r.from].Start, End: words[r.to-1].End}
			hits = append(hits, found{span, r.weight})
			i = end - 1
		}
	}
	return hits
}

// run is one attempt to match a sequence.
type run struct {
	m        *sequenceMatcher
	words    []text.Token
	weight   float64
	from, to int // tokens of the hit
}

// step matches the elements from k on with the tokens from i on and returns the
// token after the last, or -1. Its depth is bounded by the number of elements.
func (r *run) step(k, i int) int {
	if k == len(r.m.elements) {
		return r.finish(k, i)
	}
	e := &r.m.elements[k]
	if e.gap > 0 {
		return r.stepGap(k, i, e.gap)
	}
	if i < len(r.words) {
		if n, w := e.take(r.words[i:]); n > 0 {
			if end := r.step(k+1, i+n); end >= 0 {
				r.note(k, i, n)
				r.weight *= w
				return end
			}
		}
	}
	if e.optional {
		return r.step(k+1, i)
	}
	return -1
}

func (r *run) stepGap(k, i, gap int) int {
	for n := 0; n <= gap; n++ {
		if end := r.step(k+1, i+n); end >= 0 {
			if n > 0 {
				r.note(k, i, n)
			}
			return end
		}
		if i+n >= len(r.words) || isStop(r.words[i+n]) {
			return -1
		}
	}
	return -1
}

func isStop(t text.Token) bool {
	return t.Text != "" && strings.ContainsAny(t.Text[:1], ".!?;:") && punctuation(t)
}

// finish checks the end anchor.
func (r *run) finish(_, i int) int {
	if r.m.last && (i == 0 || r.words[i-1].End < lastWord(r.words)) {
		return -1
	}
	r.from, r.to = len(r.words), 0
	return i
}

// note extends the hit by the tokens of element k. It is called from the last
// element to the first once all have matched.
func (r *run) note(k, i, n int) {
	if r.m.start <= k && k < r.m.end {
		r.from, r.to = min(r.from, i), max(r.to, i+n)
	}
}

// needs returns the words of each element that must be there, the shortest list
// first.
func (m *sequenceMatcher) needs() [][]string {
	var out [][]string
	for _, e := range m.elements {
		words := e.words
		if e.lexicon != nil {
			words = e.lexicon.rare
		}
		if !e.optional && !e.negated && e.gap == 0 && words != nil {
			out = append(out, words)
		}
	}
	slices.SortStableFunc(out, func(a, b []string) int { return len(a) - len(b) })
	return out
}
