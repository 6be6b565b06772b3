package exporter

import (
	"fmt"
	"io"

	"github.com/gainsay/gainsay"
)

var _ = register(&Format{
	Name: "gexf",
	Doc: `the reply graph as GEXF 1.3, for Gephi

Nodes are comments, edges lead from a reply to what it answers and from a
comment to what it supports, rebuts, questions and so on: typed (kind), signed
(-1 opposes, 1 agrees, 0 neither) and timed (start). A file holds one graph:
several threads are parts of it that differ in the attribute thread. The edges
of all threads are kept in memory until the end.`,
	apart: true,
	Ext:   ".gexf",
	begin: func(w io.Writer, _ Options) document {
		return beginGEXF(w, "comments and what they answer", commentAttrs, replyAttrs, nil)
	},
})

var _ = register(&Format{
	Name: "gexf-authors",
	Doc: `who replies to whom as GEXF 1.3, for Gephi

As gexf, but nodes are authors and an edge is all that one author said to
another in one manner: replies and relations by kind and sign, with their number
as weight and their first and last time. Equal names in sources of one format are
one author; comments by unknown authors are left out. It is kept in memory.`,
	Ext: ".gexf",
	begin: func(w io.Writer, _ Options) document {
		return beginGEXF(w, "authors and whom they answer", authorAttrs, exchangeAttrs, newAuthorGraph())
	},
})

// gexfDocument writes nodes as they come and edges at the end, as GEXF has it.
type gexfDocument struct {
	xmlWriter
	edgeAttrs []attr
	edges     []edge
	authors   *authorGraph // nil for a graph of comments
}

func beginGEXF(w io.Writer, description string, nodes, edges []attr, authors *authorGraph) document {
	d := &gexfDocument{xmlWriter: xmlWriter{w: w}, edgeAttrs: edges, authors: authors}
	d.raw(`<?xml version="1.0" encoding="UTF-8"?>`, "\n")
	d.open(0, "gexf", "xmlns", "http://gexf.net/1.3", "xmlns:xsi",
		"http://www.w3.org/2001/XMLSchema-instance",
		"xsi:schemaLocation", "http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd", "version", "1.3")
	d.open(1, "meta")
	d.text(2, "creator", "Gainsay")
	d.text(2, "description", description)
	d.close(1, "meta")
	d.open(1, "graph", "defaultedgetype", "directed", "mode", "dynamic", "timeformat", "dateTime",
		"timerepresentation", "interval")
	for _, c := range []struct {
		class string
		attrs []attr
	}{{"node", nodes}, {"edge", edges}} {
		d.open(2, "attributes", "class", c.class, "mode", "static")
		for i, a := range c.attrs {
			d.empty(3, "attribute", "id", fmt.Sprint(i), "title", a.name, "type", a.kind)
		}
		d.close(2, "attributes")
	}
	d.open(2, "nodes")
	return d
}

func (d *gexfDocument) each(a *gainsay.Analysis) error {
	if d.authors != nil {
		d.authors.add(a)
		return d.err
	}
	nodes, edges := replyGraph(a)
	d.nodes(nodes)
	d.edges = append(d.edges, edges...)
	return d.err
}

func (d *gexfDocument) nodes(nodes []node) {
	for _, n := range nodes {
		d.open(3, "node", "id", n.id, "label", n.label, "start", stampText(n.start))
		d.values(n.values)
		d.close(3, "node")
	}
}

func (d *gexfDocument) values(values []string) {
	d.open(4, "attvalues")
	for i, v := range values {
		if v != "" {
			d.empty(5, "attvalue", "for", fmt.Sprint(i), "value", v)
		}
	}
	d.close(4, "attvalues")
}

func (d *gexfDocument) end() error {
	if d.authors != nil {
		var nodes []node
		nodes, d.edges = d.authors.graph()
		d.nodes(nodes)
	}
	d.close(2, "nodes")
	d.open(2, "edges")
	for _, e := range d.edges {
		d.open(3, "edge", "id", e.id, "source", e.from, "target", e.to, "kind", e.kind, "label", e.kind,
			"weight", decimal(e.weight),
			"start", stampText(e.start), "end", stampText(e.end))
		d.values(e.values)
		d.close(3, "edge")
	}
	d.close(2, "edges")
	d.close(1, "graph")
	d.close(0, "gexf")
	return d.err
}
