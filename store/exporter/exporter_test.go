package exporter

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sample is an analysis with something of everything.
func sample() *gainsay.Analysis {
	votes := 3
	return &gainsay.Analysis{
		Version: gainsay.Version{Gainsay: "test", Rules: "sha256:0"},
		Thread: &gainsay.Thread{ID: "t", Format: "json", Title: "Harbour closed", Article: "The harbour was closed.", Comments: []*gainsay.Comment{
			{ID: "c1", ParentBy: gainsay.BySource, Author: "=Ada", Time: time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC), Text: "The navy mined it in 1997.", State: gainsay.Live, Score: &votes},
			{ID: "c2", Parent: "c1", ParentBy: gainsay.ByAddress, ParentScore: 0.8, Text: "+ Source?\nHow do you know?", State: gainsay.Live},
			{ID: "c3", Parent: "c1", ParentBy: gainsay.BySource, State: gainsay.Deleted},
		}},
		Annotations: []gainsay.Annotation{
			{ID: "a1", Comment: "c1", Span: gainsay.Span{End: 25}, Tag: gainsay.TagClaim, Kind: "fact", Score: 0.9, By: "claim/fact", Why: "tells of something past"},
			{ID: "a2", Comment: "c2", Span: gainsay.Span{Start: 2, End: 9}, Tag: gainsay.TagEvidenceRequest, Score: 0.8, By: "evidencerequest/source-wanted", Why: "asks for a source"},
		},
		Assertions: []gainsay.Assertion{{
			ID: "a1", Comment: "c1", Span: gainsay.Span{End: 25}, Text: "The navy mined it in 1997", Author: "=Ada", Kind: gainsay.Fact, Status: gainsay.Unsupported,
			Dispute: gainsay.Questioned, Notable: 0.7, Support: []gainsay.Evidence{{Kind: gainsay.EvidenceFigure, Comment: "c1", Span: gainsay.Span{Start: 21, End: 25}}},
			AskedBy: []string{"c2"}, CounteredBy: []string{}, ConcededBy: []string{}, Topics: []string{"Norway"}, Cluster: "a1",
		}},
		Relations: []gainsay.Relation{{From: "a2", To: "a1", Kind: gainsay.Questions, Score: 0.7, By: "argue/questions: asks what it rests on"}},
		Report:    gainsay.Report{Read: 3, Kept: 3, InferredParents: 1, Problems: []gainsay.Problem{{Line: 4, Message: "a stub"}}},
	}
}

func TestWrite(t *testing.T) {
	if len(Formats()) == 0 {
		t.Fatal("no formats")
	}
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			var got bytes.Buffer
			s := f.Begin(&got, Options{Width: 72})
			for range 2 {
				if err := s.Each(sample()); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.End(); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", f.Name+".golden")
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
