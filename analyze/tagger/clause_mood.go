package tagger

import (
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// mood is how a clause is put forward. Only a declarative clause can be a claim of
// fact; a conditional one can be a claim of another kind; the others are no claims.
type mood int

const (
	declarative mood = iota
	conditional      // depends on a condition
	fragment         // not a clause by itself
	imperative       // asks somebody to do something
	optative         // states a wish
	reported         // reports what others say, without endorsing it
)

// moodOf classifies a clause by its first words.
func moodOf(words []text.Token) mood {
	for len(words) > 0 && !isWord(&words[0]) {
		words = words[1:]
	}
	if len(words) == 0 {
		return fragment
	}
	switch words[0].Lower {
	case "if", "unless", "suppose", "supposing", "imagine", "assuming", "provided", "lest":
		return conditional
	case "that", "which", "who", "whom", "whose", "whether", "where":
		if !isSubject(words) {
			return fragment
		}
	case "as", "than", "to":
		return fragment
	case "like":
		if !subjectNext(words[1:]) {
			return fragment
		}
	case "hopefully", "may":
		return optative
	}
	switch {
	case isCorrelative(words), isInverted(words), isNounPhrase(words):
		return fragment
	case isAttribution(words):
		return fragment
	case isWish(words):
		return optative
	case isCommand(words):
		return imperative
	case isReport(words):
		return reported
	}
	return declarative
}

// isSubject reports whether a pronoun at the front is the subject of its clause or
// a part of it, rather than a link to the clause before: "Which is still in
// force", "that also means", "that speech was long".
func isSubject(words []text.Token) bool {
	if len(words) < 3 {
		return len(words) == 2 && isFinite(&words[1]) && words[0].Lower == "that"
	}
	switch words[0].Lower {
	case "which":
		return isFinite(&words[1])
	case "that":
		return isFinite(&words[1]) || isFinite(&words[2]) && (words[1].POS == pos.RB || words[1].POS == pos.NN)
	}
	return false
}

// isInverted reports whether words open like a question: "would they", "won't any".
func isInverted(words []text.Token) bool {
	if len(words) < 3 {
		return false
	}
	switch words[0].Lower {
	case "is", "are", "was", "were", "does", "did", "has", "have", "had",
		"can", "ca", "could", "will", "wo", "would", "should", "must":
		next := &words[1]
		return isNot(next) || next.POS == pos.PRP || next.POS == pos.EX
	}
	return false
}

// asks reports whether a clause has the form of a question.
func asks(p proposition) bool {
	words := p.words
	if len(words) > 1 && isConjunction(&words[0]) {
		words = words[1:]
	}
	return words[0].POS.IsWh() || isInverted(words)
}

// isNounPhrase reports whether words are a noun and a relative clause without a
// pronoun, "the effect it has on others": their only verb has a subject right
// after the noun. Times are adverbs: "the day he left".
func isNounPhrase(words []text.Token) bool {
	if words[0].POS != pos.DT || words[0].Lower == "this" || words[0].Lower == "that" {
		return false
	}
	verb := -1
	for k := range words {
		if !isFinite(&words[k]) {
			continue
		}
		if verb >= 0 {
			return false
		}
		verb = k
	}
	return verb > 2 && words[verb-1].POS == pos.PRP && words[verb-2].POS.IsNoun() &&
		!timeNouns.has(words[verb-2].Lower)
}

// timeNouns are nouns that open a clause as adverbs of time.
var timeNouns = newWordSet("time times day days night week month year moment minute second morning evening " +
	"instant weekend decade hour way")

// isAttribution reports whether words only name who said the words next to them:
// "says Sgt. Hale", "the mayor said".
func isAttribution(words []text.Token) bool {
	if n, _ := sayings().At(words); n > 0 && words[0].Lower != "found" && words[0].Lower != "according" {
		return true
	}
	n, _ := sayings().At(words[len(words)-1:])
	return n > 0 && len(words) <= reportReach
}

// isCorrelative reports whether words open like "the more ..., the more ...".
func isCorrelative(words []text.Token) bool {
	if len(words) < 2 || words[0].Lower != "the" {
		return false
	}
	switch words[1].Lower {
	case "more", "less", "fewer":
		return true
	}
	return false
}

// wishReach is within how many words of the front a verb of wishing must come.
const wishReach = 4

// isWish reports whether words open like "I wish", "let's hope".
func isWish(words []text.Token) bool {
	for k := 0; k < len(words) && k < wishReach; k++ {
		switch words[k].Lower {
		case "hope", "wish", "pray":
			return k > 0 && opensWish(&words[0])
		}
	}
	return false
}

func opensWish(w *text.Token) bool {
	switch w.Lower {
	case "i", "we", "let", "let's":
		return true
	}
	return false
}

// commandVerbs are verbs that open a command and hardly ever a statement.
var commandVerbs = readWordSet("command-verb")

// beforeCommand are words that may precede the verb of a command.
var beforeCommand = readWordSet("before-command")

// isCommand reports whether words open with a verb in the imperative: "Be
// informed", "Just stop digging", "Do not forget".
func isCommand(words []text.Token) bool {
	k := 0
	for k+1 < len(words) && beforeCommand.has(words[k].Lower) {
		k++
	}
	w := &words[k]
	if !commandVerbs.has(w.Lower) && w.POS != pos.VB || k+1 >= len(words) {
		return false
	}
	return !isFinite(&words[k+1]) || w.POS == pos.VB
}

// doubtedReports are verbs by which authors report what they do not vouch for.
var doubtedReports = readWordSet("doubted-report")

// neutralReports are verbs that report without doubt: with a named subject, the
// clause is a claim that cites a source.
var neutralReports = newWordSet("say says said tell tells told")

// vagueSubjects name no source.
var vagueSubjects = readWordSet("vague-subject")

// hearsay are adverbs by which authors do not vouch for a statement.
var hearsay = newWordSet("supposedly allegedly reportedly purportedly ostensibly")

// reportReach is within how many words of the front a reporting verb must come.
const reportReach = 6

// isReport reports whether a clause says what somebody else says or thinks:
// "they say that ...", "some people think ...", "... was supposedly ...".
func isReport(words []text.Token) bool {
	for k := range words[:min(len(words), 2*reportReach)] {
		if hearsay.has(words[k].Lower) {
			return true
		}
	}
	for k := 1; k < len(words)-2 && k < reportReach; k++ {
		w := words[k].Lower
		switch {
		case words[0].Lower == "i" || words[0].Lower == "we":
			return false
		case doubtedReports.has(w) && words[k].POS != pos.NN && words[k].POS != pos.NNS:
			return opensClause(words[k+1:])
		case neutralReports.has(w):
			return (vagueSubjects.has(words[0].Lower) || words[0].Lower == "my") && opensClause(words[k+1:])
		case isFinite(&words[k]) && words[k].POS != pos.MD && w != "do" && w != "does" && w != "did":
			return false
		}
	}
	return false
}

// opensClause reports whether the words after a verb of saying are what is said.
func opensClause(words []text.Token) bool {
	return words[0].Lower == "that" || words[0].Lower == "to" || words[0].Text == "," || subjectNext(words)
}
