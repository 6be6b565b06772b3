package argue

import (
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// strong reports whether evidence of a kind counts when it is given in a reply.
func strong(k gainsay.EvidenceKind) bool {
	switch k {
	case gainsay.EvidenceLink, gainsay.EvidenceSource, gainsay.EvidenceQuote, gainsay.EvidenceExperience:
		return true
	}
	return false
}

// support collects the evidence for claim k in its own comment: annotations in
// its sentence, a link or source in a sentence nearby, statements of the
// article, a reason, and figures.
func (b *builder) support(k int) {
	c := &b.claims[k]
	d := b.p.Docs[c.comment]
	at := d.SentenceAt(c.Start)
	near := b.near(c.comment, at-farthest, at+farthest)
	for i := range near {
		a := &near[i]
		if a.Tag != gainsay.TagEvidence && a.Tag != gainsay.TagPremise {
			continue
		}
		s := d.SentenceAt(a.Start)
		switch {
		case a.Tag == gainsay.TagEvidence && b.backs(a, c, s-at):
			c.addSupport(gainsay.EvidenceKind(a.Kind), a.Span)
		case a.Tag == gainsay.TagPremise && (s == at || s == at+1) && !a.Span.Contains(c.Span):
			c.addSupport(gainsay.EvidenceReasoning, a.Span)
			b.relate(a.ID, a.Score, k, givesReason)
		}
	}
	if c.kind == gainsay.Fact {
		b.ground(c)
	}
	for _, q := range d.QuantitiesIn(c.Span) {
		if c.Span.Contains(q.Span) && specific(q, d.Text) {
			c.addSupport(gainsay.EvidenceFigure, q.Span)
			break
		}
	}
}

// addSupport adds evidence from the claim's own comment.
func (c *claim) addSupport(kind gainsay.EvidenceKind, span gainsay.Span) {
	c.support = append(c.support, gainsay.Evidence{Kind: kind, Comment: c.Comment, Span: span})
}

// ground compares a claim with the article, once, and adds what confirms it to
// the evidence. That is done only where it counts: for claims of fact, and for
// those that deny one.
func (b *builder) ground(c *claim) {
	if c.checked {
		return
	}
	c.checked = true
	if c.terms == nil {
		c.terms = b.p.Terms(c.comment, c.Span)
	}
	if span, ok := b.grounding(c); ok {
		c.addSupport(gainsay.EvidenceArticle, span)
	}
}

// specific reports whether a quantity is a figure that could have a source:
// written in digits, and neither a date nor an ordinal.
func specific(q text.Quantity, s string) bool {
	switch q.Unit {
	case "year", "date", "decade", "century", "ordinal":
		return false
	}
	return strings.ContainsAny(q.In(s), "0123456789")
}

// farthest is the greatest distance in sentences between a claim and evidence
// for it. Own choice.
const farthest = 2

// backs reports whether an annotation of evidence supports the claim. distance
// is how many sentences it comes after the claim's, negative if before.
// Experience supports the claim that it overlaps; a quotation, source or link
// the claims in its sentence. In another sentence they count only if that one
// asserts nothing itself or refers back ("it is in the register"): links up to
// farthest sentences away, others in the next or previous one.
func (b *builder) backs(a *gainsay.Annotation, c *claim, distance int) bool {
	kind := gainsay.EvidenceKind(a.Kind)
	if kind == gainsay.EvidenceExperience {
		return a.Overlaps(c.Span)
	}
	if distance == 0 {
		return true
	}
	reach := 1
	if kind == gainsay.EvidenceLink {
		reach = farthest
	}
	return distance <= reach && -distance <= reach && b.refersAway(c.comment, a)
}

// refersAway reports whether the sentence of an annotation of comment i holds no
// claim of fact, or opens with a word that refers back.
func (b *builder) refersAway(i int, a *gainsay.Annotation) bool {
	d := b.p.Docs[i]
	at := d.SentenceAt(a.Start)
	near := b.near(i, at, at)
	for k := range near {
		n := &near[k]
		if n.Tag == gainsay.TagClaim && n.Kind == string(gainsay.Fact) {
			return refersBack(d, at)
		}
	}
	return true
}

// refersBack reports whether a sentence opens with "it", "this", "that" ...
func refersBack(d *text.Doc, at int) bool {
	words := d.Words(d.Sentences[at])
	if len(words) == 0 {
		return false
	}
	switch words[0].Lower {
	case "it", "this", "that", "these", "those", "see", "here", "its", "source", "sources":
		return true
	}
	return false
}

// leastConfirmed is how many terms a claim without figures must have for the
// article to confirm it. Own choice.
const leastConfirmed = 4

// grounding looks for a sentence of the article that confirms the claim: one
// with the same figure and a common word, or with most of the claim's names and
// content words. It returns the words of the claim that are confirmed.
func (b *builder) grounding(c *claim) (gainsay.Span, bool) {
	d := b.p.Docs[c.comment]
	for _, q := range d.QuantitiesIn(c.Span) {
		if c.Span.Contains(q.Span) && distinctive(q, d.Text) && b.articleSays(c, q) {
			return q.Span, true
		}
	}
	if len(c.terms.Words) < leastConfirmed || c.terms.Negated {
		return gainsay.Span{}, false
	}
	return c.Span, b.article.confirms(c.terms)
}

// leastDistinctive is the value from which on a whole number is distinctive:
// smaller ones recur by chance. Own choice.
const leastDistinctive = 20

// distinctive reports whether a figure is unlikely to recur by chance.
func distinctive(q text.Quantity, s string) bool {
	large := q.Value >= leastDistinctive && q.Unit != "year" && q.Unit != "decade"
	return large || strings.ContainsAny(q.Span.In(s), ".,/%$€£")
}

// articleSays reports whether the title or the article gives the figure in a
// sentence that shares a term with the claim.
func (b *builder) articleSays(c *claim, q text.Quantity) bool {
	for _, r := range []*reference{b.title, b.article} {
		for _, a := range r.doc.Quantities {
			if !a.Same(q) {
				continue
			}
			if k := r.doc.SentenceAt(a.Start); k >= 0 && c.terms.CountCommon(&r.terms[k]) > 0 {
				return true
			}
		}
	}
	return false
}

// status is the status by all evidence.
func status(c *claim) gainsay.Status { return gainsay.StatusBy(c.support, c.hedge != "") }

// ownStatus is the status by the evidence in the claim's own comment alone.
func ownStatus(c *claim) gainsay.Status {
	return gainsay.StatusBy(ownSupport(c.support, c.Comment), c.hedge != "")
}

// ownSupport is the evidence from a comment itself.
func ownSupport(support []gainsay.Evidence, comment string) []gainsay.Evidence {
	own := func(e gainsay.Evidence) bool { return e.Comment == comment }
	if !slices.ContainsFunc(support, func(e gainsay.Evidence) bool { return !own(e) }) {
		return support
	}
	var out []gainsay.Evidence
	for _, e := range support {
		if own(e) {
			out = append(out, e)
		}
	}
	return out
}

// dispute is the strongest dispute among the claim's events.
func dispute(c *claim) gainsay.Dispute {
	switch {
	case c.has(gainsay.StepConceded):
		return gainsay.Conceded
	case c.has(gainsay.StepCountered):
		return gainsay.Contested
	case c.has(gainsay.StepAsked):
		return gainsay.Questioned
	}
	return gainsay.Open
}
