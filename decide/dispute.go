package decide

import (
	"slices"

	"github.com/gainsay/gainsay"
)

// bearing is what relations contributed to an assertion: which comments bear on
// it in which way.
type bearing struct {
	claim   string
	comment string
	kind    gainsay.RelationKind
}

// effects compares the relations before and after some were removed.
type effects struct {
	removed map[bearing]bool // and no other relation of that kind is left
	dropped map[string]bool  // marks that are gone
}

// relations copies the relations between marks that are left into out.
func (p *application) relations(out *gainsay.Analysis) effects {
	e := effects{map[bearing]bool{}, p.dropped}
	comment := make(map[string]string, len(p.in.Annotations))
	for _, n := range p.in.Annotations {
		comment[n.ID] = n.Comment
	}
	of := func(r gainsay.Relation) bearing { return bearing{r.To, comment[r.From], r.Kind} }
	for _, r := range p.in.Relations {
		if p.dropped[r.From] || p.dropped[r.To] {
			e.removed[of(r)] = true
		} else {
			out.Relations = append(out.Relations, r)
		}
	}
	for _, r := range out.Relations {
		delete(e.removed, of(r))
	}
	return e
}

// clean takes away from an assertion what removed relations contributed.
func (e effects) clean(s gainsay.Assertion) gainsay.Assertion {
	gone := func(kind gainsay.RelationKind) func(string) bool {
		return func(comment string) bool { return e.removed[bearing{s.ID, comment, kind}] }
	}
	before := len(s.AskedBy) + len(s.CounteredBy) + len(s.ConcededBy)
	s.AskedBy = without(s.AskedBy, gone(gainsay.Questions))
	s.CounteredBy = without(s.CounteredBy, gone(gainsay.Rebuts))
	s.ConcededBy = without(s.ConcededBy, gone(gainsay.Concedes))
	s.Chain = without(s.Chain, func(step gainsay.Step) bool {
		switch step.Kind {
		case gainsay.StepAsked:
			return gone(gainsay.Questions)(step.Comment)
		case gainsay.StepCountered:
			return e.dropped[step.Claim] || gone(gainsay.Rebuts)(step.Comment)
		case gainsay.StepUndercut:
			return gone(gainsay.Undercuts)(step.Comment)
		case gainsay.StepSupported:
			return e.dropped[step.Claim]
		case gainsay.StepConceded:
			return gone(gainsay.Concedes)(step.Comment)
		case gainsay.StepUnanswered:
			return len(s.AskedBy) == 0
		}
		return false
	})
	if before != len(s.AskedBy)+len(s.CounteredBy)+len(s.ConcededBy) {
		s.Dispute = dispute(s)
	}
	return s
}

// without copies a list without some elements; it is never nil.
func without[T any](all []T, gone func(T) bool) []T {
	if !slices.ContainsFunc(all, gone) {
		return all
	}
	out := make([]T, 0, len(all))
	for _, v := range all {
		if !gone(v) {
			out = append(out, v)
		}
	}
	return out
}

// dispute is the strongest that the lists of an assertion say.
func dispute(s gainsay.Assertion) gainsay.Dispute {
	switch {
	case len(s.ConcededBy) > 0:
		return gainsay.Conceded
	case len(s.CounteredBy) > 0:
		return gainsay.Contested
	case len(s.AskedBy) > 0:
		return gainsay.Questioned
	}
	return gainsay.Open
}
