package tagger

import (
	"slices"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// exemption is why a demeaning word is no insult in its context. Its values are
// names of features of the trained models.
type exemption string

const (
	notExempt      exemption = ""
	negated        exemption = "denied"   // "he is not stupid", "nobody is an idiot"
	selfDirected   exemption = "self"     // "I am such an idiot"
	mentioned      exemption = "quoted"   // mentioned, not used: "the word ‘moron’"
	reportedSpeech exemption = "reported" // "they call her a liar"
	supposed       exemption = "supposed" // "if he were a liar"
	ofThing        exemption = "thing"    // "a stupid idea"
	friendly       exemption = "friendly" // "you magnificent weirdo", "crazy good"
)

var (
	insults             = sync.OnceValue(func() *rule.Lexicon { return must(lexicons.Get("insult")) })
	demeaningAdjectives = sync.OnceValue(func() *rule.Lexicon { return must(lexicons.Get("insulting")) })
	demeaningPhrases    = sync.OnceValue(func() *rule.Lexicon { return must(lexicons.Get("insulting-phrase")) })
	demeaning           = sync.OnceValue(func() *rule.Lexicon {
		return rule.Join(insults(), demeaningAdjectives(), demeaningPhrases())
	})
	things = sync.OnceValue(func() *rule.Lexicon { return must(lexicons.Get("insult-thing")) })
)

// harshWords are the words that the rules of insults look for, and profanity.
var harshWords = sync.OnceValue(func() *rule.Lexicon {
	all := []*rule.Lexicon{demeaning()}
	for _, name := range []string{"faculty", "insult-person", "insult-trait", "profanity", "talk"} {
		all = append(all, must(lexicons.Get(name)))
	}
	return rule.Join(all...)
})

// mayInsult reports whether a span has a harsh word or a pronoun of the second
// person. The model marks next to nothing else: asking it only about such texts
// saves a third of the calls and costs less than .005 of F1 on each development set.
func mayInsult(d *text.Doc, span gainsay.Span) bool {
	for _, s := range d.Sentences {
		if !span.Contains(s.Span) {
			continue
		}
		words := d.Words(s)
		if harshWords().Next(words, 0) < len(words) || addressesReader(d, s) {
			return true
		}
	}
	return false
}

// demeans reports whether a demeaning word begins at the first token.
func demeans(words []text.Token) bool {
	n, _ := demeaning().At(words)
	return n > 0
}

// exempt returns why no demeaning word of a sentence is an insult, or notExempt
// if one is or there is none. Only words that overlap the span count.
func exempt(d *text.Doc, s text.Sentence, span gainsay.Span) (why exemption) {
	words := d.Words(s)
	for k := demeaning().Next(words, 0); k < len(words); k = demeaning().Next(words, k+1) {
		if !span.Overlaps(words[k].Span) {
			continue
		}
		reason := exemptAt(d, words, k)
		if reason == notExempt {
			return notExempt
		}
		why = reason
	}
	return why
}

// scope is the greatest distance in words from a word that exempts a demeaning
// one, such as a negation. Own choice.
const scope = 7

// exemptAt returns why the demeaning word words[k] is no insult. It scans the
// words before it, back to the beginning of its clause.
func exemptAt(d *text.Doc, words []text.Token, k int) exemption {
	switch {
	case inQuotation(d, words[k].Span):
		return mentioned
	case saysOfAuthor(words[k+1:]), introducesAuthor(words, k):
		return selfDirected
	case praises(words, k):
		return friendly
	case describesThing(words, k), isVerb(words, k), k > 0 && words[k-1].Lower == "knee": // "knee jerk"
		return ofThing
	}
	why, addressed := notExempt, false
	reach := negationScope{direct: pointsAt(words, k)}
	for j := k - 1; j >= 0 && j >= k-scope; j-- {
		w := words[j].Lower
		if isBreak(&words[j]) && w != "-" {
			return why
		}
		reach.pass(&words[j])
		addressed = addressed || addressees.has(w)
		switch {
		case negations.has(w) && reach.covers(words, j):
			return negated
		case suppositions.has(w) && reach.verbs == 1 && !(j > 0 && words[j-1].Lower == "as"):
			return supposed
		case isAuthor(words, j):
			if !addressed && describesAuthor(words[j+1:k]) {
				why = selfDirected
			}
		case likensAuthor(words, j):
			return reportedSpeech
		case reportingVerbs.has(w) && !addressed:
			if reportsOthers(words[:j]) {
				return reportedSpeech
			}
		case labellingVerbs.has(w) && !(j > 0 && authorSays.has(words[j-1].Lower)):
			if othersLabel(words[:j]) {
				return reportedSpeech
			}
		}
	}
	return why
}

// saysOfAuthor reports whether the words after a demeaning one apply it to the
// author: "what an idiot I am".
func saysOfAuthor(after []text.Token) bool {
	if len(after) < 2 || after[0].Lower != "i" {
		return false
	}
	switch after[1].Lower {
	case "am", "was", "'m":
		return true
	}
	return false
}

// introducesAuthor reports whether the sentence applies the demeaning word
// words[k] to the author in advance: "As the local idiot, may I ask".
func introducesAuthor(words []text.Token, k int) bool {
	const reach = 3 // words from the comma to "I"
	if words[0].Lower != "as" || k+1 >= len(words) || words[k+1].Lower != "," {
		return false
	}
	for _, w := range words[k+2 : min(len(words), k+2+reach)] {
		if w.Lower == "i" {
			return true
		}
	}
	return false
}

// praises reports whether a word beside the demeaning word words[k] turns it
// into praise: "you magnificent lunatic", "crazy good".
func praises(words []text.Token, k int) bool {
	n, _ := demeaning().At(words[k:])
	after := words[min(len(words), k+max(n, 1)):]
	switch {
	case k > 0 && affections.has(words[k-1].Lower):
		return true
	case len(after) > 0 && praisedQualities.has(after[0].Lower):
		return true
	}
	return len(after) > 3 && after[0].Lower == "in" && praisedQualities.has(after[2].Lower)
}

// isVerb reports whether the demeaning word words[k] is a verb: "to fool them".
func isVerb(words []text.Token, k int) bool {
	return k > 0 && words[k-1].Lower == "to" && !strings.HasSuffix(words[k].Lower, "s") && !words[k].POS.IsAdjective()
}

// isAuthor reports whether words[j] refers to the author, as a subject or as the
// object of a verb that attributes something: "makes me a fool".
func isAuthor(words []text.Token, j int) bool {
	switch words[j].Lower {
	case "i", "i'm", "im":
		return true
	case "me":
		return j > 0 && attributingVerbs.has(words[j-1].Lower)
	}
	return false
}

// likensAuthor reports whether words[j] likens the author to what follows, as others
// do: "they look at me like a lunatic", "treat us as fools".
func likensAuthor(words []text.Token, j int) bool {
	if j == 0 || words[j].Lower != "like" && words[j].Lower != "as" {
		return false
	}
	return words[j-1].Lower == "me" || words[j-1].Lower == "us"
}

// describesThing reports whether the demeaning word words[k] is an adjective
// before a noun for a thing, a deed or a thought: "a stupid idea".
func describesThing(words []text.Token, k int) bool {
	n, _ := demeaningAdjectives().At(words[k:])
	if n == 0 || k+n >= len(words) {
		return false
	}
	thing, _ := things().At(words[k+n:])
	return thing > 0
}

var (
	addressees       = newWordSet("you your u ur you're youre")
	negations        = readWordSet("negation")
	attributingVerbs = readWordSet("attributing-verb")
	labellingVerbs   = readWordSet("labelling-verb")
	reportingVerbs   = readWordSet("reporting-verb")
	authorSays       = newWordSet("i i'd 'd i'll 'll would")
	affections       = newWordSet("magnificent beautiful lovely lovable loveable dear glorious wonderful adorable sweet darling gorgeous")
	praisedQualities = newWordSet("good talented awesome amazing funny cool fast skilled best delicious")
	suppositions     = newWordSet("if whether")
)

// selfDescriptions are words that may come between "I" and a demeaning word that
// authors apply to themselves.
var selfDescriptions = readWordSet("self-description")

// describesAuthor reports whether the words between "I" and a demeaning word
// apply it to the author.
func describesAuthor(between []text.Token) bool {
	for k := range between {
		t := &between[k]
		if !selfDescriptions.has(t.Lower) && !t.POS.IsAdverb() && !t.POS.IsAdjective() && !demeans(between[k:k+1]) {
			return false
		}
	}
	return true
}

// labelReach is how many words before a labelling verb may identify who labels.
// Own choice.
const labelReach = 5

// othersLabel reports whether the words before a labelling verb have a subject
// other than the author, make it passive or forbid it.
func othersLabel(before []text.Token) bool {
	for j := len(before) - 1; j >= 0 && j >= len(before)-labelReach; j-- {
		w := &before[j]
		switch w.Lower {
		case "stop", "been", "being", "was", "were", "got", "get", "who":
			return true
		}
		if negations.has(w.Lower) {
			return true
		}
		if w.Lower == "i" {
			return false
		}
		if w.POS == pos.PRP || w.POS.IsNoun() {
			return true
		}
	}
	return len(before) == 0
}

// reportsOthers reports whether a verb of saying or thinking has a third person
// as its subject. "You" and "everybody" do not count: authors use them to say
// the same themselves.
func reportsOthers(before []text.Token) bool {
	for j := len(before) - 1; j >= 0; j-- {
		w := &before[j]
		switch w.Lower {
		case "i", "we", "you", "everyone", "everybody", "anyone", "anybody", "who", "whoever":
			return false
		case "she", "he", "they":
			return true
		}
		switch {
		case w.POS.IsNoun():
			return true
		case isBreak(w):
			return false
		}
	}
	return false
}

// personWords are words that refer to a person.
var personWords = readWordSet("person-word")

// otherSubjects are words that a rule's span may begin with and that show that
// it is not about somebody else: the author or a thing.
var otherSubjects = newWordSet("i i'm im we it it's its my our")

// ofAnother reports whether a rule's span may be said of somebody other than the
// author and not of a thing, and is not supposed, going by its first word and the
// words before it.
func ofAnother(words []text.Token, span gainsay.Span) bool {
	k := slices.IndexFunc(words, func(t text.Token) bool { return t.Start >= span.Start })
	if k < 0 {
		return true
	}
	if otherSubjects.has(words[k].Lower) || isThing(words[k:]) || describesIt(words, k) {
		return false
	}
	return k == 0 || !suppositions.has(words[k-1].Lower)
}

// isThing reports whether the words begin with a noun for a thing, a deed or a
// thought and not for people.
func isThing(words []text.Token) bool {
	thing, _ := things().At(words)
	person, _ := insultSubjects().At(words)
	return thing > 0 && person == 0 && words[thing-1].POS.IsNoun()
}

// describesIt reports whether words[k] is the complement of "it is" or "that is",
// adverbs aside, and no noun that demeans people.
func describesIt(words []text.Token, k int) bool {
	if n, _ := insults().At(words[k:]); n > 0 || !words[k].POS.IsAdjective() {
		return false
	}
	k--
	for k > 0 && words[k].POS.IsAdverb() {
		k--
	}
	return k > 0 && copulas.has(words[k].Lower) && pointers.has(words[k-1].Lower)
}

var (
	copulas  = newWordSet("is was 's are were be sounds seems")
	pointers = newWordSet("it that this which these those")
)

// leastMention is the least weight of a demeaning noun that mentions a person;
// words of less weight often mean something else. Own choice.
const leastMention = 0.6

// mentionsPerson reports whether a sentence mentions a person to whom a demeaning
// word could apply: by a pronoun, a name or a demeaning noun. The owner of a
// thing, a deed or a thought, as in "your argument", does not count.
func mentionsPerson(d *text.Doc, s text.Sentence) bool {
	words := d.Words(s)
	noun := insults()
	for k := range words {
		w := &words[k]
		if w.POS.IsProperNoun() || w.POS == pos.Mention || personWords.has(w.Lower) && !ownsThing(words[k:]) {
			return true
		}
		if n, weight := noun.At(words[k:]); n > 0 && weight >= leastMention {
			return true
		}
	}
	return false
}

// ownsThing reports whether the first word is a possessive before a thing, a
// deed or a thought.
func ownsThing(words []text.Token) bool {
	switch words[0].Lower {
	case "your", "ur", "his", "her", "their":
	default:
		return false
	}
	for _, k := range []int{1, 2} { // with or without an adjective between
		if k < len(words) {
			if n, _ := things().At(words[k:]); n > 0 {
				return true
			}
		}
	}
	return false
}
