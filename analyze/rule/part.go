package rule

import (
	"regexp/syntax"
	"slices"
	"sync"
)

// manyInstructions is how long a program may be for package regexp to run it by
// backtracking; longer ones take ten times as long.
const manyInstructions = 500

// parts are expressions with some of the alternatives of a long one each. They
// are made when it first fits: making them takes milliseconds.
type parts struct {
	once sync.Once
	expr string
	list []expression
}

// all returns the parts, none if the expression cannot be parted.
func (p *parts) all() []expression {
	p.once.Do(func() {
		whole, err := syntax.Parse(p.expr, syntax.Perl)
		if err != nil {
			return // it has compiled before
		}
		list, err := partsOf(whole)
		if err == nil && len(list) > 1 && !slices.ContainsFunc(list, func(e expression) bool { return e.group != list[0].group }) {
			p.list = list // each with the hit's group or each without
		}
	})
	return p.list
}

// partsOf parts an expression by its widest choice so that the program of each
// part is short, as far as alternatives allow. Together they fit where the whole
// does. whole is changed.
func partsOf(whole *syntax.Regexp) (list []expression, err error) {
	choice := widestChoice(whole)
	if choice == nil {
		return nil, nil
	}
	all := choice.Sub
	sizes, around := sizesOf(whole, all)
	for first := 0; first < len(all); {
		end, size := first+1, around+sizes[first]
		for ; end < len(all) && size+sizes[end] <= manyInstructions; end++ {
			size += sizes[end]
		}
		choice.Sub = all[first:end]
		p, err := compile(whole.String())
		if err != nil {
			return nil, err
		}
		list, first = append(list, p), end
	}
	return list, nil
}

// sizesOf returns how many instructions each alternative takes, with the one
// that leads to it, and the rest of the whole.
func sizesOf(whole *syntax.Regexp, alternatives []*syntax.Regexp) (sizes []int, around int) {
	around = instructions(whole)
	for _, a := range alternatives {
		n := instructions(a) // two of which any program has
		sizes = append(sizes, n-1)
		around -= n - 1
	}
	return sizes, max(around, 0)
}

// instructions returns the length of the program of an expression.
func instructions(re *syntax.Regexp) int {
	again, err := syntax.Parse(re.String(), syntax.Perl) // Simplify keeps parts of what it is given
	if err != nil {
		return 0
	}
	prog, err := syntax.Compile(again.Simplify())
	if err != nil {
		return 0
	}
	return len(prog.Inst)
}

// widestChoice returns the choice with the most alternatives of those through
// one of which every fit passes, just once.
func widestChoice(re *syntax.Regexp) (widest *syntax.Regexp) {
	switch re.Op {
	case syntax.OpAlternate:
		return re
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range re.Sub {
			if c := widestChoice(sub); c != nil && (widest == nil || len(c.Sub) > len(widest.Sub)) {
				widest = c
			}
		}
	}
	return widest
}
