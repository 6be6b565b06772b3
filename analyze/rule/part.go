package rule

import (
	"fmt"
	"regexp"
	"regexp/syntax"
)

// manyInstructions is how long a program may be for package regexp to run it by
// backtracking; longer ones take ten times as long.
const manyInstructions = 500

// part is an expression with some of the alternatives of a long one.
type part struct {
	re    *regexp.Regexp
	quick *automaton
}

// partsOf parts an expression whose program is long by its widest choice, so
// that each part's is short. Together they fit where the whole does. nil stands
// for an expression that is short enough, or has no choice to part it by.
func partsOf(whole *syntax.Regexp) ([]part, error) {
	if size, err := instructions(whole); err != nil || size <= manyInstructions {
		return nil, err
	}
	choice := widestChoice(whole)
	if choice == nil {
		return nil, nil
	}
	all := choice.Sub
	defer func() { choice.Sub = all }()
	var parts []part
	for first := 0; first < len(all); {
		end := first + 1
		for ; end < len(all); end++ {
			choice.Sub = all[first : end+1]
			if size, err := instructions(whole); err != nil || size > manyInstructions {
				break
			}
		}
		choice.Sub = all[first:end]
		p, err := newPart(whole.String())
		if err != nil {
			return nil, err
		}
		parts, first = append(parts, p), end
	}
	return parts, nil
}

func newPart(expr string) (part, error) {
	re, err := regexp.Compile(expr)
	if err != nil {
		return part{}, fmt.Errorf("compile part of pattern: %w", err)
	}
	quick, err := newAutomaton(expr)
	if err != nil {
		return part{}, fmt.Errorf("compile part of pattern: %w", err)
	}
	return part{re, quick}, nil
}

// instructions returns the length of the program of an expression.
func instructions(re *syntax.Regexp) (int, error) {
	again, err := syntax.Parse(re.String(), syntax.Perl) // Simplify keeps parts of what it is given
	if err != nil {
		return 0, fmt.Errorf("parse pattern: %w", err)
	}
	prog, err := syntax.Compile(again.Simplify())
	if err != nil {
		return 0, fmt.Errorf("compile pattern: %w", err)
	}
	return len(prog.Inst), nil
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
