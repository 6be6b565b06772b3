package rule

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// alphabet parts all runes into classes whose runes a program never tells
// apart.
type alphabet struct {
	ascii   [utf8.RuneSelf]uint16 // class by byte
	samples []rune                // one rune of each class
	cuts    []rune                // runes from one cut to the next are of one class
	classes []uint16              // of the runes from each cut on
}

func alphabetOf(p *syntax.Prog) alphabet {
	a := alphabet{cuts: cutsOf(p)}
	known := map[string]uint16{}
	for _, r := range a.cuts {
		key := readersOf(p, r)
		c, ok := known[key]
		if !ok {
			c = uint16(len(a.samples))
			known[key] = c
			a.samples = append(a.samples, r)
		}
		a.classes = append(a.classes, c)
	}
	for b := range a.ascii {
		a.ascii[b] = a.class(rune(b))
	}
	return a
}

// cutsOf lists where runes begin that may differ from those before them: the
// ends of all ranges, and of what decides about lines and words.
func cutsOf(p *syntax.Prog) []rune {
	cuts := []rune{0}
	add := func(from, to rune) { cuts = append(cuts, from, to+1) }
	for _, r := range [...][2]rune{{'\n', '\n'}, {'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}} {
		add(r[0], r[1])
	}
	for _, in := range p.Inst {
		if in.Op != syntax.InstRune && in.Op != syntax.InstRune1 {
			continue
		}
		if len(in.Rune) == 1 { // whatever its case, it may be
			r := in.Rune[0]
			add(r, r)
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				add(f, f)
			}
		}
		for k := 0; k+1 < len(in.Rune); k += 2 {
			add(in.Rune[k], in.Rune[k+1])
		}
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

// readersOf says which instructions read r, and what r means to the places
// beside it.
func readersOf(p *syntax.Prog, r rune) string {
	key := utf8.AppendRune(nil, sampleBefore(r))
	for pc := range p.Inst {
		switch in := &p.Inst[pc]; in.Op {
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			if in.MatchRune(r) {
				key = binary.AppendUvarint(key, uint64(pc))
			}
		}
	}
	return string(key)
}

func (a *alphabet) class(r rune) uint16 {
	i, found := slices.BinarySearch(a.cuts, r)
	if !found {
		i--
	}
	return a.classes[i]
}

// wide returns the class of the rune at the front of s, and its length.
func (a *alphabet) wide(s string) (uint16, int) {
	r, n := utf8.DecodeRuneInString(s)
	return a.class(r), n
}
