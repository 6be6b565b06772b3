package lazydfa

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// alphabet partitions all runes into equivalence classes: a program treats the
// runes of one class alike.
type alphabet struct {
	ascii   [utf8.RuneSelf]uint8 // class by byte; ASCII has the lowest classes
	samples []rune               // one rune of each class
	cuts    []rune               // runes from one cut to the next are of one class
	classes []uint16             // of the runes from each cut on
	ofKind  [kinds][]uint16      // the classes of each kind, see kindOf
	reads   []uint64             // a row of bits for each instruction: the classes that it reads
	width   int                  // of a row of reads
}

func newAlphabet(p *syntax.Prog) alphabet {
	sets, setOf := readSets(p)
	a := alphabet{cuts: cutsOf(sets)}
	members := make([][]bool, len(sets)) // by set and cut: whether the set has the runes from the cut on
	for k, set := range sets {
		members[k] = make([]bool, len(a.cuts))
		for _, r := range set {
			from, _ := slices.BinarySearch(a.cuts, r.from)
			for n := from; n < len(a.cuts) && a.cuts[n] <= r.to; n++ {
				members[k][n] = true
			}
		}
	}
	a.classify(members)
	for class, r := range a.samples {
		a.ofKind[kindOf(r)] = append(a.ofKind[kindOf(r)], uint16(class))
	}
	a.width = (len(a.samples) + 63) / 64
	a.reads = make([]uint64, len(p.Inst)*a.width)
	bySet := a.classesOf(members)
	for pc, k := range setOf {
		copy(a.reads[pc*a.width:], bySet[k])
	}
	return a
}

// has reports whether an instruction reads the runes of a class.
func (a *alphabet) has(pc uint32, class int) bool {
	return a.reads[int(pc)*a.width+class/64]>>(class%64)&1 != 0
}

// readByAny returns in the buffer out which classes any of some instructions
// reads, as bits.
func (a *alphabet) readByAny(instructions []uint32, out []uint64) []uint64 {
	out = slices.Grow(out[:0], a.width)[:a.width]
	clear(out)
	for _, pc := range instructions {
		for k, bits := range a.reads[int(pc)*a.width:][:a.width] {
			out[k] |= bits
		}
	}
	return out
}

// classify gives one class to the cuts that are in the same sets and mean the
// same to the conditions beside them.
func (a *alphabet) classify(members [][]bool) {
	known := map[string]uint16{}
	var key []byte
	for n, r := range a.cuts {
		key = utf8.AppendRune(key[:0], sampleBefore(r))
		for k, has := range members {
			if has[n] {
				key = binary.AppendUvarint(key, uint64(k))
			}
		}
		c, ok := known[string(key)]
		if !ok {
			c = uint16(len(a.samples))
			known[string(key)] = c
			a.samples = append(a.samples, r)
		}
		a.classes = append(a.classes, c)
	}
	for b := range a.ascii {
		a.ascii[b] = uint8(a.class(rune(b)))
	}
}

// classesOf returns which classes are in each set, as bits.
func (a *alphabet) classesOf(members [][]bool) [][]uint64 {
	out := make([][]uint64, len(members))
	for k, has := range members {
		out[k] = make([]uint64, a.width)
		for n, c := range a.classes {
			if has[n] {
				out[k][c/64] |= 1 << (c % 64)
			}
		}
	}
	return out
}

// runeRange is the runes from one to another, both included.
type runeRange struct{ from, to rune }

// readSets lists the sets of runes that instructions read, and the set of each such
// instruction. Equal instructions share one.
func readSets(p *syntax.Prog) (sets [][]runeRange, setOf map[int]int) {
	known := map[string]int{}
	setOf = map[int]int{}
	var key []byte
	for pc := range p.Inst {
		in := &p.Inst[pc]
		key = append(key[:0], byte(in.Op), byte(in.Arg)) // the flags of InstRune, see readBy
		for _, r := range in.Rune {
			key = utf8.AppendRune(key, r)
		}
		k, ok := known[string(key)]
		if !ok {
			k = -1
			if set := readBy(in); set != nil {
				k = len(sets)
				sets = append(sets, set)
			}
			known[string(key)] = k
		}
		if k >= 0 {
			setOf[pc] = k
		}
	}
	return sets, setOf
}

// readBy returns the runes that an instruction reads, nil if it reads none.
func readBy(in *syntax.Inst) []runeRange {
	out := []runeRange{}
	switch in.Op {
	case syntax.InstRuneAny:
		return []runeRange{{0, unicode.MaxRune}}
	case syntax.InstRuneAnyNotNL:
		return []runeRange{{0, '\n' - 1}, {'\n' + 1, unicode.MaxRune}}
	case syntax.InstRune, syntax.InstRune1:
	default:
		return nil
	}
	if len(in.Rune) != 1 {
		for k := 0; k+1 < len(in.Rune); k += 2 {
			out = append(out, runeRange{in.Rune[k], in.Rune[k+1]})
		}
		return out
	}
	r := in.Rune[0]
	out = append(out, runeRange{r, r})
	if syntax.Flags(in.Arg)&syntax.FoldCase != 0 {
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			out = append(out, runeRange{f, f})
		}
	}
	return out
}

// cutsOf lists where runes begin that may differ from those before them: the
// ends of all ranges, and of those that decide about lines and words.
func cutsOf(sets [][]runeRange) []rune {
	cuts := []rune{0}
	add := func(r runeRange) { cuts = append(cuts, r.from, r.to+1) }
	for _, r := range [...]runeRange{{'\n', '\n'}, {'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}} {
		add(r)
	}
	for _, set := range sets {
		for _, r := range set {
			add(r)
		}
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

func (a *alphabet) class(r rune) uint16 {
	i, found := slices.BinarySearch(a.cuts, r)
	if !found {
		i--
	}
	return a.classes[i]
}

// classAt returns the class of the rune at byte i of s, and its length.
func (a *alphabet) classAt(s string, i int) (class uint32, n int) {
	if c := s[i]; c < utf8.RuneSelf {
		return uint32(a.ascii[c]), 1
	}
	return a.wide(s[i:])
}

// wide is classAt for a rune beyond ASCII. It is apart so that classAt is
// inlined.
func (a *alphabet) wide(s string) (uint32, int) {
	r, n := utf8.DecodeRuneInString(s)
	return uint32(a.class(r)), n
}
