package text

// knownStart are small words with which people who do not use capitals begin
// a sentence after a stop.
var knownStart = setOf(
	"i", "you", "he", "she", "it", "we", "they", "the", "this", "that", "but", "so", "and", "if", "no", "yes", "what", "why", "who", "how",
	"there", "its", "my", "your", "these", "those", "a", "in", "when", "do", "dont", "also", "as", "at", "for", "just", "maybe", "not",
	"now", "or", "then", "here", "people", "some", "all", "im", "youre", "theyre", "thats", "u", "well", "lol", "because", "yeah", "ok",
)

// opener are words that, with a capital, begin a sentence even after an
// abbreviation: hardly any is part of a name.
var opener = setOf(
	"i", "you", "he", "she", "it", "we", "they", "the", "this", "that", "but", "so", "and", "if", "no", "yes", "what", "why", "who", "how",
	"there", "its", "my", "your", "his", "her", "their", "our", "these", "those", "a", "an", "in", "on", "at", "when", "do", "does", "did",
	"dont", "also", "as", "for", "just", "maybe", "not", "now", "or", "then", "here", "some", "all", "even", "after", "before", "while",
	"where", "because", "since", "with", "from", "to", "let", "have", "has", "is", "are", "was", "were", "would", "can", "could", "should",
	"please", "thanks", "however", "still", "yeah", "well", "one", "most", "many", "nothing", "nobody", "everyone", "everybody", "which",
	"any", "only", "perhaps", "yet", "both", "each", "every", "more", "until", "once", "oh", "ok", "okay", "although", "though", "despite",
)

// clockFollowers go on after "5 p.m." and the like.
var clockFollowers = setOf(
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "est", "edt", "et", "pst", "pdt", "pt", "cst", "cdt", "ct",
	"mst", "mdt", "gmt", "utc", "bst", "cet", "eastern", "pacific", "central", "january", "february", "march", "april", "may", "june", "july",
	"august", "september", "october", "november", "december",
)

func setOf(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}

// abbreviationOf returns the kind of abbreviation t is with its stop, or 0.
func abbreviationOf(t *Token) abbreviation {
	n := len(t.Lower) - 1
	if n < 1 || t.Lower[n] != '.' || !asciiLetter(t.Lower[0]) {
		return 0
	}
	switch low := t.Lower[:n]; {
	case n == 1 || low == "e.g" || low == "i.e" || low == "p.s" || low == "p.p.s":
		return beforeName
	case low == "a.m" || low == "p.m":
		return oftenEnds
	case abbreviations[low] != 0:
		return abbreviations[low]
	}
	return mayEnd // letters with stops
}

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
