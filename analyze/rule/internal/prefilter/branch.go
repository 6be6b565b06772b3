package prefilter

import (
	"regexp/syntax"
	"slices"
)

// maxBranches bounds into how many branches an expression is split.
const maxBranches = 48

// Branches returns the required groups of literals of each branch of an
// expression: every text that the expression matches contains, for one branch at
// least, a literal of each of its groups. An expression of many alternatives
// requires little as a whole; each alternative requires more.
func Branches(re *syntax.Regexp) [][][]string {
	a := analyzer{}
	re = re.Simplify()
	var out [][][]string
	for _, branch := range a.split(re, maxBranches) {
		groups := a.required(branch)
		if len(groups) == 0 {
			return [][][]string{a.required(re)}
		}
		out = append(out, groups)
	}
	return out
}

// split returns at most limit expressions that together match what re matches. It
// distributes a concatenation over its first alternation whose texts cannot be
// listed, and splits the parts further.
func (a analyzer) split(re *syntax.Regexp, limit int) []*syntax.Regexp {
	parts := flat([]*syntax.Regexp{re}, nil)
	k := slices.IndexFunc(parts, a.splits)
	if k < 0 || len(parts[k].Sub) > limit {
		return []*syntax.Regexp{re}
	}
	var out []*syntax.Regexp
	for n, sub := range parts[k].Sub {
		branch := &syntax.Regexp{Op: syntax.OpConcat, Sub: slices.Concat(parts[:k], []*syntax.Regexp{sub}, parts[k+1:])}
		rest := len(parts[k].Sub) - n - 1
		out = append(out, a.split(branch, limit-len(out)-rest)...)
	}
	return out
}

func (a analyzer) splits(re *syntax.Regexp) bool {
	return re.Op == syntax.OpAlternate && a.literals(re).exact == nil
}
