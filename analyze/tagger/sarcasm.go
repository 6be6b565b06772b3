package tagger

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
)

var _ = register(&analyze.Tagger{
	Name: "sarcasm",
	Doc: `does not mean its words literally

Explicit markers (/s, "irony off", #sarcasm) and phrases that are seldom meant seriously ("oh sure",
"what a surprise"). A closing marker covers all that the author wrote before it in the comment. Misses
irony that takes knowledge of the world to recognise.`,
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
		if m.Best.Effect == analyze.CoversComment {
			a.Span.Start = firstOwn(p, i)
			a.Span.End = max(a.Span.End, m.Span.End)
		}
		p.Report(i, a)
	}
	return nil
}

// firstOwn returns the offset in bytes of the author's first own sentence in
// comment i, 0 if there is none.
func firstOwn(p *analyze.Pass, i int) int {
	for _, s := range p.Docs[i].Sentences {
		if s.Own() {
			return s.Start
		}
	}
	return 0
}
