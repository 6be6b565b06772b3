package extsort

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSpill sorts more records than fit and keeps the order within a key.
func TestSpill(t *testing.T) {
	s := New()
	s.limit = 500
	defer s.Close()
	for i := range 100 {
		if err := s.Put(string(rune('a'+i%7)), "f", i, []byte{byte(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.runs.names) < 2 {
		t.Fatal("nothing was written to disk")
	}
	keys, n := "", 0
	for g, err := range s.Groups() {
		if err != nil {
			t.Fatal(err)
		}
		keys += g[0].Key
		for i, r := range g {
			n++
			if r.Key != g[0].Key || int(r.Raw[0]) != r.Line || i > 0 && r.Line != g[i-1].Line+7 {
				t.Errorf("group %s: record %d is %+v", g[0].Key, i, r)
			}
		}
	}
	if keys != "abcdefg" || n != 100 {
		t.Errorf("keys %s, %d records", keys, n)
	}
}

// TestNumbers sorts more numbers than fit, in so many runs that they are merged in
// several rounds.
func TestNumbers(t *testing.T) {
	s := NewNumbers()
	s.limit = 10
	defer s.Close()
	r := rand.New(rand.NewPCG(1, 2))
	var want, got []uint64
	for range 10*maxRuns*3 + 5 {
		v := r.Uint64N(1 << 10)
		want = append(want, v)
		if err := s.Put(v); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(want)
	if len(s.runs.names) != 3*maxRuns {
		t.Errorf("%d runs", len(s.runs.names))
	}
	for v, err := range s.Sorted() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, v)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%d numbers, not in order or not the %d put in", len(got), len(want))
	}
}
