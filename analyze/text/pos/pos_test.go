package pos

import (
	"strings"
	"testing"
)

// TestPredicates compares each predicate with the names of the tags.
func TestPredicates(t *testing.T) {
	for _, c := range []struct {
		name string
		is   func(Tag) bool
		tags string
	}{
		{"IsNoun", Tag.IsNoun, "NN NNS NNP NNPS"},
		{"IsProperNoun", Tag.IsProperNoun, "NNP NNPS"},
		{"IsVerb", Tag.IsVerb, "VB VBD VBG VBN VBP VBZ"},
		{"IsFinite", Tag.IsFinite, "MD VBD VBP VBZ"},
		{"IsAdjective", Tag.IsAdjective, "JJ JJR JJS"},
		{"IsAdverb", Tag.IsAdverb, "RB RBR RBS"},
		{"IsWh", Tag.IsWh, "WDT WP WP$ WRB"},
		{"IsNonWord", Tag.IsNonWord, "URL MENTION HASHTAG EMOJI"},
	} {
		var got []string
		for _, tag := range append([]Tag{""}, All...) {
			if c.is(tag) {
				got = append(got, string(tag))
			}
		}
		if s := strings.Join(got, " "); s != c.tags {
			t.Errorf("%s: %s, want %s", c.name, s, c.tags)
		}
	}
}

func TestHasPrefix(t *testing.T) {
	for prefix, want := range map[string]bool{"NN": true, "N": true, "PRP$": true, "": false,
		"EMAIL": false, "nn": false} {
		if HasPrefix(prefix) != want {
			t.Errorf("HasPrefix(%q) is %v", prefix, !want)
		}
	}
}
