package score

import "github.com/gainsay/gainsay/analyze/text"

// sign is a named signal with the id of its feature, worked out once.
type sign struct {
	name string
	id   uint32
}

func signOf(name string) sign { return sign{name, nameID(name)} }

// nameID is the id of a named signal.
func nameID(name string) uint32 {
	h := uint64(1)
	for i := 0; i < len(name); i++ {
		h = mix(h, uint64(name[i]))
	}
	return finish(h, uint32(Signals))
}

// How a text is written.
var (
	beginsBare     = signOf("begins with a bare verb")
	beginsJoining  = signOf("begins with a joining word")
	asks           = signOf("asks a question")
	asksMuch       = signOf("asks several questions")
	shouts         = signOf("has an exclamation mark")
	shoutsMuch     = signOf("has several exclamation marks")
	trailsOff      = signOf("trails off")
	quotes         = signOf("has quotation marks")
	links          = signOf("has a link")
	linksMuch      = signOf("has several links")
	capitals       = signOf("has a word in capitals")
	mostlyCapitals = signOf("is mostly in capitals")
	mixesScripts   = signOf("mixes scripts within a word")
	endsAsking     = signOf("ends as a question")
	endsFull       = signOf("ends with a full stop")
	endsOpen       = signOf("ends without a mark")
	paragraphs     = signOf("has several paragraphs")
)

// What it tells of.
var (
	givesFigure = signOf("gives a figure")
)

// Where it stands in its comment.
var (
	onlySentence   = signOf("is the only sentence")
	firstSentence  = signOf("is the first sentence")
	secondSentence = signOf("is the second sentence")
	lastSentence   = signOf("is the last sentence")
	standsLate     = signOf("stands late in the comment")
	oneOfMany      = signOf("is one of many sentences")
)

// How it stands to the comment answered.
var (
	answersComment  = signOf("answers a comment")
	answersAnswer   = signOf("answers another answer")
	answersQuestion = signOf("answers a question")
	answersLink     = signOf("answers something with a link")
	shorter         = signOf("is shorter than what it answers")
	longer          = signOf("is longer than what it answers")
	sharesNone      = signOf("shares no word with what it answers")
	repeatsSome     = signOf("repeats some words of what it answers")
	repeatsMost     = signOf("repeats most words of what it answers")
	negatesAlone    = signOf("negates what it answers did not")
	negatesAlike    = signOf("negates with common words")
)

// What the author's name and address look like.
var (
	givesAddress    = signOf("the author gives an address")
	badAddress      = signOf("the author's address is malformed")
	addressWithin   = signOf("the author's address leads to a page within a site")
	addressDeep     = signOf("the author's address lies deep within a site")
	addressQueries  = signOf("the author's address carries a query")
	hostHyphens     = signOf("the author's address has hyphens in its host")
	hostLong        = signOf("the author's address has a long host")
	hostShort       = signOf("the author's address has a short host")
	pathHyphens     = signOf("the author's address has hyphens in its path")
	unsafeHTTP      = signOf("the author's address is unsafe http")
	nameInAddress   = signOf("the author's name is in the address")
	addressInText   = signOf("the text names the author's address")
	hasName         = signOf("the author's name is given")
	nameOneWord     = signOf("the author's name is one word")
	nameTwoWords    = signOf("the author's name is two words")
	nameLong        = signOf("the author's name is three words or more")
	nameSmallWords  = signOf("the author's name is two small words or more")
	nameSmall       = signOf("the author's name is small letters")
	nameDigits      = signOf("the author's name has digits")
	nameOtherScript = signOf("the author's name is in another script")
	nameIsAddress   = signOf("the author's name is an address")
)

// step is the sign of a count up to and including most.
type step struct {
	most int
	sign sign
}

var lengthSteps = []step{
	{3, signOf("up to 3 words")}, {7, signOf("4 to 7 words")}, {12, signOf("8 to 12 words")}, {20, signOf("13 to 20 words")},
	{35, signOf("21 to 35 words")}, {70, signOf("36 to 70 words")}, {150, signOf("71 to 150 words")},
}

var longest = signOf("over 150 words")

// lengthOf is the sign of a text of n tokens.
func lengthOf(n int) sign {
	for i := range lengthSteps {
		if n <= lengthSteps[i].most {
			return lengthSteps[i].sign
		}
	}
	return longest
}

// signsOf makes signs of names by what they stand for.
func signsOf(names map[string]string) map[string]sign {
	signs := make(map[string]sign, len(names))
	for of, name := range names {
		signs[of] = signOf(name)
	}
	return signs
}

var entitySigns = signsOf(map[string]string{
	string(text.Country): "names a country", string(text.City): "names a city", string(text.Org): "names an organisation", string(text.Person): "names a person",
	string(text.Other): "names something",
})

// unitSigns are those of quantities.
var unitSigns = signsOf(map[string]string{
	"%": "gives a share", "$": "gives a sum of money", "€": "gives a sum of money", "year": "gives a year", "date": "gives a date", "": "gives a bare number",
})
