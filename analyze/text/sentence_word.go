package text

// knownStart are small words with which people who do not use capitals begin
// a sentence after a stop.
var knownStart = setOf(
	"i", "you", "he", "she", "it", "we", "they", "the", "this", "that", "but", "so", "and", "if", "no", "yes", "what", "why", "who", "how",
	"there", "its", "my", "your", "these", "those", "a", "in", "when", "do", "dont", "also", "as", "at", "for", "just", "maybe", "not",
	"now", "or", "then", "here", "people", "some", "all", "im", "youre", "theyre", "thats", "u", "well", "lol", "because", "yeah", "ok",
)

// clockFollowers go on after "5 p.m." and the like.
var clockFollowers = setOf(
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "est", "edt", "et", "pst", "pdt", "pt", "cst", "cdt", "ct",
	"mst", "mdt", "gmt", "utc", "bst", "cet", "eastern", "pacific", "central", "january", "february", "march", "april", "may", "june", "july",
	"august", "september", "october", "november", "december",
)

// endsByAbbreviation reports whether the sentence ends with t, a token that
// keeps its stop, before next on the same line.
func endsByAbbreviation(t, next *Token) bool {
	if !startsUpper(next.Text) {
		return false
	}
	switch abbreviationOf(t) {
	case mayEnd:
		return opener[next.Lower]
	case oftenEnds:
		return !clockFollowers[next.Lower]
	}
	return false
}
