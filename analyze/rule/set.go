package rule

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Set is the rules of one file, ready to run.
type Set struct {
	Name  string // the file's stem; a data tagger's name and tag
	Doc   string
	Tag   gainsay.Tag
	Needs []gainsay.Tag
	Rules []*Rule

	byWord map[string][]int // rules to try when the word is in the sentence
	always []int            // rules to try on every sentence
}

// index prepares the look-up by anchor words.
func (s *Set) index() {
	s.byWord = map[string][]int{}
	for i, r := range s.Rules {
		if r.anchors == nil {
			s.always = append(s.always, i)
		}
		for _, w := range r.anchors {
			s.byWord[w] = append(s.byWord[w], i)
		}
	}
}

// Match returns the hits of all rules in the i-th sentence of d, vetoes
// applied, ordered by place and then by rule.
func (s *Set) Match(d *text.Doc, i int) []Hit {
	var hits []Hit
	vetoed := false
	for _, ri := range s.candidates(d, i) {
		r := s.Rules[ri]
		for _, f := range r.find(d, i) {
			if r.Veto {
				vetoed = true
			}
			hits = append(hits, Hit{r, f.span, r.Score * f.weight})
		}
	}
	if vetoed {
		return nil
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return gainsay.CompareSpans(a.Span, b.Span) })
	return hits
}

// candidates lists the rules that may fit the sentence, in file order.
func (s *Set) candidates(d *text.Doc, i int) []int {
	out := slices.Clone(s.always)
	for _, w := range d.Words(d.Sentences[i]) {
		out = append(out, s.byWord[w.Lower]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Matches reports whether the rule fits anywhere in the i-th sentence of d,
// vetoes of the rest of its file aside.
func (r *Rule) Matches(d *text.Doc, i int) bool {
	anchored := r.anchors == nil || slices.ContainsFunc(d.Words(d.Sentences[i]), func(t text.Token) bool {
		return slices.Contains(r.anchors, t.Lower)
	})
	return anchored && len(r.find(d, i)) > 0
}

func (r *Rule) find(d *text.Doc, i int) []found {
	s := d.Sentences[i]
	if s.First == s.Last {
		return nil
	}
	hits := r.matcher.match(d, s, nil)
	return slices.DeleteFunc(hits, func(f found) bool { return !r.at.fits(d, i, f.span) })
}

// Mark is what overlapping hits amount to together.
type Mark struct {
	Span  gainsay.Span // of the strongest hit
	Score float64      // noisy or of the distinct rules
	Best  *Rule        // the rule with the highest score
	Hits  []Hit        // strongest first
}

// Combine gathers hits whose spans overlap into marks. A mark's score is the
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

// Why says in plain words what led to the mark: each rule's reason with the
// words it fits.
func (m Mark) Why(d *text.Doc) string {
	var b strings.Builder
	var seen []*Rule
	for _, h := range m.Hits {
		if slices.Contains(seen, h.Rule) {
			continue
		}
		if len(seen) > 0 {
			b.WriteString("; ")
		}
		seen = append(seen, h.Rule)
		b.WriteString(h.Rule.Doc + ": “" + h.Span.In(d.Text) + "”")
	}
	return b.String()
}
