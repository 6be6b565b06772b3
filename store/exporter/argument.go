package exporter

import (
	"cmp"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// point is a claim, question or concession that is part of an argument.
type point struct {
	*gainsay.Annotation
	comment   *gainsay.Comment
	words     string             // of its span
	assertion *gainsay.Assertion // nil where it is none
}

// argument returns what a thread argues about in its order: every assertion and
// all that a relation leads to or from; and the relations between them.
func argument(a *gainsay.Analysis) ([]point, []gainsay.Relation) {
	part, order := map[string]bool{}, map[string]int{}
	known := make(map[string]bool, len(a.Annotations))
	for _, n := range a.Annotations {
		known[n.ID] = true
	}
	var relations []gainsay.Relation
	for _, r := range a.Relations {
		if known[r.From] && known[r.To] && r.From != r.To {
			part[r.From], part[r.To] = true, true
			relations = append(relations, r)
		}
	}
	assertions := map[string]*gainsay.Assertion{}
	for i := range a.Assertions {
		assertions[a.Assertions[i].ID] = &a.Assertions[i]
		part[a.Assertions[i].ID] = true
	}
	texts := view.NewTexts(a.Thread)
	for i, c := range a.Thread.Comments {
		order[c.ID] = i
	}
	var points []point
	for i := range a.Annotations {
		n := &a.Annotations[i]
		if c := texts.Comment(n.Comment); c != nil && part[n.ID] {
			points = append(points, point{n, c, texts.Words(n.Comment, n.Span), assertions[n.ID]})
		}
	}
	slices.SortStableFunc(points, func(a, b point) int {
		return cmp.Or(cmp.Compare(order[a.Comment], order[b.Comment]), gainsay.CompareSpans(a.Span, b.Span))
	})
	return points, relations
}

// status is the status of an assertion, the tag of any other point.
func (p point) status() string {
	if p.assertion != nil {
		return string(p.assertion.Status)
	}
	return string(p.Tag)
}

// stateWords lists an assertion's status and how it was received: it may be both
// questioned and contested.
func stateWords(s *gainsay.Assertion) []string {
	state := []string{string(s.Status)}
	if len(s.AskedBy) > 0 {
		state = append(state, string(gainsay.Questioned))
	}
	if len(s.CounteredBy) > 0 {
		state = append(state, string(gainsay.Contested))
	}
	if d := string(s.Dispute); d != "" && !slices.Contains(state, d) {
		state = append(state, d)
	}
	return state
}

// took is a group of comments that did the same about an assertion.
type took struct {
	verb  string
	ids   []string
	kinds []gainsay.RelationKind // by which they are tied to it
}

// takenUp lists who did what about an assertion, in the usual order of events.
func takenUp(s *gainsay.Assertion) []took {
	all := []took{
		{"asked by", s.AskedBy, []gainsay.RelationKind{gainsay.Questions}},
		{"evidence given later by", s.SuppliedBy, []gainsay.RelationKind{gainsay.Supplies, gainsay.Supports}},
		{"contradicted by", s.CounteredBy, []gainsay.RelationKind{gainsay.Rebuts, gainsay.Undercuts}},
		{"taken back by", s.ConcededBy, []gainsay.RelationKind{gainsay.Concedes}},
		{"repeated by", s.RepeatedBy, []gainsay.RelationKind{gainsay.Repeats}},
	}
	return slices.DeleteFunc(all, func(t took) bool { return len(t.ids) == 0 })
}
