package record

import (
	"encoding/json"
	"strings"
	"testing"
)

func readAll(t *testing.T, s string) (vals []string, errs []string) {
	t.Helper()
	for v, err := range Values(strings.NewReader(s)) {
		if err != nil {
			errs = append(errs, err.Error())
			continue
		}
		vals = append(vals, string(v.Raw))
	}
	return vals, errs
}

// TestValues parts streams of JSON values, damaged ones too.
func TestValues(t *testing.T) {
	for _, c := range []struct{ in, want, errs string }{
		{"", "", ""},
		{`{"a":1}`, `{"a":1}`, ""},
		{"[1, \"x,]\" ,{\"a\":[2]}]", `1|"x,]"|{"a":[2]}`, ""},
		{"{\"a\":\n1}\n{\"b\":2}", "{\"a\":\n1}|{\"b\":2}", ""},
		{"{\"a\":1}\n{\"b\":\n{\"c\":3}\n", `{"a":1}|{"c":3}`, "line 2: read JSON: unexpected end of JSON input"},
		{"[\n{\"a\":\"x\n},\n{\"b\":2}\n]", `{"b":2}`, "line 2: read JSON: line break inside a string"},
		{"[{\"a\":1},", `{"a":1}`, "line 1: read JSON array: it does not end"},
		{"[1}", "1", "line 1: read JSON: unexpected closing bracket"},
	} {
		vals, errs := readAll(t, c.in)
		if got := strings.Join(vals, "|"); got != c.want || strings.Join(errs, "|") != c.errs {
			t.Errorf("%q: got %q, errors %q", c.in, got, errs)
		}
	}
}

// TestMessage describes values of the wrong type without names of Go types.
func TestMessage(t *testing.T) {
	var v struct {
		ID   string   `json:"id"`
		Tags []string `json:"tags"`
		N    int      `json:"n"`
	}
	for in, want := range map[string]string{
		`{"id":[1]}`: "read it: field id: expected a string, found array",
		`{"tags":1}`: "read it: field tags: expected an array, found number",
		`{"n":"x"}`:  "read it: field n: expected a number, found string",
		`[]`:         "read it: value: expected an object, found array",
		`{`:          "read it: unexpected end of JSON input",
	} {
		if got := Message("read %s: %v", "it", json.Unmarshal([]byte(in), &v)); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}
