package tagger

import (
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

var _ = register(&analyze.Tagger{
	Name: "concession",
	Doc: `grants a point or takes one back

Apologies for what was said, admissions of error, points granted before opposing, and agreement with
somebody who has just opposed the author's own comment. Misses concessions by silence.`,
	Tags:  []gainsay.Tag{gainsay.TagConcession},
	Needs: []gainsay.Tag{gainsay.TagAgreement, gainsay.TagDisagreement},
	Rules: []analyze.RuleDoc{{Name: "gives-in", Doc: givesInSays, Source: "own", Score: givesInScore}},
	Run:   tagConcessions,
})

// The rule gives-in; the score is our own choice.
const (
	givesInSays  = "sides with someone who has just opposed the author"
	givesInScore = 0.6
)

func tagConcessions(p *analyze.Pass, i int) error {
	found, err := hitsOf(p, "concession", i)
	if err != nil {
		return err
	}
	for _, m := range marks(found) {
		if m.Score >= gainsay.DefaultThreshold {
			p.Report(i, annotation(gainsay.TagConcession, m.Mark))
		}
	}
	givesIn(p, i)
	return nil
}

// grants are the first words of agreement that concede a point: "yes" does not.
var grants = text.WordSet("you you're you’re right true correct good fair agreed")

// givesIn reports agreement with a comment that answers the author's own and
// opposes it or gives evidence: "you are right" then takes a claim back.
func givesIn(p *analyze.Pass, i int) {
	j := p.Parents[i]
	if j < 0 || p.HasAny(i, gainsay.TagConcession, gainsay.TagDisagreement) {
		return
	}
	if !answersAuthor(p, i, j) {
		return
	}
	if !p.HasAny(j, gainsay.TagDisagreement, gainsay.TagCounterclaim, gainsay.TagEvidence) {
		return
	}
	for _, a := range p.Annotations(i, gainsay.TagAgreement) {
		if !grants[strings.ToLower(strings.Fields(a.Span.In(p.Docs[i].Text))[0])] {
			continue
		}
		const id = "concession/gives-in"
		p.Report(i, gainsay.Annotation{
			Span: a.Span, Tag: gainsay.TagConcession, Score: givesInScore, By: "gives-in",
			Reasons: []gainsay.Reason{
				{Rule: id, Says: givesInSays, Spans: []gainsay.Span{a.Span}, Weight: givesInScore},
				{Rule: id, Says: "answers a comment that opposed the author's own", Comment: p.Thread.Comments[j].ID},
			},
		})
		return
	}
}

// answersAuthor reports whether comment j, by another author, answers a comment
// by the author of comment i.
func answersAuthor(p *analyze.Pass, i, j int) bool {
	up, author := p.Parents[j], p.Thread.Comments[i].Author
	return up >= 0 && author != "" &&
		p.Thread.Comments[up].Author == author && p.Thread.Comments[j].Author != author
}
