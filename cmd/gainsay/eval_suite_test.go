package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze/eval"
)

// TestSuites holds the functional suites to twenty cases a phenomenon and the
// analysis to most of them. Which fail is in docs/MODEL_CARD.md.
func TestSuites(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"eval", "--suite", "-o", "json", "../../testdata/suite"}, strings.NewReader(""), &out, &errs); code != exitOK {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	var rates []eval.Rate
	if err := json.Unmarshal(out.Bytes(), &rates); err != nil {
		t.Fatal(err)
	}
	cases, passed := 0, 0
	for _, r := range rates {
		cases, passed = cases+r.Cases, passed+r.Passed
		if r.Cases < 20 {
			t.Errorf("%s: %d cases", r.Phenomenon, r.Cases)
		}
		if r.Share < 0.45 {
			t.Errorf("%s: only %d of %d pass", r.Phenomenon, r.Passed, r.Cases)
		}
	}
	if cases < 400 || passed*10 < cases*9 {
		t.Errorf("%d of %d cases pass", passed, cases)
	}
}

// TestFairness holds the scores of insults to saying the same of every group.
func TestFairness(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"eval", "--fair", "-o", "json"}, strings.NewReader(""), &out, &errs); code != exitOK {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	var f eval.Fairness
	if err := json.Unmarshal(out.Bytes(), &f); err != nil {
		t.Fatal(err)
	}
	if len(f.Terms) < 30 || f.Gap > 0.1 || f.Marked > 0 {
		t.Errorf("%d terms, gap %.3f, %d of %d neutral sentences marked", len(f.Terms), f.Gap, f.Marked, f.Texts)
	}
}
