package web

import (
	"math/rand/v2"
	"testing"

	"github.com/gainsay/gainsay"
)

// TestLanes: arcs of one lane share no row, shorter ones lie within, and as
// many as there may be on a page are laid out without a far one too many.
func TestLanes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var spans []laneSpan
	for range 600 {
		from := 1 + r.IntN(mapRows-1)
		spans = append(spans, laneSpan{from, max(0, from-1-int(r.ExpFloat64()*12))})
	}
	lanes, n := assignLanes(spans)
	if n > maxLanes {
		t.Errorf("%d lanes", n)
	}
	away := 0
	for i, a := range spans {
		if lanes[i] == far {
			away++
			continue
		}
		for j, b := range spans[:i] {
			if lanes[i] == lanes[j] && a.top() <= b.bottom() && b.top() <= a.bottom() {
				t.Fatalf("%v and %v meet in lane %d", a, b, lanes[i])
			}
			if lanes[i] < lanes[j] && a.top() <= b.top() && b.bottom() <= a.bottom() && a != b {
				t.Fatalf("%v lies inside %v, which it encloses", a, b)
			}
		}
	}
	if away > len(spans)/5 {
		t.Errorf("%d of %d arcs have no lane", away, len(spans))
	}
	if lanes, n := assignLanes(nil); len(lanes) != 0 || n != 0 {
		t.Errorf("no arcs: %v, %d", lanes, n)
	}
}

// TestTrim: what is cut from a tree is counted.
func TestTrim(t *testing.T) {
	leaf := func() *branch { return &branch{} }
	roots := []*branch{{Below: 3, Replies: []*branch{{Below: 1, Replies: []*branch{leaf()}}, leaf()}},
		leaf(), leaf()}
	kept, cut := trim(roots, 3)
	if cut != 3 || len(kept) != 1 || len(kept[0].Replies) != 1 || len(kept[0].Replies[0].Replies) != 1 {
		t.Errorf("%d cut, %d kept", cut, len(kept))
	}
}

// TestVerbOf: nobody concedes to themselves.
func TestVerbOf(t *testing.T) {
	for _, c := range []struct {
		kind           gainsay.RelationKind
		from, to, want string
	}{
		{gainsay.Concedes, "Ada", "Bo", "concedes to"},
		{gainsay.Concedes, "Ada", "Ada", "takes back a claim by"},
		{gainsay.Rebuts, "Ada", "Ada", "rebuts"},
	} {
		if got := verbOf(c.kind, c.from, c.to); got != c.want {
			t.Errorf("%s %s %s: got %q, want %q", c.from, c.kind, c.to, got, c.want)
		}
	}
}
