package exporter

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay"
)

// TestAppend holds the lists to encoding/json, one of them longer than a
// piece that would be written elsewhere.
func TestAppend(t *testing.T) {
	marks := make([]gainsay.Annotation, 3000)
	for i := range marks {
		marks[i] = gainsay.Annotation{ID: strings.Repeat("x", i%7), Comment: "c<1>", Score: float64(i) / 7, Why: "“quoted” & \x00",
			Signals: []gainsay.Signal{{Name: "a", Weight: -1e-9}, {Name: "b", Weight: 2}}[:i%3]}
		if i%3 == 0 {
			marks[i].Signals = nil
		}
	}
	evidence := []gainsay.Evidence{{Kind: gainsay.EvidenceLink, Comment: "c1", Span: gainsay.Span{Start: 1, End: 2}}, {}}
	steps := []gainsay.Step{{Kind: gainsay.StepAsserted, Comment: "c1", Text: "said\u2028so"}, {}}
	check(t, marks, AppendAnnotations)
	check(t, evidence, AppendEvidence)
	check(t, steps, AppendSteps)
	if _, err := AppendAnnotations(nil, []gainsay.Annotation{{Score: math.NaN()}}); err == nil {
		t.Error("a score that is no number is no error")
	}
}

func check[T any](t *testing.T, all []T, spell func([]byte, []T) ([]byte, error)) {
	t.Helper()
	got, err := spell([]byte("before "), all)
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff("before "+string(want), string(got)); d != "" {
		t.Error(d)
	}
}

// TestFloat holds numbers of few decimals, and their neighbours, to encoding/json.
func TestFloat(t *testing.T) {
	for i := range 200_000 {
		f := float64(i-100_000) / 1000 * float64(1+i%7*1_000_003)
		for _, f := range []float64{f, math.Nextafter(f, 2), f / 1000, math.Copysign(0, f)} {
			o := &objectWriter{b: []byte("{")}
			o.float("x", f)
			want, err := json.Marshal(f)
			if got := string(o.b); err != nil || got != `{"x":`+string(want) {
				t.Fatalf("%s, want %s (%v)", got, want, err)
			}
		}
	}
}
