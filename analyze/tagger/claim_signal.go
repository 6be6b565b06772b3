package tagger

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
)

// signal is a named feature of a proposition with its weights for the kinds of
// claim. find returns the words that show it, if any, and whether it is present.
type signal struct {
	name    string
	doc     string // see analyze.RuleDoc
	weights weights
	find    func(f *features) (gainsay.Span, bool)
}

// spanOf makes the find function of a signal that is present if a span is.
func spanOf(of func(f *features) gainsay.Span) func(f *features) (gainsay.Span, bool) {
	return func(f *features) (gainsay.Span, bool) { s := of(f); return s, !absent(s) }
}

// weights are one for each kind of claim, in log-odds and in the order of
// claimKinds; 0 where a signal says nothing.
type weights [4]float64

// claimKinds are the kinds of claim; of equally likely kinds the first one wins.
var claimKinds = [len(weights{})]gainsay.ClaimKind(gainsay.ClaimKinds())

// Indexes of weights.
const (
	toFact = iota
	toExperience
	toValue
	toPolicy
)

// claimSignals are the signals of all kinds, which follow Park & Cardie 2014 and
// the CDCP corpus. Their weights for facts are in fact.weights; those for the
// other kinds are our own choice.
var claimSignals = [...]signal{
	{"entity", "names a country, place, organisation or person", weights{},
		spanOf(func(f *features) gainsay.Span { return f.entity })},
	{"quantity", "gives a figure or date", weights{toPolicy: -0.2},
		spanOf(func(f *features) gainsay.Span { return f.quantity })},
	{"past", "describes a past event", weights{toExperience: 0.6, toPolicy: -0.2},
		spanOf(func(f *features) gainsay.Span { return f.past })},
	{"factive", "uses a verb for an event", weights{},
		spanOf(func(f *features) gainsay.Span { return f.factive })},
	{"event", "says what somebody did or what happened", weights{},
		spanOf(func(f *features) gainsay.Span { return f.event })},
	{"denies", "says that something did not happen", weights{},
		spanOf(func(f *features) gainsay.Span { return f.denies })},
	{"generic", "describes a present state", weights{toValue: 0.2},
		spanOf(func(f *features) gainsay.Span { return f.generic })},
	{"subject", "has a definite or plural subject", weights{},
		spanOf(func(f *features) gainsay.Span { return f.subject })},
	{"compares", "compares or counts", weights{},
		spanOf(func(f *features) gainsay.Span { return f.compares })},
	{"sweeping", "generalises to all or none", weights{},
		spanOf(func(f *features) gainsay.Span { return f.sweeping })},
	{"quality", "ascribes a quality", weights{toValue: 0.8},
		spanOf(func(f *features) gainsay.Span { return f.quality })},
	{"judging", "uses an evaluative word", weights{toValue: 1.6, toExperience: -0.6},
		spanOf(func(f *features) gainsay.Span { return f.judging })},
	{"should", "uses should, must or ought", weights{toPolicy: 2.6, toValue: 0.2},
		spanOf(func(f *features) gainsay.Span { return f.should })},
	{"would", "uses would or could", weights{toValue: 0.2},
		spanOf(func(f *features) gainsay.Span { return f.would })},
	{"first", "has the author as its subject", weights{toExperience: 1.6},
		spanOf(func(f *features) gainsay.Span { return f.first })},
	{"owned", "refers to something of the author's", weights{toExperience: 1.3},
		spanOf(func(f *features) gainsay.Span { return f.owned })},
	{"feels", "states what the author thinks or feels", weights{toValue: 1.1, toExperience: -1.2},
		spanOf(func(f *features) gainsay.Span { return f.feels })},
	{"opines", "is given as the author's view", weights{toValue: 0.3},
		spanOf(func(f *features) gainsay.Span { return f.opines })},
	{"second", "addresses the reader", weights{toValue: 0.5},
		spanOf(func(f *features) gainsay.Span { return f.second })},
	{"vague", "has an unnamed subject", weights{},
		spanOf(func(f *features) gainsay.Span { return f.vague })},
	{"conditional", "depends on a condition", weights{toPolicy: -0.1},
		spanOf(func(f *features) gainsay.Span { return f.if_ })},
	{"future", "makes a prediction", weights{},
		spanOf(func(f *features) gainsay.Span { return f.future })},
	{"group", "has the author's group as its subject", weights{},
		spanOf(func(f *features) gainsay.Span { return f.group })},
	{"named", "names its subject", weights{},
		spanOf(func(f *features) gainsay.Span { return f.named })},
	{"plural", "is about a kind of people or things", weights{},
		spanOf(func(f *features) gainsay.Span { return f.plural })},
	{"exists", "says that something exists or does not", weights{},
		spanOf(func(f *features) gainsay.Span { return f.exists })},
	{"object", "has a pronoun as its object", weights{},
		spanOf(func(f *features) gainsay.Span { return f.object })},
	{"unable", "denies that something is possible", weights{},
		spanOf(func(f *features) gainsay.Span { return f.unable })},
	{"clauses", "has several verbs", weights{},
		func(f *features) (gainsay.Span, bool) { return gainsay.Span{}, f.finite >= 2 }},
	{"complex", "has many verbs", weights{},
		func(f *features) (gainsay.Span, bool) { return gainsay.Span{}, f.finite >= 4 }},
	{"later", "follows other sentences", weights{},
		func(f *features) (gainsay.Span, bool) { return gainsay.Span{}, f.later }},
	{"opposes", "is in words of disagreement", weights{},
		func(f *features) (gainsay.Span, bool) { return gainsay.Span{}, f.opposes }},
	{"premise", "is in words that give a reason", weights{},
		func(f *features) (gainsay.Span, bool) { return gainsay.Span{}, f.premise }},
	{"long", "is a full clause", weights{toValue: 0.1},
		func(f *features) (gainsay.Span, bool) { return gainsay.Span{}, f.words >= fullClause }},
}

