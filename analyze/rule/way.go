package rule

import (
	"math"
	"regexp/syntax"
	"slices"
)

// way is one of the ways in which a pattern can fit, with what a sentence must
// have for that.
type way struct {
	needs   [][]string // of each group one literal at least; the rarest group first
	opening *opening   // how the first word must begin, nil if that does not matter
}

// maxWays is how many ways of a pattern are told apart.
const maxWays = 24

// waysOf works out in which ways an expression can fit. There is one at least.
func waysOf(expr string) ([]way, error) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	var out []way
	plain := way{needs: [][]string{nil}} // those of one need alone
	u := unfolder{}
	for _, b := range branches(re.Simplify()) {
		w := way{needs: u.literals(b).groups()}
		if w.opening, err = openingOf(b); err != nil {
			return nil, err
		}
		slices.SortStableFunc(w.needs, compareRarity)
		w.needs = worthwhile(w.needs, w.opening != nil)
		if w.opening == nil && len(w.needs) == 1 {
			plain.needs[0] = union(plain.needs[0], w.needs[0])
			continue
		}
		out = append(out, w)
	}
	if plain.needs[0] != nil {
		out = append(out, plain)
	}
	return out, nil
}

// branches parts an expression into up to maxWays of which one fits wherever
// it does.
func branches(re *syntax.Regexp) []*syntax.Regexp {
	whole := []*syntax.Regexp{re}
	var out []*syntax.Regexp
	switch re.Op {
	case syntax.OpCapture:
		return branches(re.Sub[0])
	case syntax.OpAlternate:
		if listed(re) <= maxLiterals {
			return whole
		}
		for _, sub := range re.Sub {
			out = append(out, branches(sub)...)
		}
	case syntax.OpConcat:
		for k, sub := range re.Sub {
			parts := branches(sub)
			if len(parts) <= len(out) || len(parts) == 1 {
				continue
			}
			out = nil
			for _, p := range parts {
				with := *re
				with.Sub = slices.Concat(re.Sub[:k], []*syntax.Regexp{p}, re.Sub[k+1:])
				out = append(out, &with)
			}
		}
	}
	if len(out) == 0 || len(out) > maxWays {
		return whole
	}
	return out
}

// listed returns how many texts an expression fits, maxLiterals+1 if those
// are too many to list.
func listed(re *syntax.Regexp) int {
	n := 1
	switch re.Op {
	case syntax.OpCapture:
		return listed(re.Sub[0])
	case syntax.OpCharClass:
		if n = len(ofClass(re.Rune).exact); n == 0 {
			n = maxLiterals + 1
		}
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			n = min(n*listed(sub), maxLiterals+1)
		}
	case syntax.OpAlternate:
		n = 0
		for _, sub := range re.Sub {
			n = min(n+listed(sub), maxLiterals+1)
		}
	case syntax.OpQuest:
		n = min(listed(re.Sub[0])+1, maxLiterals+1)
	case syntax.OpStar, syntax.OpPlus, syntax.OpAnyChar, syntax.OpAnyCharNotNL, syntax.OpNoMatch:
		n = maxLiterals + 1
	}
	return n
}

// Costs of a sentence's search, in nanoseconds, about.
const (
	noteCost   = 20  // to note a literal
	runCost    = 500 // to let an automaton see the sentence
	openedCost = 20  // to let it see the front, if its opening is there
	length     = 80  // of a sentence, in symbols
)

// worthwhile picks those of the needs, the rarest first, that save more runs
// than it costs to look for them.
func worthwhile(groups [][]string, opening bool) [][]string {
	var out [][]string
	run := float64(runCost) // times the chance that a sentence meets the needs so far
	if opening {
		run = openedCost
	}
	for _, g := range groups {
		common := commonness(g)
		met := 1 - math.Exp(-length*common)
		if len(out) < maxNeeds && run*(1-met) > length*common*noteCost {
			out = append(out, g)
			run *= met
		}
	}
	return out
}
