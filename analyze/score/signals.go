package score

import (
	"cmp"

	"github.com/gainsay/gainsay/analyze/text"
)

// signal is a named binary feature. Its id is the hash of its key, which
// stands for it in weight files; readers see its text.
type signal struct {
	text string
	id   uint32
}

// signalOf makes the signal of a key. Its text is the key unless signalTexts
// has a clearer one.
func signalOf(key string) signal {
	return signal{cmp.Or(signalTexts[key], key), signalID(key)}
}

func signalID(key string) uint32 { return featureID(hashBytes(seedSignal, key), Signals) }

// How a text is written.
var (
	beginsVerb       = signalOf("begins with a bare verb")
	beginsJoining    = signalOf("begins with a joining word")
	asks             = signalOf("asks a question")
	asksOften        = signalOf("asks several questions")
	exclaims         = signalOf("has an exclamation mark")
	exclaimsOften    = signalOf("has several exclamation marks")
	trailsOff        = signalOf("trails off")
	hasQuotes        = signalOf("has quotation marks")
	hasURL           = signalOf("has a link")
	hasURLs          = signalOf("has several links")
	hasCapitals      = signalOf("has a word in capitals")
	mostlyCapitals   = signalOf("is mostly in capitals")
	mixesScripts     = signalOf("mixes scripts within a word")
	endsQuestion     = signalOf("ends as a question")
	endsFullStop     = signalOf("ends with a full stop")
	endsUnpunctuated = signalOf("ends without a mark")
	hasParagraphs    = signalOf("has several paragraphs")
)

// What the text mentions.
var (
	givesFigure = signalOf("gives a figure")

	entitySignals = signalsOf(map[string]string{
		string(text.Country): "names a country", string(text.City): "names a city",
		string(text.Org): "names an organisation", string(text.Person): "names a person",
		string(text.Other): "names something",
	})

	// by unit of a quantity
	unitSignals = signalsOf(map[string]string{
		"%": "gives a share", "$": "gives a sum of money", "€": "gives a sum of money",
		"year": "gives a year", "date": "gives a date", "": "gives a bare number",
	})
)

// Where the text is in its comment.
var (
	onlySentence   = signalOf("is the only sentence")
	firstSentence  = signalOf("is the first sentence")
	secondSentence = signalOf("is the second sentence")
	lastSentence   = signalOf("is the last sentence")
	lastThird      = signalOf("stands late in the comment")
	manySentences  = signalOf("is one of many sentences")
)

// How the text relates to its parent.
var (
	answersComment  = signalOf("answers a comment")
	answersReply    = signalOf("answers another answer")
	answersQuestion = signalOf("answers a question")
	answersURL      = signalOf("answers something with a link")
	shorter         = signalOf("is shorter than what it answers")
	longer          = signalOf("is longer than what it answers")
	sharesNone      = signalOf("shares no word with what it answers")
	repeatsSome     = signalOf("repeats some words of what it answers")
	repeatsMost     = signalOf("repeats most words of what it answers")
	negatesOnly     = signalOf("negates what it answers did not")
	negatesShared   = signalOf("negates with common words")
)

// What the author's name and URL look like.
var (
	givesAddress    = signalOf("the author gives an address")
	badAddress      = signalOf("the author's address is malformed")
	addressPath     = signalOf("the author's address leads to a page within a site")
	addressDeep     = signalOf("the author's address lies deep within a site")
	addressQuery    = signalOf("the author's address carries a query")
	hostHyphens     = signalOf("the author's address has hyphens in its host")
	hostLong        = signalOf("the author's address has a long host")
	hostShort       = signalOf("the author's address has a short host")
	pathHyphens     = signalOf("the author's address has hyphens in its path")
	plainHTTP       = signalOf("the author's address is unsafe http")
	nameInAddress   = signalOf("the author's name is in the address")
	addressInText   = signalOf("the text names the author's address")
	hasName         = signalOf("the author's name is given")
	nameOneWord     = signalOf("the author's name is one word")
	nameTwoWords    = signalOf("the author's name is two words")
	nameLong        = signalOf("the author's name is three words or more")
	nameLowerWords  = signalOf("the author's name is two small words or more")
	nameLower       = signalOf("the author's name is small letters")
	nameDigits      = signalOf("the author's name has digits")
	nameOtherScript = signalOf("the author's name is in another script")
	nameIsAddress   = signalOf("the author's name is an address")
)

// lengthSteps are the signals of a text's length, one for each range: most is
// the upper bound in tokens, included. Binning lets a linear model weight each
// range on its own.
var lengthSteps = []struct {
	most   int
	signal signal
}{
	{3, signalOf("up to 3 words")}, {7, signalOf("4 to 7 words")}, {12, signalOf("8 to 12 words")},
	{20, signalOf("13 to 20 words")}, {35, signalOf("21 to 35 words")}, {70, signalOf("36 to 70 words")},
	{150, signalOf("71 to 150 words")},
}

var longest = signalOf("over 150 words")

// lengthSignal is the signal of a text of n tokens.
func lengthSignal(n int) signal {
	for i := range lengthSteps {
		if n <= lengthSteps[i].most {
			return lengthSteps[i].signal
		}
	}
	return longest
}

func signalsOf(keys map[string]string) map[string]signal {
	signals := make(map[string]signal, len(keys))
	for of, key := range keys {
		signals[of] = signalOf(key)
	}
	return signals
}
