package importer

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "microtext",
	Doc: `an argument graph of the arg-microtexts corpus, as XML

Recognised by the element arggraph. Argumentative units (adu) become comments of the segments (edu) that
make them up; a unit answers what it supports or attacks. One that undercuts or adds to a relation
answers the unit the relation comes from. The authors are "pro" and "opp", the two voices of the text.`,
	Ext:   []string{".xml"},
	Sniff: sniffMicrotext,
	Read:  readMicrotext,
})

func sniffMicrotext(head []byte) int {
	head = bytes.TrimSpace(head)
	if bytes.HasPrefix(head, []byte("<")) && bytes.Contains(head, []byte("<arggraph")) {
		return 90
	}
	return 0
}

func readMicrotext(r io.Reader) iter.Seq2[*Found, error] {
	return func(yield func(*Found, error) bool) {
		x := newXMLReader(r)
		for {
			start, err := x.next("arggraph")
			if errors.Is(err, io.EOF) {
				return
			}
			line := x.line()
			var graph *xmlNode
			if err == nil {
				graph, err = x.element(start)
			}
			if err != nil && (!yield(nil, fail(line, "read graph: %v", err)) || graph == nil && !x.resync()) {
				return
			}
			if graph != nil && !microtext(graph).yield(yield) {
				return
			}
		}
	}
}

// microtext makes a thread of a graph.
func microtext(graph *xmlNode) *builder {
	b := newBuilder(&gainsay.Thread{ID: graph.attr("id"), Title: strings.ReplaceAll(graph.attr("topic_id"), "_", " ")})
	segment, parts, answers := map[string]string{}, map[string][]string{}, map[string][]string{}
	source := map[string]string{} // of an edge
	for _, e := range graph.all("edu") {
		segment[e.attr("id")] = strings.TrimSpace(e.Text)
	}
	for _, e := range graph.all("edge") {
		src, trg := e.attr("src"), e.attr("trg")
		source[e.attr("id")] = src
		if e.attr("type") == "seg" {
			parts[trg] = append(parts[trg], segment[src])
		} else {
			answers[src] = append(answers[src], trg)
		}
	}
	for _, a := range graph.all("adu") {
		c := &gainsay.Comment{ID: a.attr("id"), ParentBy: gainsay.BySource, Author: a.attr("type"), State: gainsay.Live}
		markup.Plain(strings.Join(parts[c.ID], " ")).Apply(c)
		for _, target := range answers[c.ID] {
			if from, ok := source[target]; ok {
				target = from
			}
			if c.Parent == "" {
				c.Parent = target
			} else {
				c.OtherParents = append(c.OtherParents, target)
			}
		}
		b.add(c)
	}
	return b
}
