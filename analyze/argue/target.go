package argue

import (
	"cmp"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// targets returns the claims of fact of comment j that a mark of comment i
// bears on: those whose words the reply quotes just before it; else those
// that share most with the mark's sentence, with the whole reply; else the
// one that is most notable.
func (b *builder) targets(i, j int, mark gainsay.Span) []int {
	facts := b.facts(j)
	if len(facts) <= 1 {
		return facts
	}
	if quote, ok := b.quoteBefore(i, mark.Start); ok {
		t := b.p.Docs[i].Terms(quote)
		if best := b.closestTo(facts, &t, 2); len(best) > 0 {
			return best
		}
	}
	if best := b.about(facts, i, mark); len(best) < len(facts) {
		return best
	}
	if best := b.closestTo(facts, b.termsOf(i), 1); len(best) > 0 {
		return best
	}
	return []int{slices.MaxFunc(facts, func(x, y int) int { return cmp.Compare(b.notable(&b.claims[x]), b.notable(&b.claims[y])) })}
}

// maxFacts bounds how many claims of one comment its answers are held
// against.
const maxFacts = 200

// facts lists the first claims of fact of comment j.
func (b *builder) facts(j int) []int {
	var out []int
	for _, k := range b.byComment[j] {
		if b.claims[k].kind == gainsay.Fact && len(out) < maxFacts {
			out = append(out, k)
		}
	}
	return out
}

// closestTo returns those of the claims that share most with t, at least the
// number of terms given.
func (b *builder) closestTo(claims []int, t *text.Terms, least int) []int {
	var best []int
	for _, k := range claims {
		switch n := t.CountCommon(b.claims[k].terms); {
		case n > least || n == least && best == nil:
			best, least = []int{k}, n
		case n == least:
			best = append(best, k)
		}
	}
	return best
}

// quoteBefore returns the last quotation of comment i that ends before the
// byte and has nothing but the author's answer behind it.
func (b *builder) quoteBefore(i, at int) (gainsay.Span, bool) {
	quotes := b.p.Thread.Comments[i].Quotes
	n, _ := slices.BinarySearchFunc(quotes, at, func(q gainsay.Span, at int) int { return q.End - at - 1 })
	if n == 0 {
		return gainsay.Span{}, false
	}
	return quotes[n-1], true
}
