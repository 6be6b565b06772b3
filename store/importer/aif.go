package importer

import (
	"cmp"
	"encoding/json"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "aif",
	Doc: `an argument map: AIF JSON of AIFdb or OVA, or SADFace

Recognised by nodes with nodeID, type and text and edges with fromID and toID, or by nodes with id
and type and edges with source_id and target_id. Claims become comments; a claim answers the claims
it supports, attacks or rephrases, the first as its parent. Whether it supports or attacks is not
kept. Speakers and times come from the locutions that state the claims; locutions without a claim
become comments themselves, except those of the analyst.`,
	From:  `AIFdb and OVA (Download, AIF or JSON of a map), SADFace editors`,
	Ext:   []string{".json"},
	Sniff: sniffAIF,
	Read:  readAIF,
})

func sniffAIF(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "AIF."} {
		if s.Has(at+"nodes[].nodeID", at+"nodes[].type") {
			return 88
		}
		if s.Has(at+"edges[].fromID", at+"edges[].toID") {
			return 85
		}
	}
	if s.Has("edges[].source_id", "edges[].target_id") ||
		s.Has("nodes[].id", "nodes[].type", "nodes[].sources[]") && s["edges[]"] {
		return 80
	}
	return 0
}

// argNode is a node of AIF or SADFace.
type argNode struct {
	NodeID scalar.ID   `json:"nodeID"`
	ID     scalar.ID   `json:"id"`
	Text   scalar.Text `json:"text"`
	Type   string      `json:"type"`
	Time   scalar.Time `json:"timestamp"`
}

func (n *argNode) id() string { return cmp.Or(string(n.NodeID), string(n.ID)) }

func (n *argNode) claim() bool { return n.Type == "I" || n.Type == "atom" }

// argEdge is an edge of AIF or SADFace.
type argEdge struct {
	From   scalar.ID `json:"fromID"`
	To     scalar.ID `json:"toID"`
	Source scalar.ID `json:"source_id"`
	Target scalar.ID `json:"target_id"`
}

type argMap struct {
	Nodes        []argNode `json:"nodes"`
	Edges        []argEdge `json:"edges"`
	Participants []struct {
		ID        scalar.ID   `json:"participantID"`
		FirstName scalar.Text `json:"firstname"`
		Surname   scalar.Text `json:"surname"`
	} `json:"participants"`
	Locutions []struct {
		NodeID scalar.ID   `json:"nodeID"`
		Person scalar.ID   `json:"personID"`
		Time   scalar.Time `json:"timestamp"`
		Start  scalar.Time `json:"start"`
	} `json:"locutions"`
	Metadata struct {
		Core struct {
			ID    scalar.Text `json:"id"`
			Title scalar.Text `json:"title"`
		} `json:"core"`
	} `json:"metadata"`
	AIF *argMap `json:"AIF"` // newer OVA files
}

func readAIF(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		raw, err := input.ReadWhole(r)
		if err != nil {
			yield(nil, err)
			return
		}
		m := &argMap{}
		if err := json.Unmarshal(raw, m); err != nil {
			yield(nil, record.Errorf(1, "read argument map: %v", err))
			return
		}
		if m.AIF != nil {
			m = m.AIF
		}
		b := newArgGraph(m).thread(m)
		if len(b.Comments) == 0 {
			yield(nil, record.Errorf(1, "the map holds no claim and no locution"))
			return
		}
		b.Yield(yield)
	}
}

// argGraph indexes the nodes and edges of a map.
type argGraph struct {
	node    map[string]*argNode
	out, in map[string][]string
	person  map[string]string // speaker by node of a locution
	said    map[string]bool   // texts of locutions
}

