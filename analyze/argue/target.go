package argue

import (
	"cmp"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// targets returns the claims of fact of comment j that a span of comment i
// refers to: those whose words are quoted just before it; else those that have
// most terms in common with its sentence, or with the whole of comment i; else
// the most notable one.
func (b *builder) targets(i, j int, span gainsay.Span) []int {
	facts := b.facts(j)
	if len(facts) <= 1 {
		return facts
	}
	if quote, ok := b.quoteBefore(i, span.Start); ok {
		t := b.p.Docs[i].Terms(quote)
		if best := b.closestTo(facts, &t, leastQuoted); len(best) > 0 {
			return best
		}
	}
	if best := b.about(facts, i, span); len(best) < len(facts) {
		return best
	}
	if best := b.closestTo(facts, b.termsOf(i), 1); len(best) > 0 {
		return best
	}
	return []int{slices.MaxFunc(facts, func(x, y int) int {
		return cmp.Compare(b.notable(&b.claims[x]), b.notable(&b.claims[y]))
	})}
}

// leastQuoted is how many terms a quotation must have in common with a claim.
const leastQuoted = 2

// maxFacts bounds how many claims of a comment its answers are compared with.
const maxFacts = 200

// facts lists the claims of fact of comment j, the first maxFacts.
func (b *builder) facts(j int) []int {
	var out []int
	for _, k := range b.byComment[j] {
		if b.claims[k].kind == gainsay.Fact && len(out) < maxFacts {
			out = append(out, k)
		}
	}
	return out
}

// closestTo returns those of the claims that have most terms in common with t,
// at least the given number; nil if there are none.
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

// quoteBefore returns the last quotation of comment i that ends before a byte.
func (b *builder) quoteBefore(i, at int) (gainsay.Span, bool) {
	quotes := b.p.Thread.Comments[i].Quotes
	n, _ := slices.BinarySearchFunc(quotes, at, func(q gainsay.Span, at int) int { return q.End - at - 1 })
	if n == 0 {
		return gainsay.Span{}, false
	}
	return quotes[n-1], true
}
