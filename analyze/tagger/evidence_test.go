package tagger

import (
	"slices"
	"testing"

	"github.com/gainsay/gainsay"
)

// TestLinkSpans checks that marks of links cover the address alone, without
// the punctuation after it.
func TestLinkSpans(t *testing.T) {
	dr := driverWith(t, nil)
	for s, want := range map[string][]string{
		"It is in https://example.org/report.pdf, page 4.":          {"https://example.org/report.pdf"},
		"The rules (see https://example.org/a/b). No more.":         {"https://example.org/a/b"},
		"[Minutes](https://example.org/a_(b)), and no more.":        {"https://example.org/a_(b)"},
		"“https://example.org/a”; www.example.org/b! So it is.":     {"https://example.org/a", "www.example.org/b"},
		"Look at docs.example.org/minutes/4: it was late.":          {"docs.example.org/minutes/4"},
		"See <https://example.org/x> or https://example.org/?q=1&r": {"https://example.org/x", "https://example.org/?q=1&r"},
	} {
		thread := &gainsay.Thread{ID: "t", Format: "test", Comments: []*gainsay.Comment{{ID: "1", Author: "a", Text: s}}}
		var got []string
		for _, a := range dr.Run(thread, gainsay.Report{}, nil).Annotations {
			if a.Tag == gainsay.TagEvidence {
				got = append(got, a.Span.In(s))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
