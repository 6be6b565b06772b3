package importer

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/internal/xmltree"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "microtext",
	Doc: `an argument graph of the arg-microtexts corpus, as XML

Recognised by the element arggraph. Argumentative units (adu) become comments of the segments (edu)
that make them up; a unit answers the one it supports or attacks. A unit that undercuts or adds to a
relation answers the unit from which the relation starts. The authors are "pro" and "opp", the two
voices of the text.`,
	From:  `the arg-microtexts corpora (Peldszus and Stede)`,
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

func readMicrotext(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		x := xmltree.NewReader(r)
		for {
			start, err := x.Next("arggraph")
			if errors.Is(err, io.EOF) {
				return
			}
			line := x.Line()
			var graph *xmltree.Node
			if err == nil {
				graph, err = x.Element(start)
			}
			if err != nil &&
				(!yield(nil, record.Errorf(line, "read graph: %v", err)) || graph == nil && !x.Resync()) {
				return
			}
			if graph != nil && !microtext(graph).Yield(yield) {
				return
			}
		}
	}
}

// microtext builds a thread from a graph.
func microtext(graph *xmltree.Node) *thread.Builder {
	b := thread.NewBuilder(
		&gainsay.Thread{ID: graph.Attr("id"), Title: strings.ReplaceAll(graph.Attr("topic_id"), "_", " ")},
	)
	segment, parts, answers := map[string]string{}, map[string][]string{}, map[string][]string{}
	source := map[string]string{} // source node by edge
	for _, e := range graph.All("edu") {
		segment[e.Attr("id")] = strings.TrimSpace(e.Text)
	}
	for _, e := range graph.All("edge") {
		src, trg := e.Attr("src"), e.Attr("trg")
		source[e.Attr("id")] = src
		if e.Attr("type") == "seg" {
			parts[trg] = append(parts[trg], segment[src])
		} else {
			answers[src] = append(answers[src], trg)
		}
	}
	for _, a := range graph.All("adu") {
		c := &gainsay.Comment{
			ID:       a.Attr("id"),
			ParentBy: gainsay.BySource,
			Author:   a.Attr("type"),
			State:    gainsay.Live,
		}
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
		b.Add(c)
	}
	return b
}
