package argue

import (
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/tagger"
)

// TestTaggerRules checks that the rules that this package refers to by name
// exist.
func TestTaggerRules(t *testing.T) {
	all, err := tagger.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{undercutRule, grantRule} {
		name, ruleName, _ := strings.Cut(id, "/")
		i := slices.IndexFunc(all, func(tg *analyze.Tagger) bool { return tg.Name == name })
		if i < 0 || !slices.ContainsFunc(all[i].Rules, func(r analyze.RuleDoc) bool { return r.Name == ruleName }) {
			t.Errorf("no tagger has a rule %s", id)
		}
	}
}
