package prefilter

import (
	"cmp"
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
	for _, branch := range split(re, maxBranches) {
		groups := a.required(branch)
		if len(groups) == 0 {
			return [][][]string{a.required(re)}
		}
		out = append(out, groups)
	}
	return out
}

// split returns at most limit expressions that together match what re matches. It
// distributes a concatenation over its first alternation of more texts than can
// be listed, and splits the parts further.
func split(re *syntax.Regexp, limit int) []*syntax.Regexp {
	parts := flat([]*syntax.Regexp{re}, nil)
	k := slices.IndexFunc(parts, func(re *syntax.Regexp) bool {
		return re.Op == syntax.OpAlternate && countTexts(re) > maxLiterals
	})
	if k < 0 || len(parts[k].Sub) > limit {
		return []*syntax.Regexp{re}
	}
	var out []*syntax.Regexp
	for n, sub := range parts[k].Sub {
		branch := &syntax.Regexp{Op: syntax.OpConcat, Sub: slices.Concat(parts[:k], []*syntax.Regexp{sub}, parts[k+1:])}
		rest := len(parts[k].Sub) - n - 1
		out = append(out, split(branch, limit-len(out)-rest)...)
	}
	return out
}

// countTexts returns how many texts an expression matches, ignoring case; more than
// maxLiterals stands for any larger number.
func countTexts(re *syntax.Regexp) int {
	n := 0
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpNoWordBoundary, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText,
		syntax.OpEndText, syntax.OpWordBoundary, syntax.OpLiteral:
		n = 1
	case syntax.OpCharClass:
		n = cmp.Or(len(ofClass(re.Rune).exact), maxLiterals+1)
	case syntax.OpCapture:
		n = countTexts(re.Sub[0])
	case syntax.OpQuest:
		n = countTexts(re.Sub[0]) + 1
	case syntax.OpConcat:
		n = 1
		for _, sub := range re.Sub {
			n = min(n*countTexts(sub), maxLiterals+1)
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			n += countTexts(sub)
		}
	default:
		n = maxLiterals + 1
	}
	return min(n, maxLiterals+1)
}
