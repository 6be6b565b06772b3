package view

import (
	"math"
	"strings"
	"testing"
	"time"
)

// TestShare compares intervals with published ones: Wilson's in Newcombe
// (1998), table I, and the difference of its example (a), method 10.
func TestShare(t *testing.T) {
	for _, c := range []struct {
		s         Share
		low, high float64
	}{{Share{81, 263}, .2553, .3662}, {Share{15, 148}, .0624, .1605}, {Share{0, 20}, 0, .1611}, {Share{1, 29}, .0061, .1718}} {
		low, high := c.s.Interval()
		if math.Abs(low-c.low) > 6e-5 || math.Abs(high-c.high) > 6e-5 {
			t.Errorf("%+v: %.4f to %.4f, want %.4f to %.4f", c.s, low, high, c.low, c.high)
		}
	}
	low, high := Difference(Share{48, 80}, Share{56, 70})
	if math.Abs(low-.0524) > 6e-5 || math.Abs(high-.3339) > 6e-5 {
		t.Errorf("difference %.4f to %.4f", low, high)
	}
	if low, high := (Share{}).Interval(); low != 0 || high != 1 {
		t.Errorf("of nothing: %g to %g", low, high)
	}
}

func TestWriteFigures(t *testing.T) {
	o := Overview{All: Share{1, 4}, Months: []MonthShare{{time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC), Share{1, 4}}},
		Authors: []NamedShare{{"=evil", Share{1, 4}}}}
	var b strings.Builder
	if err := WriteFigures(&b, []string{"s"}, []Overview{o}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"s,month,2024-05,1,4,0.2500,0.0456,0.6994\n", "s,author,'=evil,", "s,without a date,,0,0,,,\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

func TestSourceName(t *testing.T) {
	for address, want := range map[string]string{"": "json", "https://www.Harrow.example/x": "harrow.example",
		"https://old.reddit.com/r/kiln/comments/1": "r/kiln", "https://reddit.com/user/x": "reddit.com", "::": "json"} {
		if got := SourceName("json", address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}
