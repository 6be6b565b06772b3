package shard

import (
	"fmt"
	"testing"
)

// TestOf: the parts are of about the same size, and a thread's part never
// changes, or runs of different versions would not fit together.
func TestOf(t *testing.T) {
	const k, n = 8, 80000
	counts := make([]int, k+1)
	for i := range n {
		counts[Of(fmt.Sprintf("t%x", i), k)]++
	}
	for p, c := range counts[1:] {
		if c < n/k*9/10 || c > n/k*11/10 {
			t.Errorf("part %d has %d of %d threads", p+1, c, n)
		}
	}
	for id, want := range map[string]int{"": 2, "a": 1, "1k3xyz": 2, "ü": 6} {
		if got := Of(id, k); got != want {
			t.Errorf("part of %q: %d, want %d", id, got, want)
		}
	}
}

func TestParsePart(t *testing.T) {
	if p, err := ParsePart("3/8"); err != nil || p != (Part{3, 8}) || p.String() != "3/8" {
		t.Errorf("%v, %v", p, err)
	}
	for _, s := range []string{"", "3", "0/8", "9/8", "-1/8", "1/0", "a/b", "1/8/9", "1/100001"} {
		if p, err := ParsePart(s); err == nil {
			t.Errorf("%q is %v", s, p)
		}
	}
	if whole := (Part{}); !whole.Has("x") || whole.String() != "" {
		t.Error("the whole is not the whole")
	}
}
