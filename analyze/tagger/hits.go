package tagger

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/text"
)

// scoredSets are the rule files whose hits scorers may weigh, each with the
// names of its rules as scorers know them.
var scoredSets = sync.OnceValues(func() ([]namedSet, error) {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list rules: %w", err)
	}
	var out []namedSet
	for _, name := range names {
		set, err := ruleSet(files, strings.TrimSuffix(path.Base(name), ".yaml"))
		if err != nil {
			return nil, err
		}
		n := namedSet{set, map[*rule.Rule]string{}}
		for _, r := range set.Rules {
			n.names[r] = set.Name + "/" + r.Name
		}
		out = append(out, n)
	}
	return out, nil
})

type namedSet struct {
	*rule.Set
	names map[*rule.Rule]string
}

// Hits returns what the rules of all taggers find in the author's own words,
// as named signals for the scorers.
func Hits(d *text.Doc) ([]score.Hit, error) {
	sets, err := scoredSets()
	if err != nil {
		return nil, err
	}
	d = unmasked(d)
	var out []score.Hit
	for i, s := range d.Sentences {
		if s.Quoted {
			continue
		}
		for _, set := range sets {
			for _, h := range set.Match(d, i) {
				out = append(out, score.Hit{Name: set.names[h.Rule], Span: h.Span})
			}
		}
	}
	return out, nil
}
