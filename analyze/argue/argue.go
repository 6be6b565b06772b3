// Package argue works out, over a whole thread, what backs and what disputes
// each factual claim: its evidence, who asked for some, who asserted the
// contrary, whether the author took it back, and what it is about.
package argue

import (
	"math"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// Build is the argument stage: relations between claims, and the assertions
// with status, dispute and topics.
func Build(p *analyze.Pass, annotations []gainsay.Annotation) analyze.Argument {
	b := newBuilder(p, annotations)
	for k := range b.claims {
		b.support(&b.claims[k])
	}
	for _, a := range annotations {
		b.relate(a)
	}
	b.repeats()
	b.weigh()
	var arg analyze.Argument
	for k := range b.claims {
		if b.claims[k].kind == gainsay.Fact {
			arg.Assertions = append(arg.Assertions, b.assertion(k))
		}
	}
	arg.Relations = b.relations
	return arg
}

// claim is a claim annotation with what is found about it.
type claim struct {
	gainsay.Annotation
	comment   int // position
	kind      gainsay.ClaimKind
	terms     text.Terms
	figures   bool // gives some
	hedge     string
	support   []gainsay.Evidence
	asked     []string // ids of comments
	supplied  []string
	countered []string
	conceded  []string
	repeated  []string // only on the first of its cluster
	first     int      // the claim this one repeats; -1 for none
	events    []event
	cluster   string
}

// builder gathers relations and the state of claims.
type builder struct {
	p         *analyze.Pass
	index     map[string]int         // comment id to position
	claims    []claim                // in the order of annotations
	byComment [][]int                // claims of a comment
	marks     [][]gainsay.Annotation // of a comment, in the order of their spans
	own       []*text.Terms          // of a whole comment; nil until asked for
	cities    map[int][]string       // that a comment names; filled when asked for
	title     *reference
	article   *reference
	relations []gainsay.Relation
	graph     *standing
	strength  []float64 // of each claim; see standing.solve
}

func newBuilder(p *analyze.Pass, annotations []gainsay.Annotation) *builder {
	n := len(p.Thread.Comments)
	b := &builder{
		p: p, index: make(map[string]int, n), byComment: make([][]int, n), marks: make([][]gainsay.Annotation, n), own: make([]*text.Terms, n),
		cities: map[int][]string{}, title: newReference(p.Title), article: newReference(p.Article),
	}
	for i, c := range p.Thread.Comments {
		b.index[c.ID] = i
	}
	for _, a := range annotations {
		i := b.index[a.Comment]
		b.marks[i] = append(b.marks[i], a)
	}
	for _, a := range annotations {
		if i := b.index[a.Comment]; a.Tag == gainsay.TagClaim {
			b.byComment[i] = append(b.byComment[i], len(b.claims))
			b.claims = append(b.claims, b.newClaim(a, i))
		}
	}
	return b
}

func (b *builder) newClaim(a gainsay.Annotation, i int) claim {
	c := claim{Annotation: a, comment: i, kind: gainsay.ClaimKind(a.Kind), cluster: a.ID, first: -1}
	d := b.p.Docs[i]
	c.terms, c.figures = d.Terms(a.Span), hasQuantity(d, a.Span)
	at := d.SentenceAt(a.Start)
	for _, h := range b.near(i, at, at) {
		if h.Tag == gainsay.TagHedge && h.Overlaps(a.Span) {
			c.hedge = h.ID
		}
	}
	return c
}

// relate draws the relations that start from an annotation.
func (b *builder) relate(a gainsay.Annotation) {
	i := b.index[a.Comment]
	j := b.p.Parents[i]
	if j < 0 {
		return
	}
	switch a.Tag {
	case gainsay.TagEvidenceRequest:
		for _, c := range b.targets(i, j, a) {
			c.asked = add(c.asked, a.Comment)
			c.events = append(c.events, event{gainsay.StepAsked, i, a.Span, -1, ""})
			b.link(a, c, gainsay.Questions, "asks what it rests on")
		}
	case gainsay.TagCounterclaim:
		if t, ok := b.index[a.Target]; ok {
			j = t
		}
		for _, c := range b.targets(i, j, a) {
			c.countered = add(c.countered, a.Comment)
			c.events = append(c.events, event{gainsay.StepCountered, i, a.Span, b.claimAt(i, a.Span), ""})
			b.link(a, c, gainsay.Rebuts, a.Why)
		}
	case gainsay.TagConcession:
		b.concede(a, i, j)
	case gainsay.TagAgreement:
		for _, c := range b.targets(i, j, a) {
			c.events = append(c.events, event{gainsay.StepSupported, i, a.Span, -1, ""})
			b.link(a, c, gainsay.Supports, "agrees with it")
		}
	case gainsay.TagEvidence:
		b.supply(a, i, j)
	}
}

func (b *builder) link(a gainsay.Annotation, c *claim, kind gainsay.RelationKind, why string) {
	b.relations = append(b.relations, gainsay.Relation{From: a.ID, To: c.ID, Kind: kind, Score: round(a.Score * math.Sqrt(c.Score)), By: "argue/" + string(kind) + ": " + why})
}

// targets returns the claims of comment j that a mark of comment i bears on:
// those that share most with the words of comment i, else the one that is
// most notable. Without a claim in j, those of the comment j itself answers,
// if they are by the same author.
func (b *builder) targets(i, j int, a gainsay.Annotation) []*claim {
	own := b.termsOf(i)
	var best []*claim
	most := 0
	var notable *claim
	for _, k := range b.byComment[j] {
		c := &b.claims[k]
		if c.kind != gainsay.Fact {
			continue
		}
		if notable == nil || b.notable(c) > b.notable(notable) {
			notable = c
		}
		switch n := common(own, &c.terms); {
		case n > most:
			best, most = []*claim{c}, n
		case n == most && n > 0:
			best = append(best, c)
		}
	}
	if len(best) > 0 {
		return best
	}
	if notable != nil {
		return []*claim{notable}
	}
	return nil
}

// concede marks what an author takes back: own claims further up the branch,
// or those of the comment answered if they are the author's.
func (b *builder) concede(a gainsay.Annotation, i, j int) {
	author := b.p.Thread.Comments[i].Author
	for n := 0; j >= 0 && n < 6; n, j = n+1, b.p.Parents[j] {
		if author == "" || b.p.Thread.Comments[j].Author != author {
			continue
		}
		for _, c := range b.targets(i, j, a) {
			c.conceded = add(c.conceded, a.Comment)
			c.events = append(c.events, event{gainsay.StepConceded, i, a.Span, -1, ""})
			b.link(a, c, gainsay.Concedes, "takes it back")
		}
		return
	}
}

// supply counts evidence given in a reply: to the claim asked about, where
// the comment answered asks; and to the claim answered, if the reply is by
// its author or agrees.
func (b *builder) supply(a gainsay.Annotation, i, j int) {
	if !strong(gainsay.EvidenceKind(a.Kind)) {
		return
	}
	up := b.p.Parents[j]
	asks := up >= 0 && b.has(j, gainsay.TagEvidenceRequest)
	same := b.p.Thread.Comments[i].Author != "" && b.p.Thread.Comments[i].Author == b.p.Thread.Comments[j].Author
	target := -1
	switch {
	case asks && !b.has(i, gainsay.TagDisagreement):
		target = up
	case same || b.has(i, gainsay.TagAgreement):
		target = j
	}
	if target < 0 {
		return
	}
	for _, c := range b.targets(i, target, a) {
		c.support = append(c.support, gainsay.Evidence{Kind: gainsay.EvidenceKind(a.Kind), Comment: a.Comment, Span: a.Span})
		c.supplied = add(c.supplied, a.Comment)
		c.events = append(c.events, event{gainsay.StepSupplied, i, a.Span, -1, gainsay.EvidenceKind(a.Kind)})
		b.link(a, c, gainsay.Supplies, "gives evidence for it")
	}
}

// claimAt returns the claim of comment i with the span, or -1.
func (b *builder) claimAt(i int, span gainsay.Span) int {
	for _, k := range b.byComment[i] {
		if b.claims[k].Span == span {
			return k
		}
	}
	return -1
}

// weigh sets how the claims stand against each other.
func (b *builder) weigh() {
	b.graph = newStanding(len(b.claims))
	for k := range b.claims {
		c := &b.claims[k]
		b.graph.base[k] = baseScore[status(c)]
		if len(c.conceded) > 0 {
			b.graph.base[k] *= concededShare
		}
		for _, e := range c.events {
			if e.kind == gainsay.StepCountered && e.claim >= 0 {
				b.graph.rebut(k, e.claim, 1)
			}
		}
	}
	b.strength = b.graph.solve()
}

func (b *builder) has(i int, tag gainsay.Tag) bool {
	for _, a := range b.marks[i] {
		if a.Tag == tag {
			return true
		}
	}
	return false
}

// repeats ties claims of fact that say the same to the first of them.
func (b *builder) repeats() {
	for k := range b.claims {
		c := &b.claims[k]
		if c.kind != gainsay.Fact || len(c.terms.Names) == 0 {
			continue
		}
		for m := k - 1; m >= 0 && m > k-200; m-- {
			o := &b.claims[m]
			if o.kind == gainsay.Fact && o.terms.Negated == c.terms.Negated && alike(c, o) {
				c.cluster, c.first = o.cluster, m
				if o.first >= 0 {
					c.first = o.first
				}
				head := &b.claims[c.first]
				head.repeated = add(head.repeated, c.Comment)
				b.relations = append(b.relations, gainsay.Relation{From: c.ID, To: o.ID, Kind: gainsay.Repeats, Score: round(c.terms.Overlap(o.terms)), By: "argue/repeats: speaks of the same in the same words"})
				break
			}
		}
	}
}

func (b *builder) assertion(k int) gainsay.Assertion {
	c := &b.claims[k]
	com := b.p.Thread.Comments[c.comment]
	return gainsay.Assertion{
		ID: c.ID, Comment: c.Comment, Span: c.Span, Text: c.Span.In(com.Text), Author: com.Author, Kind: c.kind,
		Status: status(c), Dispute: dispute(c), Notable: b.notable(c), Support: orEmpty(c.support),
		AskedBy: orEmpty(c.asked), SuppliedBy: orEmpty(c.supplied), CounteredBy: orEmpty(c.countered), ConcededBy: orEmpty(c.conceded),
		RepeatedBy: orEmpty(c.repeated), Topics: b.topics(c), Cluster: c.cluster,
		Acceptability: round(b.strength[k]), Chain: b.chain(k),
	}
}

// add appends a comment's id once: relations are drawn comment by comment, so
// that it can only be the last.
func add(ids []string, id string) []string {
	if len(ids) > 0 && ids[len(ids)-1] == id {
		return ids
	}
	return append(ids, id)
}

func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func round(f float64) float64 { return math.Round(f*1000) / 1000 }
