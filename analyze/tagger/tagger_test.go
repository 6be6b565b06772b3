package tagger

import (
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/text"
)

func TestOrder(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no taggers")
	}
	if _, err := analyze.Order(all); err != nil {
		t.Fatal(err)
	}
}

// TestRules runs every example of every rule: each hit must hit with its own
// rule, each miss must not, each known gap must still be one.
func TestRules(t *testing.T) {
	names, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range names {
		stem, ok := strings.CutSuffix(f.Name(), ".yaml")
		if !ok {
			continue
		}
		set, err := ruleSet(files, stem)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, r := range set.Rules {
			n++
			t.Run(stem+"/"+r.Name, func(t *testing.T) { checkExamples(t, r) })
		}
	}
	if n == 0 {
		t.Fatal("no rules")
	}
}

func checkExamples(t *testing.T, r *rule.Rule) {
	for _, s := range r.Hit {
		if !fits(r, s) {
			t.Errorf("misses %q", s)
		}
	}
	for _, s := range r.Miss {
		if fits(r, s) {
			t.Errorf("hits %q", s)
		}
	}
}

func fits(r *rule.Rule, s string) bool {
	d := text.Parse(s)
	for i := range d.Sentences {
		if r.Matches(d, i) {
			return true
		}
	}
	return false
}
