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

Apologies for what was said, admissions of error and changes of mind (kind concedes); points granted
before opposing, and agreement with somebody who has just opposed the author's own comment (kind
grants). Misses concessions by silence.`,
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

// What raises the score of words that concede only in context: the distance of
// the score from 1 shrinks by a factor. Own choice, on the labelled threads.
const (
	opposesFactor  = 0.5 // opposition follows a point that is granted
	disputedFactor = 0.6 // the comment answered opposed the author
	grantedFactor  = 0.8 // the same, for a point that is granted and not opposed: "I see it", of 20 none conceded
	opposesSays    = "opposes right after"
	disputedSays   = "answers a comment that opposed the author's own"
)

func tagConcessions(p *analyze.Pass, i int) error {
	found, err := hitsOf(p, "concession", i)
	if err != nil {
		return err
	}
	disputed := len(found) > 0 && opposedAuthor(p, i)
	for _, m := range marks(found) {
		if m.Best.Name == byYes && answersQuestion(p, i) {
			continue
		}
		a := annotation(gainsay.TagConcession, m.Mark)
		a.Kind = gainsay.ConcessionConcedes
		id, factor := "concession/"+a.By, disputedFactor
		if m.Best.Effect == analyze.Grants {
			a.Kind, factor = gainsay.ConcessionGrants, grantedFactor
			if at, ok := contrast(p.Docs[i], m.Sentence, m.Span.End); ok {
				factor = disputedFactor
				a.Score = 1 - (1-a.Score)*opposesFactor
				a.Reasons = append(a.Reasons, gainsay.Reason{Rule: id, Says: opposesSays, Spans: []gainsay.Span{at}})
			}
		}
		if disputed {
			a.Score = 1 - (1-a.Score)*factor
			j := p.Thread.Comments[p.Parents[i]].ID
			a.Reasons = append(a.Reasons, gainsay.Reason{Rule: id, Says: disputedSays, Comment: j})
		}
		if a.Score >= gainsay.DefaultThreshold {
			p.Report(i, a)
		}
	}
	givesIn(p, i)
	return nil
}

// byYes is the name of the rule of a "yes" before opposition.
const byYes = "yes-but"

// answersQuestion reports whether the comment that i answers ends in a question:
// a "yes" then answers it.
func answersQuestion(p *analyze.Pass, i int) bool {
	j := p.Parents[i]
	if j < 0 || len(p.Docs[j].Sentences) == 0 {
		return false
	}
	d := p.Docs[j]
	return p.Has(j, gainsay.TagQuestion, d.Sentences[len(d.Sentences)-1].Span)
}

// opposedAuthor reports whether comment i answers a comment that opposes one by
// its author or gives evidence against it.
func opposedAuthor(p *analyze.Pass, i int) bool {
	j := p.Parents[i]
	return j >= 0 && answersAuthor(p, i, j) &&
		p.HasAny(j, gainsay.TagDisagreement, gainsay.TagCounterclaim, gainsay.TagEvidence)
}

// Words that oppose what was said before them, within a sentence or at the start
// of the next one.
var (
	opposing     = text.WordSet("but however though although yet nevertheless nonetheless albeit except")
	opposingNext = text.WordSet(`but however though yet nevertheless nonetheless still except only unfortunately
		sadly alas regardless`)
	notOpposing = text.WordSet("nothing anything all everything none ca can could anywhere") // before "but"
)

// contrast returns the word that opposes what ends at an offset of the k-th
// sentence: later in the sentence or as the first word of the next one.
func contrast(d *text.Doc, k, end int) (at gainsay.Span, ok bool) {
	words := d.Words(d.Sentences[k])
	for n := range words {
		t := &words[n]
		if t.Start < end || !opposing[t.Lower] {
			continue
		}
		adds := n+1 < len(words) && words[n+1].Lower == "also"
		if !adds && (n == 0 || !notOpposing[words[n-1].Lower]) {
			return t.Span, true
		}
	}
	if k+1 >= len(d.Sentences) || !d.Sentences[k+1].Own() {
		return at, false
	}
	for _, t := range d.Words(d.Sentences[k+1]) {
		if isWord(&t) {
			return t.Span, opposingNext[t.Lower]
		}
	}
	return at, false
}

// grants are the first words of agreement that concede a point: "yes" does not.
var grants = text.WordSet("you you're you’re right true correct good fair agreed")

// givesIn reports agreement with a comment that answers the author's own and
// opposes it or gives evidence: "you are right" then takes a claim back.
func givesIn(p *analyze.Pass, i int) {
	if p.HasAny(i, gainsay.TagConcession, gainsay.TagDisagreement) || !opposedAuthor(p, i) {
		return
	}
	for _, a := range p.Annotations(i, gainsay.TagAgreement) {
		if !grants[strings.ToLower(strings.Fields(a.Span.In(p.Docs[i].Text))[0])] {
			continue
		}
		const id = "concession/gives-in"
		p.Report(i, gainsay.Annotation{
			Span: a.Span, Tag: gainsay.TagConcession, Kind: gainsay.ConcessionConcedes, Score: givesInScore, By: "gives-in",
			Reasons: []gainsay.Reason{
				{Rule: id, Says: givesInSays, Spans: []gainsay.Span{a.Span}, Weight: givesInScore},
				{Rule: id, Says: disputedSays, Comment: p.Thread.Comments[p.Parents[i]].ID},
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
