package exporter

import (
	"encoding/json"
	"io"
	"strconv"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

var _ = register(&Format{
	Name: "aif",
	Doc: `the argument as AIF JSON, as AIFdb and OVA read it

Locutions (L) and their content (I); what supports (RA), attacks (CA) or
rephrases (MA) what; who answered whom (TA); and the acts between them (YA).
Schemes connect claims, and every edge has both its ends. Requests for evidence
and concessions are acts on the claim they are about; evidence given for an
assertion is a premise of it. A comment that is part of no argument is one
locution. One file is one map: several threads are side by side in it, kept in
memory until the end.`,
	Ext:   ".json",
	begin: func(w io.Writer, _ Options) document { return newAIF(w) },
})

type aifNode struct {
	ID        string `json:"nodeID"`
	Text      string `json:"text"`
	Type      string `json:"type"`
	Timestamp string `json:"timestamp"`
	Scheme    string `json:"scheme,omitempty"`
	SchemeID  string `json:"schemeID,omitempty"`
}

type aifEdge struct {
	ID   string  `json:"edgeID"`
	From string  `json:"fromID"`
	To   string  `json:"toID"`
	Form *string `json:"formEdgeID"`
}

type aifLocution struct {
	Node      string  `json:"nodeID"`
	Person    string  `json:"personID"`
	Timestamp string  `json:"timestamp"`
	Start     *string `json:"start"` // when it was said
	End       *string `json:"end"`
	Source    string  `json:"source"`
}

type aifPerson struct {
	ID        string `json:"participantID"`
	FirstName string `json:"firstname"`
	Surname   string `json:"surname"`
}

// aifScheme is a scheme by the name AIFdb has for it, and by its number there
// where one of its published maps shows it.
type aifScheme struct{ kind, name, id string }

var (
	aifInference  = aifScheme{"RA", "Default Inference", "72"}
	aifConflict   = aifScheme{"CA", "Default Conflict", "71"}
	aifRephrase   = aifScheme{"MA", "Default Rephrase", ""}
	aifTransition = aifScheme{"TA", "Default Transition", "82"}
	aifAsserting  = aifScheme{"YA", "Asserting", "74"}
	aifArguing    = aifScheme{"YA", "Arguing", "80"}
	aifDisagree   = aifScheme{"YA", "Disagreeing", "78"}
	aifRestating  = aifScheme{"YA", "Restating", ""}
	aifConceding  = aifScheme{"YA", "Popular Conceding", "88"}
	aifChallenge  = aifScheme{"YA", "Challenging", ""}
)

// aifActs are the schemes by which claims meet, and the acts that make them.
var aifActs = map[gainsay.RelationKind][2]aifScheme{
	gainsay.Supports:  {aifInference, aifArguing},
	gainsay.Supplies:  {aifInference, aifArguing},
	gainsay.Rebuts:    {aifConflict, aifDisagree},
	gainsay.Undercuts: {aifConflict, aifDisagree},
	gainsay.Repeats:   {aifRephrase, aifRestating},
}

type aifDocument struct {
	w       io.Writer
	serial  int
	nodes   []aifNode
	edges   []aifEdge
	said    []aifLocution
	people  []aifPerson
	persons map[string]string // ids by format and name
}

func newAIF(w io.Writer) *aifDocument {
	return &aifDocument{w: w, nodes: []aifNode{}, edges: []aifEdge{}, said: []aifLocution{},
		people: []aifPerson{}, persons: map[string]string{}}
}

func (d *aifDocument) next() string {
	d.serial++
	return strconv.Itoa(d.serial)
}

func (d *aifDocument) node(kind, text, at string) string {
	id := d.next()
	d.nodes = append(d.nodes, aifNode{ID: id, Text: text, Type: kind, Timestamp: at})
	return id
}

func (d *aifDocument) scheme(s aifScheme, at string) string {
	id := d.next()
	d.nodes = append(d.nodes, aifNode{id, s.name, s.kind, at, s.name, s.id})
	return id
}

func (d *aifDocument) edge(from, to string) {
	d.edges = append(d.edges, aifEdge{ID: d.next(), From: from, To: to})
}

// through joins two nodes by a scheme node of their own and returns it.
func (d *aifDocument) through(from string, s aifScheme, to, at string) string {
	id := d.scheme(s, at)
	d.edge(from, id)
	d.edge(id, to)
	return id
}

func (d *aifDocument) person(format, name string) string {
	key := format + ":" + name
	if d.persons[key] == "" {
		d.persons[key] = d.next()
		d.people = append(d.people, aifPerson{d.persons[key], name, ""})
	}
	return d.persons[key]
}

func (d *aifDocument) end() error {
	enc := json.NewEncoder(d.w)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Nodes     []aifNode     `json:"nodes"`
		Edges     []aifEdge     `json:"edges"`
		People    []aifPerson   `json:"participants"`
		Locutions []aifLocution `json:"locutions"`
	}{d.nodes, d.edges, d.people, d.said})
}

func (d *aifDocument) each(a *gainsay.Analysis) error {
	t := &aifThread{aifDocument: d, t: a.Thread, texts: view.NewTexts(a.Thread),
		segments: map[aifPlace]*aifSegment{}, first: map[string]*aifSegment{},
		steps: map[[2]string]string{}, reasons: map[string]string{}}
	t.add(a)
	return nil
}

