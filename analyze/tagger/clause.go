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

// proposition is a clause of a sentence without its introductory words.
type proposition struct {
	gainsay.Span
	words    []text.Token
	mood     mood
	embedded bool // it is within another one: see embedded
	author   bool // the introductory words mention the author: "in my experience"
}

// propositions cuts a sentence where a new clause with a subject and a verb of
// its own begins: after a semicolon, comma or dash, before "because" and the
// like, before "and he". A reason is thus a claim of its own. It overwrites out.
func propositions(out []proposition, d *text.Doc, s text.Sentence) []proposition {
	c := cutter{words: d.Words(s), quoted: d.Quoted}
	out = out[:0]
	add := func(first, last int) {
		p := proposition{words: c.words[first:last]}
		if !p.trim() {
			return
		}
		p.mood = moodOf(p.words)
		if n := len(out); n > 0 && out[n-1].mood == conditional && p.mood == declarative {
			p.mood = conditional // the consequence
		}
		out = append(out, p)
	}
	begin := 0
	for i := range c.words {
		if i > begin && c.cuts(begin, i) {
			add(begin, i)
			begin, c.verb, c.perfect, c.open = i, false, false, false
		}
		c.pass(i)
	}
	add(begin, len(c.words))
	return out
}

// cutter scans the words of a sentence for ends of clauses. Its state covers the
// words since the last cut.
type cutter struct {
	words   []text.Token
	quoted  []gainsay.Span // of the whole comment
	verb    bool           // a verb was seen
	depth   int            // of open brackets
	perfect bool           // "has", "have" or "had" was seen: "since" is then temporal
	open    bool           // "that", "who", "when" ... was seen, but not yet its verb
}

// pass updates the state with word i.
func (c *cutter) pass(i int) {
	w := &c.words[i]
	switch w.Text {
	case "(", "[":
		c.depth++
	case ")", "]":
		c.depth = max(0, c.depth-1)
	}
	switch w.Lower {
	case "has", "have", "had", "'ve", "'s":
		c.perfect = true
	case "that", "which", "who", "whom", "when", "where", "if", "whether", "how", "why", "what",
		"between", "both", "either":
		c.open = true
	}
	finite := isFinite(w)
	if finite {
		c.open = false
	}
	c.verb = c.verb || finite || w.POS == pos.VB || w.POS == pos.VBG && i > 0 && c.words[i-1].POS == pos.PRPS
}

// cuts reports whether a clause ends before word i.
func (c *cutter) cuts(begin, i int) bool {
	if !c.verb && !commandVerbs.has(c.words[begin].Lower) || c.depth > 0 || c.quotes(begin, i) {
		return false
	}
	w, rest := &c.words[i], c.words[i+1:]
	if isConjunction(w) && isBreak(&c.words[i-1]) && asksNext(rest) {
		return true
	}
	switch w.Lower {
	case "because", "cuz", "whereas", "although":
		if limitsReason(&c.words[i-1]) {
			return false
		}
		return subjectNext(rest) || len(rest) > 3 && rest[0].POS != pos.IN
	case "since":
		return subjectNext(rest) && !c.perfect
	case "while", "though", "so":
		return subjectNext(rest) && (w.Lower != "so" || isPronoun(&rest[0]))
	case "and", "but", "yet", "or", "&":
		if quantifiers.has(c.words[i-1].Lower) {
			return false // "all but five"
		}
		if c.coordinates(i) {
			return true
		}
	}
	if !isBreak(&c.words[i-1]) {
		return false
	}
	if commandVerbs.has(w.Lower) && isCommand(c.words[i:]) && i > begin+2 {
		return true
	}
	return subjectNext(c.words[i:]) && !isSubordinate(&c.words[begin])
}

// asksNext reports whether the words begin with an adverbial question: "why does it".
func asksNext(words []text.Token) bool {
	if len(words) < 3 {
		return false
	}
	switch words[0].Lower {
	case "why", "how", "what", "when", "where":
		return isFinite(&words[1])
	}
	return false
}

// limitsReason reports whether a word before "because" makes the reason a part of
// what is asserted: "just because ...".
func limitsReason(t *text.Token) bool {
	switch t.Lower {
	case "just", "only", "not", "n't", "simply", "merely", "partly", "precisely":
		return true
	}
	return isBe(t) // "that is because ..."
}

