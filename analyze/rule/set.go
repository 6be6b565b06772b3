package rule

import (
	"cmp"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// Set is the rules of one file, ready to run.
type Set struct {
	Name  string // the file's stem, the name of its tagger
	Doc   string
	Tag   gainsay.Tag
	Needs []gainsay.Tag
	Rules []*Rule
}

// Effects returns the effects of the rules that have one, by name of the rule.
func (s *Set) Effects() map[string]analyze.Effect {
	of := map[string]analyze.Effect{}
	for _, r := range s.Rules {
		if r.Effect != "" {
			of[r.Name] = r.Effect
		}
	}
	return of
}

// Matches reports whether the rule hits anywhere in the i-th sentence of d,
// whatever the other rules of its file veto.
func (r *Rule) Matches(d *text.Doc, i int) bool {
	alone := *r
	alone.Veto = false
	hits := false
	c := NewIndex(&Set{Rules: []*Rule{&alone}}).scan(d)
	c.sentence(i, func(int, []Hit) { hits = true })
	return hits
}

// Mark combines overlapping hits.
type Mark struct {
	Span  gainsay.Span // of the strongest hit
	Score float64      // noisy or of the distinct rules
	Best  *Rule        // the rule with the highest score
	Hits  []Hit        // strongest first
}

// Combine merges hits whose spans overlap into marks. The hits must be ordered
// by place. A mark's score is the
// noisy or of its rules, each counted once, so weak signals add up and none
// passes 1. Marks are ordered by place.
func Combine(hits []Hit) []Mark {
	var marks []Mark
	for len(hits) > 0 {
		n, end := 1, hits[0].Span.End
		for n < len(hits) && hits[n].Span.Start < end {
			end = max(end, hits[n].Span.End)
			n++
		}
		marks = append(marks, combine(hits[:n]))
		hits = hits[n:]
	}
	return marks
}

func combine(hits []Hit) Mark {
	if h := hits[0]; len(hits) == 1 {
		return Mark{Span: h.Span, Score: 1 - (1 - h.Score), Best: h.Rule, Hits: hits[:1:1]} // rounded as below
	}
	group := slices.Clone(hits)
	slices.SortStableFunc(group, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Span.Len(), a.Span.Len()))
	})
	miss := 1.0
	var seen []*Rule
	for _, h := range group {
		if !slices.Contains(seen, h.Rule) {
			seen = append(seen, h.Rule)
			miss *= 1 - h.Score
		}
	}
	return Mark{Span: group[0].Span, Score: 1 - miss, Best: group[0].Rule, Hits: group}
}
