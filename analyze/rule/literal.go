package rule

import (
	"cmp"
	"regexp/syntax"
	"slices"
	"strings"
)

// maxLiterals bounds how many literals a part of an expression is unfolded to.
const maxLiterals = 256

// literals is what is known of the texts that a part of an expression fits.
type literals struct {
	exact []string   // all of them, folded; nil if there are too many to list
	needs [][]string // of each group, every text contains one at least
	ends  []string   // of a repeated part: every text begins and ends with one
}

// needsOf works out what a sentence must contain for the expression to fit,
// the rarest first.
func needsOf(expr string) ([]need, error) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	groups := literalsOf(re.Simplify()).groups()
	slices.SortStableFunc(groups, func(a, b []string) int { return cmp.Compare(commonness(a), commonness(b)) })
	var out []need
	for _, g := range groups {
		if commonness(g) < usual {
			out = append(out, need{literals: g})
		}
	}
	return out, nil
}

// groups are the needs, that of being one of the exact texts among them.
func (l literals) groups() [][]string {
	if g := telling(l.exact); g != nil {
		return append(slices.Clone(l.needs), g)
	}
	return l.needs
}

// telling shortens texts of which one is there to literals worth looking for,
// or to nil if that says nothing.
func telling(texts []string) []string {
	var out []string
	for _, t := range texts {
		l, possible := tidy(t)
		if !possible {
			continue
		}
		if l = rarestPart(l); strings.Trim(l, string([]byte{edge})) == "" {
			return nil
		}
		out = append(out, l)
	}
	out = few(out)
	return slices.DeleteFunc(slices.Clone(out), func(l string) bool {
		return slices.ContainsFunc(out, func(o string) bool { return o != l && strings.Contains(l, o) })
	})
}

// fewLiterals is how many literals of a group are worth their memory.
const fewLiterals = 64

// few shortens a group of many to fronts: a text that contains a literal
// contains its front.
func few(group []string) []string {
	group = union(group, nil)
	for n := longestLiteral - 1; len(group) > fewLiterals && n >= 4; n-- {
		for i, l := range group {
			group[i] = strings.TrimRight(l[:min(n, len(l))], string([]byte{edge}))
		}
		group = union(group, nil)
	}
	return group
}

func literalsOf(re *syntax.Regexp) literals {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpNoWordBoundary:
		return literals{exact: []string{""}}
	case syntax.OpWordBoundary:
		return literals{exact: []string{string([]byte{edge})}}
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
		sub := literalsOf(re.Sub[0])
		return literals{needs: sub.groups(), ends: sub.exact}
	}
	return literals{} // anything
}

// ofRunes is a literal, cut where a letter has forms that caseless does not know.
func ofRunes(runes []rune) literals {
	var l literals
	var part []rune
	whole := true
	flush := func() {
		if g := telling([]string{string(part)}); g != nil {
			l.needs = append(l.needs, g)
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
		if g := telling(run); g != nil {
			l.needs = append(l.needs, g)
		}
		run = []string{""}
	}
	for _, sub := range subs {
		s := literalsOf(sub)
		switch {
		case sub.Op == syntax.OpPlus && len(s.ends) > 0 && len(run)*len(s.ends) <= maxLiterals:
			run = cross(run, s.ends) // how it begins
			flush()
			run, whole = s.ends, false
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

// rarest returns the group least often met, or nil.
func rarest(groups [][]string) []string {
	if len(groups) == 0 {
		return nil
	}
	return slices.MinFunc(groups, func(a, b []string) int { return cmp.Compare(commonness(a), commonness(b)) })
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
