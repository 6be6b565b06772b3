package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze/eval"
)

// TestSuites checks that the functional suites have twenty cases for each
// phenomenon and that most pass. docs/MODEL_CARD.md says which fail.
func TestSuites(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"eval", "--suite", "-o", "json", "../../testdata/suite"}, strings.NewReader(""),
		&out, &errs); code != exitOK {
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

// TestFairness checks that the insult score is much the same for every group.
func TestFairness(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"eval", "--fair", "-o", "json"}, strings.NewReader(""),
		&out, &errs); code != exitOK {
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
