package exporter

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// What GEXF and GraphML share: nodes and edges with the same attributes for
// all of a kind.

// attr is a declared attribute. Its kind is a name both formats know: string,
// double, boolean or long.
type attr struct{ name, kind string }

// node is a comment or an author.
type node struct {
	id, label string
	start     time.Time // when it came into the thread; zero where not known
	values    []string  // as the attributes; "" where there is none
}

// edge leads from who answers to who is answered.
type edge struct {
	id, from, to, kind string
	weight             float64
	start, end         time.Time
	values             []string
}

var commentAttrs = []attr{
	{"thread", "string"}, {"author", "string"}, {"time", "string"}, {"state", "string"},
	{"parent_by", "string"}, {"votes", "long"},
	{"claims", "long"}, {"assertions", "long"}, {"unsupported", "long"}, {"insults", "long"},
	{"spam", "boolean"}, {"text", "string"},
}

var replyAttrs = []attr{{"kind", "string"}, {"sign", "long"}, {"by", "string"}, {"score", "double"},
	{"time", "string"}}

// replyGraph makes nodes of a thread's comments, and edges of its replies and
// of the relations between what comments say.
func replyGraph(a *gainsay.Analysis) ([]node, []edge) {
	g := &replyGrapher{a: a, counts: map[string]*counts{}, have: map[string]bool{}, of: ownersOf(a),
		signs: stances(a)}
	g.count()
	nodes := make([]node, 0, len(a.Thread.Comments))
	for _, c := range a.Thread.Comments {
		g.have[c.ID] = true
		nodes = append(nodes, g.node(c))
	}
	for _, c := range a.Thread.Comments {
		if g.have[c.Parent] {
			g.edge(c, c.Parent, "reply", g.signs[c.ID], string(c.ParentBy), c.ParentScore)
		}
		for _, p := range c.OtherParents {
			if g.have[p] {
				g.edge(c, p, "reply", g.signs[c.ID], string(gainsay.BySource), 0)
			}
		}
	}
	texts := view.NewTexts(a.Thread)
	for _, r := range a.Relations {
		from, to := texts.Comment(g.of[r.From]), g.of[r.To]
		if from != nil && g.have[to] && from.ID != to {
			g.edge(from, to, string(r.Kind), sign(r.Kind), r.By, r.Score)
		}
	}
	return nodes, g.edges
}

type replyGrapher struct {
	a      *gainsay.Analysis
	counts map[string]*counts
	have   map[string]bool
	of     map[string]string // comments by annotation
	signs  map[string]int    // of replies by comment
	edges  []edge
}

type counts struct {
	claims, assertions, unsupported, insults int
	spam                                     bool
}

func (g *replyGrapher) count() {
	of := func(comment string) *counts {
		if g.counts[comment] == nil {
			g.counts[comment] = &counts{}
		}
		return g.counts[comment]
	}
	for _, n := range g.a.Annotations {
		if n.Score < gainsay.DefaultThreshold {
			continue
		}
		switch n.Tag {
		case gainsay.TagClaim:
			of(n.Comment).claims++
		case gainsay.TagInsult:
			of(n.Comment).insults++
		case gainsay.TagSpam:
			of(n.Comment).spam = true
		}
	}
	for _, s := range g.a.Assertions {
		of(s.Comment).assertions++
		if s.Status == gainsay.Unsupported {
			of(s.Comment).unsupported++
		}
	}
}

func (g *replyGrapher) node(c *gainsay.Comment) node {
	n := cmp.Or(g.counts[c.ID], &counts{})
	votes := ""
	if c.Score != nil {
		votes = fmt.Sprint(*c.Score)
	}
	return node{g.id(c.ID), g.label(c), c.Time, []string{
		g.a.Thread.ID, c.Author, stampText(c.Time), string(c.State), string(c.ParentBy), votes,
		fmt.Sprint(n.claims), fmt.Sprint(n.assertions), fmt.Sprint(n.unsupported), fmt.Sprint(n.insults),
		fmt.Sprint(n.spam), c.Text,
	}}
}

// id is unique over threads.
func (g *replyGrapher) id(comment string) string { return threadKey(g.a.Thread) + "/" + comment }

// threadKey names a thread among those of all formats.
func threadKey(t *gainsay.Thread) string { return t.Format + ":" + t.ID }

func (g *replyGrapher) label(c *gainsay.Comment) string {
	if c.Author == "" {
		return "#" + c.ID
	}
	return c.Author + " #" + c.ID
}

func (g *replyGrapher) edge(from *gainsay.Comment, to, kind string, sign int, by string, score float64) {
	id := fmt.Sprintf("%s/e%d", threadKey(g.a.Thread), len(g.edges)+1)
	g.edges = append(g.edges, edge{id, g.id(from.ID), g.id(to), kind, 1, from.Time, time.Time{},
		[]string{kind, fmt.Sprint(sign), by, decimal(score), stampText(from.Time)}})
}

// ownersOf maps each annotation to its comment.
func ownersOf(a *gainsay.Analysis) map[string]string {
	of := make(map[string]string, len(a.Annotations))
	for _, n := range a.Annotations {
		of[n.ID] = n.Comment
	}
	return of
}

