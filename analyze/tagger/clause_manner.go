package tagger

import (
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// manner is how a clause is put forward. Only what is asserted is a claim of
// fact; a later manner outweighs an earlier one.
type manner int

const (
	asserted    manner = iota
	conditional        // depends on a condition
	fragment           // no clause by itself
	commanded          // asks somebody to do something
	wished             // says what the author would like
	reported           // says what others hold, without siding with it
)

// mannerOf judges a clause by its first words.
func mannerOf(words []text.Token) manner {
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
		if len(words) < 2 || !isFinite(&words[1]) || words[0].Lower != "that" {
			return fragment
		}
	case "as", "than", "to":
		return fragment
	case "like":
		if !subjectNext(words[1:]) {
			return fragment
		}
	case "hopefully", "may":
		return wished
	}
	switch {
	case len(words) > 1 && words[0].Lower == "the" && (words[1].Lower == "more" || words[1].Lower == "less" || words[1].Lower == "fewer"):
		return fragment // "the more …, the more …"
	case attributes(words):
		return fragment
	case isWish(words):
		return wished
	case isCommand(words):
		return commanded
	case isReport(words):
		return reported
	}
	return asserted
}

// attributes reports whether words only name who said what stands beside
// them: "says Sgt. Hale", "the mayor said".
func attributes(words []text.Token) bool {
	if n, _ := sayings().At(words); n > 0 && words[0].Lower != "found" && words[0].Lower != "according" {
		return true
	}
	n, _ := sayings().At(words[len(words)-1:])
	return n > 0 && len(words) <= reportReach
}

// isWish reports whether words open like "I wish", "let's hope", "if only".
func isWish(words []text.Token) bool {
	for k := 0; k < len(words) && k < 4; k++ {
		switch words[k].Lower {
		case "hope", "wish", "pray":
			return k > 0 && (words[0].Lower == "i" || words[0].Lower == "we" || words[0].Lower == "let" || words[0].Lower == "let's")
		}
	}
	return false
}

// bare are verbs that open a command, and hardly ever a statement.
var bare = newWordSet(`ask be call check compare consider count do don't dont enjoy explain find focus forget get give go google grow have
	imagine keep learn leave let look make move multiply name note pay please pray prove put read remember say see send show shut
	start stay stop take tell think throw try turn vote wait wake watch write`)

// beforeCommand are words that may stand before the verb of a command.
var beforeCommand = newWordSet("please just now then so also always never simply kindly maybe instead and but or go")

// isCommand reports whether words open with a bare verb that asks for
// something: "Be informed", "Just stop digging", "Do not forget".
func isCommand(words []text.Token) bool {
	k := 0
	for k+1 < len(words) && beforeCommand.has(words[k].Lower) {
		k++
	}
	w := &words[k]
	if !bare.has(w.Lower) && w.POS != pos.VB || k+1 >= len(words) {
		return false
	}
	return !isFinite(&words[k+1]) || w.POS == pos.VB
}

// doubted are verbs by which authors report what they do not vouch for.
var doubted = newWordSet(`claim claims claimed claiming allege alleges alleged pretend pretends pretended insist insists insisted think thinks thought
	believe believes believed assume assumes assumed fancy imagine imagines suppose supposes argue argues argued`)

// said are verbs that report without doubt; who is named with them vouches.
var said = newWordSet("say says said tell tells told")

// vague subjects vouch for nothing.
var vague = newWordSet("they some people many others most everyone everybody you u someone somebody critics opponents supporters rumour rumor rumours rumors")

// unvouched are adverbs by which authors keep a statement at arm's length.
var unvouched = newWordSet("supposedly allegedly reportedly purportedly ostensibly")

// reportReach is how many words may stand before the reporting verb.
const reportReach = 6

// isReport reports whether a clause says what somebody else holds: "they say
// that …", "some people think …", "he claims …", "… was supposedly …".
func isReport(words []text.Token) bool {
	for k := range words[:min(len(words), 2*reportReach)] {
		if unvouched.has(words[k].Lower) {
			return true
		}
	}
	for k := 1; k < len(words)-2 && k < reportReach; k++ {
		w := words[k].Lower
		switch {
		case words[0].Lower == "i" || words[0].Lower == "we":
			return false
		case doubted.has(w) && words[k].POS != pos.NN && words[k].POS != pos.NNS:
			return opensClause(words[k+1:])
		case said.has(w):
			return (vague.has(words[0].Lower) || words[0].Lower == "my") && opensClause(words[k+1:])
		case isFinite(&words[k]) && words[k].POS != pos.MD && w != "do" && w != "does" && w != "did":
			return false
		}
	}
	return false
}

// opensClause reports whether what follows a verb of saying is what is said.
func opensClause(words []text.Token) bool {
	return words[0].Lower == "that" || words[0].Lower == "to" || words[0].Text == "," || subjectNext(words)
}
