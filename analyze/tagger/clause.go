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

// proposition is a clause of a sentence without what only leads up to it.
type proposition struct {
	gainsay.Span
	words  []text.Token
	manner manner
}

// propositions cuts a sentence where a new clause with a subject and a verb
// of its own begins, as comments have it: behind a semicolon, a comma or a
// dash, before "because" and its like, before "and he". A reason is thus a
// claim beside the one it is given for. It overwrites out.
func propositions(out []proposition, d *text.Doc, s text.Sentence) []proposition {
	c := cutter{words: d.Words(s)}
	out = out[:0]
	add := func(first, last int) {
		p := proposition{words: c.words[first:last]}
		if !p.trim() {
			return
		}
		p.manner = mannerOf(p.words)
		if n := len(out); n > 0 && out[n-1].manner == conditional && p.manner == asserted {
			p.manner = conditional // what follows from the condition
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

// cutter goes through the words of a sentence.
type cutter struct {
	words []text.Token
	verb  bool // a verb was passed since the last cut
	depth int  // of brackets

	perfect bool // "has", "have" or "had" was passed: a "since" tells a time
	open    bool // a "that", "who", "when" … was passed and still waits for its verb
}

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
	case "that", "which", "who", "whom", "when", "where", "if", "whether", "how", "why", "what", "between", "both", "either":
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
	if !c.verb && !bare.has(c.words[begin].Lower) || c.depth > 0 {
		return false
	}
	w, rest := &c.words[i], c.words[i+1:]
	switch w.Lower {
	case "because", "cuz", "whereas", "although":
		return subjectNext(rest) || len(rest) > 3 && rest[0].POS != pos.IN
	case "since":
		return subjectNext(rest) && !c.perfect
	case "while", "though", "so":
		return subjectNext(rest) && (w.Lower != "so" || isPronoun(&rest[0]))
	case "and", "but", "yet", "or":
		if allOrNone.has(c.words[i-1].Lower) {
			return false // "all but five"
		}
		for len(rest) > 1 && rest[0].POS == pos.RB {
			rest = rest[1:]
		}
		if subjectNext(rest) && (isPronoun(&rest[0]) || isBreak(&c.words[i-1]) || !c.open && !(isName(&rest[0]) && isName(&c.words[i-1]))) {
			return true
		}
	}
	if isBreak(&c.words[i-1]) && bare.has(w.Lower) && isCommand(c.words[i:]) && i > begin+2 {
		return true
	}
	return isBreak(&c.words[i-1]) && subjectNext(c.words[i:]) && !linked(c.words, begin)
}

func isName(t *text.Token) bool { return t.POS.IsProperNoun() }

// isBreak reports whether a token may part two clauses.
func isBreak(t *text.Token) bool {
	switch t.Text {
	case ";", ",", "-", "–", "—", "--", "...", "…", ":":
		return true
	}
	return false
}

// linked reports whether the clause that begins there only places another in
// time or manner, so that the two are one claim.
func linked(words []text.Token, begin int) bool {
	switch words[begin].Lower {
	case "when", "until", "after", "before", "once", "as", "given", "despite", "whenever", "where":
		return true
	}
	return false
}

func isPronoun(t *text.Token) bool {
	switch t.Lower {
	case "he", "she", "it", "they", "we", "i", "you", "there", "this", "that", "these", "those", "nobody", "everybody", "everyone":
		return true
	}
	return false
}

// subjectReach is how many words a subject may take before its verb.
const subjectReach = 8

// subjectNext reports whether words open with a subject and its verb.
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

// openers are the words that lead up to a claim.
var openers = sync.OnceValue(func() *rule.Lexicon { return must(lexicons.Get("opener")) })

// sayings are verbs by which a source speaks.
var sayings = sync.OnceValue(func() *rule.Lexicon { return must(lexicons.Get("saying")) })

// trim takes off what leads up to the claim and what closes it, and reports
// whether a claim is left.
func (p *proposition) trim() bool {
	for p.trimFront() {
	}
	for n := len(p.words); n > 1 && (!closes(p.words) || dangles(&p.words[n-1])); n-- {
		p.words = p.words[:n-1]
	}
	if len(p.words) == 0 || !isWord(&p.words[0]) {
		return false
	}
	p.Span = gainsay.Span{Start: p.words[0].Start, End: p.words[len(p.words)-1].End}
	return true
}

// trimFront takes one opener or stray mark off the front.
func (p *proposition) trimFront() bool {
	if len(p.words) < 2 {
		return false
	}
	if !isWord(&p.words[0]) {
		p.words = p.words[1:]
		return true
	}
	if p.words[0].POS == pos.Mention || isName(&p.words[0]) && p.words[1].Text == "," && subjectNext(p.words[2:]) {
		p.words = p.words[1:] // "Tom, you know …"
		return true
	}
	if len(p.words[0].Text) == 1 && (p.words[1].Text == ":" || p.words[1].Text == ")") { // "B: …"
		p.words = p.words[2:]
		return len(p.words) > 0
	}
	n, _ := openers().At(p.words)
	n = max(n, endorses(p.words))
	if n == 0 && p.words[0].Lower == "like" && subjectNext(p.words[1:]) {
		n = 1
	}
	if n == 0 || n >= len(p.words) || !opensHere(p.words, n) {
		return false
	}
	p.words = p.words[n:]
	return true
}

// endorses returns how many words open a claim by siding with somebody who
// said it, "as Hale said,", the comma included, or 0.
func endorses(words []text.Token) int {
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

// opensHere guards against words that open one claim and belong to another:
// "so many", "no one", "second place", "still waters".
func opensHere(words []text.Token, n int) bool {
	next := &words[n]
	switch {
	case !isWord(next):
		return true
	case n > 1:
		return words[n-1].Lower != "is" && words[n-1].Lower != "means" || subjectNext(words[n:])
	}
	switch words[0].Lower {
	case "no", "so", "second", "third", "first", "true", "right", "wrong", "false", "still", "now", "then", "look", "listen", "sure", "man", "worse", "sorry":
		if m, _ := openers().At(words[n:]); m > 0 && words[0].Lower != "no" {
			return true
		}
		return isPronoun(next) || next.POS == pos.EX || next.POS.IsProperNoun() || next.POS == pos.DT && words[0].Lower != "no"
	}
	return true
}

// opened gives the mark that a closing one needs before it.
var opened = map[string]string{")": "(", "”": "“", "\"": "\"", "%": ""}

// openReach is how many words before a closing mark the opening one is looked
// for.
const openReach = 200

// closes reports whether the last of the words may end a claim: a word, or a
// mark that closes what one of the others opens.
func closes(words []text.Token) bool {
	last := &words[len(words)-1]
	if isWord(last) {
		return true
	}
	opening, closing := opened[last.Text]
	return closing && (opening == "" || slices.ContainsFunc(words[max(0, len(words)-openReach):len(words)-1], func(t text.Token) bool { return t.Text == opening }))
}

// dangles reports whether a word only leads on to a clause that was cut off.
func dangles(t *text.Token) bool {
	switch t.Lower {
	case "and", "but", "or", "so", "yet", "because":
		return true
	}
	return false
}

func isWord(t *text.Token) bool {
	switch t.POS {
	case pos.Emoji, pos.URL, pos.Hashtag:
		return false
	}
	if c := t.Text[0] | 0x20; 'a' <= c && c <= 'z' {
		return true // by far the commonest
	}
	return strings.ContainsFunc(t.Text, func(r rune) bool {
		return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r > 0xbf && r < 0x2000
	})
}
