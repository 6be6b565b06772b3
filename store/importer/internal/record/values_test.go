package record

import (
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
		{"[\n{\"a\":\"x\n},\n{\"b\":2}\n]", `{"b":2}`, "line 2: read JSON: a line ends inside a string"},
		{"[{\"a\":1},", `{"a":1}`, "line 1: read JSON array: it does not end"},
		{"[1}", "1", "line 1: read JSON: a bracket closes what was not opened"},
	} {
		vals, errs := readAll(t, c.in)
		if got := strings.Join(vals, "|"); got != c.want || strings.Join(errs, "|") != c.errs {
			t.Errorf("%q: got %q, errors %q", c.in, got, errs)
		}
	}
}