// coordinates reports whether a clause with a subject of its own follows the
// conjunction words[i].
func (c *cutter) coordinates(i int) bool {
	before, rest := &c.words[i-1], c.words[i+1:]
	for len(rest) > 1 && rest[0].POS == pos.RB {
		rest = rest[1:]
	}
	if !subjectNext(rest) {
		return false
	}
	joinsNames := isName(&rest[0]) && isName(before)
	return isPronoun(&rest[0]) || isBreak(before) || !c.open && !joinsNames && !c.joinsSubjects(i)
}

func isName(t *text.Token) bool { return t.POS.IsProperNoun() }

// isBreak reports whether a token may separate two clauses.
func isBreak(t *text.Token) bool {
	switch t.Text {
	case ";", ",", "-", "–", "—", "--", "...", "…", ":":
		return true
	}
	return false
}

// isSubordinate reports whether a clause that begins with the word is an
// adverbial of time or manner, which is one claim with its main clause.
func isSubordinate(first *text.Token) bool {
	switch first.Lower {
	case "when", "until", "after", "before", "once", "as", "given", "despite", "whenever", "where":
		return true
	}
	return false
}

func isPronoun(t *text.Token) bool {
	switch t.Lower {
	case "he", "she", "it", "they", "we", "i", "you", "there", "this", "that", "these", "those",
		"nobody", "everybody", "everyone":
		return true
	}
	return false
}

// subjectReach is how many words a subject may take before its verb.
const subjectReach = 8

// subjectNext reports whether the words begin with a subject and its verb.
func subjectNext(words []text.Token) bool {
	if len(words) < 2 {
		return false
	}
	switch words[0].POS {
	case pos.PRP, pos.PRPS, pos.DT, pos.NNP, pos.NNPS, pos.EX, pos.CD:
	case pos.NNS, pos.NN:
		return isFinite(&words[1])
	default:
		return false
	}
	for k := 1; k < len(words) && k < subjectReach; k++ {
		w := &words[k]
		if isFinite(w) || w.Lower == "didnt" || w.Lower == "dont" || w.Lower == "isnt" {
			return true
		}
		if w.Text == "," || w.POS == pos.CC || w.POS.IsWh() || w.POS == pos.IN && w.Lower != "of" {
			return false
		}
	}
	return false
}

func isFinite(t *text.Token) bool {
	return t.POS.IsFinite() || t.Lower == "cannot"
}

// openers are words that introduce a claim without being part of it.
var openers = sync.OnceValue(func() *rule.Lexicon { return must(lexicons.Get("opener")) })

// sayings are verbs by which a source speaks.
var sayings = sync.OnceValue(func() *rule.Lexicon { return must(lexicons.Get("saying")) })

// trim removes introductory words and final punctuation, sets the span and
// reports whether any words are left.
func (p *proposition) trim() bool {
	for p.trimFront() {
	}
	return p.trimEnd()
}

// trimEnd removes final punctuation, sets the span and reports whether any words
// are left.
func (p *proposition) trimEnd() bool {
	for n := len(p.words); n > 1 && (!mayEnd(p.words) || isConjunction(&p.words[n-1])); n-- {
		p.words = p.words[:n-1]
	}
	if len(p.words) == 0 || !isWord(&p.words[0]) {
		return false
	}
	p.Span = gainsay.Span{Start: p.words[0].Start, End: p.words[len(p.words)-1].End}
	return true
}

// trimFront removes one opener or punctuation mark from the front and reports
// whether there was one.
func (p *proposition) trimFront() bool {
	if len(p.words) < 2 {
		return false
	}
	if !isWord(&p.words[0]) {
		p.words = p.words[1:]
		return true
	}
	if isSalutation(p.words) {
		p.words = p.words[1:]
		return true
	}
	if len(p.words[0].Text) == 1 && (p.words[1].Text == ":" || p.words[1].Text == ")") { // "B: …"
		p.words = p.words[2:]
		return len(p.words) > 0
	}
	n, _ := openers().At(p.words)
	n = max(n, endorsement(p.words), adjunct(p.words))
	if n == 0 && p.words[0].Lower == "like" && subjectNext(p.words[1:]) {
		n = 1
	}
	if n == 0 || n >= len(p.words) || !isOpener(p.words, n) {
		return false
	}
	p.author = p.author || slices.ContainsFunc(p.words[:n], namesAuthor)
	p.words = p.words[n:]
	return true
}

