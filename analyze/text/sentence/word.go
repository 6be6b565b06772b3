package sentence

import (
	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/token"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

// knownStart are small words with which people who do not use capitals begin
// a sentence after a stop.
var knownStart = wordlist.Set("i you he she it we they the this that but so and if no yes what why who how there its my " +
	"your these those a in when do dont also as at for just maybe not now or then here people " +
	"some all im youre theyre thats u well lol because yeah ok")

// clockFollowers go on after "5 p.m." and the like.
var clockFollowers = wordlist.Set("monday tuesday wednesday thursday friday saturday sunday est edt et pst pdt pt cst cdt ct " +
	"mst mdt gmt utc bst cet eastern pacific central january february march april may june july " +
	"august september october november december")

// endsByAbbreviation reports whether the sentence ends with t, a token that
// keeps its stop, before next on the same line.
func endsByAbbreviation(t, next *token.Token) bool {
	if !chars.StartsUpper(next.Text) {
		return false
	}
	switch token.AbbreviationOf(t) {
	case token.MayEnd:
		return token.Opener[next.Lower]
	case token.OftenEnds:
		return !clockFollowers[next.Lower]
	}
	return false
}
