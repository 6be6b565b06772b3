package tagger

import (
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// features are what the signals of a proposition look at.
type features struct {
	words    int
	verb     bool
	past     string // first verb of the past
	factive  string
	judging  string
	entity   string
	quantity string
	should   string // should, must, ought …
	would    string // would, could
	first    string // I, we, my as subject
	owned    string // my, our as subject: close to the author, but others could know
	feels    string // I am pleased, I love …
	opines   string // I think, I guess: the claim is what follows
	second   string // you, your as subject
	vague    string // it, this, that as subject, without a name in the clause
	if_      bool
	future   string
	generic  string // is, are of a subject that is no pronoun
	subject  string // opens with a noun of which it tells something
	compares string // more than, twice, half of …
	sweeping string // every, never, nobody …
	quality  string // ends in an adjective after be
}

// signal is a named weight for some kinds of claim. when returns the words it
// rests on, "" if it is absent.
type signal struct {
	name    string
	doc     string
	weights weights
	when    func(f *features) string
}

// weights are one for each kind of claim, in the order of claimKinds; 0 where
// a signal says nothing.
type weights [4]float64

// claimKinds are in the order in which the first of equals wins.
var claimKinds = [len(weights{})]gainsay.ClaimKind(gainsay.ClaimKinds())

// Places in weights.
const (
	toFact = iota
	toExperience
	toValue
	toPolicy
)

var claimSignals = [...]signal{
	{"entity", "names a country, place, organisation or person", weights{toFact: 0.8}, func(f *features) string { return f.entity }},
	{"quantity", "gives a figure or date", weights{toFact: 0.8, toPolicy: -0.2}, func(f *features) string { return f.quantity }},
	{"past", "tells of something past", weights{toFact: 0.7, toExperience: 0.6, toPolicy: -0.2}, func(f *features) string { return f.past }},
	{"factive", "has a verb of events", weights{toFact: 0.7}, func(f *features) string { return f.factive }},
	{"generic", "says how something is", weights{toFact: 0.5, toValue: 0.2}, func(f *features) string { return f.generic }},
	{"subject", "tells something of a named or known subject", weights{toFact: 0.35}, func(f *features) string { return f.subject }},
	{"compares", "compares or counts", weights{toFact: 0.5}, func(f *features) string { return f.compares }},
	{"sweeping", "speaks of all or none", weights{toFact: 0.35}, func(f *features) string { return f.sweeping }},
	{"quality", "gives something a quality", weights{toValue: 0.8, toFact: -0.2}, func(f *features) string { return f.quality }},
	{"judging", "uses a word of judgement", weights{toValue: 1.6, toFact: -0.9, toExperience: -0.6}, func(f *features) string { return f.judging }},
	{"should", "says should, must or ought", weights{toPolicy: 2.6, toFact: -1.8, toValue: 0.2}, func(f *features) string { return f.should }},
	{"would", "says would or could", weights{toFact: -0.5, toValue: 0.2}, func(f *features) string { return f.would }},
	{"first", "speaks of the author", weights{toExperience: 1.6, toFact: -1.9}, func(f *features) string { return f.first }},
	{"owned", "speaks of something of the author's", weights{toExperience: 1.3, toFact: -1.2}, func(f *features) string { return f.owned }},
	{"feels", "says what the author thinks or feels", weights{toValue: 1.1, toExperience: -1.2, toFact: -0.1}, func(f *features) string { return f.feels }},
	{"opines", "is given as the author's view", weights{toFact: -0.2, toValue: 0.3}, func(f *features) string { return f.opines }},
	{"second", "speaks of the one addressed", weights{toFact: -1.2, toValue: 0.5}, func(f *features) string { return f.second }},
	{"vague", "speaks of something unnamed", weights{toFact: -0.4}, func(f *features) string { return f.vague }},
	{"conditional", "depends on a condition", weights{toFact: -0.9, toPolicy: -0.1}, func(f *features) string { return boolWord(f.if_, "if") }},
	{"future", "foretells", weights{toFact: -0.8}, func(f *features) string { return f.future }},
	{"long", "is a full clause", weights{toFact: 0.2, toValue: 0.1}, func(f *features) string { return boolWord(f.words >= 7, "…") }},
}

// bias is how each kind starts before any signal.
var bias = weights{toFact: -0.55, toExperience: -1.5, toValue: -1.0, toPolicy: -1.8}

func boolWord(b bool, w string) string {
	if b {
		return w
	}
	return ""
}

// weigh sums the signals for each kind. words are those each signal rests on,
// "" where it is absent.
func weigh(f *features) (sums weights, words [len(claimSignals)]string) {
	sums = bias
	for k := range claimSignals {
		s := &claimSignals[k]
		if words[k] = s.when(f); words[k] == "" {
			continue
		}
		for kind, w := range s.weights {
			sums[kind] += w
		}
	}
	return sums, words
}

// reasons says why a claim is of a kind: what the kind stands for, and the
// signals that speak for it.
func reasons(kind int, words *[len(claimSignals)]string) string {
	var room [256]byte
	b := append(append(room[:0], claimWhy[claimKinds[kind]]...), ": "...)
	first := len(b)
	for k := range claimSignals {
		s := &claimSignals[k]
		if words[k] == "" || s.weights[kind] <= 0 {
			continue
		}
		if len(b) > first {
			b = append(b, ", "...)
		}
		b = append(append(b, s.doc...), " (“"...)
		b = append(append(b, words[k]...), "”)"...)
	}
	return string(b)
}

func claimRules() []analyze.RuleDoc {
	var out []analyze.RuleDoc
	for _, k := range gainsay.ClaimKinds() {
		out = append(out, analyze.RuleDoc{Name: string(k), Doc: claimWhy[k] + "; weighs the signals below", Source: "Park & Cardie 2014; weights own"})
	}
	for _, s := range claimSignals {
		out = append(out, analyze.RuleDoc{Name: "signal-" + s.name, Doc: s.doc, Source: "own"})
	}
	return out
}

// read reads a proposition, in whole if it says enough to be a claim, and
// reports whether it does.
func (f *features) read(d *text.Doc, pr proposition) bool {
	*f = features{}
	for k := range pr.words {
		if isWord(&pr.words[k]) {
			f.words++
		}
		f.readWord(pr.words, k)
	}
	for _, q := range d.QuantitiesIn(pr.Span) {
		if pr.Contains(q.Span) && f.quantity == "" && q.Len() > 1 {
			f.quantity = q.In(d.Text)
		}
	}
	f.verb = f.verb || f.should != ""
	if f.words < 3 || !f.verb && (f.quantity == "" || f.words < 5) {
		return false
	}
	for _, e := range d.EntitiesIn(pr.Span) {
		if pr.Contains(e.Span) && f.entity == "" {
			f.entity = e.In(d.Text)
		}
	}
	f.readShape(pr.words)
	f.judging = lexiconWord(pr.words, evaluative())
	f.factive = lexiconWord(pr.words, factive())
	f.readSubject(pr.words)
	if f.entity != "" {
		f.generic, f.subject = "", "" // the name says more
	}
	return true
}

// comparing and allOrNone are words of claims that a count would settle.
var (
	comparing = newWordSet("more less fewer most half twice double third quarter majority minority only least than times percent per average")
	allOrNone = newWordSet("every all never nobody everybody everyone none always nothing everything any anyone no")
)

// readShape looks for what can be told of a clause by its words alone.
func (f *features) readShape(words []text.Token) {
	for k := range words {
		w := &words[k]
		if f.compares == "" && comparing.has(w.Lower) {
			f.compares = w.Text
		}
		if f.sweeping == "" && allOrNone.has(w.Lower) {
			f.sweeping = w.Text
		}
		if k == 0 && (w.POS == pos.DT || w.POS == pos.PRPS && w.Lower != "my" && w.Lower != "our" && w.Lower != "your" || w.POS.IsProperNoun() || w.POS == pos.NNS) {
			f.subject = w.Text
		}
	}
	n := len(words)
	if n > 1 && words[n-1].POS == pos.JJ && (isBe(&words[n-2]) || n > 2 && words[n-2].POS == pos.RB && isBe(&words[n-3])) {
		f.quality = words[n-1].Text
	}
}

func isBe(t *text.Token) bool {
	switch t.Lower {
	case "is", "are", "was", "were", "'s", "be", "'re":
		return true
	}
	return false
}

// actsAlone reports whether the participle or plural words[k] stands where a
// verb does: "the firm closed the gate" taken for "the closed gate", "the
// mayor sits on the board" for "sits" as a noun.
func actsAlone(words []text.Token, k int) bool {
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

func lexiconWord(words []text.Token, lex *rule.Lexicon) string {
	if k := lex.Next(words, 0); k < len(words) {
		return words[k].Text
	}
	return ""
}

func (f *features) readWord(words []text.Token, k int) {
	w := &words[k]
	set := func(p *string) {
		if *p == "" {
			*p = w.Text
		}
	}
	if isFinite(w) || (w.POS == pos.VBN || w.POS == pos.NNS) && actsAlone(words, k) {
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
		f.if_ = true
	case "will", "gonna", "'ll", "wo":
		set(&f.future)
	}
}

// cognition are verbs by which authors give their own view.
var cognition = newWordSet("feel agree disagree hope wish like love hate doubt want prefer mean understand find am 'm see think believe")

// opinion are verbs that only open what the author puts forward.
var opinion = newWordSet("think believe guess suppose say suspect reckon assume bet imagine presume know")

// readSubject looks at the first noun or pronoun before the first verb.
func (f *features) readSubject(words []text.Token) {
	for k := range words {
		w := &words[k]
		switch {
		case w.Lower == "i" || w.Lower == "we" || w.Lower == "my" || w.Lower == "our":
			if rest, ok := opens(words[k+1:]); ok && w.Lower != "my" && w.Lower != "our" {
				f.opines = w.Text + " " + words[len(words)-len(rest)-1].Text
				f.readSubject(rest)
				return
			}
			if w.Lower == "my" || w.Lower == "our" {
				f.owned = w.Text
			} else {
				f.first = w.Text
			}
			if next := verbAfter(words[k+1:]); cognition.has(next) && w.Lower != "my" && w.Lower != "our" {
				f.feels = w.Text + " " + next
			}
			return
		case strings.HasPrefix(w.Lower, "you") || w.Lower == "u" || w.Lower == "ur":
			f.second = w.Text
			return
		case w.Lower == "it" || w.Lower == "this" || w.Lower == "that":
			if f.entity == "" && f.quantity == "" {
				f.vague = w.Text
			}
			return
		case isFinite(w):
			if w.POS == pos.VBZ || w.POS == pos.VBP {
				f.generic = w.Text
			}
			return
		}
	}
}

// opens reports whether words go on with a verb of opinion, and returns what
// it opens: "'d say that …" gives "…".
func opens(words []text.Token) (rest []text.Token, ok bool) {
	for k := 0; k < len(words) && k < 5; k++ {
		if words[k].Lower == "not" || words[k].Lower == "n't" || words[k].Lower == "never" {
			break
		}
		if opinion.has(words[k].Lower) {
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

// verbAfter returns the first verb of a few words, in lower case.
func verbAfter(words []text.Token) string {
	for k := 0; k < len(words) && k < 4; k++ {
		if w := words[k].Lower; w == "do" || w == "did" || w == "does" {
			continue
		}
		if words[k].POS.IsVerb() || words[k].Lower == "'m" || cognition.has(words[k].Lower) {
			return words[k].Lower
		}
	}
	return ""
}
