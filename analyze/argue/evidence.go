package argue

import (
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// strong evidence lifts a claim above unsupported by itself.
func strong(k gainsay.EvidenceKind) bool {
	return k == gainsay.EvidenceLink || k == gainsay.EvidenceSource || k == gainsay.EvidenceQuote || k == gainsay.EvidenceExperience
}

// support gathers the evidence for a claim in its own comment: marks that
// overlap it or stand in its sentence, a link or source in the sentence
// before or behind it, what the article bears out, a reason, and figures.
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
			c.support = append(c.support, gainsay.Evidence{Kind: gainsay.EvidenceKind(a.Kind), Comment: a.Comment, Span: a.Span})
		case a.Tag == gainsay.TagPremise && (s == at || s == at+1) && !a.Span.Contains(c.Span):
			c.support = append(c.support, gainsay.Evidence{Kind: gainsay.EvidenceReasoning, Comment: a.Comment, Span: a.Span})
			b.relate(a.ID, a.Score, k, givesReason)
		}
	}
	if c.kind == gainsay.Fact {
		b.ground(c)
	}
	for _, q := range d.QuantitiesIn(c.Span) {
		if c.Span.Contains(q.Span) && specific(q, d.Text) {
			c.support = append(c.support, gainsay.Evidence{Kind: gainsay.EvidenceFigure, Comment: c.Comment, Span: q.Span})
			break
		}
	}
}

// ground adds what the article bears out to the evidence for a claim. It is
// looked for where it counts: for claims of fact, and those that deny one.
func (b *builder) ground(c *claim) {
	if c.grounded {
		return
	}
	c.grounded = true
	if c.terms == nil {
		c.terms = b.p.Terms(c.comment, c.Span)
	}
	if span, ok := b.grounding(c); ok {
		c.support = append(c.support, gainsay.Evidence{Kind: gainsay.EvidenceArticle, Comment: c.Comment, Span: span})
	}
}

// specific reports whether a quantity is a figure that could have a source: in
// digits, and neither a date nor a rank.
func specific(q text.Quantity, s string) bool {
	switch q.Unit {
	case "year", "date", "decade", "century", "ordinal":
		return false
	}
	return strings.ContainsAny(q.In(s), "0123456789")
}

// farthest is how many sentences off evidence may stand.
const farthest = 2

// backs reports whether a mark of evidence, which stands distance sentences
// behind the claim, is meant for it. Experience backs what it is told of in
// the same words; a quotation or source what shares its sentence. Those, and
// links, reach further only from a sentence that asserts nothing itself or
// points back ("it is in the register").
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
	return distance <= reach && -distance <= reach && b.pointsAway(c.comment, a)
}

// pointsAway reports whether the sentence of a mark is there for the mark's
// sake: it holds no claim of fact, or opens with a word that points back.
func (b *builder) pointsAway(i int, a *gainsay.Annotation) bool {
	d := b.p.Docs[i]
	at := d.SentenceAt(a.Start)
	near := b.near(i, at, at)
	for k := range near {
		n := &near[k]
		if n.Tag == gainsay.TagClaim && n.Kind == string(gainsay.Fact) {
			return pointsBack(d, at)
		}
	}
	return true
}

// pointsBack reports whether a sentence opens with "it", "this", "that" …
func pointsBack(d *text.Doc, at int) bool {
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

// grounding looks for a statement of the article that bears the claim out: a
// sentence that shares a figure by value and a word, or most of the claim's
// names and content words. It returns the words borne out.
func (b *builder) grounding(c *claim) (gainsay.Span, bool) {
	d := b.p.Docs[c.comment]
	for _, q := range d.QuantitiesIn(c.Span) {
		if c.Span.Contains(q.Span) && telling(q, d.Text) && b.articleSays(c, q) {
			return q.Span, true
		}
	}
	if len(c.terms.Words) < 4 || c.terms.Negated {
		return gainsay.Span{}, false
	}
	return c.Span, b.article.bearsOut(c.terms)
}

// telling reports whether a figure is specific enough to tell anything.
func telling(q text.Quantity, s string) bool {
	return q.Value >= 20 && q.Unit != "year" && q.Unit != "decade" || strings.ContainsAny(q.Span.In(s), ".,/%$€£")
}

// articleSays reports whether title or article give the figure in a sentence
// that shares a content word or name with the claim or the figure's unit.
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

// statuses that evidence gives, the best first; see rank.
var statuses = [...]gainsay.Status{gainsay.Sourced, gainsay.Grounded, gainsay.Attested, gainsay.Argued, gainsay.Unsupported}

const (
	rankArgued = len(statuses) - 2
	rankBare   = len(statuses) - 1
)

// rank is the number of the status that evidence of a kind gives.
func rank(k gainsay.EvidenceKind) int {
	switch k {
	case gainsay.EvidenceLink, gainsay.EvidenceSource, gainsay.EvidenceQuote:
		return 0
	case gainsay.EvidenceArticle:
		return 1
	case gainsay.EvidenceExperience:
		return 2
	case gainsay.EvidenceReasoning:
		return rankArgued
	}
	return rankBare
}

func status(c *claim) gainsay.Status {
	best := rankBare
	for i := range c.support {
		best = min(best, rank(c.support[i].Kind))
	}
	return c.statusAt(best)
}

// ownStatus is the status by what stands in the claim's own comment alone.
func ownStatus(c *claim) gainsay.Status {
	best := rankBare
	for i := range c.support {
		if e := &c.support[i]; e.Comment == c.Comment {
			best = min(best, rank(e.Kind))
		}
	}
	return c.statusAt(best)
}

// statusAt is that of the best evidence; a guess is hedged unless it is backed
// by more than reasoning.
func (c *claim) statusAt(best int) gainsay.Status {
	if c.hedge != "" && best >= rankArgued {
		return gainsay.Hedged
	}
	return statuses[best]
}

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
