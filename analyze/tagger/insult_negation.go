package tagger

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// negationScope determines, scanning back from a demeaning word, whether a
// negation before it applies to it.
type negationScope struct {
	direct     bool // the word is a form of address or has a demonstrative: see pointsAt
	verbs      int  // how many finite verbs were passed
	presumed   bool // a verb was passed whose object is presumed to exist: "need" in "we do not need fools"
	clause     bool // the subject of its clause was passed: earlier words belong to another clause
	attributed bool // a verb of saying was passed: that other clause says who thinks so
}

// pass updates the scope with the next word to the left.
func (s *negationScope) pass(t *text.Token) {
	switch {
	case reportingVerbs.has(t.Lower) || t.Lower == "mean" || t.Lower == "means":
		s.attributed = true
	case s.verbs > 0 && isClauseSubject(t):
		s.clause = true
	}
	s.presumed = s.presumed || presuming.has(t.Lower)
	if isFinite(t) {
		s.verbs++
	}
}

func isClauseSubject(t *text.Token) bool {
	switch t.Lower {
	case "you", "he", "she", "they", "we", "it", "that", "who":
		return true
	}
	return false
}

// covers reports whether the negation words[j] applies to the demeaning word.
func (s *negationScope) covers(words []text.Token, j int) bool {
	next := ""
	if j+1 < len(words) {
		next = words[j+1].Lower
	}
	switch {
	case s.direct || s.presumed || asksForAssent(words, j) || contrasts(words, j):
		return false
	case next == "of":
		return true // "neither of you is"
	case words[j].Lower == "no" && affirms(next):
		return false
	}
	return !s.clause || s.attributed
}

// contrasts reports whether the negation words[j] sets a person apart instead of
// denying a trait: "thanks to her, not the clown".
func contrasts(words []text.Token, j int) bool {
	if words[j].Lower != "not" || j == 0 || j+1 >= len(words) {
		return false
	}
	next := words[j+1].Lower
	return !isFinite(&words[j-1]) && (next == "the" || next == "these" || next == "those")
}

// affirms reports whether "no" before a word does not negate the clause: "no
// wonder", "no, you are".
func affirms(next string) bool {
	switch next {
	case "wonder", "doubt", "more", "he", "she", "they":
		return true
	}
	return addressees.has(next)
}

// pointsAt reports whether words[k] is a form of address or has a demonstrative:
// "you stupid fool", "these clowns".
func pointsAt(words []text.Token, k int) bool {
	j := k - 1
	for j >= 0 && (isModifier(&words[j]) || demeans(words[j:])) {
		j--
	}
	return j >= 0 && slices.Contains([]string{"you", "u", "these", "those", "that", "this"}, words[j].Lower)
}

// isModifier reports whether a word may come between a determiner and a noun.
func isModifier(t *text.Token) bool {
	return t.POS.IsAdjective() || t.POS == pos.VBG || t.POS == pos.CD
}

// asksForAssent reports whether the negation words[j] negates nothing: it asks
// for assent, as in "isn't he an idiot?", or is part of a phrase that affirms,
// as in "nothing but a liar", "not only a fool".
func asksForAssent(words []text.Token, j int) bool {
	if j+1 < len(words) {
		switch words[j+1].Lower {
		case "only", "but", "just":
			return true
		}
	}
	return words[j].Lower == "n't" && j <= 2 && words[len(words)-1].Text[0] == '?'
}

// presuming are verbs whose object is presumed to exist.
var presuming = newWordSet("need want imagine stand trust like listen let care support vote elect blame waste")

// countered reports whether the words before a span without a demeaning word
// deny it, ascribe it to others or reject it: "nobody should send them back", "it
// is wrong to say that they lied".
func countered(words []text.Token, span gainsay.Span) bool {
	first := slices.IndexFunc(words, func(t text.Token) bool { return t.Start >= span.Start })
	if k := demeaning().Next(words, max(first, 0)); first < 0 || k < len(words) && span.Overlaps(words[k].Span) {
		return false
	}
	for j := first - 1; j >= 0 && !isBreak(&words[j]); j-- {
		w := words[j].Lower
		switch {
		case w == "nobody":
			return true
		case reportingVerbs.has(w) && (reportsOthers(words[:j]) || rejects(words[:j])):
			return true
		}
	}
	return false
}

var (
	rejections = newWordSet("wrong false absurd unfair silly disgraceful nonsense untrue ridiculous racist stupid shameful")
	whoevers   = newWordSet("whoever anyone anybody those people")
)

// rejects reports whether the words before a verb of saying reject what is said
// or whoever says it: "it is wrong to say", "anybody who says".
func rejects(before []text.Token) bool {
	for j := len(before) - 1; j >= max(0, len(before)-2); j-- {
		if rejections.has(before[j].Lower) || whoevers.has(before[j].Lower) {
			return true
		}
	}
	return false
}
