package text

import (
	"slices"
	"testing"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/gainsay/gainsay"
)

func TestTerms(t *testing.T) {
	d := Parse("The pumps failed in Lisbon. The Lisbon council never repaired the pumps, and Russian engineers left.")
	first, second := d.Terms(d.Sentences[0].Span), d.Terms(d.Sentences[1].Span)
	if got := first.Shared(&second); !slices.Equal(got, []string{"Lisbon", "pumps"}) {
		t.Errorf("shared %q", got)
	}
	if !second.Negated || first.Negated {
		t.Errorf("negated %v, %v", first.Negated, second.Negated)
	}
	if want := []string{"Lisbon", "Russia"}; !slices.Equal(second.Names, want) {
		t.Errorf("names %q, want %q", second.Names, want)
	}
	all := d.Terms(gainsay.Span{End: len(d.Text)})
	if len(all.Words) <= len(second.Words) || !slices.Equal(all.Names, second.Names) {
		t.Errorf("whole text: %v", all)
	}
	if none := d.Terms(gainsay.Span{}); len(none.Words) != 0 {
		t.Errorf("empty span: %v", none)
	}
}

// TestStemRemembered stems more words than are remembered, twice.
func TestStemRemembered(t *testing.T) {
	for range 2 {
		for a := 'a'; a <= 'z'; a++ {
			for b := 'a'; b <= 'z'; b++ {
				for _, end := range []string{"tions", "ing", "ed", "ies", "ness", "ers", "ly", "able",
					"ation"} {
					word := string(a) + "ar" + string(b) + end
					env := snowballstem.NewEnv(word)
					english.Stem(env)
					if got := Stem(word); got != env.Current() {
						t.Fatalf("Stem(%q) = %q, want %q", word, got, env.Current())
					}
				}
			}
		}
	}
}

// TestAtMostCommon holds the bound against the count, with terms enough that
// some share their marks.
func TestAtMostCommon(t *testing.T) {
	d := Parse("The pumps failed in Lisbon after heavy storms flooded workshops, stores, kitchens and cellars along harbour streets. " +
		"Engineers repaired pumps, valves, pipes, motors, cables, panels, gates, locks, roofs, walls, doors and streets. Nobody listened.")
	var all []Terms
	for _, s := range d.Sentences {
		all = append(all, d.Terms(s.Span))
	}
	all = append(all, d.Terms(gainsay.Span{End: len(d.Text)}), Terms{})
	for i := range all {
		for k := range all {
			n := 0
			for range all[i].Common(&all[k]) {
				n++
			}
			if got := all[i].CountCommon(&all[k]); got != n {
				t.Errorf("%d and %d have %d terms in common, not %d", i, k, n, got)
			}
			if most := all[i].AtMostCommon(&all[k]); most < n ||
				most > min(len(all[i].Words), len(all[k].Words)) {
				t.Errorf("%d and %d have at most %d terms in common, but have %d", i, k, most, n)
			}
		}
	}
}
