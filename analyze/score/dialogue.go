package score

import (
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// dialogueClass numbers the classes of words that the block Dialogue looks at.
type dialogueClass uint8

const (
	wordPraises dialogueClass = iota
	wordBlames
	wordCommands
	// as the first word
	firstYes
	firstNo
	firstContrast
	firstAdds
	firstCause
	firstAsks
	firstAuxiliary
	firstExclaims
	firstIt
	firstThey
	firstYou
	firstI
	firstThe
	dialogueClasses // how many there are
)

// dialogueWords are the words of each class, chosen by hand.
var dialogueWords = [dialogueClasses]string{
	wordPraises: `good great excellent brilliant wonderful fantastic amazing awesome love loved nice best better
		beautiful thank thanks thankful grateful happy glad proud true truth right correct fair reasonable sensible
		smart intelligent wise clever honest brave strong success successful helpful useful interesting important
		agree support welcome pleased perfect superb admire respect impressive worthy lovely fun enjoy enjoyed like
		appreciate deserve decent well`,
	wordBlames: `bad terrible horrible awful worst worse stupid idiot idiots idiotic dumb moron fool foolish liar
		liars lie lies lying lied fake corrupt corruption crook crooks criminal evil greedy greed disgusting disgrace
		disgraceful shame shameful sad pathetic ridiculous absurd nonsense wrong false hate hatred angry fear fail
		failed failure useless worthless incompetent ignorant ignorance racist racism bigot bigots hypocrite
		hypocrites hypocrisy hypocritical dishonest dangerous danger threat disaster destroy destroyed waste ruin
		crap garbage trash rubbish bullshit shit damn hell insane crazy mad sick killed murder poor problem problems
		trouble blame scandal contempt odious thug nasty selfish arrogant cruel abuse attack propaganda biased toxic
		unfortunately lazy cheat steal stolen theft collapse illegal unfair`,
	wordCommands: `read look show explain tell stop try prove name give learn check google get grow wake go take
		think consider cite provide define keep spare quit educate please`,
	firstYes:       "yes yeah yep yup exactly absolutely indeed agreed agree true correct totally precisely same amen bingo",
	firstNo:        "no nope nah wrong false nonsense not",
	firstContrast:  "but yet however although though except actually",
	firstAdds:      "and also plus moreover besides furthermore likewise similarly especially",
	firstCause:     "because since so then if",
	firstAsks:      "what why how who when where which",
	firstAuxiliary: "do does did are is was were have has can could would will should",
	firstExclaims:  "oh ah ha haha lol wow hmm um er sure right well",
	firstIt:        "it this that its",
	firstThey:      "they he she these those",
	firstYou:       "you your youre",
	firstI:         "i my im we our",
	firstThe:       "the a an",
}

// dialogueSlots is the size of dialogueTable.
const dialogueSlots = 1024

// dialogueTable maps hashFolded of a word to its classes.
var dialogueTable = func() wordTable {
	t := make(wordTable, dialogueSlots)
	for c := range dialogueWords {
		t.put(dialogueWords[c], 1<<c)
	}
	return t
}()

// What a reply looks like as a turn in a dialogue.
var (
	firstSignals = func() (out [dialogueClasses]signal) {
		for c, key := range map[dialogueClass]string{
			firstYes: "opens with a word of agreement", firstNo: "opens with a word of denial",
			firstContrast: "opens with a contrast word", firstAdds: "opens with an addition",
			firstCause: "opens with a reason or condition", firstAsks: "opens with a question word",
			firstAuxiliary: "opens with an auxiliary verb", firstExclaims: "opens with an exclamation",
			firstIt: "opens with it, this or that", firstThey: "opens with they, he or she",
			firstYou: "opens with you", firstI: "opens with I or we", firstThe: "opens with an article",
		} {
			out[c] = signalOf(key)
		}
		return out
	}()

	firstAsksMark  = signalOf("its first sentence is a question")
	firstNegates   = signalOf("its first sentence is negated")
	firstSaysYou   = signalOf("its first sentence says you")
	firstSaysI     = signalOf("its first sentence says I")
	firstTurns     = signalOf("its first sentence has a contrast word")
	firstPraise    = signalOf("its first sentence praises")
	firstBlame     = signalOf("its first sentence blames")
	saysYouTwice   = signalOf("says you twice or more")
	saysYouOften   = signalOf("says you four times or more")
	negatesYou     = signalOf("negates something about you")
	asksAboutYou   = signalOf("asks a question about you")
	commands       = signalOf("a sentence begins with a command")
	onlyQuestions  = signalOf("consists of questions")
	negatesOften   = signalOf("has three negations or more")
	othersOnly     = signalOf("refers to others and never says you")
	bothOthers     = signalOf("refers to others, as its parent does")
	bothUs         = signalOf("says we, as its parent does")
	praisesMore    = signalOf("praises more than it blames")
	blamesMore     = signalOf("blames more than it praises")
	bothBlame      = signalOf("blames, as its parent does")
	bothPraise     = signalOf("praises, as its parent does")
	blamesAfter    = signalOf("blames where its parent praises")
	praisesAfter   = signalOf("praises where its parent blames")
	bothBlameNoYou = signalOf("blames, as its parent does, and never says you")
	answersAsked   = signalOf("answers a question without asking or saying you")
)

// parentWords bounds how many words of the parent dialogueSignals reads.
const parentWords = 200

// turn is what dialogueSignals counts in a text.
type turn struct {
	classes                                classSet // that occur
	praise, blame, you, negated, questions int
	sentences                              int

	firstPraise, firstBlame           int // in the first sentence
	first                             classSet
	firstQuestion                     bool
	negatesYou, asksAboutYou, command bool
}

// dialogueSignals adds how the text looks as a turn that answers its parent:
// what it opens with, whom it speaks about, and whether it praises and blames
// like the parent.
func (x *Extractor) dialogueSignals(in *Input, tokens []text.Token) {
	words := x.words
	for len(tokens) > 0 && tokens[0].POS == pos.Mention {
		tokens, words = tokens[1:], words[1:]
	}
	if len(tokens) == 0 {
		return
	}
	t := countTurn(tokens, words)
	opening := dialogueTable.of(words[0].hash)
	if t.firstQuestion {
		opening &^= 1 << firstAdds // "And who pays?" adds nothing
	}
	for c := firstYes; c < dialogueClasses; c++ {
		x.flag(firstSignals[c], opening&(1<<c) != 0)
	}
	x.turnSignals(&t)
	if parent := in.Parent.tokens(); len(parent) > 0 {
		parent = parent[:min(len(parent), parentWords)]
		x.around = appendWords(x.around[:0], parent)
		p := countTurn(parent, x.around)
		x.pairSignals(&t, &p)
	}
}

// countTurn counts what is in a text.
func countTurn(tokens []text.Token, words []Word) (t turn) {
	start, you, negated := true, false, false // of the sentence
	for i := range tokens {
		own := words[i].class
		of := dialogueTable.of(words[i].hash)
		t.classes |= own
		if own&(1<<classYou) != 0 {
			t.you++
			you = true
		}
		if own&(1<<classNegates) != 0 {
			t.negated++
			negated = true
		}
		t.command = t.command || start && of&(1<<wordCommands) != 0
		praise, blame := int(of>>wordPraises&1), int(of>>wordBlames&1)
		t.praise += praise
		t.blame += blame
		if t.sentences == 0 {
			t.first |= own
			t.firstPraise += praise
			t.firstBlame += blame
		}
		start = false
		mark := tokens[i].Text[0]
		if mark != '.' && mark != '!' && mark != '?' && i+1 < len(tokens) {
			continue
		}
		if mark == '?' {
			t.questions++
			t.firstQuestion = t.firstQuestion || t.sentences == 0
			t.asksAboutYou = t.asksAboutYou || you
		}
		t.negatesYou = t.negatesYou || you && negated
		t.sentences++
		start, you, negated = true, false, false
	}
	return t
}

// has reports whether a word of the class occurs.
func (t *turn) has(c wordClass) bool { return t.classes&(1<<c) != 0 }

// polarity is 1 if the text praises more than it blames, -1 if less, else 0.
func (t *turn) polarity() int {
	switch {
	case t.praise > t.blame:
		return 1
	case t.praise < t.blame:
		return -1
	}
	return 0
}

// turnSignals adds the signals of the reply alone.
func (x *Extractor) turnSignals(t *turn) {
	first := func(c wordClass) bool { return t.first&(1<<c) != 0 }
	x.flag(firstAsksMark, t.firstQuestion)
	x.flag(firstNegates, first(classNegates))
	x.flag(firstSaysYou, first(classYou))
	x.flag(firstSaysI, first(classAuthor))
	x.flag(firstTurns, first(classContrast))
	x.flag(firstPraise, t.firstPraise > t.firstBlame && !first(classNegates))
	x.flag(firstBlame, t.firstBlame > t.firstPraise)
	x.flag(saysYouTwice, t.you >= 2)
	x.flag(saysYouOften, t.you >= 4)
	x.flag(negatesYou, t.negatesYou)
	x.flag(asksAboutYou, t.asksAboutYou)
	x.flag(commands, t.command)
	x.flag(onlyQuestions, t.questions > 0 && t.questions == t.sentences)
	x.flag(negatesOften, t.negated >= 3)
	x.flag(othersOnly, t.has(classThem) && t.you == 0)
	x.flag(praisesMore, t.polarity() > 0)
	x.flag(blamesMore, t.polarity() < 0)
}

// pairSignals adds how the reply compares with its parent.
func (x *Extractor) pairSignals(t, parent *turn) {
	own, theirs := t.polarity(), parent.polarity()
	x.flag(bothOthers, t.has(classThem) && parent.has(classThem))
	x.flag(bothUs, t.has(classUs) && parent.has(classUs))
	x.flag(bothBlame, own < 0 && theirs < 0)
	x.flag(bothPraise, own > 0 && theirs > 0)
	x.flag(blamesAfter, own < 0 && theirs > 0)
	x.flag(praisesAfter, own > 0 && theirs < 0)
	x.flag(bothBlameNoYou, own < 0 && theirs < 0 && t.you == 0)
	x.flag(answersAsked, parent.questions > 0 && t.questions == 0 && t.you == 0)
}
