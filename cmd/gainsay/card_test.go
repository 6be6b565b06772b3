package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/evaluate"
)

// Delimiters of further generated parts of the model card.
const (
	fairBegin  = "<!-- begin of what `gainsay eval --fair` says -->\n"
	fairEnd    = "<!-- end of what `gainsay eval --fair` says -->\n"
	suiteBegin = "<!-- begin of what `gainsay eval --suite` counts -->\n"
	suiteEnd   = "<!-- end of what `gainsay eval --suite` counts -->\n"
)

// TestModelCard compares the generated parts of the model card with what the
// binary prints; GAINSAY_UPDATE_CARD=1 rewrites them.
func TestModelCard(t *testing.T) {
	const path = "../../docs/MODEL_CARD.md"
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fair, _, _ := strings.Cut(evalOutput(t, "--fair"), "\n")
	want := string(b)
	for _, part := range []struct{ begin, end, text string }{
		{fairBegin, fairEnd, fairBegin + "> " + fair + "\n" + fairEnd},
		{suiteBegin, suiteEnd, suiteBegin + suiteTable(t) + suiteEnd},
		{evaluate.CardBegin, evaluate.CardEnd + "\n", evalOutput(t, "--card")},
	} {
		before, rest, ok := strings.Cut(want, part.begin)
		_, after, ok2 := strings.Cut(rest, part.end)
		if !ok || !ok2 {
			t.Fatalf("%s lacks the part from %s", path, part.begin)
		}
		want = before + part.text + after
	}
	if want == string(b) {
		return
	}
	if os.Getenv("GAINSAY_UPDATE_CARD") == "" {
		t.Fatalf("%s differs from what `gainsay eval` prints; run GAINSAY_UPDATE_CARD=1 go test ./cmd/gainsay -run TestModelCard", path)
	}
	if err := os.WriteFile(path, []byte(want), 0o666); err != nil {
		t.Fatal(err)
	}
}

// suiteTable is how many cases of the functional suites pass, as a table.
func suiteTable(t *testing.T) string {
	t.Helper()
	var rates []eval.Rate
	if err := json.Unmarshal([]byte(evalOutput(t, "--suite", "-o", "json", "../../testdata/suite")), &rates); err != nil {
		t.Fatal(err)
	}
	table := "| phenomenon | cases | passed |\n|---|--:|--:|\n"
	for _, r := range rates {
		table += fmt.Sprintf("| %s | %d | %d |\n", r.Phenomenon, r.Cases, r.Passed)
	}
	return table
}

func evalOutput(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(append([]string{"eval", "--encoder", "on"}, args...), strings.NewReader(""), &out, &errs); code != exitOK {
		t.Fatalf("eval %v: exit code %d: %s", args, code, errs.String())
	}
	return out.String()
}