// aifPlace is the position of a segment.
type aifPlace struct {
	comment string
	gainsay.Span
}

// aifSegment is what somebody said in one place: the locution and, if it is
// put forward as so, its content.
type aifSegment struct{ locution, content, at string }

type aifThread struct {
	*aifDocument
	t        *gainsay.Thread
	texts    *view.Texts
	segments map[aifPlace]*aifSegment
	first    map[string]*aifSegment // of a comment
	steps    map[[2]string]string   // transitions by their locutions
	reasons  map[string]string      // an inference that leads to a content
}

func (t *aifThread) add(a *gainsay.Analysis) {
	marks := map[string]*gainsay.Annotation{}
	for i := range a.Annotations {
		marks[a.Annotations[i].ID] = &a.Annotations[i]
	}
	for _, s := range a.Assertions {
		t.assertion(&s)
	}
	var late []gainsay.Relation // attack reasons, which must be there before
	for _, r := range a.Relations {
		from, to := marks[r.From], marks[r.To]
		switch {
		case from == nil || to == nil || from == to:
		case r.Kind == gainsay.Undercuts:
			late = append(late, r)
		default:
			t.relation(r.Kind, from, to)
		}
	}
	for _, r := range late {
		t.relation(r.Kind, marks[r.From], marks[r.To])
	}
	t.replies()
}

// assertion adds a claim with the evidence given for it.
func (t *aifThread) assertion(s *gainsay.Assertion) {
	claim := t.content(s.Comment, s.Span)
	if claim == nil {
		return
	}
	for _, e := range s.Support {
		if e.Kind == gainsay.EvidenceFigure || e.Kind == gainsay.EvidenceArticle {
			continue // part of the claim's own words
		}
		if p := t.content(e.Comment, e.Span); p != nil && p != claim {
			t.join(p, aifInference, aifArguing, claim.content, claim)
		}
	}
}

// relation adds a scheme between two contents, or an act upon one.
func (t *aifThread) relation(kind gainsay.RelationKind, from, to *gainsay.Annotation) {
	target := t.content(to.Comment, to.Span)
	if target == nil {
		return
	}
	if acts, ok := aifActs[kind]; ok {
		source := t.content(from.Comment, from.Span)
		if source == nil || source == target {
			return
		}
		aim := target.content
		if why := t.reasons[aim]; kind == gainsay.Undercuts && why != "" {
			aim = why
		}
		t.join(source, acts[0], acts[1], aim, target)
		return
	}
	act := aifConceding
	if kind == gainsay.Questions {
		act = aifChallenge
	}
	said := t.segment(from.Comment, from.Span)
	if said == nil || said == target {
		return
	}
	t.through(said.locution, act, target.content, said.at)
	t.step(target, said)
}

// join leads from a content through a scheme to a content or inference; the
// act that makes it hangs on the step from the one locution to the other.
func (t *aifThread) join(from *aifSegment, scheme, act aifScheme, aim string, to *aifSegment) {
	s := t.through(from.content, scheme, aim, from.at)
	if scheme == aifInference {
		t.reasons[aim] = s
	}
	t.through(t.step(to, from), act, s, from.at)
}

// step is the transition between two locutions; there is one at most.
func (t *aifThread) step(before, after *aifSegment) string {
	key := [2]string{before.locution, after.locution}
	if t.steps[key] == "" {
		t.steps[key] = t.through(before.locution, aifTransition, after.locution, after.at)
	}
	return t.steps[key]
}

// segment returns what is said in a place, nil where there is no such place.
// Under --no-text places stay, their words are empty.
func (t *aifThread) segment(comment string, span gainsay.Span) *aifSegment {
	c := t.texts.Comment(comment)
	if c == nil {
		return nil
	}
	place := aifPlace{comment, span}
	if s := t.segments[place]; s != nil {
		return s
	}
	s := t.locution(c, t.texts.Words(comment, span))
	t.segments[place] = s
	return s
}

// content is segment with its content.
func (t *aifThread) content(comment string, span gainsay.Span) *aifSegment {
	s := t.segment(comment, span)
	if s != nil && s.content == "" {
		s.content = t.node("I", t.texts.Words(comment, span), s.at)
		t.through(s.locution, aifAsserting, s.content, s.at)
	}
	return s
}

func (t *aifThread) locution(c *gainsay.Comment, text string) *aifSegment {
	s := &aifSegment{at: aifTime(c.Time)}
	s.locution = t.node("L", name(c)+" : "+text, s.at)
	l := aifLocution{Node: s.locution, Timestamp: s.at, Source: t.t.URL}
	if c.Author != "" {
		l.Person = t.person(t.t.Format, c.Author)
	}
	if s.at != "" {
		l.Start = &s.at
	}
	t.said = append(t.said, l)
	if t.first[c.ID] == nil {
		t.first[c.ID] = s
	}
	return s
}

// replies adds the comments that are part of no argument, and a step from
// each comment to each that answers it.
func (t *aifThread) replies() {
	for _, c := range t.t.Comments {
		if t.first[c.ID] == nil {
			t.locution(c, c.Text)
		}
		if p := t.first[c.Parent]; p != nil && c.Parent != c.ID {
			t.step(p, t.first[c.ID])
		}
	}
}

func aifTime(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.DateTime)
}
