package score

import (
	"github.com/gainsay/gainsay/analyze/text/pos"
	"slices"
	"strings"
)

// wordSignals name a class of words; the first word of a kind counts.
var wordSignals = map[string]string{
	"speaks of the author":        "i me my mine myself im i'm",
	"speaks of us":                "we us our ours ourselves",
	"says you":                    "you your yours yourself yourselves u ur youre ya",
	"speaks of them":              "they them their he she him her his theirs",
	"negates":                     "not n't never no nobody none nothing neither nor cannot cant dont doesnt didnt isnt wont without",
	"says should":                 "should must ought shall needs",
	"says would":                  "would could might may",
	"gives a reason":              "because since therefore thus hence so reason",
	"turns against":               "but however although though yet while instead",
	"makes it general":            "all every always never everyone everybody anyone nobody any",
	"hedges":                      "maybe perhaps probably possibly seems seem apparently likely guess suppose",
	"thinks or feels":             "think believe feel feels hope wish love hate agree disagree opinion",
	"compares":                    "more less than most least better worse best worst",
	"asks":                        "who what when where why how which",
	"names a source":              "according study studies report reported research article source evidence data statistics survey",
	"thanks":                      "thanks thank thx appreciated please welcome",
	"agrees":                      "yes yeah yep true exactly indeed right correct agreed",
	"denies":                      "no nope wrong false untrue incorrect nonsense lie lies fake bullshit",
	"gives an example":            "example instance e.g. i.e. like such",
	"sets a condition":            "if unless whether provided",
	"speaks of this site or post": "blog post site website article page content weblog",
}

// classes is a set of classes of words: one bit for each of classSigns, and
// aGroup.
type classes uint32

const aGroup classes = 1 << 31 // one of identityTerms

// wordClasses are the names of wordSignals, classSigns those and, behind them,
// what parts of speech tell.
var (
	wordClasses = sortedKeys(wordSignals)
	classSigns  = func() (signs []sign) {
		for _, name := range append(wordClasses, tagSignals...) {
			signs = append(signs, signOf(name))
		}
		return signs
	}()
)

var tagSignals = []string{
	"tells of something past", "has a modal verb", "has a superlative", "has an interjection", "has a number", "has a name", "says there is", "has a hashtag", "calls somebody with @", "has an emoji",
}

func classNamed(name string) classes {
	return 1 << slices.IndexFunc(classSigns, func(s sign) bool { return s.name == name })
}

var (
	negates     = classNamed("negates")
	past        = classNamed("tells of something past")
	modal       = classNamed("has a modal verb")
	comparative = classNamed("compares")
	superlative = classNamed("has a superlative")
	exclaims    = classNamed("has an interjection")
	numeral     = classNamed("has a number")
	properName  = classNamed("has a name")
	existential = classNamed("says there is")
	hashtag     = classNamed("has a hashtag")
	mention     = classNamed("calls somebody with @")
	emoji       = classNamed("has an emoji")
)

// tagClass is the class that a part of speech puts a word in.
func tagClass(tag pos.Tag) classes {
	switch tag {
	case pos.VBD:
		return past
	case pos.MD:
		return modal
	case pos.JJR:
		return comparative
	case pos.JJS:
		return superlative
	case pos.UH:
		return exclaims
	case pos.CD:
		return numeral
	case pos.NNP:
		return properName
	case pos.EX:
		return existential
	case pos.Hashtag:
		return hashtag
	case pos.Mention:
		return mention
	case pos.Emoji:
		return emoji
	}
	return 0
}

// classSlots is the size of classTable: a power of two, well above the number
// of words.
const classSlots = 512

// classTable maps the foldHash of a word to its classes by open addressing.
var classTable = func() (t [classSlots]struct {
	hash uint64
	classes
}) {
	put := func(words string, c classes) {
		for w := range strings.FieldsSeq(words) {
			h := foldHash(w)
			i := h >> 32 % classSlots
			for ; t[i].classes != 0 && t[i].hash != h; i = (i + 1) % classSlots {
			}
			t[i].hash = h
			t[i].classes |= c
		}
	}
	for k, name := range wordClasses {
		put(wordSignals[name], 1<<k)
	}
	put(identityTerms, aGroup)
	return t
}()

// classOf returns the classes of the word with a foldHash.
func classOf(h uint64) classes {
	for i := h >> 32 % classSlots; ; i = (i + 1) % classSlots {
		if t := &classTable[i]; t.hash == h || t.classes == 0 {
			return t.classes
		}
	}
}
