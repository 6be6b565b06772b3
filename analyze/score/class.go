package score

import (
	"strings"

	"github.com/gainsay/gainsay/analyze/text/pos"
)

// wordClass numbers a class of words. A class that occurs in a text is a
// signal. The order decides which of several equally strong signals is shown.
type wordClass uint8

const (
	// by word
	classAgrees wordClass = iota
	classAsks
	classCompares
	classDenies
	classReason
	classExample
	classHedges
	classGeneralises
	classSource
	classNegates
	classShould
	classWould
	classYou
	classCondition
	classAuthor
	classThem
	classSite
	classUs
	classThanks
	classThinks
	classContrast
	// by part of speech
	classPast
	classModal
	classSuperlative
	classInterjection
	classNumber
	className
	classExistential
	classHashtag
	classMention
	classEmoji
	wordClasses // how many there are
)

// classTable lists the classes: the key of the signal, and the words, where
// words decide; posClass has the parts of speech.
var classTable = [wordClasses]struct{ key, words string }{
	classAgrees:   {"agrees", "yes yeah yep true exactly indeed right correct agreed"},
	classAsks:     {"asks", "who what when where why how which"},
	classCompares: {"compares", "more less than most least better worse best worst"},
	classDenies: {"denies", `no nope wrong false untrue incorrect nonsense lie lies fake
		bullshit`},
	classReason:  {"gives a reason", "because since therefore thus hence so reason"},
	classExample: {"gives an example", "example instance e.g. i.e. like such"},
	classHedges: {"hedges", `maybe perhaps probably possibly seems seem apparently likely guess
		suppose`},
	classGeneralises: {"makes it general", "all every always never everyone everybody anyone nobody any"},
	classSource: {"names a source", `according study studies report reported research article source
		evidence data statistics survey`},
	classNegates: {"negates", `not n't never no nobody none nothing neither nor cannot cant dont
		doesnt didnt isnt wont without`},
	classShould:    {"says should", "should must ought shall needs"},
	classWould:     {"says would", "would could might may"},
	classYou:       {"says you", "you your yours yourself yourselves u ur youre ya"},
	classCondition: {"sets a condition", "if unless whether provided"},
	classAuthor:    {"speaks of the author", "i me my mine myself im i'm"},
	classThem:      {"speaks of them", "they them their he she him her his theirs"},
	classSite: {"speaks of this site or post", `blog post site website article page content
		weblog`},
	classUs:     {"speaks of us", "we us our ours ourselves"},
	classThanks: {"thanks", "thanks thank thx appreciated please welcome"},
	classThinks: {"thinks or feels", `think believe feel feels hope wish love hate agree disagree
		opinion`},
	classContrast: {"turns against", "but however although though yet while instead"},

	classPast:         {key: "tells of something past"},
	classModal:        {key: "has a modal verb"},
	classSuperlative:  {key: "has a superlative"},
	classInterjection: {key: "has an interjection"},
	classNumber:       {key: "has a number"},
	className:         {key: "has a name"},
	classExistential:  {key: "says there is"},
	classHashtag:      {key: "has a hashtag"},
	classMention:      {key: "calls somebody with @"},
	classEmoji:        {key: "has an emoji"},
}

// classSignals are the signals of the classes.
var classSignals = func() (out [wordClasses]signal) {
	for c := range classTable {
		out[c] = signalOf(classTable[c].key)
	}
	return out
}()

// classSet is a bit set of word classes, and groupName.
type classSet uint32

// groupName marks identityTerms, which are no signal.
const groupName classSet = 1 << 31

// posClass is the class that a part of speech (Penn Treebank and the
// tokenizer's own) puts a word in.
func posClass(tag pos.Tag) classSet {
	switch tag {
	case pos.VBD:
		return 1 << classPast
	case pos.MD:
		return 1 << classModal
	case pos.JJR:
		return 1 << classCompares
	case pos.JJS:
		return 1 << classSuperlative
	case pos.UH:
		return 1 << classInterjection
	case pos.CD:
		return 1 << classNumber
	case pos.NNP:
		return 1 << className
	case pos.EX:
		return 1 << classExistential
	case pos.Hashtag:
		return 1 << classHashtag
	case pos.Mention:
		return 1 << classMention
	case pos.Emoji:
		return 1 << classEmoji
	}
	return 0
}

// wordTable maps hashFolded of a word to its classes, by open addressing. Its
// length is a power of two, well above the number of words.
type wordTable []struct {
	hash uint64
	classSet
}

// put adds classes to words, which are separated by blanks.
func (t wordTable) put(words string, c classSet) {
	for w := range strings.FieldsSeq(words) {
		h := hashFolded(w)
		i := t.slot(h)
		t[i].hash = h
		t[i].classSet |= c
	}
}

// slot returns the index of the word with a hash, or the free one where it would
// go.
func (t wordTable) slot(h uint64) uint64 {
	mask := uint64(len(t) - 1)
	i := h >> 32 & mask
	for t[i].classSet != 0 && t[i].hash != h {
		i = (i + 1) & mask
	}
	return i
}

// of returns the classes of the word with a hash.
func (t wordTable) of(h uint64) classSet { return t[t.slot(h)].classSet }

// classSlots is the size of the table of word classes.
const classSlots = 512

var classWords = func() wordTable {
	t := make(wordTable, classSlots)
	for c := range classTable {
		t.put(classTable[c].words, 1<<c)
	}
	t.put(identityTerms, groupName)
	return t
}()

// classesOf returns the classes of the word with a hash.
func classesOf(h uint64) classSet { return classWords.of(h) }
