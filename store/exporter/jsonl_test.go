package exporter_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/exporter"
	"github.com/google/go-cmp/cmp"
)

// TestPiecewise holds that a thread written piece by piece is the same to the
// byte as one written whole.
func TestPiecewise(t *testing.T) {
	f := exporter.Lookup("jsonl")
	empty := &gainsay.Analysis{Thread: &gainsay.Thread{Comments: []*gainsay.Comment{}}, Annotations: []gainsay.Annotation{}}
	for _, a := range []*gainsay.Analysis{rich(), bare(), hostile(), arguing(), empty} {
		var want bytes.Buffer
		if err := json.NewEncoder(&want).Encode(a); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want.String(), write(t, f, exporter.Options{}, a)); d != "" {
			t.Error(d)
		}
	}
}
