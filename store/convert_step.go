package store

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
)

// chain makes data of the steps of an assertion. Analyses of before there
// were steps have only lists.
func (t *oldThread) chain(a *oldAssertion) []gainsay.Step {
	if len(a.chain) == 0 {
		return t.listed(a)
	}
	var out []gainsay.Step
	for _, old := range a.chain {
		out = append(out, t.step(a, old))
	}
	return out
}

// step reads the fields of a step from its sentence and from what the
// assertion says besides.
func (t *oldThread) step(a *oldAssertion, old oldStep) gainsay.Step {
	s := old.Step
	s.Author = t.comments[s.Comment].Author
	text, _, _ := strings.Cut(old.Text, ": “") // without words of a comment after it
	switch s.Kind {
	case gainsay.StepAsserted:
		s.Status = restsOn(text)
	case gainsay.StepBacked, gainsay.StepSupplied:
		t.give(a, &s, old.Text)
	case gainsay.StepCountered:
		t.takeSide(a, &s, text, gainsay.Rebuts)
	case gainsay.StepSupported:
		t.takeSide(a, &s, text, gainsay.Supports)
	case gainsay.StepRepeated:
		if m := furtherComments.FindStringSubmatch(text); m != nil {
			s.Count, _ = strconv.Atoi(m[1])
		}
	case gainsay.StepStanding:
		s.Status, s.Standing = a.Status, standing(text)
	}
	return s
}

var furtherComments = regexp.MustCompile(`, and so did (\d+) further comments?$`)

// supports are the words for a status at the end of a sentence.
var supports = []struct {
	words  string
	status gainsay.Status
}{
	{"without support", gainsay.Unsupported}, {"with a reason only", gainsay.Argued},
	{"from own experience", gainsay.Attested}, {"as the article has it", gainsay.Grounded},
	{"with a source", gainsay.Sourced}, {"as a guess", gainsay.Hedged},
}

func restsOn(text string) gainsay.Status {
	for _, s := range supports {
		if strings.HasSuffix(text, s.words) {
			return s.status
		}
	}
	return ""
}

// takeSide adds the claim of a comment that counters or supports an assertion,
// if its sentence says what that claim rests on.
func (t *oldThread) takeSide(a *oldAssertion, s *gainsay.Step, text string, kind gainsay.RelationKind) {
	status := restsOn(text)
	if status == "" {
		return
	}
	for _, i := range t.bearing[a.ID] {
		r := &t.relations[i]
		from := t.marks[r.From]
		if r.Kind == kind && from != nil && from.Comment == s.Comment && from.Tag == gainsay.TagClaim {
			s.Claim, s.Status = r.From, status
			return
		}
	}
}

// give adds the kind of the evidence at a step and, for a link, the site.
func (t *oldThread) give(a *oldAssertion, s *gainsay.Step, text string) {
	for _, e := range a.Support {
		if e.Comment == s.Comment && e.Span == s.Span {
			s.Evidence = e.Kind
		}
	}
	if s.Evidence != gainsay.EvidenceLink {
		return
	}
	site := t.sites[place{s.Comment, s.Span}]
	_, rest, found := strings.Cut(text, " to "+site+", ")
	if site == "" || !found {
		return
	}
	shared, ok := strings.CutPrefix(rest, "whose address speaks of ")
	if !ok { // it says nothing of the topic
		s.Site = siteKind(site)
		return
	}
	shared, _, _ = strings.Cut(shared, ": “")
	if s.Shared = t.shared(a, strings.Split(shared, ", ")); s.Shared != nil {
		s.Site = siteKind(site)
	}
}

// shared finds words in lower case in an assertion.
func (t *oldThread) shared(a *oldAssertion, words []string) (out []gainsay.Span) {
	text := t.comments[a.Comment].Text
	lower := strings.ToLower(text)
	if len(lower) != len(text) { // places in it would be other ones in the text
		return nil
	}
	for _, w := range words {
		if at := closest(lower, w, a.Span); at.Len() > 0 && a.Contains(at) {
			out = append(out, at)
		}
	}
	return out
}

var standsAt = regexp.MustCompile(`: (\d\.\d\d) for being [a-z]+( and taken back)?` +
	`(?:, raised by (\d+) claims?)?` +
	`(?:, lowered by (\d+) contrary claims? that (?:stands at|together weigh) (\d+\.\d\d))?$`)

// standing takes an acceptability apart as its sentence does, nil if it does not.
func standing(text string) *gainsay.Standing {
	m := standsAt.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	n := &gainsay.Standing{Conceded: m[2] != ""}
	n.Base, _ = strconv.ParseFloat(m[1], 64)
	n.Supporters, _ = strconv.Atoi(m[3])
	n.Attackers, _ = strconv.Atoi(m[4])
	n.Attack, _ = strconv.ParseFloat(m[5], 64)
	return n
}

// listed makes a chain from the lists of an assertion: without the spans of
// the comments that took it up and without its acceptability, which are not
// known.
func (t *oldThread) listed(a *oldAssertion) []gainsay.Step {
	at := func(kind gainsay.StepKind, comment string, span gainsay.Span) gainsay.Step {
		return gainsay.Step{Kind: kind, Comment: comment, Span: span, Author: t.comments[comment].Author}
	}
	out := []gainsay.Step{at(gainsay.StepAsserted, a.Comment, a.Span)}
	var supplied []gainsay.Step
	for _, e := range a.Support {
		if e.Comment != a.Comment {
			s := at(gainsay.StepSupplied, e.Comment, e.Span)
			s.Evidence = e.Kind
			supplied = append(supplied, s)
			continue
		}
		s := at(gainsay.StepBacked, e.Comment, e.Span)
		s.Evidence = e.Kind
		out = append(out, s)
	}
	add := func(kind gainsay.StepKind, comments []string) {
		for _, id := range comments {
			out = append(out, at(kind, id, gainsay.Span{}))
		}
	}
	add(gainsay.StepAsked, a.AskedBy)
	out = append(out, supplied...)
	add(gainsay.StepCountered, a.CounteredBy)
	add(gainsay.StepConceded, a.ConcededBy)
	if len(a.AskedBy) > 0 && len(supplied) == 0 {
		out = append(out, gainsay.Step{Kind: gainsay.StepUnanswered})
	}
	add(gainsay.StepRepeated, a.RepeatedBy)
	return out
}
