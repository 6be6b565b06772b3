package tagger

import (
	"slices"

	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// The rule of offers that say how to reach the seller; the score is our own choice.
const (
	byOffer    = "offer"
	offerSays  = "offers something and gives a link, number or account"
	offerScore = 0.3
)

// longestOffer is how many tokens a comment has at most whose words of offers and
// trades count: longer ones have such words by chance. Own choice.
const longestOffer = 150

// ofOffers reports whether a hit is of a rule whose words honest comments have too.
func ofOffers(h rule.Hit) bool {
	return h.Rule.Effect == analyze.Offers || h.Rule.Effect == analyze.NamesTrade
}

// pruneOffers removes the hits of offers and trades from a long text, and where
// they are those of one rule alone.
func pruneOffers(d *text.Doc, hits []rule.Hit) []rule.Hit {
	alone := !slices.ContainsFunc(hits, func(h rule.Hit) bool { return h.Rule != hits[0].Rule })
	if alone || len(d.Tokens) > longestOffer {
		return slices.DeleteFunc(hits, ofOffers)
	}
	return hits
}

// addOffer adds the rule of offers to the score.
func (m *suspicion) addOffer(d *text.Doc, hits []rule.Hit) {
	offers := slices.ContainsFunc(hits, func(h rule.Hit) bool { return h.Rule.Effect == analyze.Offers })
	if offers && givesContact(d) {
		m.add(byOffer, offerSays, offerScore)
	}
}

// fewestDigits is how many digits a phone number has at least.
const fewestDigits = 7

// givesContact reports whether a text has an address, an account or a phone number.
func givesContact(d *text.Doc) bool {
	for k := range d.Tokens {
		if tag := d.Tokens[k].POS; tag == pos.URL || tag == pos.Mention {
			return true
		}
	}
	digits := 0
	for k := range len(d.Text) {
		switch c := d.Text[k]; {
		case chars.IsDigit(c):
			if digits++; digits == fewestDigits {
				return true
			}
		case c != ' ' && c != '-' && c != '.' && c != '(' && c != ')' && c != '~':
			digits = 0
		}
	}
	return false
}
