package tagger

import (
	"slices"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// disowning is why a demeaning word insults nobody where it stands.
type disowning string

const (
	owned     disowning = ""
	denied    disowning = "denied"   // "he is not stupid", "nobody is an idiot"
	ofOneself disowning = "self"     // "I am such an idiot"
	mentioned disowning = "quoted"   // "the word ‘moron’"
	retold    disowning = "reported" // "they call her a liar"
)

var (
	insults   = sync.OnceValue(func() *rule.Lexicon { return must(lexicons.Get("insult")) })
	demeaning = sync.OnceValue(func() *rule.Lexicon { return rule.Join(insults(), must(lexicons.Get("insulting"))) })
)

// demeans reports whether a demeaning word begins at the first token.
func demeans(words []text.Token) bool {
	n, _ := demeaning().At(words)
	return n > 0
}

// disowned says why no demeaning word of a sentence insults anybody, or
// owned where one does or there is none. span narrows it to words within.
func disowned(d *text.Doc, s text.Sentence, span gainsay.Span) (why disowning) {
	words := d.Words(s)
	for k := demeaning().Next(words, 0); k < len(words); k = demeaning().Next(words, k+1) {
		if !span.Overlaps(words[k].Span) {
			continue
		}
		reason := disownedAt(d, words, k)
		if reason == owned {
			return owned
		}
		why = reason
	}
	return why
}

// scope is how many words before a demeaning one may take it back.
const scope = 7

// disownedAt looks at the words before the k-th, back to where its clause
// begins.
func disownedAt(d *text.Doc, words []text.Token, k int) disowning {
	if inQuotation(d, words[k].Span) {
		return mentioned
	}
	if k+2 < len(words) && words[k+1].Lower == "i" && (words[k+2].Lower == "am" || words[k+2].Lower == "was" || words[k+2].Lower == "'m") {
		return ofOneself // "what an idiot I am"
	}
	why, addressed := owned, false
	reach := denialReach{direct: pointsAt(words, k)}
	for j := k - 1; j >= 0 && j >= k-scope; j-- {
		w := words[j].Lower
		if isBreak(&words[j]) && w != "-" {
			return why
		}
		reach.pass(&words[j])
		addressed = addressed || addressees.has(w)
		switch {
		case denials.has(w) && reach.covers(words, j):
			return denied
		case w == "i" || w == "i'm" || w == "im" || w == "me" && j > 0 && makes.has(words[j-1].Lower):
			if !addressed && speaksOfOneself(words[j+1:k]) {
				why = ofOneself
			}
		case tellings.has(w) && !addressed:
			if toldByOthers(words[:j]) {
				return retold
			}
		case callings.has(w) && !(j > 0 && authorSays.has(words[j-1].Lower)):
			if called(words[:j]) {
				return retold
			}
		}
	}
	return why
}

// denialReach follows, going back from a demeaning word, whether a denial
// still bears on it.
type denialReach struct {
	direct     bool // the word is called out or pointed at: "not now, you fool", "get rid of these fools"
	verb       bool // passed
	clause     bool // its clause has begun: what stands before speaks of something else
	attributed bool // unless it is about who thinks so
}

func (r *denialReach) pass(t *text.Token) {
	switch {
	case tellings.has(t.Lower) || t.Lower == "mean" || t.Lower == "means":
		r.attributed = true
	case r.verb && slices.Contains([]string{"you", "he", "she", "they", "we", "it", "that", "who"}, t.Lower):
		r.clause = true
	}
	r.verb = r.verb || isFinite(t)
}

// covers reports whether the denial words[j] bears on the word.
func (r *denialReach) covers(words []text.Token, j int) bool {
	next := ""
	if j+1 < len(words) {
		next = words[j+1].Lower
	}
	switch {
	case r.direct || questions(words, j):
		return false
	case next == "of":
		return true // "neither of you is"
	case words[j].Lower == "no" && (next == "wonder" || next == "doubt" || next == "more" || addressees.has(next) || next == "he" || next == "she" || next == "they"):
		return false
	}
	return !r.clause || r.attributed
}

// pointsAt reports whether the k-th word is called out to somebody or pointed
// at: "you stupid fool", "these clowns".
func pointsAt(words []text.Token, k int) bool {
	j := k - 1
	for j >= 0 && (words[j].POS.IsAdjective() || words[j].POS == pos.VBG || words[j].POS == pos.CD || demeans(words[j:])) {
		j--
	}
	return j >= 0 && slices.Contains([]string{"you", "u", "these", "those", "that", "this"}, words[j].Lower)
}

var (
	addressees = newWordSet("you your u ur you're youre")
	denials    = newWordSet("not n't never nobody none no neither nor cannot hardly isnt arent aint wasnt without")
	makes      = newWordSet("makes made makin making call calls called calling think thinks thought")
	callings   = newWordSet("call calls called calling label labels labelled labeled labelling labeling branded brands dismissed dismisses dismissing accused accuses accusing")
	tellings   = newWordSet("say says said think thinks thought believe believes believed claim claims claimed told tells wrote writes insists insisted shouted yelled")
	authorSays = newWordSet("i i'd 'd i'll 'll would")
)

// questions reports whether a negation only asks for assent, as in "isn't he
// an idiot" or "why not admit that you are a liar", or is strengthened into
// an insult: "nothing but a liar", "not only a fool".
func questions(words []text.Token, j int) bool {
	if j+1 < len(words) && (words[j+1].Lower == "only" || words[j+1].Lower == "but" || words[j+1].Lower == "just") {
		return true
	}
	return words[j].Lower == "n't" && j <= 2 && words[len(words)-1].Text[0] == '?'
}

// oneself are the words between "I" and a name that the author gives
// themselves.
var oneself = newWordSet("am 'm was feel felt look looked sound sounded must be being been were 've have acted like so such a an the too very pretty kind of just only really total complete little bit that always probably here absolute utter and old might may 'd would myself as for it out to quite big biggest more often still")

func speaksOfOneself(between []text.Token) bool {
	for _, t := range between {
		if !oneself.has(t.Lower) && !t.POS.IsAdverb() && !t.POS.IsAdjective() && !demeans([]text.Token{t}) {
			return false
		}
	}
	return true
}

// called reports whether the words before a verb of calling say that
// somebody else does it, or forbid it.
func called(before []text.Token) bool {
	for j := len(before) - 1; j >= 0 && j >= len(before)-5; j-- {
		w := before[j]
		if denials.has(w.Lower) || w.Lower == "stop" || w.Lower == "been" || w.Lower == "being" || w.Lower == "was" || w.Lower == "were" || w.Lower == "got" || w.Lower == "get" {
			return true
		}
		if w.Lower == "i" {
			return false
		}
		if w.POS == pos.PRP || w.POS.IsNoun() || w.Lower == "who" {
			return true
		}
	}
	return len(before) == 0
}

// toldByOthers reports whether a verb of saying or thinking has a subject
// other than the author, the one addressed, or people at large, who may serve
// to say it oneself.
func toldByOthers(before []text.Token) bool {
	for j := len(before) - 1; j >= 0; j-- {
		switch w := before[j]; {
		case slices.Contains([]string{"i", "we", "you", "everyone", "everybody"}, w.Lower):
			return false
		case w.Lower == "she" || w.Lower == "he" || w.Lower == "they" || w.POS.IsNoun():
			return true
		case isBreak(&w):
			return false
		}
	}
	return false
}

// pointing are words that bring a person into a sentence.
var pointing = newWordSet("you your yours yourself u ur youre ya he she they him her them his their who these those people guys guy man dude folks someone somebody anyone anybody everyone whoever")

// concernsSomebody reports whether a sentence brings in a person for a
// demeaning word to be about: by a pronoun, a name, a noun in the plural
// before the word, or a demeaning noun itself.
func concernsSomebody(d *text.Doc, s text.Sentence) bool {
	words := d.Words(s)
	noun := insults()
	for k := range words {
		w := &words[k]
		if w.POS.IsProperNoun() || w.POS == pos.Mention || pointing.has(w.Lower) {
			return true
		}
		if n, _ := noun.At(words[k:]); n > 0 {
			return true
		}
	}
	return false
}