// namesAuthor reports whether a word means the author.
func namesAuthor(w text.Token) bool {
	switch w.Lower {
	case "i", "my", "me", "mine", "myself":
		return true
	}
	return false
}

// isSalutation reports whether words begin with the name of somebody addressed:
// "Tom, you know ...".
func isSalutation(words []text.Token) bool {
	return words[0].POS == pos.Mention || isName(&words[0]) && words[1].Text == "," && subjectNext(words[2:])
}

// endorsement returns how many words at the front endorse a source, "as Hale
// said,", the comma included; 0 if none do.
func endorsement(words []text.Token) int {
	if words[0].Lower != "as" {
		return 0
	}
	reports := false
	for k := 1; k < len(words)-1 && k < subjectReach; k++ {
		if words[k].Text == "," {
			if reports {
				return k + 1
			}
			return 0
		}
		n, _ := sayings().At(words[k:])
		reports = reports || n > 0
	}
	return 0
}

// adjunctReach is how many words an adjunct at the front may take. Own choice.
const adjunctReach = 12

// adjunct returns how many words at the front are an adjunct of the clause after
// them, "as to the ferry:", "to most of us,", the mark included; 0 if none are.
func adjunct(words []text.Token) int {
	if words[0].Lower != "as" && words[0].Lower != "to" {
		return 0
	}
	for k := 2; k < len(words)-2 && k < adjunctReach; k++ {
		if t := words[k].Text; (t == "," || t == ":") && subjectNext(words[k+1:]) {
			return k + 1
		}
	}
	return 0
}

// ambiguousOpeners are openers that are often part of the claim: "so many", "no
// one", "second place", "still waters".
var ambiguousOpeners = readWordSet("ambiguous-opener")

// isOpener reports whether the first n words, an entry of openers, introduce the
// claim rather than being part of it.
func isOpener(words []text.Token, n int) bool {
	next := &words[n]
	switch {
	case !isWord(next):
		return true
	case n > 1:
		return words[n-1].Lower != "is" && words[n-1].Lower != "means" || subjectNext(words[n:])
	case !ambiguousOpeners.has(words[0].Lower):
		return true
	}
	no := words[0].Lower == "no"
	if m, _ := openers().At(words[n:]); m > 0 && !no {
		return true
	}
	return isPronoun(next) || next.POS == pos.EX || next.POS.IsProperNoun() || next.POS == pos.DT && !no
}

// openingMarks gives, by closing mark, the mark that must precede it; "" if none
// must.
var openingMarks = map[string]string{")": "(", "”": "“", "\"": "\"", "%": ""}

// openReach is the greatest distance in words from an opening mark to its closing
// mark.
const openReach = 200

// mayEnd reports whether the last token may end a claim: it is a word, or a mark
// that closes what an earlier one opens.
func mayEnd(words []text.Token) bool {
	last := &words[len(words)-1]
	if isWord(last) {
		return true
	}
	opening, closing := openingMarks[last.Text]
	if !closing || opening == "" {
		return closing
	}
	before := words[max(0, len(words)-openReach) : len(words)-1]
	return slices.ContainsFunc(before, func(t text.Token) bool { return t.Text == opening })
}

// isConjunction reports whether a word only introduces the next clause.
func isConjunction(t *text.Token) bool {
	switch t.Lower {
	case "and", "but", "or", "so", "yet", "because", "&":
		return true
	}
	return false
}

// isWord reports whether a token has a letter or a digit and is no address,
// hashtag or emoji.
func isWord(t *text.Token) bool {
	switch t.POS {
	case pos.Emoji, pos.URL, pos.Hashtag:
		return false
	}
	if c := t.Text[0] | 0x20; 'a' <= c && c <= 'z' {
		return true // the common case
	}
	return strings.ContainsFunc(t.Text, func(r rune) bool {
		return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r > 0xbf && r < 0x2000
	})
}
