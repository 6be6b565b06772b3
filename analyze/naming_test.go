package analyze

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

func TestNaming(t *testing.T) {
	ids := newNaming(4)
	for _, s := range []string{"one", "two", "one", "one"} {
		ids.add([]byte(s))
	}
	var got []string
	for k := range 4 {
		got = append(got, ids.of(k))
	}
	want := []string{"7692c3ad35", "3fc4ccfe74", "7692c3ad35-2", "7692c3ad35-3"} // sha256sum
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestNotes asks for spans in no order: each keeps what was noted of it.
func TestNotes(t *testing.T) {
	p := newPass(&gainsay.Thread{Comments: []*gainsay.Comment{{ID: "a", Text: "The river rose by two metres in Halm. The dam held."}}}, nil)
	spans := []gainsay.Span{{Start: 38, End: 51}, {Start: 0, End: 37}, {Start: 0, End: 9}, {Start: 4, End: 9}}
	for k, s := range spans {
		p.SetWorth(0, s, float64(k))
	}
	p.Terms(0, gainsay.Span{Start: 4, End: 14})
	for k, s := range spans {
		if worth, ok := p.Worth(0, s); !ok || worth != float64(k) {
			t.Errorf("%v: worth %v, %v", s, worth, ok)
		}
		if diff := cmp.Diff(text.Parse(p.Thread.Comments[0].Text).Terms(s), *p.Terms(0, s), cmp.AllowUnexported(text.Terms{})); diff != "" {
			t.Errorf("%v: %s", s, diff)
		}
	}
	for _, s := range []gainsay.Span{{Start: 4, End: 14}, {Start: 1, End: 2}} {
		if _, ok := p.Worth(0, s); ok {
			t.Errorf("%v was not weighed", s)
		}
	}
	if !slices.IsSortedFunc(p.notes[0], func(a, b *note) int { return gainsay.CompareSpans(a.span, b.span) }) || len(p.notes[0]) != 5 {
		t.Error("notes are not by span, each once")
	}
}
