package tagger

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

var _ = register(&analyze.Tagger{
	Name: "counterclaim",
	Doc: `opposes a claim of the comment answered

A claim of fact or value in a reply that shares a name or content words with the comment answered
and denies, corrects or challenges it: it comes with disagreement or with a request for evidence, it
negates what the other asserts (or asserts what the other negates), or it says the opposite or gives
another figure. Misses contrary claims that share no words with what they oppose.`,
	Tags: []gainsay.Tag{gainsay.TagCounterclaim},
	Needs: []gainsay.Tag{
		gainsay.TagClaim, gainsay.TagDisagreement, gainsay.TagEvidenceRequest, gainsay.TagAgreement,
	},
	Rules: []analyze.RuleDoc{ // with typical scores; see implied
		{Name: "disagrees", Doc: besideDisagreement, Source: "own", Score: 0.7},
		{Name: "negates", Doc: onlyOneNegates, Source: "own", Score: 0.65},
		{Name: "corrects", Doc: saysOpposite + ", or " + otherFigure, Source: "own", Score: correctsScore},
		{Name: "challenges", Doc: besideRequest, Source: "own", Score: 0.6},
	},
	Run: tagCounterclaims,
})

func tagCounterclaims(p *analyze.Pass, i int) error {
	j := p.Parents[i]
	if j < 0 || p.Thread.Comments[i].Author != "" && p.Thread.Comments[i].Author == p.Thread.Comments[j].Author {
		return nil
	}
	j = claimant(p, j)
	if !p.HasAny(i, gainsay.TagClaim) {
		return nil
	}
	others := statementsOf(p, j)
	if len(others) == 0 {
		return nil
	}
	marks := p.Annotations(i)
	for k := range marks {
		c := &marks[k]
		if c.Tag != gainsay.TagClaim || c.Kind != string(gainsay.Fact) && c.Kind != string(gainsay.Value) {
			continue
		}
		if a, ok := opposed(p, i, j, c.Span, others); ok {
			p.Report(i, a)
		}
	}
	return nil
}

// claimant returns comment j, or the one it answers if j has no claims: an answer
// to a question then contradicts the comment that was questioned.
func claimant(p *analyze.Pass, j int) int {
	if up := p.Parents[j]; up >= 0 && !p.HasAny(j, gainsay.TagClaim) {
		return up
	}
	return j
}

// statement is the span of a claim with its terms.
type statement struct {
	gainsay.Span
	terms *text.Terms
}

// maxStatements bounds how many claims of a comment each claim of a reply is
// compared with.
const maxStatements = 200

// statementsOf returns the claims of comment j, the first maxStatements.
func statementsOf(p *analyze.Pass, j int) []statement {
	marks := p.Annotations(j)
	out := make([]statement, 0, min(len(marks), maxStatements))
	for k := range marks {
		if o := &marks[k]; o.Tag == gainsay.TagClaim && len(out) < maxStatements {
			out = append(out, statement{o.Span, p.Terms(j, o.Span)})
		}
	}
	return out
}

// opposition is the rule by which a claim opposes one of the comment answered, and
// the words of each that show it.
type opposition struct {
	rule, says string
	score      float64
	own, other []gainsay.Span
}

// opposed returns a counterclaim if claim c, a span of comment i, opposes one of
// the others, which are claims of comment j.
func opposed(p *analyze.Pass, i, j int, c gainsay.Span, others []statement) (gainsay.Annotation, bool) {
	own := p.Terms(i, c)
	var best opposition
	var about *statement
	for k := range others {
		o := &others[k]
		shared := own.CountCommon(o.terms)
		if shared == 0 {
			continue // about different things
		}
		found := implied(p, i, own, o.terms, shared)
		if found.score < correctsScore {
			if exact := excludes(p, i, j, c, o, own, shared); exact.rule != "" {
				found = exact
			}
		}
		if found.score > best.score {
			best, about = found, o
		}
	}
	if best.score < gainsay.DefaultThreshold {
		return gainsay.Annotation{}, false
	}
	if best.own == nil {
		best.own, best.other = p.Docs[i].SharedSpans(c, about.terms), p.Docs[j].SharedSpans(about.Span, own)
	}
	target := p.Thread.Comments[j].ID
	id := "counterclaim/" + best.rule
	return gainsay.Annotation{
		Span: c, Tag: gainsay.TagCounterclaim, Target: target, Score: best.score, By: best.rule,
		Reasons: []gainsay.Reason{
			{Rule: id, Says: best.says, Spans: best.own, Weight: analyze.Round(best.score)},
			{Rule: id, Says: "refers to", Comment: target, Spans: best.other},
		},
	}, true
}

