package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/cmd/gainsay/internal/evaluate"
)

// TestEvalThreads compares the analysis of the labelled thread with its labels.
func TestEvalThreads(t *testing.T) {
	eval := func(args ...string) string {
		var out, errs bytes.Buffer
		args = append([]string{"eval", "--threads"}, append(args, "../../testdata/labelled")...)
		if code := run(args, strings.NewReader(""), &out, &errs); code != exitOK {
			t.Fatalf("exit code %d: %s", code, errs.String())
		}
		return out.String()
	}
	s := eval("--per-thread")
	for _, want := range []string{"threads 1, comments 4\n", "\ninsult ", "\nspans ", "macro-F1", "\nferry "} {
		if !strings.Contains(s, want) {
			t.Errorf("no %q in\n%s", want, s)
		}
	}
	var r evaluate.ThreadReport
	if err := json.Unmarshal([]byte(eval("--errors", "-o", "json")), &r); err != nil {
		t.Fatal(err)
	}
	if m := r.Marks[0]; m.Mark != "insult" || m.TP != 1 || m.TN != 3 {
		t.Errorf("%+v", m)
	}
	wrong := 0
	for _, m := range append(r.Marks, r.Spans) {
		wrong += m.FP + m.FN
	}
	if wrong != len(r.Errors) || r.Addressee.N != 2 || r.OnArticle.N != 1 {
		t.Errorf("%d wrong, %d errors, %+v, %+v", wrong, len(r.Errors), r.Addressee, r.OnArticle)
	}
	for _, e := range r.Errors {
		if e.Text == "" || (e.Error == "false alarm") != (len(e.Reasons) > 0) {
			t.Errorf("%+v", e)
		}
	}
}
