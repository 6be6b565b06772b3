package tagger

import (
	"slices"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// features are the words that the signals of a proposition look at: of each
// kind the first that was found, empty where there is none.
type features struct {
	words    int          // how many
	verb     bool         // there is one
	past     gainsay.Span // verb in the past
	factive  gainsay.Span
	judging  gainsay.Span
	entity   gainsay.Span
	quantity gainsay.Span
	should   gainsay.Span // should, must, ought …
	would    gainsay.Span // would, could
	first    gainsay.Span // I, we, my as subject
	owned    gainsay.Span // my, our as subject: close to the author, but others could know
	feels    gainsay.Span // I am pleased, I love …
	opines   gainsay.Span // I think, I guess: the claim is what follows
	second   gainsay.Span // you, your as subject
	vague    gainsay.Span // it, this, that as subject, without a name in the clause
	if_      gainsay.Span
	future   gainsay.Span
	generic  gainsay.Span // is, are of a subject that is no pronoun
	subject  gainsay.Span // opening noun that the clause is about
	compares gainsay.Span // more than, twice, half of …
	sweeping gainsay.Span // every, never, nobody …
	quality  gainsay.Span // adjective after be at the end
}

// absent reports whether nothing was found.
func absent(s gainsay.Span) bool { return s.End == 0 }

// signal is a named weight for some kinds of claim. when returns the words it
// rests on and whether it is there.
type signal struct {
	name    string
	doc     string
	weights weights
	when    func(f *features) (gainsay.Span, bool)
}

// words is when for a signal that is there if the words are.
func words(of func(f *features) gainsay.Span) func(f *features) (gainsay.Span, bool) {
	return func(f *features) (gainsay.Span, bool) { s := of(f); return s, !absent(s) }
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
	{"entity", "names a country, place, organisation or person", weights{toFact: 0.8}, words(func(f *features) gainsay.Span { return f.entity })},
	{"quantity", "gives a figure or date", weights{toFact: 0.8, toPolicy: -0.2}, words(func(f *features) gainsay.Span { return f.quantity })},
	{"past", "tells of something past", weights{toFact: 0.7, toExperience: 0.6, toPolicy: -0.2}, words(func(f *features) gainsay.Span { return f.past })},
	{"factive", "has a verb of events", weights{toFact: 0.7}, words(func(f *features) gainsay.Span { return f.factive })},
	{"generic", "says how something is", weights{toFact: 0.5, toValue: 0.2}, words(func(f *features) gainsay.Span { return f.generic })},
	{"subject", "tells something of a named or known subject", weights{toFact: 0.35}, words(func(f *features) gainsay.Span { return f.subject })},
	{"compares", "compares or counts", weights{toFact: 0.5}, words(func(f *features) gainsay.Span { return f.compares })},
	{"sweeping", "speaks of all or none", weights{toFact: 0.35}, words(func(f *features) gainsay.Span { return f.sweeping })},
	{"quality", "gives something a quality", weights{toValue: 0.8, toFact: -0.2}, words(func(f *features) gainsay.Span { return f.quality })},
	{"judging", "uses a word of judgement", weights{toValue: 1.6, toFact: -0.9, toExperience: -0.6}, words(func(f *features) gainsay.Span { return f.judging })},
	{"should", "says should, must or ought", weights{toPolicy: 2.6, toFact: -1.8, toValue: 0.2}, words(func(f *features) gainsay.Span { return f.should })},
	{"would", "says would or could", weights{toFact: -0.5, toValue: 0.2}, words(func(f *features) gainsay.Span { return f.would })},
	{"first", "speaks of the author", weights{toExperience: 1.6, toFact: -1.9}, words(func(f *features) gainsay.Span { return f.first })},
	{"owned", "speaks of something of the author's", weights{toExperience: 1.3, toFact: -1.2}, words(func(f *features) gainsay.Span { return f.owned })},
	{"feels", "says what the author thinks or feels", weights{toValue: 1.1, toExperience: -1.2, toFact: -0.1}, words(func(f *features) gainsay.Span { return f.feels })},
	{"opines", "is given as the author's view", weights{toFact: -0.2, toValue: 0.3}, words(func(f *features) gainsay.Span { return f.opines })},
	{"second", "speaks of the one addressed", weights{toFact: -1.2, toValue: 0.5}, words(func(f *features) gainsay.Span { return f.second })},
	{"vague", "speaks of something unnamed", weights{toFact: -0.4}, words(func(f *features) gainsay.Span { return f.vague })},
	{"conditional", "depends on a condition", weights{toFact: -0.9, toPolicy: -0.1}, words(func(f *features) gainsay.Span { return f.if_ })},
	{"future", "foretells", weights{toFact: -0.8}, words(func(f *features) gainsay.Span { return f.future })},
	{"long", "is a full clause", weights{toFact: 0.2, toValue: 0.1}, func(f *features) (gainsay.Span, bool) { return gainsay.Span{}, f.words >= fullClause }},
}

// bias is how each kind starts before any signal.
var bias = weights{toFact: -0.55, toExperience: -1.5, toValue: -1.0, toPolicy: -1.8}

// fullClause is how many words a clause has that says enough to be a claim.
const fullClause = 7

// present is a signal that is there, with the words it rests on.
type present struct {
	words gainsay.Span // empty for a signal about the clause as a whole
	ok    bool
}

// foundSignals are the signals of a proposition, in the order of claimSignals.
type foundSignals [len(claimSignals)]present

// scoreKinds sums the signals for each kind, in log-odds.
func scoreKinds(f *features) (sums weights, found foundSignals) {
	sums = bias
	for k := range claimSignals {
		s := &claimSignals[k]
		at, ok := s.when(f)
		if found[k] = (present{at, ok}); !ok {
			continue
		}
		for kind, w := range s.weights {
			sums[kind] += w
		}
	}
	return sums, found
}

// reasons says why a claim is of a kind: what the kind means, and the signals
// that count for it.
func (found *foundSignals) reasons(of gainsay.ClaimKind) []gainsay.Reason {
	kind, n := slices.Index(claimKinds[:], of), 0
	for k := range claimSignals {
		if found[k].ok && claimSignals[k].weights[kind] > 0 {
			n++
		}
	}
	out, spans := make([]gainsay.Reason, 1, n+1), make([]gainsay.Span, 0, n)
	out[0] = gainsay.Reason{Rule: kindRules[kind], Says: claimSays[of]}
	for k := range claimSignals {
		s := &claimSignals[k]
		if !found[k].ok || s.weights[kind] <= 0 {
			continue
		}
		r := gainsay.Reason{Rule: signalRules[k], Says: s.doc, Weight: s.weights[kind]}
		if at := found[k].words; !absent(at) {
			spans = append(spans, at)
			r.Spans = spans[len(spans)-1 : len(spans) : len(spans)]
		}
		out = append(out, r)
	}
	return out
}

// kindRules and signalRules are the ids of the rules, by kind and by signal.
var (
	kindRules = func() (ids [len(claimKinds)]string) {
		for k, kind := range claimKinds {
			ids[k] = "claim/" + string(kind)
		}
		return ids
	}()
	signalRules = func() (ids [len(claimSignals)]string) {
		for k := range claimSignals {
			ids[k] = "claim/signal-" + claimSignals[k].name
		}
		return ids
	}()
)

func claimRules() []analyze.RuleDoc {
	var out []analyze.RuleDoc
	for _, k := range gainsay.ClaimKinds() {
		out = append(out, analyze.RuleDoc{Name: string(k), Doc: claimSays[k] + "; adds up the signals below", Source: "Park & Cardie 2014; weights own"})
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
		if pr.Contains(q.Span) && absent(f.quantity) && q.Len() > 1 {
			f.quantity = q.Span
		}
	}
	f.verb = f.verb || !absent(f.should)
	if f.words < 3 || !f.verb && (absent(f.quantity) || f.words < 5) {
		return false
	}
	for _, e := range d.EntitiesIn(pr.Span) {
		if pr.Contains(e.Span) && absent(f.entity) {
			f.entity = e.Span
		}
	}
	f.readShape(pr.words)
	f.judging = lexiconWord(pr.words, evaluative())
	f.factive = lexiconWord(pr.words, factive())
	f.readSubject(pr.words)
	if !absent(f.entity) {
		f.generic, f.subject = gainsay.Span{}, gainsay.Span{} // the name says more
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
		if absent(f.compares) && comparing.has(w.Lower) {
			f.compares = w.Span
		}
		if absent(f.sweeping) && allOrNone.has(w.Lower) {
			f.sweeping = w.Span
		}
		if k == 0 && (w.POS == pos.DT || w.POS == pos.PRPS && w.Lower != "my" && w.Lower != "our" && w.Lower != "your" || w.POS.IsProperNoun() || w.POS == pos.NNS) {
			f.subject = w.Span
		}
	}
	n := len(words)
	if n > 1 && words[n-1].POS == pos.JJ && (isBe(&words[n-2]) || n > 2 && words[n-2].POS == pos.RB && isBe(&words[n-3])) {
		f.quality = words[n-1].Span
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

func lexiconWord(words []text.Token, lex *rule.Lexicon) gainsay.Span {
	if k := lex.Next(words, 0); k < len(words) {
		return words[k].Span
	}
	return gainsay.Span{}
}

func (f *features) readWord(words []text.Token, k int) {
	w := &words[k]
	set := func(p *gainsay.Span) {
		if absent(*p) {
			*p = w.Span
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
		set(&f.if_)
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
				f.opines = gainsay.Span{Start: w.Start, End: words[len(words)-len(rest)-1].End}
				f.readSubject(rest)
				return
			}
			if w.Lower == "my" || w.Lower == "our" {
				f.owned = w.Span
			} else {
				f.first = w.Span
			}
			if next := verbAfter(words[k+1:]); next != nil && cognition.has(next.Lower) && w.Lower != "my" && w.Lower != "our" {
				f.feels = gainsay.Span{Start: w.Start, End: next.End}
			}
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

// verbAfter returns the first verb among the first four words, nil if there is none.
func verbAfter(words []text.Token) *text.Token {
	for k := 0; k < len(words) && k < 4; k++ {
		if w := words[k].Lower; w == "do" || w == "did" || w == "does" {
			continue
		}
		if words[k].POS.IsVerb() || words[k].Lower == "'m" || cognition.has(words[k].Lower) {
			return &words[k]
		}
	}
	return nil
}
