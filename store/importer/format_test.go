package importer

import (
	"bytes"
	"io"
	"iter"
	"slices"
	"testing"

	"github.com/gainsay/gainsay"
)

// TestRegister adds a format for a while: registering a value is all it takes.
func TestRegister(t *testing.T) {
	before := formats
	defer func() { formats = before }()
	formats = nil
	for _, name := range []string{"m", "throwaway", "a"} {
		register(throwaway(name))
	}
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	if !slices.Equal(names, []string{"a", "m", "throwaway"}) {
		t.Errorf("formats %q", names)
	}
	if f := best([]byte("throwaway hello")); f == nil || f.Name != "throwaway" {
		t.Errorf("best is %v", f)
	}
	if f := best([]byte("other")); f != nil {
		t.Errorf("best is %v", f)
	}
	defer func() {
		if recover() == nil {
			t.Error("two formats of one name")
		}
	}()
	register(throwaway("m"))
}

// throwaway is a format that is recognised by its own name.
func throwaway(name string) *Format {
	return &Format{
		Name:  name,
		Sniff: func(head []byte) int { return 100 * min(1, bytes.Count(head, []byte(name+" "))) },
		Read: func(r io.Reader) iter.Seq2[*Found, error] {
			return func(yield func(*Found, error) bool) { yield(&Found{Thread: &gainsay.Thread{ID: name}}, nil) }
		},
	}
}
