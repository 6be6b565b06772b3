package tagger

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gainsay/gainsay"
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
	book, err := ownRules()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, set := range book.sets {
		for _, r := range set.Rules {
			n++
			t.Run(set.Name+"/"+r.Name, func(t *testing.T) { checkExamples(t, r) })
		}
	}
	if n == 0 {
		t.Fatal("no rules")
	}
}

// TestEffects checks that every effect that code acts on is the effect of some
// rule.
func TestEffects(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	given := map[analyze.Effect]bool{}
	for _, tg := range all {
		for _, e := range tg.Effects {
			given[e] = true
		}
	}
	for _, e := range analyze.Effects() {
		if !given[e] {
			t.Errorf("no rule has the effect %s", e)
		}
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

// TestOneFile adds a throw-away tagger: one rule file is all it takes.
func TestOneFile(t *testing.T) {
	const file = `doc: |
  shouts

  Finds a word.
tag: threat
rules:
  - name: word
    doc: says boo
    kind: sequence
    match: "boo|bah to?"
    score: 0.9
    source: own
    hit: ["boo", "Bah!", "well boo to you"]
    miss: ["book", "hoo", "none"]
`
	book, err := readRules(fstest.MapFS{"throwaway.yaml": {Data: []byte(file)}})
	if err != nil {
		t.Fatal(err)
	}
	all := book.taggers(nil)
	i := slices.IndexFunc(all, func(t *analyze.Tagger) bool { return t.Name == "throwaway" })
	if i < 0 {
		t.Fatal("not loaded")
	}
	d := driverOf(all[i : i+1])
	a := d.Run(&gainsay.Thread{Comments: []*gainsay.Comment{{ID: "c", Text: "Well, boo to you."}}}, gainsay.Report{}, nil)
	if len(a.Annotations) != 1 || a.Annotations[0].By != "throwaway/word" || a.Annotations[0].Span != (gainsay.Span{Start: 6, End: 12}) {
		t.Errorf("annotations %+v", a.Annotations)
	}
}

// TestBadFiles checks that a careless rule file is refused by name.
func TestBadFiles(t *testing.T) {
	for name, src := range map[string]string{
		"unknown field": "doc: x\ntag: threat\nrulez: []\n",
		"anchor":        "doc: x\ntag: threat\nrules: [{name: a, doc: b, kind: pattern, match: 'x', anchor: [x], score: 0.5, source: own, hit: [x, x, x], miss: [d, e, f]}]\n",
		"bad effect":    "doc: x\ntag: threat\nrules: [{name: a, doc: b, kind: pattern, match: 'x', effect: y, score: 0.5, source: own, hit: [x, x, x], miss: [d, e, f]}]\n",
		"two words":     "doc: x\ntag: threat\nrules: [{name: a, doc: b, kind: pattern, match: 'x', requires: [x y], score: 0.5, source: own, hit: [x, x, x], miss: [d, e, f]}]\n",
		"no doc":        "tag: threat\nrules: []\n",
		"no tag":        "doc: x\nrules: []\n",
		"bad pattern":   "doc: x\ntag: threat\nrules: [{name: a, doc: b, kind: pattern, match: '(', score: 0.5, source: own, hit: [a, b, c], miss: [d, e, f]}]\n",
		"few examples":  "doc: x\ntag: threat\nrules: [{name: a, doc: b, kind: pattern, match: 'x', score: 0.5, source: own, hit: [x], miss: [d, e, f]}]\n",
	} {
		_, err := readRules(fstest.MapFS{"bad.yaml": {Data: []byte(src)}})
		if err == nil || !strings.Contains(err.Error(), "bad.yaml") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
