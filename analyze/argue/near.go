package argue

import (
	"cmp"
	"slices"
	"sort"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// near returns the marks of comment i that begin in one of the sentences from
// first to last; numbers outside the comment are cut off.
func (b *builder) near(i, first, last int) []gainsay.Annotation {
	ss := b.p.Docs[i].Sentences
	first, last = max(first, 0), min(last, len(ss)-1)
	if first > last {
		return nil
	}
	marks := b.marks[i]
	from := sort.Search(len(marks), func(k int) bool { return marks[k].Start >= ss[first].Start })
	to := sort.Search(len(marks), func(k int) bool { return marks[k].Start >= ss[last].End })
	return marks[from:to]
}

// termsOf are the terms of the whole of comment i.
func (b *builder) termsOf(i int) *text.Terms {
	if b.own[i] == nil {
		t := b.p.Docs[i].Terms(gainsay.Span{End: len(b.p.Docs[i].Text)})
		b.own[i] = &t
	}
	return b.own[i]
}

func shareName(a, b *text.Terms) bool {
	return slices.ContainsFunc(a.Names, func(n string) bool { return slices.Contains(b.Names, n) })
}

// reference is a text above the thread that claims are held against.
type reference struct {
	doc   *text.Doc
	terms []text.Terms     // of each sentence
	with  map[string][]int // sentences with a term
}

func newReference(d *text.Doc) *reference {
	r := &reference{doc: d, with: map[string][]int{}}
	for k, s := range d.Sentences {
		t := d.Terms(s.Span)
		r.terms = append(r.terms, t)
		for _, w := range t.Words {
			r.with[w.Key] = append(r.with[w.Key], k)
		}
	}
	return r
}

// bearsOut reports whether a sentence that does not negate has four fifths of
// the terms and, if there are names, one of them. Such a sentence has one at
// least of any fifth of the terms and one more, so the rarest are looked up.
func (r *reference) bearsOut(t *text.Terms) bool {
	need := (len(t.Words)*4 + 4) / 5
	spare := len(t.Words) - need // terms that a sentence may lack
	var room [16]string
	words := room[:0]
	for _, w := range t.Words {
		switch {
		case len(r.with[w.Key]) > 0:
			words = append(words, w.Key)
		case spare == 0:
			return false
		default:
			spare--
		}
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Compare(len(r.with[a]), len(r.with[b])) })
	for _, w := range words[:spare+1] {
		for _, k := range r.with[w] {
			s := &r.terms[k]
			if !s.Negated && t.CountCommon(s) >= need && (len(t.Names) == 0 || shareName(t, s)) {
				return true
			}
		}
	}
	return false
}
