package tagger

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
)

var _ = register(&analyze.Tagger{
	Name: "sarcasm",
	Doc: `not meant literally

Explicit markers (/s, "irony off", #sarcasm) and turns that are seldom earnest ("oh sure", "what a
surprise"). A closing marker covers what the author wrote before it in the comment. Misses dry irony
that only knowledge of the world gives away.`,
	Tags: []gainsay.Tag{gainsay.TagSarcasm},
	Run:  tagSarcasm,
})

func tagSarcasm(p *analyze.Pass, i int) error {
	found, err := hitsOf(p, "sarcasm", i)
	if err != nil {
		return err
	}
	for _, m := range marks(found) {
		if m.Score < gainsay.DefaultThreshold {
			continue
		}
		a := annotation(gainsay.TagSarcasm, m.Mark)
		a.Span = p.Docs[i].Sentences[m.Sentence].Span
		if m.Best.Name == "closing-marker" {
			a.Span.Start = firstOwn(p, i)
			a.Span.End = max(a.Span.End, m.Span.End)
		}
		p.Report(i, a)
	}
	return nil
}

// firstOwn returns where the author's own words begin in comment i.
func firstOwn(p *analyze.Pass, i int) int {
	for _, s := range p.Docs[i].Sentences {
		if s.Own() {
			return s.Start
		}
	}
	return 0
}
