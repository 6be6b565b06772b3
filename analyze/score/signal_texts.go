package score

// signalTexts are the texts that readers see for signals whose keys do not
// read well. The keys themselves cannot change: weight files hold their
// hashes.
var signalTexts = map[string]string{
	// classes of words
	"asks":                        "contains a question word",
	"agrees":                      "contains a word of agreement",
	"denies":                      "contains a word of denial",
	"makes it general":            "generalises (all, every, never ...)",
	"negates":                     "contains a negation",
	"says should":                 "says should or must",
	"says would":                  "says would, could or may",
	"says you":                    "addresses someone as you",
	"speaks of the author":        "refers to its author (I, me, my)",
	"speaks of them":              "refers to others (he, she, they)",
	"speaks of this site or post": "refers to the site or post",
	"speaks of us":                "says we or us",
	"thinks or feels":             "expresses an opinion or feeling",
	"turns against":               "contains a contrast word (but, however ...)",
	"tells of something past":     "contains a past-tense verb",
	"calls somebody with @":       "mentions someone with @",

	// how it is written
	"begins with a bare verb":    "begins with a verb",
	"begins with a joining word": "begins with a conjunction or preposition",
	"trails off":                 "contains an ellipsis",
	"ends as a question":         "ends with a question mark",
	"ends without a mark":        "ends without punctuation",
	"names something":            "names an entity of another kind",
	"gives a share":              "gives a percentage",
	"stands late in the comment": "is in the last third of the comment",

	// relation to the parent
	"answers a comment":                     "replies to a comment",
	"answers another answer":                "replies to a reply",
	"answers a question":                    "replies to a question",
	"answers something with a link":         "replies to a comment with a link",
	"is shorter than what it answers":       "is less than half as long as its parent",
	"is longer than what it answers":        "is more than twice as long as its parent",
	"shares no word with what it answers":   "shares no word with its parent",
	"repeats some words of what it answers": "repeats some words of its parent",
	"repeats most words of what it answers": "repeats most words of its parent",
	"negates what it answers did not":       "contains a negation, its parent does not",
	"negates with common words":             "only one of comment and parent is negated, and they share words",

	// the author
	"the author gives an address":                        "the author gives a URL",
	"the author's address is malformed":                  "the author's URL is malformed",
	"the author's address leads to a page within a site": "the author's URL has a path",
	"the author's address lies deep within a site":       "the author's URL has a deep path",
	"the author's address carries a query":               "the author's URL has a query or fragment",
	"the author's address has hyphens in its host":       "the author's URL has hyphens in its host",
	"the author's address has a long host":               "the author's URL has a long host",
	"the author's address has a short host":              "the author's URL has a short host",
	"the author's address has hyphens in its path":       "the author's URL has hyphens in its path",
	"the author's address is unsafe http":                "the author's URL is http, not https",
	"the author's name is in the address":                "the author's name is in the URL",
	"the text names the author's address":                "the text contains the host of the author's URL",
	"the author's name is two small words or more":       "the author's name has two or more lower-case words",
	"the author's name is small letters":                 "the author's name is in lower case",
	"the author's name is an address":                    "the author's name is a URL",
}
