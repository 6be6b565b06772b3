package tagger

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

var _ = register(&analyze.Tagger{
	Name: "sarcasm",
	Doc: `does not mean its words literally

Explicit markers (/s, "irony off", #sarcasm) and phrases that are seldom meant seriously ("oh sure",
"what a novel idea", thanks for a harm, feigned belief or ignorance, an absurd conclusion in the other's
name). Short praise counts at the end of a comment that negates something, and scare quotes where there
are several. A closing marker covers all that the author wrote before it in the comment. Misses irony that
takes knowledge of the world to recognise.`,
	Tags: []gainsay.Tag{gainsay.TagSarcasm},
	Run:  tagSarcasm,
})

// The names of rules that show irony only in context.
const (
	byMockPraise  = "mock-praise"
	byScareQuotes = "scare-quotes"
)

// incongruousFactor shrinks the distance from 1 of the score of words that are
// ironic only in context. Own choice.
const incongruousFactor = 0.6

// The reasons of the context.
const (
	negatesSays = "negates something before"
	repeatsSays = "puts several words in scare quotes"
)

func tagSarcasm(p *analyze.Pass, i int) error {
	found, err := hitsOf(p, "sarcasm", i)
	if err != nil {
		return err
	}
	all := marks(found)
	for _, m := range all {
		a := annotation(gainsay.TagSarcasm, m.Mark)
		if at, says := incongruity(p.Docs[i], m, all); says != "" {
			a.Score = 1 - (1-a.Score)*incongruousFactor
			a.Reasons = append(a.Reasons, gainsay.Reason{Rule: "sarcasm/" + a.By, Says: says, Spans: at})
		}
		if a.Score < gainsay.DefaultThreshold {
			continue
		}
		a.Span = p.Docs[i].Sentences[m.Sentence].Span
		if m.Best.Effect == analyze.CoversComment {
			a.Span.Start = firstOwn(p, i)
			a.Span.End = max(a.Span.End, m.Span.End)
		}
		p.Report(i, a)
	}
	return nil
}

// incongruity returns what makes a mark ironic in its context, and where: a
// negation in a sentence before praise that ends the comment, or other words in
// scare quotes.
func incongruity(d *text.Doc, m sentenceMark, all []sentenceMark) (at []gainsay.Span, says string) {
	switch m.Best.Name {
	case byScareQuotes:
		for _, o := range all {
			if o.Best.Name == byScareQuotes {
				at = append(at, o.Span)
			}
		}
		if len(at) > 1 {
			return at, repeatsSays
		}
	case byMockPraise:
		if ownAfter(d, m.Sentence) {
			return nil, ""
		}
		for _, s := range d.Sentences[:m.Sentence] {
			for _, t := range d.Words(s) {
				if s.Own() && negations.has(t.Lower) {
					return []gainsay.Span{t.Span}, negatesSays
				}
			}
		}
	}
	return nil, ""
}

// ownAfter reports whether the author's own words follow the k-th sentence,
// addresses aside.
func ownAfter(d *text.Doc, k int) bool {
	for _, s := range d.Sentences[k+1:] {
		for _, t := range d.Words(s) {
			if s.Own() && isWord(&t) {
				return true
			}
		}
	}
	return false
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
