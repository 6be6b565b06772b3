package html

import (
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
)

// TestSelectors compiles every selector: goquery silently matches nothing for
// an invalid one.
func TestSelectors(t *testing.T) {
	all := slices.Concat(articleBodies, timeWords, []string{bodyNoise, restNoise, articleNoise, aside})
	for _, e := range elsewhere {
		all = append(all, e.selector)
	}
	for _, d := range slices.Concat(sites, services, engines, dialects, []*dialect{guessed}) {
		all = slices.Concat(all, d.author, d.time, d.body, d.votes)
		for _, s := range []string{d.page, d.post, d.drop, d.marks, d.stubs, d.other} {
			if s != "" && s != "*" {
				all = append(all, s)
			}
		}
	}
	for _, s := range all {
		if strings.HasPrefix(s, "@") {
			continue
		}
		if _, err := cascadia.ParseGroup(s); err != nil {
			t.Errorf("selector %q: %v", s, err)
		}
	}
}

// TestHTMLNesting parses a page nested deeper than the parser allows.
func TestHTMLNesting(t *testing.T) {
	const deep = 10_000
	doc, err := parseHTML(strings.NewReader(strings.Repeat("<div><p>x<b>", deep) + "<i>inside</i>"))
	if err != nil || !strings.Contains(doc.Text(), "inside") {
		t.Errorf("HTML: %v", err)
	}
	levels := 0
	for n := doc.Nodes[0]; n != nil; n = n.LastChild {
		levels++
	}
	if levels > 600 {
		t.Errorf("HTML: %d levels left", levels)
	}
}
