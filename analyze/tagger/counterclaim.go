package tagger

import (
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

var _ = register(&analyze.Tagger{
	Name: "counterclaim",
	Doc: `a claim opposed to the comment answered

A claim of fact or value in a reply that shares a name or content words with the comment answered
and denies, corrects or challenges it: by a mark of disagreement, by a negation that the other lacks
(or lacks one that the other has), or beside a request for evidence. Misses contrary claims in
wholly other words.`,
	Tags:  []gainsay.Tag{gainsay.TagCounterclaim},
	Needs: []gainsay.Tag{gainsay.TagClaim, gainsay.TagDisagreement, gainsay.TagEvidenceRequest, gainsay.TagAgreement},
	Rules: []analyze.RuleDoc{
		{Name: "disagrees", Doc: "stands in a comment that disagrees and speaks of the same", Source: "own", Score: 0.7},
		{Name: "negates", Doc: "says with a negation what the comment answered says without one, or the other way round", Source: "own", Score: 0.65},
		{Name: "corrects", Doc: "gives another figure for the same, or says the opposite of it", Source: "own", Score: correctsScore},
		{Name: "challenges", Doc: "stands beside a request for evidence and speaks of the same", Source: "own", Score: 0.6},
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

// claimant returns comment j, or the one it answers if j itself claims
// nothing: who steps in after a question contradicts the one questioned.
func claimant(p *analyze.Pass, j int) int {
	if up := p.Parents[j]; up >= 0 && !p.HasAny(j, gainsay.TagClaim) {
		return up
	}
	return j
}

// statement is where a claim stands and what it speaks of.
type statement struct {
	gainsay.Span
	terms *text.Terms
}

// maxStatements bounds how many claims of a comment each of the reply's is
// held against.
const maxStatements = 200

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

// opposed weighs whether the claim c of comment i, a span of it, runs against
// comment j.
func opposed(p *analyze.Pass, i, j int, c gainsay.Span, others []statement) (gainsay.Annotation, bool) {
	own := p.Terms(i, c)
	a := gainsay.Annotation{Span: c, Tag: gainsay.TagCounterclaim, Target: p.Thread.Comments[j].ID}
	best := 0.0
	for k := range others {
		o, other := others[k].Span, others[k].terms
		shared := own.CountCommon(other)
		if shared == 0 {
			continue // they speak of different things
		}
		rule, score := opposition(p, i, own, other, shared)
		pair := ""
		if score < correctsScore {
			if pair = corrects(p, i, j, c, o, own, other, shared); pair != "" {
				rule, score = "corrects", correctsScore
			}
		}
		if score <= best {
			continue
		}
		best, a.By, a.Why = score, rule, "says otherwise of the same: "+pair
		if pair == "" {
			a.Why = ruleWords[rule] + ": both speak of " + strings.Join(own.Shared(other), ", ")
		}
	}
	a.Score = best
	return a, best >= gainsay.DefaultThreshold
}

const correctsScore = 0.65

// corrects returns a pair of words or figures in which two claims about the
// same exclude each other, or "". Claims that share one word alone must both
// be short.
func corrects(p *analyze.Pass, i, j int, c, o gainsay.Span, own, other *text.Terms, shared int) string {
	if shared == 0 || shared == 1 && min(len(own.Words), len(other.Words)) > shortClaim {
		return ""
	}
	if pair := own.Opposite(other); pair != "" && own.Negated == other.Negated {
		return pair
	}
	return p.Docs[i].OtherFigure(c, p.Docs[j], o)
}

// shortClaim is how many terms a claim may have of which one shared is much.
const shortClaim = 4

var ruleWords = map[string]string{
	"disagrees":  "the comment disagrees",
	"negates":    "one of the two negates",
	"challenges": "the comment asks what the other rests on",
}

func opposition(p *analyze.Pass, i int, own, other *text.Terms, shared int) (rule string, score float64) {
	if shared == 0 {
		return "", 0
	}
	more := 0.08 * float64(min(shared, 4)-1)
	switch {
	case p.HasAny(i, gainsay.TagDisagreement):
		return "disagrees", 0.62 + more
	case own.Negated != other.Negated && shared >= 2:
		return "negates", 0.5 + more
	case p.HasAny(i, gainsay.TagEvidenceRequest):
		return "challenges", 0.52 + more
	}
	return "", 0
}
