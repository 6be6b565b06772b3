package store

import (
	"errors"
	"testing"

	"github.com/gainsay/gainsay/view"
)

// FuzzCursor reads arbitrary text as a place in a list: an error says that it is
// none, and a place has a value for each term of the order.
func FuzzCursor(f *testing.F) {
	for _, v := range []any{[]any{"a", 1}, []any{1.5, true}, []any{nil, nil}, []any{1}, "a", map[string]any{"a": 1}, []any{[]any{}, 1}} {
		f.Add(writeCursor(v))
	}
	f.Add("")
	f.Add("W10")
	terms := []orderTerm{{expr: "a"}, {expr: "b", desc: true}}
	f.Fuzz(func(t *testing.T, s string) {
		for _, back := range []bool{false, true} {
			cond, args, err := beyondCursor(terms, back, s)
			if err != nil && !errors.Is(err, view.ErrCursor) {
				t.Errorf("%q: %v", s, err)
			}
			if err == nil && (cond == "" || len(args) != 3) {
				t.Errorf("%q: %q with %v", s, cond, args)
			}
		}
	})
}