// correctsScore is the score of claims that cannot both be true. Own choice.
const correctsScore = 0.65

// excludes finds two opposite words or different figures by which claim c of
// comment i and statement o of comment j cannot both be true. If the two share
// only one term, one of them must be short.
func excludes(
	p *analyze.Pass, i, j int, c gainsay.Span, o *statement, own *text.Terms, shared int,
) opposition {
	if shared == 1 && min(len(own.Words), len(o.terms.Words)) > shortClaim {
		return opposition{}
	}
	if mine, theirs, ok := own.Opposite(o.terms); ok && own.Negated == o.terms.Negated {
		return opposition{
			"corrects", saysOpposite, correctsScore,
			p.Docs[i].SpansOf(c, func(key string) bool { return key == mine.Key }),
			p.Docs[j].SpansOf(o.Span, func(key string) bool { return key == theirs.Key }),
		}
	}
	if mine, theirs, ok := p.Docs[i].OtherFigure(c, p.Docs[j], o.Span); ok {
		return opposition{"corrects", otherFigure, correctsScore, []gainsay.Span{mine}, []gainsay.Span{theirs}}
	}
	return opposition{}
}

// shortClaim is how many terms a claim may have for one shared term to count. Own
// choice.
const shortClaim = 4

// What the rules say.
const (
	besideDisagreement = "is part of a comment that disagrees, on the same subject"
	onlyOneNegates     = "negates what the comment answered says without a negation, or the reverse"
	saysOpposite       = "says the opposite on the same subject"
	otherFigure        = "gives another figure for the same thing"
	besideRequest      = "is part of a comment that asks for evidence, on the same subject"
)

// The scores of an opposition on one shared term, and what each further term
// adds, up to maxShared. Own choice, checked on the labelled threads.
const (
	disagreesScore  = 0.62
	negatesScore    = 0.5
	challengesScore = 0.52
	perSharedTerm   = 0.08
	maxShared       = 4
	leastNegated    = 2 // shared terms that a negation alone needs
)

// implied returns an opposition that follows from the rest of comment i or from a
// negation; the zero value if there is none.
func implied(p *analyze.Pass, i int, own, other *text.Terms, shared int) opposition {
	more := perSharedTerm * float64(min(shared, maxShared)-1)
	switch {
	case p.HasAny(i, gainsay.TagDisagreement) && (shared > 1 || saysSo(p, i)):
		return opposition{rule: "disagrees", says: besideDisagreement, score: disagreesScore + more}
	case own.Negated != other.Negated && shared >= leastNegated && !p.HasAny(i, gainsay.TagAgreement):
		return opposition{rule: "negates", says: onlyOneNegates, score: negatesScore + more}
	case p.HasAny(i, gainsay.TagEvidenceRequest):
		return opposition{rule: "challenges", says: besideRequest, score: challengesScore + more}
	}
	return opposition{}
}

// saysSo reports whether a phrase of comment i says that it disagrees. Where only
// the model finds so, one shared term is not enough for a contrary claim.
func saysSo(p *analyze.Pass, i int) bool {
	marks := p.Annotations(i)
	for k := range marks {
		if marks[k].Tag == gainsay.TagDisagreement && !byStanceModel(&marks[k]) {
			return true
		}
	}
	return false
}
