package importer

import (
	"slices"
	"testing"

	"github.com/andybalholm/cascadia"
)

// TestSelectors compiles every selector: a page matches none that is wrong,
// without a word.
func TestSelectors(t *testing.T) {
	all := slices.Concat(articleBodies, timeWords, []string{bodyNoise, restNoise, articleNoise})
	for _, e := range elsewhere {
		all = append(all, e.selector)
	}
	for _, d := range append(dialects, guessed) {
		all = slices.Concat(all, d.author, d.time, d.body, d.votes)
		for _, s := range []string{d.post, d.drop, d.marks} {
			if s != "" {
				all = append(all, s)
			}
		}
	}
	for _, s := range all {
		if _, err := cascadia.ParseGroup(s); err != nil {
			t.Errorf("selector %q: %v", s, err)
		}
	}
}