// bias is the log-odds of each kind without any signal. That of facts is in
// fact.weights; the others are our own choice.
var bias = weights{toExperience: -1.5, toValue: -1.0, toPolicy: -1.8}

// fullClause is the number of words from which on a clause counts as long.
const fullClause = 7

// finding is what a signal's find function returns.
type finding struct {
	words   gainsay.Span // the zero span for a signal about the clause as a whole
	present bool
}

// findings are those of all signals, in the order of claimSignals.
type findings [len(claimSignals)]finding

// scoreKinds sets found and adds up the signals for each kind, in log-odds.
func scoreKinds(f *features, found *findings) (sums weights) {
	sums = bias
	for k := range claimSignals {
		s := &claimSignals[k]
		words, present := s.find(f)
		if found[k] = (finding{words, present}); !present {
			continue
		}
		for kind, w := range s.weights {
			sums[kind] += w
		}
	}
	return sums
}

// reasonsOf gives the reasons for a kind of claim by the signals' own weights.
func (found *findings) reasonsOf(of gainsay.ClaimKind) []gainsay.Reason {
	var own [len(claimSignals)]float64
	kind := slices.Index(claimKinds[:], of)
	for k := range claimSignals {
		own[k] = claimSignals[k].weights[kind]
	}
	return found.reasons(of, own[:])
}

// reasons gives the reasons for a kind of claim: what the kind means, and the
// signals with a positive weight, of which there is one for each of claimSignals.
func (found *findings) reasons(of gainsay.ClaimKind, weights []float64) []gainsay.Reason {
	n := 0
	for k := range claimSignals {
		if found[k].present && weights[k] > 0 {
			n++
		}
	}
	out, spans := make([]gainsay.Reason, 1, n+1), make([]gainsay.Span, 0, n)
	out[0] = gainsay.Reason{Rule: kindRules[slices.Index(claimKinds[:], of)], Says: claimSays[of]}
	for k := range claimSignals {
		if !found[k].present || weights[k] <= 0 {
			continue
		}
		r := gainsay.Reason{Rule: signalRules[k], Says: claimSignals[k].doc, Weight: weights[k]}
		if at := found[k].words; !absent(at) {
			spans = append(spans, at)
			r.Spans = spans[len(spans)-1 : len(spans) : len(spans)]
		}
		out = append(out, r)
	}
	return out
}

// kindRules and signalRules are the ids of rules, by kind and by signal.
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

// claimRules documents the kinds and the signals.
func claimRules() []analyze.RuleDoc {
	var out []analyze.RuleDoc
	for _, k := range gainsay.ClaimKinds() {
		out = append(out, analyze.RuleDoc{
			Name:   string(k),
			Doc:    claimSays[k] + "; adds up the signals below",
			Source: "Park & Cardie 2014; weights own",
		})
	}
	for _, s := range claimSignals {
		out = append(out, analyze.RuleDoc{Name: "signal-" + s.name, Doc: s.doc, Source: "own"})
	}
	return out
}
