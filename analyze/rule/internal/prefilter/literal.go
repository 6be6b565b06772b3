package prefilter

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxLiterals bounds how many literals a part of an expression is expanded to.
const maxLiterals = 150

// tooFrequent is from which frequency on a group is not looked for: most
// sentences have it.
const tooFrequent = 1. / 100

// Required returns groups of literals, the group least often found first: every
// text that the expression matches, ignoring case, contains a literal of each
// group. Literals are normalized to the symbols of this package. There may be no
// group.
func Required(re *syntax.Regexp) [][]string {
	l := literalsOf(re.Simplify())
	groups := slices.Clone(l.groups())
	slices.SortStableFunc(groups, compareFrequency)
	return slices.DeleteFunc(groups, func(g []string) bool { return frequency(g) >= tooFrequent })
}

// literals is what is known of the texts that a part of an expression matches,
// in symbols and placeholders.
type literals struct {
	exact    []string   // all of them; nil if there are too many to list
	required [][]string // groups: every text contains a literal of each
	ends     []string   // of a repeated part: every text begins and ends with one
}

// groups returns the required groups, the exact texts among them.
func (l *literals) groups() [][]string {
	if g := searchable(l.exact); g != nil {
		return append(slices.Clone(l.required), g)
	}
	return l.required
}

// rarest returns the least frequent group, or nil.
func (l *literals) rarest() []string {
	groups := l.groups()
	if len(groups) == 0 {
		return nil
	}
	return slices.MinFunc(groups, compareFrequency)
}

// searchable turns texts, one of which must be there, into normalized literals
// that can be looked for; nil if nearly any sentence has one of them.
func searchable(texts []string) []string {
	var out []string
	for _, t := range texts {
		l, possible := normalize(t)
		if !possible {
			continue
		}
		l = l[max(0, len(l)-maxLiteral):]
		if strings.Trim(l, " ") == "" || l == string(mark) {
			return nil
		}
		out = append(out, l)
	}
	if len(out) == 0 {
		return nil
	}
	return withoutExtensions(out)
}

// withoutExtensions sorts texts and drops those that begin with another.
func withoutExtensions(texts []string) []string {
	out := texts[:0]
	slices.Sort(texts)
	for _, t := range texts {
		if len(out) == 0 || !strings.HasPrefix(t, out[len(out)-1]) {
			out = append(out, t)
		}
	}
	return out
}

// literalsOf works out the literals of a part of an expression.
func literalsOf(re *syntax.Regexp) literals {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpNoWordBoundary, syntax.OpBeginLine, syntax.OpEndLine:
		return literals{exact: []string{""}}
	case syntax.OpBeginText, syntax.OpEndText:
		return literals{exact: []string{string([]byte{textEdge})}}
	case syntax.OpWordBoundary:
		return literals{exact: []string{string([]byte{wordEdge})}}
	case syntax.OpLiteral:
		return ofRunes(re.Rune)
	case syntax.OpCharClass:
		return ofClass(re.Rune)
	case syntax.OpCapture:
		return literalsOf(re.Sub[0])
	case syntax.OpConcat:
		return concat(re.Sub)
	case syntax.OpAlternate:
		return alternate(re.Sub)
	case syntax.OpQuest:
		if sub := literalsOf(re.Sub[0]); sub.exact != nil {
			return literals{exact: union(sub.exact, []string{""})}
		}
	case syntax.OpPlus:
		sub := literalsOf(re.Sub[0])
		return literals{required: sub.groups(), ends: sub.exact}
	}
	return literals{} // anything
}

func ofRunes(runes []rune) literals {
	out := make([]byte, len(runes))
	for k, r := range runes {
		out[k] = runeSymbol(r)
	}
	return literals{exact: []string{string(out)}}
}

// maxClass is up to how many symbols a class of characters is expanded to.
const maxClass = 12

// ofClass expands a class of few symbols; runes are pairs, from and to.
func ofClass(runes []rune) literals {
	var in [256]bool
	var out []string
	add := func(r rune) {
		if c := runeSymbol(r); !in[c] {
			in[c] = true
			out = append(out, string([]byte{c}))
		}
	}
	for k := 0; k+1 < len(runes); k += 2 {
		from, to := runes[k], runes[k+1]
		for r := from; r <= min(to, utf8.RuneSelf-1); r++ {
			add(r)
		}
		for _, r := range [...]rune{'’', '´', max(from, utf8.RuneSelf), to} {
			if from <= r && r <= to {
				add(r)
			}
		}
	}
	if len(out) > maxClass {
		return literals{}
	}
	return literals{exact: sorted(out)}
}

// concat joins adjacent exact parts into longer literals.
func concat(subs []*syntax.Regexp) literals {
	var l literals
	var run product
	whole := true
	flush := func() {
		if g := searchable(run.texts()); g != nil {
			l.required = append(l.required, g)
		}
	}
	for _, sub := range flat(subs, nil) {
		s := literalsOf(sub)
		part := s.exact
		if sub.Op == syntax.OpPlus {
			part = s.ends
		}
		if part == nil || !run.fits(part) {
			flush()
			whole = false
		}
		switch {
		case part == nil:
			l.required = append(l.required, s.required...)
			run = nil
		case s.exact == nil: // a repeated part
			run.add(part)
			flush()
			run, whole = product{part}, false
		default:
			run.add(part)
		}
	}
	if whole {
		return literals{exact: run.texts()}
	}
	flush()
	return l
}

// product is adjacent parts of texts, each one of several: their Cartesian
// product is the texts.
type product [][]string

// fits reports whether there are at most maxLiterals texts with another part.
func (c product) fits(part []string) bool {
	n := len(part)
	for _, p := range c {
		n *= len(p)
	}
	return n <= maxLiterals
}

// add appends a part, and drops as many at the front as there are too many.
func (c *product) add(part []string) {
	for len(*c) > 0 && !c.fits(part) {
		*c = (*c)[1:]
	}
	*c = append(*c, part)
}

// texts lists the texts, sorted, each once.
func (c product) texts() []string {
	out := c.appendTexts(nil, make([]byte, 0, 4*maxLiteral))
	return sorted(out)
}

// appendTexts appends the texts that begin with prefix.
func (c product) appendTexts(out []string, prefix []byte) []string {
	if len(c) == 0 {
		return append(out, string(prefix))
	}
	for _, t := range c[0] {
		out = c[1:].appendTexts(out, append(prefix, t...))
	}
	return out
}

// flat appends the parts of a concatenation to out, nested ones in place.
func flat(subs, out []*syntax.Regexp) []*syntax.Regexp {
	for _, sub := range subs {
		if sub.Op == syntax.OpConcat || sub.Op == syntax.OpCapture {
			out = flat(sub.Sub, out)
			continue
		}
		out = append(out, sub)
	}
	return out
}

// alternate requires what one of the branches requires.
func alternate(subs []*syntax.Regexp) literals {
	parts := make([]literals, len(subs))
	var exact []string
	listed := true
	for k, sub := range subs {
		parts[k] = literalsOf(sub)
		listed = listed && parts[k].exact != nil
		exact = append(exact, parts[k].exact...)
	}
	if exact = sorted(exact); listed && len(exact) <= maxLiterals {
		return literals{exact: exact}
	}
	var either []string
	for k := range parts {
		best := parts[k].rarest()
		if best == nil {
			return literals{}
		}
		either = append(either, best...)
	}
	return literals{required: [][]string{sorted(either)}}
}

// union returns both lists together, sorted, without duplicates.
func union(a, b []string) []string { return sorted(slices.Concat(a, b)) }

// sorted sorts a list and drops duplicates.
func sorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
