package analyze

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// TestSpanCache asks for spans in no order: each keeps what was stored for it.
func TestSpanCache(t *testing.T) {
	const s = "The river rose by two metres in Halm. The dam held."
	p := newPass(&gainsay.Thread{Comments: []*gainsay.Comment{{ID: "a", Text: s}}}, Around{})
	spans := []gainsay.Span{{Start: 38, End: 51}, {Start: 0, End: 37}, {Start: 0, End: 9}, {Start: 4, End: 9}}
	for k, span := range spans {
		p.SetCheckWorthiness(0, span, float64(k))
	}
	p.Terms(0, gainsay.Span{Start: 4, End: 14})
	for k, span := range spans {
		if got, ok := p.CheckWorthiness(0, span); !ok || got != float64(k) {
			t.Errorf("%v: got %v, %v", span, got, ok)
		}
		want := text.Parse(s).Terms(span)
		if diff := cmp.Diff(want, *p.Terms(0, span), cmp.AllowUnexported(text.Terms{})); diff != "" {
			t.Errorf("%v: %s", span, diff)
		}
	}
	for _, span := range []gainsay.Span{{Start: 4, End: 14}, {Start: 1, End: 2}} {
		if _, ok := p.CheckWorthiness(0, span); ok {
			t.Errorf("%v has a probability", span)
		}
	}
	byPosition := func(a, b *spanEntry) int { return gainsay.CompareSpans(a.span, b.span) }
	if !slices.IsSortedFunc(p.spans[0], byPosition) || len(p.spans[0]) != 5 {
		t.Error("entries are not sorted by span, each once")
	}
}
