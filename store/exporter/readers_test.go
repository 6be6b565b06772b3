package exporter_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/exporter"
)

// TestXML: what claims to be XML is well-formed, whatever a thread holds.
func TestXML(t *testing.T) {
	for _, name := range []string{"gexf", "gexf-authors", "graphml", "graphml-authors", "svg",
		"svg-argument"} {
		f := exporter.Lookup(name)
		if f == nil {
			t.Fatalf("no format %s", name)
		}
		for _, all := range [][]*gainsay.Analysis{nil, {bare()}, {rich(), bare()}} {
			dec := xml.NewDecoder(strings.NewReader(write(t, f, exporter.Options{}, all...)))
			n := 0
			for ; ; n++ {
				if _, err := dec.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s of %d threads: %v", name, len(all), err)
				}
			}
			if n < 3 {
				t.Errorf("%s of %d threads: %d tokens", name, len(all), n)
			}
		}
	}
}

// gexfFile and graphMLFile are what the test itself reads of the two formats.
type gexfFile struct {
	Nodes []struct {
		ID    string `xml:"id,attr"`
		Label string `xml:"label,attr"`
	} `xml:"graph>nodes>node"`
	Edges []gexfEdge `xml:"graph>edges>edge"`
}

type gexfEdge struct {
	ID     string `xml:"id,attr"`
	Source string `xml:"source,attr"`
	Target string `xml:"target,attr"`
	Kind   string `xml:"kind,attr"`
	Start  string `xml:"start,attr"`
}

// nodeWithGraphology returns the path of node. Without it or its packages the
// test is skipped, except in CI, where it fails.
func nodeWithGraphology(t *testing.T) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat("testdata/readers/node_modules/graphology-gexf")
	}
	if err != nil && os.Getenv("CI") != "" {
		t.Fatalf("no graphology: %v; .ci/run must install it", err)
	}
	if err != nil {
		t.Skipf("GRAPHS NOT READ BACK: %v; run npm ci in store/exporter/testdata/readers", err)
	}
	return node
}

// TestGraphology opens the graphs in the readers of Gephi Lite, which are npm
// packages.
func TestGraphology(t *testing.T) {
	node := nodeWithGraphology(t)
	for _, name := range []string{"gexf", "gexf-authors", "graphml", "graphml-authors"} {
		t.Run(name, func(t *testing.T) {
			kind, _, _ := strings.Cut(name, "-")
			path := filepath.Join(t.TempDir(), "graph")
			if err := os.WriteFile(path, []byte(write(t, exporter.Lookup(name), exporter.Options{}, rich(),
				bare())), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(node, "testdata/readers/read.mjs", kind, path).CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			golden(t, "readers/"+name, string(out))
		})
	}
}

// TestGEXF: every edge has its ends, ids are used once, and replies have times.
func TestGEXF(t *testing.T) {
	for _, name := range []string{"gexf", "gexf-authors"} {
		var g gexfFile
		if err := xml.Unmarshal([]byte(write(t, exporter.Lookup(name), exporter.Options{}, rich(), bare(),
			rich2(), rich())), &g); err != nil {
			t.Fatal(err)
		}
		nodes, edges := map[string]bool{}, map[string]bool{}
		for _, n := range g.Nodes {
			if nodes[n.ID] {
				t.Errorf("%s: node %s twice", name, n.ID)
			}
			nodes[n.ID] = true
		}
		for _, e := range g.Edges {
			if !nodes[e.Source] || !nodes[e.Target] || edges[e.ID] || e.Kind == "" {
				t.Errorf("%s: edge %+v", name, e)
			}
			edges[e.ID] = true
		}
		if len(edges) < 3 {
			t.Errorf("%s: %d edges", name, len(edges))
		}
	}
}

// rich2 is rich under another id, as a second thread of one file.
func rich2() *gainsay.Analysis {
	a := rich()
	a.Thread.ID = "second"
	return a
}

// TestGraphsAgree: GEXF and GraphML hold the same graph.
func TestGraphsAgree(t *testing.T) {
	type edge struct {
		Source string `xml:"source,attr"`
		Target string `xml:"target,attr"`
	}
	var ml struct {
		Edges []edge `xml:"graph>edge"`
	}
	var gx gexfFile
	for _, v := range []struct {
		name string
		to   any
	}{{"gexf", &gx}, {"graphml", &ml}} {
		if err := xml.Unmarshal([]byte(write(t, exporter.Lookup(v.name), exporter.Options{}, rich(),
			rich2())), v.to); err != nil {
			t.Fatal(err)
		}
	}
	var a, b []string
	for _, e := range gx.Edges {
		a = append(a, fmt.Sprint(e.Source, " ", e.Target))
	}
	for _, e := range ml.Edges {
		b = append(b, fmt.Sprint(e.Source, " ", e.Target))
	}
	slices.Sort(a)
	slices.Sort(b)
	if d := cmp.Diff(a, b); d != "" || len(a) == 0 {
		t.Errorf("-gexf +graphml\n%s", d)
	}
}