func newArgGraph(m *argMap) *argGraph {
	g := &argGraph{
		node:   map[string]*argNode{},
		out:    map[string][]string{},
		in:     map[string][]string{},
		person: map[string]string{},
		said:   map[string]bool{},
	}
	for i := range m.Nodes {
		n := &m.Nodes[i]
		g.node[n.id()] = n
		if n.Type == "L" {
			g.said[scalar.OneLine(string(n.Text))] = true
		}
	}
	for _, e := range m.Edges {
		from, to := cmp.Or(string(e.From), string(e.Source)), cmp.Or(string(e.To), string(e.Target))
		g.out[from] = append(g.out[from], to)
		g.in[to] = append(g.in[to], from)
	}
	names := map[string]string{}
	for _, p := range m.Participants {
		names[string(p.ID)] = strings.TrimSpace(string(p.FirstName) + " " + string(p.Surname))
	}
	for _, l := range m.Locutions {
		g.person[string(l.NodeID)] = names[string(l.Person)]
	}
	return g
}

// thread makes comments of the claims, and of the locutions that state no
// claim.
func (g *argGraph) thread(m *argMap) *thread.Builder {
	b := thread.NewBuilder(
		&gainsay.Thread{ID: string(m.Metadata.Core.ID), Title: string(m.Metadata.Core.Title)},
	)
	for i := range m.Nodes {
		n := &m.Nodes[i]
		if !n.claim() && (n.Type != "L" || !g.alone(n)) {
			continue
		}
		c := &gainsay.Comment{ID: n.id(), ParentBy: gainsay.BySource, State: gainsay.Live}
		n.Time.Apply(c)
		said := string(n.Text)
		if n.claim() {
			c.Author = g.speaker(n.id())
		} else {
			c.Author, said = g.saidBy(n)
		}
		markup.Plain(said).Apply(c)
		if answered := g.answers(n); len(answered) > 0 {
			c.Parent, c.OtherParents = answered[0], answered[1:]
		}
		b.Add(c)
	}
	if b.ID == "" {
		b.ID = scalar.Hash(thread.IDs(b.Comments)...)
	}
	return b
}

// answers returns the comments that a node leads to through scheme nodes, the
// nearest first. An attack on an inference answers its conclusion.
func (g *argGraph) answers(n *argNode) []string {
	var out []string
	seen := map[string]bool{n.id(): true}
	for queue := g.out[n.id()]; len(queue) > 0; {
		id := queue[0]
		queue = queue[1:]
		at := g.node[id]
		if seen[id] || at == nil || at.Type == "YA" {
			continue
		}
		seen[id] = true
		switch {
		case at.claim() && n.claim() || at.Type == "L" && n.Type == "L" && g.alone(at):
			out = append(out, id)
		case at.claim() || at.Type == "L":
		case at.Type == "TA" && n.Type == "L": // a transition leads forward in time
		default:
			queue = append(slices.Clip(queue), g.out[id]...)
		}
	}
	return out
}

// locution returns the locution that states a claim: the one that leads to it
// by an illocution and is not the analyst's report of another.
func (g *argGraph) locution(claim string) *argNode {
	for _, ya := range g.in[claim] {
		if n := g.node[ya]; n == nil || n.Type != "YA" {
			continue
		}
		for _, l := range g.in[ya] {
			if n := g.node[l]; n != nil && n.Type == "L" {
				return n
			}
		}
	}
	return nil
}

func (g *argGraph) speaker(claim string) string {
	l := g.locution(claim)
	if l == nil {
		return ""
	}
	name, _ := g.saidBy(l)
	return name
}

// saidBy splits a locution into its speaker and the words.
func (g *argGraph) saidBy(l *argNode) (name, said string) {
	said = string(l.Text)
	before, after, ok := strings.Cut(said, ":")
	if ok && len(before) <= 60 && len(strings.Fields(before)) <= 5 {
		name, said = strings.TrimSpace(before), strings.TrimSpace(after)
	}
	return scalar.Author(cmp.Or(g.person[l.id()], name)), said
}

// alone reports whether a locution states no claim and would be lost without a
// comment of its own. The analyst's report of another locution, "Analyst :
// Speaker : words", does not count.
func (g *argGraph) alone(l *argNode) bool {
	if _, said, ok := strings.Cut(string(l.Text), ":"); ok && g.said[scalar.OneLine(said)] {
		return false
	}
	utters := func(id string) bool { return g.node[id] != nil && g.node[id].Type == "YA" }
	return !slices.ContainsFunc(g.out[l.id()], utters) && !slices.ContainsFunc(g.in[l.id()], utters)
}
