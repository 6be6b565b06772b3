package tagger

import (
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// features are the words on which the signals of a proposition depend: of each
// kind the first one found, the zero span if there is none.
type features struct {
	words    int          // number of words
	verb     bool         // it has a verb
	past     gainsay.Span // verb in the past tense or past participle
	factive  gainsay.Span // word of the lexicon "factive"
	judging  gainsay.Span // word of the lexicon "evaluative"
	entity   gainsay.Span // named entity
	quantity gainsay.Span // figure or date
	should   gainsay.Span // should, must, ought ...
	would    gainsay.Span // would, could
	first    gainsay.Span // I, we as subject
	author   gainsay.Span // I, my, me
	mine     bool         // the author is mentioned, here or in the introductory words
	owned    gainsay.Span // my, our: close to the author, but others could know
	feels    gainsay.Span // I am pleased, I love ...
	opines   gainsay.Span // I think, I guess: the claim is what follows
	second   gainsay.Span // you, your as subject
	vague    gainsay.Span // it, this, that as subject, without a name in the clause
	if_      gainsay.Span // if, unless ...
	future   gainsay.Span // will, gonna
	generic  gainsay.Span // verb in the present tense; its subject is not a pronoun
	subject  gainsay.Span // first noun or determiner of the clause
	compares gainsay.Span // more than, twice, half of ...
	sweeping gainsay.Span // every, never, nobody ...
	quality  gainsay.Span // predicative adjective at the end
	group    gainsay.Span // we as subject
	named    gainsay.Span // name in the subject
	plural   gainsay.Span // plural noun in a subject without a name
	exists   gainsay.Span // there before the verb
	object   gainsay.Span // pronoun after the verb
	unable   gainsay.Span // cannot, can't
	denies   gainsay.Span // negation of such a verb
	event    gainsay.Span // verb in the past tense, active or passive, of somebody else's deed
	finite   int          // number of finite verbs
	place                 // not of the words alone
}

// place is where a proposition is and which marks cover it.
type place struct {
	later   bool // not in the first sentence of its comment
	opposes bool // marked as disagreement
	premise bool // marked as a reason
}

// absent reports whether a feature was not found.
func absent(s gainsay.Span) bool { return s.End == 0 }

// Bounds on the words of a proposition that can be a claim; own choice.
const (
	leastWords    = 3
	leastVerbless = 4 // if it has no verb, only a figure: "two dead in Halm"
)

// read sets the features of a proposition. It returns false, with the features
// incomplete, if the proposition says too little to be a claim.
func (f *features) read(d *text.Doc, pr proposition) bool {
	*f = features{}
	for k := range pr.words {
		if isWord(&pr.words[k]) {
			f.words++
		}
		f.readWord(pr.words, k)
	}
	for _, q := range d.QuantitiesIn(pr.Span) {
		if pr.Contains(q.Span) && absent(f.quantity) && q.Len() > 1 {
			f.quantity = q.Span
		}
	}
	f.mine = pr.author || !absent(f.author)
	f.verb = f.verb || !absent(f.should) || pr.embedded
	if f.words < leastWords || !f.verb && (absent(f.quantity) || f.words < leastVerbless) {
		return false
	}
	for _, e := range d.EntitiesIn(pr.Span) {
		if pr.Contains(e.Span) && absent(f.entity) {
			f.entity = e.Span
		}
	}
	f.readForm(pr.words)
	f.judging = lexiconWord(pr.words, evaluative())
	f.factive = lexiconWord(pr.words, factive())
	f.readSubject(pr.words)
	f.readVerb(pr.words)
	if !absent(f.entity) {
		f.generic, f.subject = gainsay.Span{}, gainsay.Span{} // the name says more
	}
	return true
}

// Words of claims that a count would settle.
var (
	comparisons = readWordSet("comparison")
	quantifiers = readWordSet("quantifier")
)

// readForm sets the features that depend on single words and their positions.
func (f *features) readForm(words []text.Token) {
	for k := range words {
		w := &words[k]
		if absent(f.compares) && comparisons.has(w.Lower) {
			f.compares = w.Span
		}
		if absent(f.sweeping) && quantifiers.has(w.Lower) {
			f.sweeping = w.Span
		}
		if k == 0 && opensSubject(w) {
			f.subject = w.Span
		}
	}
	if endsInQuality(words) {
		f.quality = words[len(words)-1].Span
	}
}

// endsInQuality reports whether words end in a form of "be", an adverb or none,
// and an adjective: "the bridge is very old".
func endsInQuality(words []text.Token) bool {
	n := len(words)
	if n < 2 || words[n-1].POS != pos.JJ {
		return false
	}
	return isBe(&words[n-2]) || n > 2 && words[n-2].POS == pos.RB && isBe(&words[n-3])
}

// opensSubject reports whether a word at the front of a clause begins a subject
// other than the author or the person addressed.
func opensSubject(w *text.Token) bool {
	switch w.POS {
	case pos.DT, pos.NNS:
		return true
	case pos.PRPS:
		return w.Lower != "my" && w.Lower != "our" && w.Lower != "your"
	}
	return w.POS.IsProperNoun()
}

func isBe(t *text.Token) bool {
	switch t.Lower {
	case "is", "are", "was", "were", "'s", "be", "'re":
		return true
	}
	return false
}

// isMistaggedVerb reports whether words[k], tagged as a participle or a plural
// noun, is in the position of a finite verb: "closed" in "the firm closed the
// gate", "sits" in "the mayor sits on the board".
func isMistaggedVerb(words []text.Token, k int) bool {
	if k == 0 || k+1 >= len(words) {
		return false
	}
	before, after := &words[k-1], &words[k+1]
	if words[k].POS == pos.NNS && (before.POS != pos.NN || !strings.HasSuffix(words[k].Lower, "s")) {
		return false
	}
	switch after.POS {
	case pos.DT, pos.PRP, pos.PRPS, pos.IN, pos.TO, pos.RB, pos.NNP, pos.CD:
	default:
		return false
	}
	return before.POS.IsNoun() || before.POS == pos.PRP || before.POS == pos.VBG && before.Lower != "being"
}

var (
	evaluative = sync.OnceValue(func() *rule.Lexicon { return must(lexicons.Get("evaluative")) })
	factive    = sync.OnceValue(func() *rule.Lexicon { return must(lexicons.Get("factive")) })
)

// lexiconWord returns the first word with which an entry of the lexicon begins,
// the zero span if there is none.
func lexiconWord(words []text.Token, lex *rule.Lexicon) gainsay.Span {
	if k := lex.Next(words, 0); k < len(words) {
		return words[k].Span
	}
	return gainsay.Span{}
}

// readWord sets the features that words[k] has alone or with the next word.
func (f *features) readWord(words []text.Token, k int) {
	w := &words[k]
	set := func(p *gainsay.Span) {
		if absent(*p) {
			*p = w.Span
		}
	}
	if isFinite(w) || (w.POS == pos.VBN || w.POS == pos.NNS) && isMistaggedVerb(words, k) {
		f.verb = true
	}
	if w.POS == pos.VBD || w.POS == pos.VBN || w.Lower == "did" {
		set(&f.past)
	}
	switch w.Lower {
	case "should", "must", "ought", "shall", "needs", "let's", "shouldn":
		set(&f.should)
	case "need", "have", "has":
		if k+1 < len(words) && words[k+1].Lower == "to" {
			set(&f.should)
		}
	case "would", "could", "'d":
		set(&f.would)
	case "if", "unless", "imagine", "suppose", "assuming":
		set(&f.if_)
	case "will", "gonna", "'ll", "wo":
		set(&f.future)
	}
	if namesAuthor(*w) {
		set(&f.author)
	}
}

// attitudeVerbs are verbs by which authors give their own view.
var attitudeVerbs = readWordSet("attitude-verb")

// opinionVerbs are verbs that only introduce what the author puts forward.
var opinionVerbs = readWordSet("opinion-verb")

// readSubject sets the features of the subject: of the first pronoun before the
// first verb, or of that verb.
func (f *features) readSubject(words []text.Token) {
	for k := range words {
		w := &words[k]
		switch {
		case w.Lower == "my" || w.Lower == "our":
			f.owned = w.Span
			return
		case w.Lower == "i" || w.Lower == "we":
			f.readAuthor(words, k)
			return
		case strings.HasPrefix(w.Lower, "you") || w.Lower == "u" || w.Lower == "ur":
			f.second = w.Span
			return
		case w.Lower == "it" || w.Lower == "this" || w.Lower == "that":
			if absent(f.entity) && absent(f.quantity) {
				f.vague = w.Span
			}
			return
		case isFinite(w):
			if w.POS == pos.VBZ || w.POS == pos.VBP {
				f.generic = w.Span
			}
			return
		}
	}
}

// readVerb sets the features of the first finite verb and the words around it.
func (f *features) readVerb(words []text.Token) {
	first := -1
	for k := range words {
		if isFinite(&words[k]) {
			f.finite++
			if first < 0 {
				first = k
			}
		}
		if words[k].Lower == "cannot" || k > 0 && isNot(&words[k]) && isCan(&words[k-1]) {
			f.unable = words[k].Span
		}
	}
	if first < 0 {
		return
	}
	if first > 0 {
		f.readSubjectNouns(words[:first])
	}
	verb, rest := &words[first], words[first+1:]
	for len(rest) > 1 && rest[0].POS == pos.RB {
		rest = rest[1:]
	}
	switch {
	case len(rest) == 0:
	case rest[0].POS == pos.PRP:
		f.object = rest[0].Span
	case verb.POS == pos.VBD && isBe(verb) && rest[0].POS == pos.VBN:
		verb = &rest[0]
	}
	f.readEvent(words, verb)
}

// readEvent sets the features of a deed or event of others, in the past tense.
func (f *features) readEvent(words []text.Token, verb *text.Token) {
	happened := verb.POS == pos.VBD && !isBe(verb) || verb.POS == pos.VBN
	if happened && absent(f.first) && absent(f.owned) && absent(f.second) && absent(f.judging) {
		f.event = verb.Span
		f.denies = firstNegation(words)
	}
}

// firstNegation returns the first word that negates a verb or its subject.
func firstNegation(words []text.Token) gainsay.Span {
	for k := range words {
		switch words[k].Lower {
		case "not", "n't", "never", "no", "none", "nobody", "neither":
			return words[k].Span
		}
	}
	return gainsay.Span{}
}

func isNot(t *text.Token) bool { return t.Lower == "n't" || t.Lower == "not" }
func isCan(t *text.Token) bool { return t.Lower == "ca" || t.Lower == "can" }

// readSubjectNouns sets the features of the words before the verb, unless the
// last one is a pronoun.
func (f *features) readSubjectNouns(subject []text.Token) {
	switch last := &subject[len(subject)-1]; {
	case last.POS == pos.EX:
		f.exists = last.Span
		return
	case last.Lower == "we":
		f.group = last.Span
		return
	case isPronoun(last):
		return
	}
	for k := range subject {
		switch w := &subject[k]; {
		case isName(w):
			f.named, f.plural = w.Span, gainsay.Span{}
			return
		case w.POS == pos.NNS && absent(f.plural):
			f.plural = w.Span
		}
	}
}

// readAuthor sets the features of a clause whose subject words[k] is the author.
// After a verb of opinion the clause that it introduces is read instead.
func (f *features) readAuthor(words []text.Token, k int) {
	w := &words[k]
	if rest, ok := afterOpinion(words[k+1:]); ok {
		f.opines = gainsay.Span{Start: w.Start, End: words[len(words)-len(rest)-1].End}
		f.readSubject(rest)
		return
	}
	f.first = w.Span
	if next := verbAfter(words[k+1:]); next != nil && attitudeVerbs.has(next.Lower) {
		f.feels = gainsay.Span{Start: w.Start, End: next.End}
	}
}

// opinionReach is how many words after the subject a verb of opinion may come.
const opinionReach = 5

// afterOpinion returns what follows a verb of opinion: "..." in "'d say that ...".
// ok is false if there is no such verb or it is negated.
func afterOpinion(words []text.Token) (rest []text.Token, ok bool) {
	for k := 0; k < len(words) && k < opinionReach; k++ {
		if words[k].Lower == "not" || words[k].Lower == "n't" || words[k].Lower == "never" {
			break
		}
		if opinionVerbs.has(words[k].Lower) {
			rest = words[k+1:]
			if len(rest) > 0 && rest[0].Lower == "that" {
				rest = rest[1:]
			}
			return rest, len(rest) > 1
		}
		if words[k].POS.IsNoun() || words[k].POS == pos.PRP {
			break
		}
	}
	return nil, false
}

// verbReach is how many words after the subject its verb may come.
const verbReach = 4

// verbAfter returns the first verb among the first verbReach words other than
// "do", nil if there is none.
func verbAfter(words []text.Token) *text.Token {
	for k := 0; k < len(words) && k < verbReach; k++ {
		if w := words[k].Lower; w == "do" || w == "did" || w == "does" {
			continue
		}
		if words[k].POS.IsVerb() || words[k].Lower == "'m" || attitudeVerbs.has(words[k].Lower) {
			return &words[k]
		}
	}
	return nil
}
