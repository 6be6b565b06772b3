package exporter_test

import (
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gainsay/gainsay/store/exporter"
)

// TestSchema validates jsonl against the published schema, whatever is hidden.
func TestSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/analysis.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []exporter.Options{{}, {NoText: true}, {Key: key}, {NoText: true, Key: key}} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(write(t, exporter.Lookup("jsonl"), o, rich())))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Error(err)
		}
	}
}
