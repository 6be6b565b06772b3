package argue

import (
	"math"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// relateAll adds the relations from the annotations of replies to claims of the
// comments that they answer.
func (b *builder) relateAll() {
	for i, marks := range b.marks {
		if len(marks) == 0 {
			continue
		}
		answered := b.answered(i)
		for k := range marks {
			for _, j := range answered {
				b.relateTo(&marks[k], i, j)
			}
		}
	}
}

// maxAnswered bounds how many comments one comment is taken to answer.
const maxAnswered = 16

// answered lists the comments that comment i answers, the parent first.
func (b *builder) answered(i int) []int {
	var out []int
	if j := b.p.Parents[i]; j >= 0 {
		out = append(out, j)
	}
	for _, id := range b.p.Thread.Comments[i].OtherParents {
		if j, ok := b.index[id]; ok && j < i && !slices.Contains(out, j) && len(out) < maxAnswered {
			out = append(out, j)
		}
	}
	return out
}

// relateTo adds the relations from an annotation of comment i to claims of
// comment j, which it answers.
func (b *builder) relateTo(a *gainsay.Annotation, i, j int) {
	switch a.Tag {
	case gainsay.TagClaim:
		b.contradict(a, i, j)
	case gainsay.TagCounterclaim:
		if t, ok := b.index[a.Target]; ok && j == b.p.Parents[i] {
			b.counter(a, i, t)
		}
	case gainsay.TagEvidenceRequest:
		b.ask(a, i, j)
	case gainsay.TagConcession:
		b.concede(a, i, j)
	case gainsay.TagAgreement:
		b.sideWith(a, i, j)
	case gainsay.TagDisagreement:
		b.undercut(a, i, j)
	case gainsay.TagEvidence:
		b.supply(a, i, j)
	}
}

// relate adds a relation from an annotation to claim k, found by a rule. score is
// the rule's, 0 to 1. Without reasons the rule itself is the reason.
func (b *builder) relate(from string, score float64, k int, r *relationRule, reasons ...gainsay.Reason) {
	c := &b.claims[k]
	if len(reasons) == 0 {
		reasons = r.alone
	}
	b.relations = append(b.relations, gainsay.Relation{
		From:    from,
		To:      c.ID,
		Kind:    r.kind,
		Score:   analyze.Round(score * math.Sqrt(c.Score)),
		By:      r.id,
		Reasons: reasons,
	})
}

// ask records that comment i asks for evidence for claims of comment j.
func (b *builder) ask(a *gainsay.Annotation, i, j int) {
	if b.sameAuthor(i, j) {
		return
	}
	for _, k := range b.targets(i, j, a.Span) {
		b.asked[i] = append(b.asked[i], k)
		b.claims[k].record(event{kind: gainsay.StepAsked, comment: i, span: a.Span, claim: -1})
		b.relate(a.ID, a.Score, k, asks)
	}
}

// counter records a counterclaim of comment i to claims of comment j.
func (b *builder) counter(a *gainsay.Annotation, i, j int) {
	own := b.claimAt(i, a.Span)
	from := a.ID
	if own >= 0 {
		from = b.claims[own].ID
	}
	for _, k := range b.targets(i, j, a.Span) {
		if b.denies(i, a.Span, own, k) {
			b.relate(from, a.Score, k, counters, a.Reasons...)
		}
	}
}

// denial is a claim and the claim that denies it.
type denial struct{ claim, by int }

// denies records that a span of comment i denies claim k; own is the claim at
// the span, or -1. It returns false and records nothing if both have one author,
// if own only repeats claim k, or if the denial is recorded already.
func (b *builder) denies(i int, span gainsay.Span, own, k int) bool {
	if b.sameAuthor(i, b.claims[k].comment) {
		return false
	}
	if own >= 0 {
		if b.echoes(own, k) || b.denials[denial{k, own}] {
			return false
		}
		b.denials[denial{k, own}] = true
		b.ground(&b.claims[own])
	}
	b.claims[k].record(event{kind: gainsay.StepCountered, comment: i, span: span, claim: own})
	return true
}

// echoes reports whether claim c says what claim o says in the same words.
func (b *builder) echoes(c, o int) bool {
	x, y := b.termsOfClaim(c), b.termsOfClaim(o)
	return len(x.Words) > 0 && x.Negated == y.Negated && x.Overlap(y) == 1 && !b.differInFigure(c, o)
}

// termsOfClaim returns the terms of a claim of any kind.
func (b *builder) termsOfClaim(k int) *text.Terms {
	c := &b.claims[k]
	if c.terms == nil {
		c.terms = b.p.Terms(c.comment, c.Span)
	}
	return c.terms
}

// contradict relates a claim of fact of comment i to those of comment j that
// cannot be true together with it.
func (b *builder) contradict(a *gainsay.Annotation, i, j int) {
	own := b.claimAt(i, a.Span)
	if own < 0 || b.claims[own].kind != gainsay.Fact {
		return
	}
	for _, k := range b.facts(j) {
		if r := b.contrary(own, k); r != nil && b.denies(i, a.Span, own, k) {
			b.relate(a.ID, a.Score, k, r, b.contraryReasons(r, own, k)...)
		}
	}
}

// sideWith records agreement, and the claim beside it that supports the same.
func (b *builder) sideWith(a *gainsay.Annotation, i, j int) {
	if b.sameAuthor(i, j) {
		return
	}
	for _, k := range b.targets(i, j, a.Span) {
		with := b.closest(i, k)
		b.claims[k].record(event{kind: gainsay.StepSupported, comment: i, span: a.Span, claim: with})
		b.relate(a.ID, a.Score, k, agrees)
		if with >= 0 {
			b.relate(b.claims[with].ID, a.Score*b.claims[with].Score, k, besideAgreement)
		}
	}
}

// closest returns the claim of fact of comment i that has most terms in common
// with claim k and does not deny it, or -1.
func (b *builder) closest(i, k int) int {
	best, most := -1, 0
	for _, m := range b.facts(i) {
		if n := b.claims[m].terms.CountCommon(b.claims[k].terms); n > most && !b.denials[denial{k, m}] {
			best, most = m, n
		}
	}
	return best
}

// undercut records that a reply disputes that a reason supports its claim. Only
// claims with evidence other than figures can be undercut.
func (b *builder) undercut(a *gainsay.Annotation, i, j int) {
	if b.p.Effect(a.By) != analyze.Undercuts || b.sameAuthor(i, j) {
		return
	}
	isReason := func(e gainsay.Evidence) bool { return e.Kind != gainsay.EvidenceFigure }
	for _, k := range b.targets(i, j, a.Span) {
		c := &b.claims[k]
		if !slices.ContainsFunc(c.support, isReason) {
			continue
		}
		c.record(event{kind: gainsay.StepUndercut, comment: i, span: a.Span, claim: -1})
		b.relate(a.ID, a.Score, k, undercuts, a.Reasons...)
	}
}

// maxBack is how many comments up the branch a concession may refer to. Own
// choice.
const maxBack = 6

// concede records what the author of comment i takes back: own claims further up
// the branch, first those that comment j asked about or denied. The claim of
// another author can only be granted.
func (b *builder) concede(a *gainsay.Annotation, i, j int) {
	answered := j
	for n := 0; j >= 0 && n < maxBack; n, j = n+1, b.p.Parents[j] {
		if !b.sameAuthor(i, j) {
			continue
		}
		back := b.meant(i, j, answered, a.Span)
		for _, k := range back {
			b.claims[k].record(event{kind: gainsay.StepConceded, comment: i, span: a.Span, claim: -1})
			b.relate(a.ID, a.Score, k, takesBack)
		}
		if len(back) > 0 {
			return
		}
	}
	if b.p.Effect(a.By) == analyze.Grants {
		for _, k := range b.targets(i, answered, a.Span) {
			b.relate(a.ID, a.Score, k, grants)
		}
	}
}

// meant returns the claims of comment j that have an event by comment via, or
// else those that the span of comment i refers to.
func (b *builder) meant(i, j, via int, span gainsay.Span) []int {
	var out []int
	for _, k := range b.byComment[j] {
		if slices.ContainsFunc(b.claims[k].events, func(e event) bool { return e.comment == via }) {
			out = append(out, k)
		}
	}
	if len(out) > 0 {
		return out
	}
	return b.targets(i, j, span)
}

// supply adds evidence given in a reply: for the claims about which the comment
// answered asked, or for claims of the comment answered if the reply is by the
// same author or agrees.
func (b *builder) supply(a *gainsay.Annotation, i, j int) {
	kind := gainsay.EvidenceKind(a.Kind)
	if !strong(kind) {
		return
	}
	opposes := b.p.HasAny(i, gainsay.TagDisagreement, gainsay.TagCounterclaim)
	var to []int
	switch {
	case len(b.asked[j]) > 0:
		for _, k := range b.asked[j] {
			if !opposes || b.sameAuthor(i, b.claims[k].comment) {
				to = append(to, k)
			}
		}
		to = b.about(to, i, a.Span)
	case b.sameAuthor(i, j) || b.p.HasAny(i, gainsay.TagAgreement) && !opposes:
		to = b.targets(i, j, a.Span)
	}
	for _, k := range to {
		c := &b.claims[k]
		c.support = append(c.support, gainsay.Evidence{Kind: kind, Comment: a.Comment, Span: a.Span})
		c.record(event{kind: gainsay.StepSupplied, comment: i, span: a.Span, claim: -1, gives: kind})
		b.relate(a.ID, a.Score, k, supplies)
	}
}

// about returns those of the claims that have most terms in common with the
// sentence of a span of comment i, or all if none has any.
func (b *builder) about(claims []int, i int, span gainsay.Span) []int {
	d := b.p.Docs[i]
	at := d.SentenceAt(span.Start)
	if at < 0 || len(claims) < 2 {
		return claims
	}
	t := d.Terms(d.Sentences[at].Span)
	if best := b.closestTo(claims, &t, 1); len(best) > 0 {
		return best
	}
	return claims
}

// sameAuthor reports whether two comments are known to be by one author.
func (b *builder) sameAuthor(i, j int) bool {
	author := b.p.Thread.Comments[i].Author
	return author != "" && b.p.Thread.Comments[j].Author == author
}

// claimAt returns the claim of comment i with the span, or -1.
func (b *builder) claimAt(i int, span gainsay.Span) int {
	n, found := slices.BinarySearchFunc(b.byComment[i], span, func(k int, s gainsay.Span) int {
		return gainsay.CompareSpans(b.claims[k].Span, s)
	})
	if !found {
		return -1
	}
	return b.byComment[i][n]
}
