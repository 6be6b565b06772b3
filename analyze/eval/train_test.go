package eval

import "testing"

// TestQueryLabels checks that a set with rows labelled "query" serves the models
// that have this class and, with another label, those that declare one for it.
func TestQueryLabels(t *testing.T) {
	var rows []Row
	for _, label := range []string{"query", "agree", "disagree", "neutral"} {
		rows = append(rows, Row{Label: label})
	}
	sets, _, err := Assign("stance", []Set{{File: "stance-wikitactics.jsonl", Rows: rows}})
	if err != nil {
		t.Fatal(err)
	}
	for model, want := range map[string]string{"stance-talk": "query", "stance-reply": "neutral"} {
		if len(sets[model]) != 1 {
			t.Fatalf("%s: %d sets", model, len(sets[model]))
		}
		if got := sets[model][0].Rows[0].Label; got != want {
			t.Errorf("%s: label %q, want %q", model, got, want)
		}
	}
	if rows[0].Label != "query" {
		t.Error("the rows of the caller were changed")
	}
}
