package rule

import (
	"regexp/syntax"
	"slices"
	"strings"
)

// maxLiterals bounds how many literals a part of an expression is unfolded to.
const maxLiterals = 1024

// literals is what is known of the texts that a part of an expression fits.
type literals struct {
	exact []string   // all of them, folded; nil if there are too many to list
	needs [][]string // of each group, every text contains one at least
}

// needsOf works out what a sentence must contain for the expression to fit.
func needsOf(expr string) (needs, error) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	var out needs
	for _, group := range literalsOf(re.Simplify()).groups() {
		var g [][]gram
		for _, l := range few(group) {
			g = append(g, gramsOf(l))
		}
		out = append(out, g)
	}
	return out, nil
}

// fewLiterals is how many literals are worth asking for one after the other.
const fewLiterals = 96

// few shortens a group: a text that contains a literal contains its front, and
// literals that contain another one add nothing.
func few(group []string) []string {
	for n := 10; len(group) > fewLiterals && n >= 3; n-- {
		var fronts []string
		for _, l := range group {
			fronts = append(fronts, l[:min(n, len(l))])
		}
		group = union(fronts, nil)
	}
	return slices.DeleteFunc(slices.Clone(group), func(l string) bool {
		return slices.ContainsFunc(group, func(o string) bool { return o != l && strings.Contains(l, o) })
	})
}

// groups are the needs, that of being one of the exact texts among them.
func (l literals) groups() [][]string {
	if telling(l.exact) {
		return append(slices.Clone(l.needs), l.exact)
	}
	return l.needs
}

// telling reports whether containing one of the texts says anything.
func telling(texts []string) bool { return len(texts) > 0 && !slices.Contains(texts, "") }

func literalsOf(re *syntax.Regexp) literals {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return literals{exact: []string{""}}
	case syntax.OpLiteral:
		return ofRunes(re.Rune)
	case syntax.OpCharClass:
		return ofClass(re.Rune)
	case syntax.OpCapture:
		return literalsOf(re.Sub[0])
	case syntax.OpConcat:
		return ofConcat(re.Sub)
	case syntax.OpAlternate:
		return ofAlternate(re.Sub)
	case syntax.OpQuest:
		if sub := literalsOf(re.Sub[0]); sub.exact != nil {
			return literals{exact: union(sub.exact, []string{""})}
		}
	case syntax.OpPlus:
		return literals{needs: literalsOf(re.Sub[0]).groups()}
	}
	return literals{} // anything
}

// ofRunes is a literal, cut where a letter has forms that fold does not know.
func ofRunes(runes []rune) literals {
	var l literals
	var part []rune
	whole := true
	flush := func() {
		if len(part) > 0 {
			l.needs = append(l.needs, []string{string(part)})
		}
		part = nil
	}
	for _, r := range runes {
		low, ok := caseless(r)
		if !ok {
			whole = false
			flush()
			continue
		}
		part = append(part, low)
	}
	if whole {
		return literals{exact: []string{string(part)}}
	}
	flush()
	return l
}

// ofClass lists a class of few characters; runes are pairs, from and to.
func ofClass(runes []rune) literals {
	var out []string
	for k := 0; k+1 < len(runes); k += 2 {
		if runes[k+1]-runes[k] > maxLiterals {
			return literals{}
		}
		for r := runes[k]; r <= runes[k+1]; r++ {
			low, ok := caseless(r)
			if !ok {
				return literals{}
			}
			out = append(out, string(low))
		}
	}
	if out = union(out, nil); len(out) > 40 {
		return literals{}
	}
	return literals{exact: out}
}

// ofConcat joins neighbouring exact parts into longer literals.
func ofConcat(subs []*syntax.Regexp) literals {
	var l literals
	run, whole := []string{""}, true
	flush := func() {
		if telling(run) {
			l.needs = append(l.needs, run)
		}
		run = []string{""}
	}
	for _, sub := range subs {
		s := literalsOf(sub)
		switch {
		case s.exact == nil:
			flush()
			l.needs = append(l.needs, s.needs...)
			whole = false
		case len(run)*len(s.exact) > maxLiterals:
			flush()
			run, whole = s.exact, false
		default:
			run = cross(run, s.exact)
		}
	}
	if whole {
		return literals{exact: run}
	}
	flush()
	return l
}

// ofAlternate needs what one of the branches needs.
func ofAlternate(subs []*syntax.Regexp) literals {
	var exact, either []string
	listed, telling := true, true
	for _, sub := range subs {
		s := literalsOf(sub)
		listed = listed && s.exact != nil
		exact = append(exact, s.exact...)
		best := rarest(s.groups())
		telling = telling && best != nil
		either = append(either, best...)
	}
	switch exact = union(exact, nil); {
	case listed && len(exact) <= maxLiterals:
		return literals{exact: exact}
	case telling:
		return literals{needs: [][]string{union(either, nil)}}
	}
	return literals{}
}

// rarest returns the group whose shortest literal is longest, of those the
// smallest, or nil.
func rarest(groups [][]string) []string {
	var best []string
	for _, g := range groups {
		if best == nil || shortest(g) > shortest(best) || shortest(g) == shortest(best) && len(g) < len(best) {
			best = g
		}
	}
	return best
}

func shortest(texts []string) int {
	n := len(texts[0])
	for _, t := range texts {
		n = min(n, len(t))
	}
	return n
}

func cross(a, b []string) []string {
	out := make([]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			out = append(out, x+y)
		}
	}
	return union(out, nil)
}

// union is both lists together, sorted, each text once.
func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}
