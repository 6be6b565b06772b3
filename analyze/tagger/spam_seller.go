package tagger

import (
	"strings"
	"unicode"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
)

// The rule of authors who are named like a shop; the score is our own choice: it
// takes praise or a model that agrees to make spam of it.
const (
	bySeller    = "seller"
	sellerSays  = "has an author whose name or address sells something"
	sellerScore = 0.45
)

// trades are words of goods and services.
var trades = readWordSet("trade")

// fewestNameWords is how many words a name has that sells something: one word may
// be a nickname.
const fewestNameWords = 2

// sells reports whether the name or the address of a comment's author has a word
// of goods or services.
func sells(c *gainsay.Comment) bool {
	apart := func(r rune) bool { return !unicode.IsLetter(r) }
	for _, s := range []string{c.Author, domainIn(c.AuthorURL)} {
		words := strings.FieldsFunc(strings.ToLower(s), apart)
		if len(words) < fewestNameWords {
			continue
		}
		for _, w := range words {
			if trades.words[w] {
				return true
			}
		}
	}
	return false
}

// addSeller adds the rule of sellers to the score of comment i.
func (m *suspicion) addSeller(p *analyze.Pass, i int) {
	if len(p.Docs[i].Tokens) > longestPraise || !sells(p.Thread.Comments[i]) {
		return
	}
	m.add(bySeller, sellerSays, sellerScore)
}

// longestPraise is how many tokens a comment has at most that praises for the
// sake of its author's address or name. Own choice.
const longestPraise = 80
