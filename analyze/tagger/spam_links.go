package tagger

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// The rule of authors who post nothing but addresses. Own choice, on the labelled
// threads.
const (
	byLinks     = "links"
	linksSay    = "has an author all of whose comments here consist of an address"
	linksScore  = 0.55
	fewestLinks = 2 // comments of such an author
)

// linkPosters returns, for each comment, whether its author wrote several comments
// and each of them consists of an address.
func linkPosters(p *analyze.Pass) []bool {
	links, others := map[string]int{}, map[string]bool{}
	for i, c := range p.Thread.Comments {
		switch d := p.Docs[i]; {
		case c.Author == "" || len(d.Tokens) == 0:
		case onlyAddress(d) && !isBot(c.Author):
			links[c.Author]++
		default:
			others[c.Author] = true
		}
	}
	out := make([]bool, len(p.Docs))
	for i, c := range p.Thread.Comments {
		out[i] = links[c.Author] >= fewestLinks && !others[c.Author] && len(p.Docs[i].Tokens) > 0
	}
	return out
}

// onlyAddress reports whether a text is an address and nothing else.
func onlyAddress(d *text.Doc) bool { return ownWords(d) == 0 && hasAddress(d) }

// addLinks adds the rule of authors who post nothing but addresses to the score
// of comment i.
func (m *suspicion) addLinks(p *analyze.Pass, i int) {
	if m.Score >= linksScore || !p.State().(*copies).links[i] {
		return
	}
	m.By, m.Score = byLinks, linksScore
	whole := []gainsay.Span{{End: len(p.Docs[i].Text)}}
	m.Reasons = []gainsay.Reason{{Rule: "spam/" + byLinks, Says: linksSay, Spans: whole, Weight: linksScore}}
}
