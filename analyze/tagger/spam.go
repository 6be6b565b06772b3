package tagger

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

var _ = registerWithModels(&analyze.Tagger{
	Name: "spam",
	Doc: `advertises or is part of a copied campaign

Adds up the rules below over the whole comment, combines them with a model that also sees the
author's name and address, uses how the comment was sent where a site says it, and looks for nearly
the same text elsewhere in the thread and, if there is one, in the database (MinHash, Broder 1997).
Copies of a text that a rule matches or that the model suspects are one campaign, and all of them are
spam; so are three near-copies by one author that name one domain. An author's double post without such signals is not.`,
	Tags: []gainsay.Tag{gainsay.TagSpam},
	Rules: append([]analyze.RuleDoc{
		modelDoc("spam"),
		{Name: byCampaign, Doc: copyHere, Source: "MinHash, Broder 1997"},
		{Name: bySeller, Doc: sellerSays, Source: "own", Score: sellerScore},
		{Name: byGreeting, Doc: greetingSays, Source: "own", Score: greetingScore},
		{Name: byOffer, Doc: offerSays, Source: "own", Score: offerScore},
		{Name: byComplaint, Doc: complaintSays, Source: "own", Score: complaintScore},
		{Name: byBareLink, Doc: bareLinkSays, Source: "own", Score: bareLinkScore},
	}, senderDocs()...),
	Prepare:     findCopies,
	AnyLanguage: true, // for lack of rows the model is asked about English alone
	Depends:     copiesRead,
}, tagSpam)

func tagSpam(s *scorers, p *analyze.Pass, i int) error {
	d := p.Docs[i]
	if len(d.Tokens) == 0 {
		return nil
	}
	var m suspicion
	got, err := m.assess(s, p, i)
	if err != nil {
		return err
	}
	m.findCampaign(p, i)
	if m.Score < greetingScore && greetsWithLink(d) {
		m.By, m.Score = byGreeting, greetingScore
		whole := []gainsay.Span{{End: len(d.Text)}}
		m.Reasons = []gainsay.Reason{{Rule: "spam/" + byGreeting, Says: greetingSays, Spans: whole, Weight: greetingScore}}
	}
	if got.set != nil {
		got.explain(&m.Annotation, "spam")
		got.release()
	}
	if m.Score < gainsay.DefaultThreshold {
		return nil
	}
	m.Span = gainsay.Span{End: len(d.Text)}
	if m.By == byModel {
		m.Reasons = []gainsay.Reason{{Rule: "spam/" + byModel, Says: modelSays["spam"], Weight: analyze.Round(m.Score)}}
	}
	p.Report(i, m.Annotation)
	return nil
}

// suspicion is an annotation of spam in the making.
type suspicion struct {
	gainsay.Annotation
	suspected bool // copies of the comment are a campaign
}

// spamCombination is how the model adjusts the scores of rules where it does not
// find spam by itself. Own choice.
var spamCombination = combination{weight: 0.25, neutral: 0.5}

// leastModel is the probability that the model has at least where it lowers the
// scores of rules: it has seen few of the offers that rules describe. Own choice.
const leastModel = 0.1

// Thresholds of spam, all probabilities. Own choice.
const (
	suspectedByRules = 0.25 // from this score of the rules on, copies are a campaign
	suspectedByModel = 0.8  // from this score of the model on, copies with an address are a campaign
	certainByRules   = 0.95 // from this score of the rules on, the model does not adjust it
)

// assess combines the sum of the rules with the model. The model makes an
// annotation alone only from its threshold on. If got.set is not nil, the caller
// must release got.
func (m *suspicion) assess(s *scorers, p *analyze.Pass, i int) (got modelScores, err error) {
	found, err := hitsOf(p, "spam", i)
	if err != nil {
		return got, err
	}
	var hits []rule.Hit
	for _, f := range found {
		hits = append(hits, f.Hits...)
	}
	hits = pruneOffers(p.Docs[i], hits)
	m.Tag, m.By = gainsay.TagSpam, strongest(hits)
	m.Score, m.Reasons = addUp(hits), reasonsOf(hits)
	m.addOffer(p.Docs[i], hits)
	m.addSeller(p, i)
	m.addSender(p, i)
	m.addComplaint(p, i)
	m.suspected = m.Score >= suspectedByRules
	address := p.Thread.Comments[i].AuthorURL != "" || hasAddress(p.Docs[i])
	if s.disabled || len(hits) == 0 && !address || p.Foreign(i) {
		return got, nil // asking about all comments took 8 % of the analysis
	}
	in := s.inputs(p, i).of(gainsay.Span{End: len(p.Docs[i].Text)})
	in.Of = len(p.Docs[i].Sentences)
	if got, err = s.spam.score(in); err != nil {
		return got, err
	}
	model := got.scores[0].Positive()
	m.suspected = m.suspected || address && model >= suspectedByModel
	switch {
	case model >= s.spam.threshold(0) && model > m.Score && ownWords(p.Docs[i]) >= fewestWords:
		m.Score, m.By = model, byModel
	case m.Score >= suspectedByRules && m.Score < certainByRules:
		m.Score = spamCombination.combine(m.Score, max(model, leastModel))
	}
	return got, nil
}

// The rule of greetings around a link; the score is our own choice.
const (
	byGreeting    = "greeting"
	greetingSays  = "consists of a greeting and an address"
	greetingScore = 0.6
)

// greetings are the words of comments that only greet.
var greetings = text.WordSet(`all and bye cheers day dear enjoy evening everybody everyone folks friends good
	greetings guys have hello hey hi morning nice regards thank thanks there you`)

// greetsWithLink reports whether a text has an address and greetings, and nothing
// else.
func greetsWithLink(d *text.Doc) bool {
	greets := false
	for k := range d.Tokens {
		t := &d.Tokens[k]
		if !isWord(t) || t.POS == pos.URL {
			continue
		}
		if !greetings[t.Lower] {
			return false
		}
		greets = true
	}
	return greets && hasAddress(d)
}

// fewestWords is how many words besides addresses a comment must have for the
// model to mark it alone: bare links are posted for many reasons. Own choice.
const fewestWords = 4

// ownWords counts the words other than addresses.
func ownWords(d *text.Doc) (n int) {
	for k := range d.Tokens {
		if t := &d.Tokens[k]; isWord(t) && t.POS != pos.URL {
			n++
		}
	}
	return n
}

// hasAddress reports whether a text has a web or e-mail address.
func hasAddress(d *text.Doc) bool {
	for k := range d.Tokens {
		if d.Tokens[k].POS == pos.URL {
			return true
		}
	}
	return false
}

// addUp combines the scores of distinct rules by noisy or, wherever in the comment
// they match.
func addUp(hits []rule.Hit) float64 {
	miss := 1.0
	var done []*rule.Rule
	for _, h := range hits {
		if !slices.Contains(done, h.Rule) {
			done = append(done, h.Rule)
			miss *= 1 - h.Score
		}
	}
	return 1 - miss
}

// strongest returns the name of the rule with the highest score.
func strongest(hits []rule.Hit) string {
	best, name := 0.0, ""
	for _, h := range hits {
		if h.Score > best {
			best, name = h.Score, h.Rule.Name
		}
	}
	return name
}
