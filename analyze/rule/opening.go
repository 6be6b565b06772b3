package rule

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// opening is how the first word of a text can begin for an expression to fit
// that can only do so at the front: which symbols its letters can be, one
// after the other, and, as gap, whether it can have ended before.
type opening [openingLength][len(symbols)]bool

// openingLength is how many letters are looked at.
const openingLength = 5

// openingOf works out the opening of an expression, nil if it has none.
func openingOf(re *syntax.Regexp) (*opening, error) {
	if !beginsText(re) {
		return nil, nil
	}
	prog, err := syntax.Compile(re)
	if err != nil {
		return nil, err
	}
	var o opening
	r := newReading(prog, []uint32{uint32(prog.Start)})
	r.passMarks()
	for k := range o {
		if r.matched {
			for c := range o[k] {
				o[k][c] = true
			}
			continue
		}
		o[k][gapNumber] = k > 0 && slices.ContainsFunc(r.readers, r.readsMark)
		r = r.letter(&o[k])
	}
	if o[0] == [len(symbols)]bool(slices.Repeat([]bool{true}, len(symbols))) {
		return nil, nil
	}
	return &o, nil
}

func beginsText(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpBeginText:
		return true
	case syntax.OpConcat, syntax.OpCapture:
		return beginsText(re.Sub[0])
	case syntax.OpAlternate:
		return !slices.ContainsFunc(re.Sub, func(s *syntax.Regexp) bool { return !beginsText(s) })
	}
	return false
}

// reading follows a program through a text of which only kinds of runes are
// known; it takes for granted whatever the program asks of the places between
// them.
type reading struct {
	threadRun
}

// anyPlace is all that can hold at a place.
const anyPlace = syntax.EmptyBeginLine | syntax.EmptyEndLine | syntax.EmptyBeginText | syntax.EmptyEndText |
	syntax.EmptyWordBoundary | syntax.EmptyNoWordBoundary

func newReading(p *syntax.Prog, from []uint32) *reading {
	r := &reading{}
	r.begin(p, anyPlace)
	for _, pc := range from {
		r.reach(pc)
	}
	return r
}

// passMarks goes on past any number of runes that are not in words.
func (r *reading) passMarks() {
	for k := 0; k < len(r.readers); k++ {
		if pc := r.readers[k]; r.readsMark(pc) {
			r.reach(r.prog.Inst[pc].Out)
		}
	}
}

// letter goes on past one rune of a word and notes which it can be.
func (r *reading) letter(can *[len(symbols)]bool) *reading {
	var next []uint32
	for _, pc := range r.readers {
		in := &r.prog.Inst[pc]
		for c := range rune(utf8.RuneSelf) {
			if inWord[c] && in.MatchRune(c) {
				can[number[c]] = true
				next = append(next, in.Out)
			}
		}
	}
	return newReading(r.prog, next)
}

// readsMark reports whether an instruction reads some rune that is not in
// words, other than those two that equal ASCII letters.
func (r *reading) readsMark(pc uint32) bool {
	in := &r.prog.Inst[pc]
	for c := range rune(utf8.RuneSelf) {
		if !inWord[c] && in.MatchRune(c) {
			return true
		}
	}
	switch in.Op {
	case syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		return true
	}
	for k := 0; k < len(in.Rune); k += 2 {
		from, to := in.Rune[k], in.Rune[min(k+1, len(in.Rune)-1)]
		if to >= utf8.RuneSelf && !(from == to && equalsASCII(string(to))) {
			return true
		}
	}
	return false
}

// openings tells which ways' openings a text has.
type openings struct {
	all   bitset // of ways
	masks [openingLength][len(symbols)]bitset
}

func newOpenings(ways []way) *openings {
	o := &openings{all: newBitset(len(ways))}
	for k := range o.masks {
		for c := range o.masks[k] {
			o.masks[k][c] = newBitset(len(ways))
		}
	}
	for n, w := range ways {
		o.all.add(n)
		for k := range o.masks {
			for c := range o.masks[k] {
				if w.opening == nil || w.opening[k][c] {
					o.masks[k][c].add(n)
				}
			}
		}
	}
	return o
}

// keep clears the bits of the ways whose opening the text does not have.
func (o *openings) keep(bits bitset, text string) {
	word := text
	for word != "" && !inWord[word[0]] {
		word = word[1:]
	}
	for k := range o.masks {
		c := uint8(gapNumber)
		if k < len(word) && inWord[word[k]] {
			c = number[word[k]]
		}
		for n, m := range o.masks[k][c] {
			bits[n] &= m
		}
		if c == gapNumber {
			return
		}
	}
}
