package decide

import (
	"slices"

	"github.com/gainsay/gainsay"
)

// hiding is what marks below thresholds contributed to assertions besides
// relations: evidence, and hedges.
type hiding struct {
	evidence map[gainsay.Evidence]bool
	hedges   map[string][]gainsay.Span // by comment
	kept     map[string][]gainsay.Span // hedges that are left
}

// hide takes away what a mark below its threshold contributed.
func (p *application) hide(n *gainsay.Annotation) {
	if p.hidden == nil {
		p.hidden = &hiding{map[gainsay.Evidence]bool{}, map[string][]gainsay.Span{}, map[string][]gainsay.Span{}}
	}
	switch n.Tag {
	case gainsay.TagEvidence, gainsay.TagPremise:
		p.hidden.evidence[evidenceOf(n)] = true
	case gainsay.TagHedge:
		p.hidden.hedges[n.Comment] = append(p.hidden.hedges[n.Comment], n.Span)
	}
}

// evidenceOf is the evidence that a mark gives.
func evidenceOf(n *gainsay.Annotation) gainsay.Evidence {
	e := gainsay.Evidence{Kind: gainsay.EvidenceReasoning, Comment: n.Comment, Span: n.Span}
	if n.Tag == gainsay.TagEvidence {
		e.Kind = gainsay.EvidenceKind(n.Kind)
	}
	return e
}

// keep says that a mark stays, also where one with the same words does not.
func (h *hiding) keep(n *gainsay.Annotation) {
	switch n.Tag {
	case gainsay.TagEvidence, gainsay.TagPremise:
		delete(h.evidence, evidenceOf(n))
	case gainsay.TagHedge:
		h.kept[n.Comment] = append(h.kept[n.Comment], n.Span)
	}
}

// clean takes the evidence of hidden marks from an assertion, with the status
// and the steps that it gave.
func (h *hiding) clean(s gainsay.Assertion) gainsay.Assertion {
	if h == nil {
		return s
	}
	gone := func(e gainsay.Evidence) bool { return h.evidence[e] }
	hedged := h.hedged(&s)
	if !slices.ContainsFunc(s.Support, gone) && (s.Status != gainsay.Hedged || hedged) {
		return s
	}
	supplied := func(comment string) bool {
		return !slices.ContainsFunc(s.Support, func(e gainsay.Evidence) bool { return e.Comment == comment })
	}
	s.Support = without(s.Support, gone)
	s.SuppliedBy = without(s.SuppliedBy, supplied)
	s.Status = gainsay.StatusBy(s.Support, hedged)
	own := gainsay.StatusBy(without(s.Support, func(e gainsay.Evidence) bool { return e.Comment != s.Comment }), hedged)
	s.Chain = slices.Clone(without(s.Chain, func(step gainsay.Step) bool {
		switch step.Kind {
		case gainsay.StepBacked, gainsay.StepSupplied:
			return gone(gainsay.Evidence{Kind: step.Evidence, Comment: step.Comment, Span: step.Span})
		}
		return false
	}))
	if len(s.AskedBy) > 0 && len(s.SuppliedBy) == 0 {
		s.Chain = unanswered(s.Chain)
	}
	for i := range s.Chain {
		switch s.Chain[i].Kind {
		case gainsay.StepAsserted:
			s.Chain[i].Status = own
		case gainsay.StepStanding:
			s.Chain[i].Status = s.Status
		}
	}
	return s
}

// unanswered adds the step that nobody gave evidence, after the events of a chain.
func unanswered(chain []gainsay.Step) []gainsay.Step {
	at := len(chain)
	for i, step := range chain {
		switch step.Kind {
		case gainsay.StepUnanswered:
			return chain
		case gainsay.StepRepeated, gainsay.StepStanding:
			at = min(at, i)
		}
	}
	return slices.Insert(chain, at, gainsay.Step{Kind: gainsay.StepUnanswered})
}

// hedgeReach is the greatest distance in bytes from a hedge to the claim it
// hedges, as in package argue.
const hedgeReach = 12

// hedged reports whether an assertion is hedged: it was, and not only by hidden marks.
func (h *hiding) hedged(s *gainsay.Assertion) bool {
	by := func(spans []gainsay.Span) bool {
		return slices.ContainsFunc(spans, func(x gainsay.Span) bool {
			return x.Overlaps(s.Span) || x.End <= s.Start && s.Start-x.End <= hedgeReach
		})
	}
	return by(h.kept[s.Comment]) || s.Status == gainsay.Hedged && !by(h.hedges[s.Comment])
}
