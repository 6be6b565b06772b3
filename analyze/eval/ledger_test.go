package eval

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
)

// TestLabelledThreads checks that the labelled threads can be read and have
// every label.
func TestLabelledThreads(t *testing.T) {
	paths, _ := filepath.Glob("../../testdata/labelled/*.txt")
	comments, labels := 0, map[byte]int{}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		l, err := ReadLedger(filepath.Base(path), string(b))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		comments += len(l.Thread.Comments)
		for _, s := range l.Spans {
			if s.Len() < 5 || strings.ContainsAny(s.In(l.Thread.Comment(s.Comment).Text), "{}+") {
				t.Errorf("%s: comment %s: span %q", path, s.Comment, s.In(l.Thread.Comment(s.Comment).Text))
			}
			labels[s.Label]++
		}
	}
	if comments < 200 || len(labels) != len(ledgerKinds) {
		t.Errorf("%d comments, labels %v", comments, labels)
	}
}

func TestReadLedgerErrors(t *testing.T) {
	for src, want := range map[string]string{
		"c1 | A |  | {X:what}":                   "line 1: unknown label",
		"c1 | A |  | {U:what":                    "line 1: label U is not closed",
		"title: t\nc1 | A | c9 | x":              "line 2: no comment c9 above",
		"c1 | A":                                 "line 1: 2 fields",
		"c1 | A |  | surely not +sarcastic +foo": "line 1: unknown flag",
	} {
		if _, err := ReadLedger("x", src); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", src, err, want)
		}
	}
}

func TestLedgerFigures(t *testing.T) {
	l, err := ReadLedger("x", "c1 | A |  | {U:The dam broke in 2011.} Sad.\n"+
		"c2 | B | c1 | +ask Says who? {V:Sad.}\nc3 | C | c1 | Oh sure. +sarc")
	if err != nil {
		t.Fatal(err)
	}
	full := l.Spans[0].Span
	var f LedgerFigures
	f.Add(l, &gainsay.Analysis{
		Assertions: []gainsay.Assertion{
			{Comment: "c1", Span: gainsay.Span{Start: 4, End: full.End}, Status: gainsay.Unsupported, Notable: .6},
			{Comment: "c3", Span: gainsay.Span{End: 7}, Status: gainsay.Unsupported, Notable: .6},
		},
		Annotations: []gainsay.Annotation{
			{Comment: "c1", Span: full, Tag: gainsay.TagClaim, Kind: "fact", Score: .9},
			{Comment: "c2", Span: l.Spans[1].Span, Tag: gainsay.TagClaim, Kind: "fact", Score: .9},
			{Comment: "c2", Span: gainsay.Span{End: 9}, Tag: gainsay.TagEvidenceRequest, Score: .9},
		},
	})
	if f.Unsupported != (Binary{1, 1, 0}) || f.Spans != (Binary{1, 1, 0}) || f.Requests != (Binary{1, 0, 0}) ||
		f.Taken != 1 || f.Sarcastic != 1 ||
		*f.Kinds.Each[gainsay.Fact] != (Binary{1, 1, 0}) || *f.Kinds.Each[gainsay.Value] != (Binary{0, 0, 1}) {
		t.Errorf("%s", f)
	}
}