// stances says of each reply whether it agrees with the comment answered (1),
// opposes it (-1) or neither (0), by its surest mark.
func stances(a *gainsay.Analysis) map[string]int {
	best, out := map[string]float64{}, map[string]int{}
	for _, n := range a.Annotations {
		s := 0
		switch n.Tag {
		case gainsay.TagAgreement, gainsay.TagConcession:
			s = 1
		case gainsay.TagDisagreement, gainsay.TagCounterclaim:
			s = -1
		}
		if s != 0 && n.Score >= gainsay.DefaultThreshold && n.Score > best[n.Comment] {
			best[n.Comment], out[n.Comment] = n.Score, s
		}
	}
	return out
}

// sign is 1 for a relation that speaks for what it is about, -1 for one that
// speaks against it.
func sign(k gainsay.RelationKind) int {
	switch k {
	case gainsay.Supports, gainsay.Supplies, gainsay.Concedes, gainsay.Repeats:
		return 1
	case gainsay.Rebuts, gainsay.Undercuts:
		return -1
	}
	return 0
}

func stampText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func decimal(f float64) string { return strings.TrimSuffix(fmt.Sprintf("%.3g", f), ".0") }

var authorAttrs = []attr{{"source", "string"}, {"comments", "long"}, {"assertions", "long"},
	{"unsupported", "long"}, {"asked", "long"}, {"answered", "long"}}

var exchangeAttrs = []attr{{"kind", "string"}, {"sign", "long"}, {"count", "long"}, {"first", "string"},
	{"last", "string"}}

// authorGraph gathers who answers whom over threads. Equal names in sources of
// one format are one author; comments by unknown authors do not count.
type authorGraph struct {
	nodes  []*authorNode
	byName map[string]*authorNode
	edges  map[[4]string]*exchange // from, to, kind, sign
}

type authorNode struct {
	format, name                                       string
	start                                              time.Time
	comments, assertions, unsupported, asked, answered int
}

type exchange struct {
	count       int
	first, last time.Time
}

func newAuthorGraph() *authorGraph {
	return &authorGraph{byName: map[string]*authorNode{}, edges: map[[4]string]*exchange{}}
}

func (n *authorNode) id() string { return n.format + ":" + n.name }

// author returns the node of a comment's author, nil where it has none.
func (g *authorGraph) author(t *gainsay.Thread, c *gainsay.Comment) *authorNode {
	if c == nil || c.Author == "" {
		return nil
	}
	n := &authorNode{format: t.Format, name: c.Author}
	if old := g.byName[n.id()]; old != nil {
		return old
	}
	g.byName[n.id()] = n
	g.nodes = append(g.nodes, n)
	return n
}

func (g *authorGraph) add(a *gainsay.Analysis) {
	texts, of, signs := view.NewTexts(a.Thread), ownersOf(a), stances(a)
	for _, c := range a.Thread.Comments {
		n := g.author(a.Thread, c)
		if n == nil {
			continue
		}
		n.comments++
		if !c.Time.IsZero() && (n.start.IsZero() || c.Time.Before(n.start)) {
			n.start = c.Time
		}
		for _, p := range append([]string{c.Parent}, c.OtherParents...) {
			g.exchange(n, g.author(a.Thread, texts.Comment(p)), "reply", signs[c.ID], c.Time)
		}
	}
	for _, r := range a.Relations {
		from, to := texts.Comment(of[r.From]), texts.Comment(of[r.To])
		if from != nil && to != nil && from != to {
			g.exchange(g.author(a.Thread, from), g.author(a.Thread, to), string(r.Kind), sign(r.Kind),
				from.Time)
		}
	}
	for i := range a.Assertions {
		g.count(a.Thread, texts, &a.Assertions[i])
	}
}

// count adds an assertion to the counts of its author.
func (g *authorGraph) count(t *gainsay.Thread, texts *view.Texts, s *gainsay.Assertion) {
	n := g.author(t, texts.Comment(s.Comment))
	if n == nil {
		return
	}
	n.assertions++
	if s.Status == gainsay.Unsupported {
		n.unsupported++
	}
	if len(s.AskedBy) == 0 {
		return
	}
	n.asked++
	if answered(s, texts) {
		n.answered++
	}
}

func (g *authorGraph) exchange(from, to *authorNode, kind string, sign int, at time.Time) {
	if from == nil || to == nil {
		return
	}
	key := [4]string{from.id(), to.id(), kind, fmt.Sprint(sign)}
	e := g.edges[key]
	if e == nil {
		e = &exchange{}
		g.edges[key] = e
	}
	e.count++
	if !at.IsZero() && (e.first.IsZero() || at.Before(e.first)) {
		e.first = at
	}
	if at.After(e.last) {
		e.last = at
	}
}

// graph returns the nodes in the order of their first comment, and the edges
// sorted.
func (g *authorGraph) graph() ([]node, []edge) {
	var nodes []node
	for _, n := range g.nodes {
		nodes = append(nodes, node{n.id(), n.name, n.start, []string{
			n.format, fmt.Sprint(n.comments), fmt.Sprint(n.assertions), fmt.Sprint(n.unsupported),
			fmt.Sprint(n.asked), fmt.Sprint(n.answered),
		}})
	}
	keys := make([][4]string, 0, len(g.edges))
	for k := range g.edges {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [4]string) int { return slices.Compare(a[:], b[:]) })
	var edges []edge
	for i, k := range keys {
		e := g.edges[k]
		edges = append(edges, edge{fmt.Sprintf("e%d", i+1), k[0], k[1], k[2], float64(e.count), e.first,
			e.last,
			[]string{k[2], k[3], fmt.Sprint(e.count), stampText(e.first), stampText(e.last)}})
	}
	return nodes, edges
}
