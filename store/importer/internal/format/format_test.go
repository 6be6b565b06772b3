package format

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
	before := registry
	defer func() { registry = before }()
	registry = nil
	for _, name := range []string{"m", "throwaway", "a"} {
		Register(throwaway(name))
	}
	var names []string
	for _, f := range All() {
		names = append(names, f.Name)
	}
	if !slices.Equal(names, []string{"a", "m", "throwaway"}) {
		t.Errorf("formats %q", names)
	}
	if f := Best([]byte("throwaway hello")); f == nil || f.Name != "throwaway" {
		t.Errorf("best is %v", f)
	}
	if f := Best([]byte("other")); f != nil {
		t.Errorf("best is %v", f)
	}
	defer func() {
		if recover() == nil {
			t.Error("two formats of one name")
		}
	}()
	Register(throwaway("m"))
}

// throwaway is a format that is recognised by its own name.
func throwaway(name string) *Format {
	return &Format{
		Name:  name,
		Sniff: func(head []byte) int { return 100 * min(1, bytes.Count(head, []byte(name+" "))) },
		Read: func(r io.Reader) iter.Seq2[*Found, error] {
			return func(yield func(*Found, error) bool) {
				yield(&Found{Thread: &gainsay.Thread{ID: name}}, nil)
			}
		},
	}
}
