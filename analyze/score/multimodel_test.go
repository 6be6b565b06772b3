package score

import (
	"math"
	"testing"

	"github.com/gainsay/gainsay/analyze/text"
)

// TestLeading compares Scorer.Leading with Model.Explain.
func TestLeading(t *testing.T) {
	m, err := Load().Get("insult")
	if err != nil {
		t.Fatal(err)
	}
	s := NewMultiModel([]*Model{m}).Scorer()
	for _, c := range comments {
		in := &Input{Text: Whole(text.Parse(c))}
		parts, _ := m.Explain(&Extractor{}, in, 0)
		s.Score(in)
		for k, got := range s.Leading(0, 0, 5, 0.01) {
			if math.Abs(math.Abs(got.Weight)-math.Abs(parts[k].Weight)) > 0.006 {
				t.Errorf("%q: part %d is %v, want %v", c, k, got, parts[k])
			}
		}
	}
}

// TestGroupsIgnored checks that replacing one name of a group by another does
// not change a score.
func TestGroupsIgnored(t *testing.T) {
	m, err := Load().Get("insult")
	if err != nil {
		t.Fatal(err)
	}
	score := func(who string) float64 {
		return m.Score(&Extractor{}, &Input{Text: Whole(text.Parse("Many " + who + " live in our street."))}).Positive()
	}
	want := score("Muslims")
	for _, who := range []string{"Christians", "Mexicans", "lesbians", "refugees"} {
		if got := score(who); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: %.4f, Muslims: %.4f", who, got, want)
		}
	}
}

// TestScorerCache checks that scores do not depend on what was scored before.
// The hash of “à” is 0, as is that of an empty cache entry.
func TestScorerCache(t *testing.T) {
	m, err := Load().Get("verifiable")
	if err != nil {
		t.Fatal(err)
	}
	p := NewMultiModel([]*Model{m})
	used := p.Scorer()
	for _, s := range append([]string{"c'est à voir", "à", "voir à"}, comments...) {
		in := &Input{Text: Whole(text.Parse(s))}
		want := m.Score(&Extractor{}, in).Positive()
		for range 2 {
			if got := used.Score(in)[0].Positive(); math.Abs(got-want) > 1e-12 {
				t.Errorf("%q: %v, want %v", s, got, want)
			}
		}
	}
}
