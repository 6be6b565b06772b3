package argue

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
)

// event is something that happened to a claim.
type event struct {
	kind    gainsay.StepKind
	comment int // position of the comment that causes it
	span    gainsay.Span
	claim   int                  // the claim that counters or supports; -1 for none
	gives   gainsay.EvidenceKind // the kind of evidence supplied
}

// chain lists the history of claim k: first its own comment, then the events in
// the order of their comments, last its acceptability.
func (b *builder) chain(k int) []gainsay.Step {
	c := &b.claims[k]
	out := append(b.steps[:0], b.asserted(c))
	for _, e := range c.support {
		if e.Comment == c.Comment {
			out = append(out, b.evidenceStep(c, gainsay.StepBacked, c.comment, e.Span, e.Kind))
		}
	}
	if c.first >= 0 {
		o := &b.claims[c.first]
		out = append(out, b.step(gainsay.StepRepeats, o.comment, o.Span))
	}
	for _, e := range c.events {
		out = append(out, b.eventStep(c, e))
	}
	if c.has(gainsay.StepAsked) && !c.has(gainsay.StepSupplied) {
		out = append(out, gainsay.Step{Kind: gainsay.StepUnanswered})
	}
	if len(c.again) > 0 {
		out = append(out, b.repeated(c))
	}
	b.steps = append(out, b.acceptabilityStep(k))
	return slices.Clone(b.steps)
}

// step is a step at a span of comment i.
func (b *builder) step(kind gainsay.StepKind, i int, span gainsay.Span) gainsay.Step {
	c := b.p.Thread.Comments[i]
	return gainsay.Step{Kind: kind, Comment: c.ID, Span: span, Author: c.Author}
}

// asserted is the step of the claim itself.
func (b *builder) asserted(c *claim) gainsay.Step {
	s := b.step(gainsay.StepAsserted, c.comment, c.Span)
	s.Status = ownStatus(c)
	return s
}

// evidenceStep is a step that gives evidence for a claim.
func (b *builder) evidenceStep(
	c *claim, kind gainsay.StepKind, i int, span gainsay.Span, evidence gainsay.EvidenceKind,
) gainsay.Step {
	s := b.step(kind, i, span)
	s.Evidence = evidence
	if evidence == gainsay.EvidenceLink {
		s.Site, s.Shared = b.linkTo(c, i, span)
	}
	return s
}

// eventStep is the step of an event.
func (b *builder) eventStep(c *claim, e event) gainsay.Step {
	if e.kind == gainsay.StepSupplied {
		return b.evidenceStep(c, e.kind, e.comment, e.span, e.gives)
	}
	s := b.step(e.kind, e.comment, e.span)
	if e.claim >= 0 {
		s.Claim, s.Status = b.claims[e.claim].ID, status(&b.claims[e.claim])
	}
	return s
}

// repeated refers to the first claim that repeats a claim and counts the other
// comments that do.
func (b *builder) repeated(c *claim) gainsay.Step {
	o := &b.claims[c.again[0]]
	s := b.step(gainsay.StepRepeated, o.comment, o.Span)
	s.Count = len(b.repeatedBy(c)) - 1
	return s
}

// acceptabilityStep explains the acceptability of claim k.
func (b *builder) acceptabilityStep(k int) gainsay.Step {
	c := &b.claims[k]
	return gainsay.Step{Kind: gainsay.StepStanding, Status: status(c), Standing: &gainsay.Standing{
		Base:       analyze.Round(b.graph.base[k]),
		Conceded:   c.has(gainsay.StepConceded),
		Supporters: len(b.graph.support[k]),
		Attackers:  len(b.graph.attacks[k]),
		Attack:     analyze.Round(b.attack(k)),
	}}
}

// attack is the weighted sum of the strengths of the claims that attack claim k.
func (b *builder) attack(k int) float64 {
	sum := 0.0
	for _, e := range b.graph.attacks[k] {
		sum += e.weight * b.strength[e.from]
	}
	return sum
}
