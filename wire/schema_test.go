package wire_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/wire"
)

// schema is what the tests read of docs/analysis.schema.json.
type schema struct {
	Ref        string             `json:"$ref"`
	Defs       map[string]*schema `json:"$defs"`
	Type       any                `json:"type"`
	Properties map[string]*schema `json:"properties"`
	Items      *schema            `json:"items"`
	Enum       []string           `json:"enum"`
	Says       string             `json:"description"`
}

func readSchema(t *testing.T) *schema {
	t.Helper()
	b, err := os.ReadFile("../docs/analysis.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	s := &schema{}
	if err := json.Unmarshal(b, s); err != nil {
		t.Fatal(err)
	}
	return s
}

// paths lists the members below a part of the schema, by their paths.
func (s *schema) paths(root *schema, at string, out map[string]*schema) {
	if s.Ref != "" {
		s = root.Defs[strings.TrimPrefix(s.Ref, "#/$defs/")]
	}
	for name, p := range s.Properties {
		out[at+name] = p
		p.paths(root, at+name+".", out)
	}
	if s.Items != nil {
		s.Items.paths(root, at, out)
	}
}

// TestSchemaMembers: the schema describes the members that are written, and no
// others.
func TestSchemaMembers(t *testing.T) {
	s, described, written := readSchema(t), map[string]*schema{}, map[string]bool{}
	s.paths(s, "", described)
	for path, p := range described {
		if p.Says == "" && p.Type != "object" {
			t.Errorf("%s is not described", path)
		}
	}
	b, err := wire.AppendAnalysis(nil, full(t))
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	members(v, "", written)
	if d := cmp.Diff(slices.Sorted(maps.Keys(described)), slices.Sorted(maps.Keys(written))); d != "" {
		t.Errorf("-schema +written\n%s", d)
	}
}

func members(v any, at string, out map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, m := range v {
			out[at+name] = true
			members(m, at+name+".", out)
		}
	case []any:
		for _, m := range v {
			members(m, at, out)
		}
	}
}

// TestSchemaTerms: the schema allows the terms of the contract, and no others.
func TestSchemaTerms(t *testing.T) {
	s, at := readSchema(t), map[string]*schema{}
	s.paths(s, "", at)
	terms(t, at["annotations.tag"], gainsay.Tags())
	terms(t, at["assertions.kind"], gainsay.ClaimKinds())
	terms(t, at["assertions.status"], gainsay.Statuses())
	terms(t, at["assertions.dispute"], gainsay.Disputes())
	terms(t, at["assertions.evidence.kind"], gainsay.EvidenceKinds())
	terms(t, at["assertions.chain.kind"], gainsay.StepKinds())
	terms(t, at["assertions.chain.status"], gainsay.Statuses())
	terms(t, at["assertions.chain.evidence"], gainsay.EvidenceKinds())
	terms(t, at["relations.kind"], gainsay.RelationKinds())
	terms(t, at["thread.comments.state"], gainsay.States())
	terms(t, at["thread.comments.time_precision"], gainsay.Precisions()[1:]) // absent to the second
	terms(t, at["thread.comments.parent_by"], append(gainsay.ParentSources(), gainsay.ByNothing))
}

func terms[K ~string](t *testing.T, s *schema, want []K) {
	t.Helper()
	var names []string
	for _, k := range want {
		names = append(names, string(k))
	}
	slices.Sort(names)
	if d := cmp.Diff(names, slices.Sorted(slices.Values(s.Enum))); d != "" {
		t.Errorf("-contract +schema\n%s", d)
	}
}
