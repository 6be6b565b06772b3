package keypath

import (
	"strings"
	"testing"
)

func TestShape(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":{"b":[{"c":1,"d":"\"}{e\":"}]},"f":`: "a a.b a.b[] a.b[].c a.b[].d f",
		`[{"kind":"x"},{"data":{"q":1`:             "[] [].kind [].data [].data.q",
		"{\"x\":1}\n{\"y\":2}\n":                   "x y",
		"<html>":                                   "",
	} {
		s := Of([]byte(in))
		if !s.Has(strings.Fields(want)...) || len(s) != len(strings.Fields(want)) {
			t.Errorf("%s: %v", in, s)
		}
	}
}
