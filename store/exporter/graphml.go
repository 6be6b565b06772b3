package exporter

import (
	"io"

	"github.com/gainsay/gainsay"
)

var _ = register(&Format{
	Name: "graphml",
	Doc: `the reply graph as GraphML, for yEd, igraph, networkx, Gephi

The same nodes and edges as gexf, times as attributes. A file holds one graph:
several threads are parts of it, written as they come.`,
	apart: true,
	Ext:   ".graphml",
	begin: func(w io.Writer, _ Options) document { return beginGraphML(w, commentAttrs, replyAttrs, nil) },
})

var _ = register(&Format{
	Name: "graphml-authors",
	Doc: `who replies to whom as GraphML, for yEd, igraph, networkx, Gephi

The same nodes and edges as gexf-authors. It is kept in memory.`,
	Ext: ".graphml",
	begin: func(w io.Writer, _ Options) document {
		return beginGraphML(w, authorAttrs, exchangeAttrs, newAuthorGraph())
	},
})

type graphMLDocument struct {
	xmlWriter
	nodeAttrs, edgeAttrs []attr
	authors              *authorGraph // nil for a graph of comments
}

func beginGraphML(w io.Writer, nodes, edges []attr, authors *authorGraph) document {
	d := &graphMLDocument{xmlWriter{w: w}, nodes, edges, authors}
	d.raw(`<?xml version="1.0" encoding="UTF-8"?>`, "\n")
	d.open(0, "graphml", "xmlns", "http://graphml.graphdrawing.org/xmlns", "xmlns:xsi",
		"http://www.w3.org/2001/XMLSchema-instance",
		"xsi:schemaLocation", "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd")
	d.keys("node", append([]attr{{"label", "string"}}, nodes...))
	d.keys("edge", append([]attr{{"weight", "double"}}, edges...))
	d.open(1, "graph", "id", "G", "edgedefault", "directed")
	return d
}

func (d *graphMLDocument) keys(class string, attrs []attr) {
	for _, a := range attrs {
		d.empty(1, "key", "id", class+"_"+a.name, "for", class, "attr.name", a.name, "attr.type", a.kind)
	}
}

func (d *graphMLDocument) each(a *gainsay.Analysis) error {
	if d.authors != nil {
		d.authors.add(a)
		return d.err
	}
	d.graph(replyGraph(a))
	return d.err
}

func (d *graphMLDocument) graph(nodes []node, edges []edge) {
	for _, n := range nodes {
		d.open(2, "node", "id", n.id)
		d.text(3, "data", n.label, "key", "node_label")
		d.values("node", d.nodeAttrs, n.values)
		d.close(2, "node")
	}
	for _, e := range edges {
		d.open(2, "edge", "id", e.id, "source", e.from, "target", e.to)
		d.text(3, "data", decimal(e.weight), "key", "edge_weight")
		d.values("edge", d.edgeAttrs, e.values)
		d.close(2, "edge")
	}
}

func (d *graphMLDocument) values(class string, attrs []attr, values []string) {
	for i, v := range values {
		if v != "" {
			d.text(3, "data", v, "key", class+"_"+attrs[i].name)
		}
	}
}

func (d *graphMLDocument) end() error {
	if d.authors != nil {
		d.graph(d.authors.graph())
	}
	d.close(1, "graph")
	d.close(0, "graphml")
	return d.err
}
