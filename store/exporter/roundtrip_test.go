package exporter_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/exporter"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/store/importer/source"
)

// imported writes a document and reads it with our own importers, which know
// nothing of the exporters.
func imported(t *testing.T, format string, all ...*gainsay.Analysis) []*importer.Result {
	t.Helper()
	f := exporter.Lookup(format)
	path := filepath.Join(t.TempDir(), "export"+f.Ext)
	if err := os.WriteFile(path, []byte(write(t, f, exporter.Options{}, all...)), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := source.Open(path, nil, source.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var out []*importer.Result
	for res, err := range importer.ReadSource(s, nil) {
		var remark *gainsay.SyntaxError
		if errors.As(err, &remark) && remark.Remark {
			continue
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, res)
	}
	if len(out) == 0 {
		t.Fatal("nothing was read back")
	}
	return out
}

// TestConvoKitReadsBack: all comments come back with their ids, parents,
// authors, times, texts and votes.
func TestConvoKitReadsBack(t *testing.T) {
	got := imported(t, "convokit", rich(), rich2())
	if len(got) != 2 {
		t.Fatalf("%d threads", len(got))
	}
	for i, want := range []*gainsay.Analysis{rich(), rich2()} {
		th := got[i].Thread
		if th.Format != "convokit" || th.Title != want.Thread.Title ||
			len(th.Comments) != len(want.Thread.Comments) {
			t.Fatalf("thread %d: %q of format %s with %d comments", i, th.Title, th.Format, len(th.Comments))
		}
		parents := map[string]string{"": ""} // by new id
		for j, w := range want.Thread.Comments {
			c := th.Comments[j]
			parents[c.ID] = w.ID
			quotes := strings.NewReplacer("\n> ", "\n") // in Markdown a quotation goes on in the next line
			if quotes.Replace(c.Text) != quotes.Replace(w.Text) && !strings.ContainsAny(w.Text, "\x1b\x07") {
				t.Errorf("text %q, want %q", c.Text, w.Text)
			}
			if c.Author != w.Author || !c.Time.Equal(w.Time) || parents[c.Parent] != w.Parent ||
				(c.Score == nil) != (w.Score == nil) {
				t.Errorf("got %+v, want %+v", c, w)
			}
		}
	}
}

// TestParquetReadsBack: the comments come back with their ids, parents, authors,
// times, texts and votes.
func TestParquetReadsBack(t *testing.T) {
	got := imported(t, "parquet-comments", many(700))
	if len(got) != 1 {
		t.Fatalf("%d threads", len(got))
	}
	want := many(700).Thread
	if th := got[0].Thread; th.ID != want.ID || len(th.Comments) != len(want.Comments) {
		t.Fatalf("thread %s with %d comments", th.ID, len(th.Comments))
	}
	byID := map[string]*gainsay.Comment{}
	for _, c := range got[0].Thread.Comments {
		byID[c.ID] = c
	}
	for _, w := range want.Comments {
		c := byID[w.ID]
		if c == nil || c.Parent != w.Parent || c.Author != w.Author || !c.Time.Equal(w.Time) || c.State != w.State ||
			(c.Score == nil) != (w.Score == nil) || c.Score != nil && *c.Score != *w.Score {
			t.Fatalf("got %+v, want %+v", c, w)
		}
		if c.Text != w.Text && !strings.ContainsAny(w.Text, "\x1b\x07") {
			t.Errorf("text %q, want %q", c.Text, w.Text)
		}
	}
}

type aif struct {
	Nodes []struct {
		ID   string `json:"nodeID"`
		Type string `json:"type"`
		Text string `json:"text"`
	} `json:"nodes"`
	Edges []struct {
		ID   string `json:"edgeID"`
		From string `json:"fromID"`
		To   string `json:"toID"`
	} `json:"edges"`
	Locutions []struct {
		Node string `json:"nodeID"`
	} `json:"locutions"`
}

// mayJoin are the kinds of node an edge may lead to, by the kind it comes from.
var mayJoin = map[string][]string{
	"I": {"RA", "CA", "MA"}, "RA": {"I"}, "CA": {"I", "RA"}, "MA": {"I"}, "L": {"YA", "TA"},
	"TA": {"L", "YA"}, "YA": {"I", "RA", "CA", "MA"},
}

// TestAIF: as FORMATS and AIFdb have it: no edge dangles, schemes lead from
// something to something, claims meet through schemes only.
func TestAIF(t *testing.T) {
	kinds := map[string]int{}
	for _, o := range []exporter.Options{{}, {NoText: true}, {Key: key}} {
		var g aif
		if err := json.Unmarshal([]byte(write(t, exporter.Lookup("aif"), o, rich(), bare(), arguing())),
			&g); err != nil {
			t.Fatal(err)
		}
		kind, ids, in, out := map[string]string{}, map[string]bool{}, map[string]int{}, map[string]int{}
		for _, n := range g.Nodes {
			if ids[n.ID] || mayJoin[n.Type] == nil {
				t.Errorf("node %+v", n)
			}
			ids[n.ID], kind[n.ID] = true, n.Type
			kinds[n.Type]++
		}
		for _, e := range g.Edges {
			if ids[e.ID] || !slices.Contains(mayJoin[kind[e.From]], kind[e.To]) {
				t.Errorf("edge %+v from %q to %q", e, kind[e.From], kind[e.To])
			}
			ids[e.ID] = true
			in[e.To]++
			out[e.From]++
		}
		for id, k := range kind {
			if k != "I" && k != "L" && (in[id] == 0 || out[id] == 0) {
				t.Errorf("%s node %s has %d edges in and %d out", k, id, in[id], out[id])
			}
		}
		for _, l := range g.Locutions {
			if kind[l.Node] != "L" {
				t.Errorf("locution of %s node %s", kind[l.Node], l.Node)
			}
		}
	}
	for k := range mayJoin {
		if kinds[k] == 0 {
			t.Errorf("no %s node in any map", k)
		}
	}
}

// arguing is a thread with a relation of every kind.
func arguing() *gainsay.Analysis {
	a := bare()
	a.Thread.ID = "arguing"
	for i, k := range gainsay.RelationKinds() {
		c := &gainsay.Comment{ID: string(k), Author: string(k) + "er", State: gainsay.Live,
			Text: "This " + string(k) + " it."}
		if i > 0 {
			c.Parent = string(gainsay.RelationKinds()[0])
		}
		a.Thread.Comments = append(a.Thread.Comments, c)
		a.Annotations = append(a.Annotations,
			gainsay.Annotation{ID: "a-" + string(k), Comment: c.ID, Span: gainsay.Span{End: len(c.Text)},
				Tag: gainsay.TagClaim, Score: 1})
		if i > 0 {
			a.Relations = append(a.Relations,
				gainsay.Relation{From: "a-" + string(k), To: "a-supports", Kind: k, Score: .5},
				gainsay.Relation{From: "a-" + string(k), To: "a-rebuts", Kind: gainsay.Supports, Score: .5})
		}
	}
	return a
}

// TestAIFReadsBack: our importer takes the map for an argument and finds what
// was said in it.
func TestAIFReadsBack(t *testing.T) {
	var all []string
	for _, res := range imported(t, "aif", rich()) {
		if res.Thread.Format != "aif" {
			t.Errorf("read as %s", res.Thread.Format)
		}
		for _, c := range res.Thread.Comments {
			all = append(all, c.Author+": "+c.Text)
		}
	}
	for _, want := range []string{"Mara Quill: Rents in Kestrel Bay have doubled since 2015",
		"Jonas Pell: The register shows a rise of 12 %"} {
		if !slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("%q is not in %q", want, all)
		}
	}
}

// TestWebAnnotation checks what the W3C's recommendation asks for, and that
// both selectors select the same words, the position counted in code points.
func TestWebAnnotation(t *testing.T) {
	var page struct {
		Context string `json:"@context"`
		Type    string `json:"type"`
		Items   []struct {
			ID     string           `json:"id"`
			Type   string           `json:"type"`
			Body   []map[string]any `json:"body"`
			Target struct {
				Source   map[string]any `json:"source"`
				Selector []struct {
					Type   string `json:"type"`
					Exact  string `json:"exact"`
					Prefix string `json:"prefix"`
					Suffix string `json:"suffix"`
					Start  int    `json:"start"`
					End    int    `json:"end"`
				} `json:"selector"`
			} `json:"target"`
		} `json:"items"`
	}
	a := rich()
	wide := "日本語 👩‍👩‍👧 rents doubled"
	a.Thread.Comments = append(a.Thread.Comments,
		&gainsay.Comment{ID: "wide", State: gainsay.Live, Text: wide})
	a.Annotations = append(a.Annotations, gainsay.Annotation{ID: "w", Comment: "wide", Tag: gainsay.TagClaim,
		Span: gainsay.Span{Start: strings.Index(wide, "rents"), End: len(wide)}})
	if err := json.Unmarshal([]byte(write(t, exporter.Lookup("webannotation"), exporter.Options{}, a, bare(),
		rich2(), rich())), &page); err != nil {
		t.Fatal(err)
	}
	if page.Context != "http://www.w3.org/ns/anno.jsonld" || page.Type != "AnnotationPage" ||
		len(page.Items) != len(a.Annotations)+2*len(rich().Annotations) {
		t.Fatalf("%s of %d items in %s", page.Type, len(page.Items), page.Context)
	}
	seen := map[string]bool{}
	for i, n := range page.Items {
		if n.Type != "Annotation" || n.ID == "" || seen[n.ID] || len(n.Body) == 0 ||
			n.Target.Source["id"] == "" || len(n.Target.Selector) != 2 {
			t.Fatalf("annotation %+v", n)
		}
		seen[n.ID] = true
		if i >= len(a.Annotations) {
			continue
		}
		text := a.Thread.Comment(a.Annotations[i].Comment).Text
		quote, pos := n.Target.Selector[0], n.Target.Selector[1]
		if got := string([]rune(text)[pos.Start:pos.End]); got != quote.Exact ||
			!strings.Contains(text, quote.Prefix+quote.Exact+quote.Suffix) {
			t.Errorf("%d to %d is %q, the quotation %q", pos.Start, pos.End, got, quote.Exact)
		}
	}
	last := page.Items[len(a.Annotations)-1].Target.Selector[1]
	if n := len(utf16.Encode([]rune(wide))); last.End == n || last.End == len(wide) ||
		last.End != utf8.RuneCountInString(wide) {
		t.Errorf("ends at %d: not in code points", last.End)
	}
}

// TestClaimReview: a stub says what was claimed and never how true it is.
func TestClaimReview(t *testing.T) {
	got := write(t, exporter.Lookup("claimreview"), exporter.Options{}, rich(), bare(), rich2())
	var doc struct {
		Context string           `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal([]byte(got), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Context != "https://schema.org" || len(doc.Graph) != 2*len(rich().Assertions) {
		t.Fatalf("%d stubs in %s", len(doc.Graph), doc.Context)
	}
	for _, r := range doc.Graph {
		item, _ := r["itemReviewed"].(map[string]any)
		if r["@type"] != "ClaimReview" || r["claimReviewed"] == "" || item["@type"] != "Claim" ||
			r["reviewRating"] != nil {
			t.Errorf("stub %v", r)
		}
	}
	for _, verdict := range []string{"Rating", "false", "True", "true"} {
		if strings.Contains(got, verdict) {
			t.Errorf("a verdict: %q", verdict)
		}
	}
}
