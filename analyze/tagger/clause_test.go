package tagger

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

// String names a mood as the golden file does.
func (m mood) String() string {
	return [...]string{"declarative", "conditional", "fragment", "imperative", "optative", "reported"}[m]
}

// TestClauses cuts the sentences of testdata/clause.txt, one a line, into
// propositions with their mood and, for a claim, its kind.
func TestClauses(t *testing.T) {
	in, err := os.ReadFile("testdata/clause.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for line := range strings.Lines(string(in)) {
		fmt.Fprint(&out, line)
		d := text.Parse(line)
		for _, s := range d.Sentences {
			for _, p := range propositions(nil, d, s) {
				kind := "no claim"
				if k := kindByRules(d, p); k != "" {
					kind = k
				}
				fmt.Fprintf(&out, "\t%s, %s: %s\n", p.mood, kind, p.In(line))
			}
		}
	}
	const golden = "testdata/clause.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), out.String()); d != "" {
		t.Error(d)
	}
}

// kindByRules is the kind of claim that a proposition is without the models, ""
// if it is none.
func kindByRules(d *text.Doc, p proposition) string {
	var f features
	if p.mood >= fragment || mostlyQuoted(d, p.Span) || !f.read(d, p) {
		return ""
	}
	var found findings
	sums := scoreKinds(&f, &found)
	var a gainsay.Annotation
	var none clauseScores
	if p.mood != conditional && none.logOddsOf(isFact, &found) >= 0 {
		return string(gainsay.Fact)
	}
	if otherKind(sums, &a) {
		return a.Kind
	}
	return ""
}
