package argue

import (
	"cmp"
	"slices"
	"sort"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// near returns the annotations of comment i that begin in one of the sentences
// from first to last, both included; indexes outside the comment are clipped.
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

// termsOf returns the terms of the whole of comment i.
func (b *builder) termsOf(i int) *text.Terms {
	if b.own[i] == nil {
		t := b.p.Docs[i].Terms(gainsay.Span{End: len(b.p.Docs[i].Text)})
		b.own[i] = &t
	}
	return b.own[i]
}

// shareName reports whether two spans have a name in common.
func shareName(a, b *text.Terms) bool {
	return slices.ContainsFunc(a.Names, func(n string) bool { return slices.Contains(b.Names, n) })
}

// reference is a text above the thread that claims are compared with.
type reference struct {
	doc   *text.Doc
	terms []text.Terms     // of each sentence
	with  map[string][]int // by term: the sentences that have it
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

// confirms reports whether a sentence without negation has four fifths of the
// terms and, if there are names, one of them. At most spare terms may be
// missing, so it has one of any spare+1 terms: only the sentences with one of
// the rarest are compared.
func (r *reference) confirms(t *text.Terms) bool {
	need := (len(t.Words)*4 + 4) / 5
	spare := len(t.Words) - need // terms that a sentence may lack
	var scratch [16]string
	words := scratch[:0]
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
