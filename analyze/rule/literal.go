package rule

import (
	"cmp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxLiterals bounds how many literals a part of an expression is unfolded to.
const maxLiterals = 150

// literals is what is known of the texts that a part of an expression fits, in
// symbols, edges and rims.
type literals struct {
	exact []string   // all of them; nil if there are too many to list
	needs [][]string // of each group, every text contains one at least
	ends  []string   // of a repeated part: every text begins and ends with one
	best  []string   // the rarest of groups, once it was asked for
}

// groups are the needs, that of being one of the exact texts among them.
func (l *literals) groups() [][]string {
	if g := telling(l.exact); g != nil {
		return append(slices.Clone(l.needs), g)
	}
	return l.needs
}

// rarest returns the group least often met, or nil.
func (l *literals) rarest() []string {
	if groups := l.groups(); l.best == nil && len(groups) > 0 {
		l.best = slices.MinFunc(groups, compareRarity)
	}
	return l.best
}

// unfolder works out literals, of each part of an expression once.
type unfolder map[*syntax.Regexp]*literals

// telling shortens texts of which one is there to literals worth looking for,
// or to nil if that says nothing.
func telling(texts []string) []string {
	var tidied []string
	for _, t := range texts {
		if l, possible := tidy(t); possible {
			tidied = append(tidied, l)
		}
	}
	if len(tidied) == 0 {
		return nil
	}
	for k, l := range tidied {
		if tidied[k] = tellingPart(l); strings.Trim(tidied[k], " ") == "" || tidied[k] == string(mark) {
			return nil
		}
	}
	return sparse(tidied)
}

// sparse sorts texts and leaves out those that begin with another.
func sparse(texts []string) []string {
	out := texts[:0]
	slices.Sort(texts)
	for _, t := range texts {
		if len(out) == 0 || !strings.HasPrefix(t, out[len(out)-1]) {
			out = append(out, t)
		}
	}
	return out
}

func (u unfolder) literals(re *syntax.Regexp) *literals {
	l, ok := u[re]
	if !ok {
		of := u.unfold(re)
		l = &of
		u[re] = l
	}
	return l
}

func (u unfolder) unfold(re *syntax.Regexp) literals {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpNoWordBoundary, syntax.OpBeginLine, syntax.OpEndLine:
		return literals{exact: []string{""}}
	case syntax.OpBeginText, syntax.OpEndText:
		return literals{exact: []string{string([]byte{rim})}}
	case syntax.OpWordBoundary:
		return literals{exact: []string{string([]byte{edge})}}
	case syntax.OpLiteral:
		return ofRunes(re.Rune)
	case syntax.OpCharClass:
		return ofClass(re.Rune)
	case syntax.OpCapture:
		return *u.literals(re.Sub[0])
	case syntax.OpConcat:
		return u.concat(re.Sub)
	case syntax.OpAlternate:
		return u.alternate(re.Sub)
	case syntax.OpQuest:
		if sub := u.literals(re.Sub[0]); sub.exact != nil {
			return literals{exact: union(sub.exact, []string{""})}
		}
	case syntax.OpPlus:
		sub := u.literals(re.Sub[0])
		return literals{needs: sub.groups(), ends: sub.exact}
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

// wideClass is how many symbols make a class not worth listing.
const wideClass = 12

// ofClass lists a class of few symbols; runes are pairs, from and to.
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
	if len(out) > wideClass {
		return literals{}
	}
	return literals{exact: union(out, nil)}
}

// concat joins neighbouring exact parts into longer literals.
func (u unfolder) concat(subs []*syntax.Regexp) literals {
	var l literals
	var run crossing
	whole := true
	flush := func() {
		if g := telling(run.texts()); g != nil {
			l.needs = append(l.needs, g)
		}
	}
	for _, sub := range flat(subs, nil) {
		s := u.literals(sub)
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
			l.needs = append(l.needs, s.needs...)
			run = nil
		case s.exact == nil: // it begins with one of these and ends with one
			run.add(part)
			flush()
			run, whole = crossing{part}, false
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

// crossing is parts of texts that follow one another, of each one of several.
type crossing [][]string

// fits reports whether there would be maxLiterals texts at most with the part.
func (c crossing) fits(part []string) bool {
	n := len(part)
	for _, p := range c {
		n *= len(p)
	}
	return n <= maxLiterals
}

// add adds a part at the end, and leaves out as many at the front as must be.
func (c *crossing) add(part []string) {
	for len(*c) > 0 && !c.fits(part) {
		*c = (*c)[1:]
	}
	*c = append(*c, part)
}

func (c crossing) texts() []string {
	out := []string{""}
	for _, part := range c {
		longer := make([]string, 0, len(out)*len(part))
		for _, x := range out {
			for _, y := range part {
				longer = append(longer, x+y)
			}
		}
		out = longer
	}
	return union(out, nil)
}

// flat adds the parts of a concatenation to out, those of its parts in their
// place.
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

// alternate needs what one of the branches needs.
func (u unfolder) alternate(subs []*syntax.Regexp) literals {
	var exact []string
	listed := true
	for _, sub := range subs {
		s := u.literals(sub)
		listed = listed && s.exact != nil
		exact = append(exact, s.exact...)
	}
	if exact = union(exact, nil); listed && len(exact) <= maxLiterals {
		return literals{exact: exact}
	}
	var either []string
	for _, sub := range subs {
		best := u.literals(sub).rarest()
		if best == nil {
			return literals{}
		}
		either = append(either, best...)
	}
	return literals{needs: [][]string{union(either, nil)}}
}

func compareRarity(a, b []string) int { return cmp.Compare(commonness(a), commonness(b)) }

// union is both lists together, sorted, each text once.
func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}
