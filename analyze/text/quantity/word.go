package quantity

import (
	"strings"

	"github.com/gainsay/gainsay/analyze/text/pos"
)

// numberWord is the value of a word in a number written out.
type numberWord struct {
	value float64
	role  wordRole
}

type wordRole byte

const (
	noNumber wordRole = iota
	unitWord          // zero to nineteen
	tensWord          // twenty to ninety
	scaleWord
)

func (w numberWord) known() bool { return w.role != noNumber }

var numberWords = numberWordTable()

func numberWordTable() map[string]numberWord {
	m := map[string]numberWord{}
	for i, w := range strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen") {
		m[w] = numberWord{float64(i), unitWord}
	}
	for i, w := range strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety") {
		m[w] = numberWord{float64(i+2) * 10, tensWord}
	}
	for w, v := range map[string]float64{"dozen": 12, "hundred": 100, "thousand": 1e3, "grand": 1e3,
		"lakh": 1e5, "million": 1e6, "mln": 1e6, "mio": 1e6, "mrd": 1e9, "milliard": 1e9,
		"crore": 1e7, "billion": 1e9, "bn": 1e9, "trillion": 1e12} {
		m[w] = numberWord{v, scaleWord}
	}
	return m
}

// denominators name the parts of a whole after a count.
var denominators = map[string]float64{
	"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
	"fifth": 5, "fifths": 5,
	"sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8, "tenth": 10,
	"tenths": 10, "hundredth": 100,
}

// valueAt reads a number at piece i, in figures or in words, with the scale
// words, "and a half" or "of a million" after it, and returns the piece after
// it, or i.
func (r *parser) valueAt(i int) (float64, int) {
	value, next := r.numberAt(i)
	switch {
	case next == i:
	case r.andHalf(next):
		if w := numberWords[r.piece(next-1).lower]; w.role == scaleWord {
			return value + w.value/2, next + 3
		}
		scale, end := r.scaleAt(next + 3)
		return (value + 0.5) * scale, end
	case value < 1 && r.piece(next).lower == "of" && r.piece(next+1).lower == "a":
		scale, end := r.scaleAt(next + 2)
		if scale > 1 {
			return value * scale, end
		}
	}
	return value, next
}

func (r *parser) andHalf(i int) bool {
	return r.piece(i).lower == "and" && r.piece(i+1).lower == "a" && r.piece(i+2).lower == "half"
}

func (r *parser) numberAt(i int) (float64, int) {
	p := r.piece(i)
	switch {
	case p.kind == numberPiece:
		return r.figureAt(i)
	case p.kind != wordPiece:
		return 0, i
	case p.lower == "half":
		return r.halfAt(i)
	case p.lower == "a" || p.lower == "an":
		return r.articleAt(i)
	}
	return r.wordsAt(i)
}

// figureAt reads a figure: "1.125 million", "2 ½", "1/3 rd".
func (r *parser) figureAt(i int) (float64, int) {
	p := r.piece(i)
	if ordinalEndings[p.attached] && !p.fraction {
		return 0, i // "3rd" counts nothing
	}
	value, next := p.value, i+1
	after := r.piece(next)
	switch {
	case p.fraction && ordinalEndings[after.lower]:
		return value, next + 1
	case p.plain > 0 && after.fraction:
		return value + after.value, next + 1
	}
	if after.lower == "m" && p.attached == "" && (r.counts(next) || currencySigns[r.piece(i-1).lower] != "") {
		return value * 1e6, next + 1 // not metres: "1.5 m people", "$3 m"
	}
	scale, end := r.scaleAt(next)
	if p.decimal != 0 && (scale > 1 || after.lower == "%" || strings.HasPrefix(after.lower, "percent")) {
		value = p.decimal
	}
	return value * scale, end
}

// scaleAt multiplies the scale words from piece i on: "hundred thousand".
func (r *parser) scaleAt(i int) (float64, int) {
	scale := 1.0
	for {
		j := i
		j += r.joined(j)
		w := numberWords[r.piece(j).lower]
		if w.role != scaleWord {
			return scale, i
		}
		scale *= w.value
		i = j + 1
	}
}

// halfAt reads "half", "half a million". "Half-baked" and "the second half"
// are none.
func (r *parser) halfAt(i int) (float64, int) {
	prev, next := r.piece(i-1), r.piece(i+1)
	if next.lower == "-" && r.touch(i) && !numberWords[r.piece(i+2).lower].known() ||
		prev.lower == "-" && r.touch(i-1) {
		return 0, i
	}
	if prev.lower == "a" && r.piece(i-2).lower == "and" {
		return 0, i
	}
	switch prev.lower {
	case "first", "second", "1st", "2nd", "last", "other", "better", "top", "bottom", "upper", "lower",
		"latter":
		return 0, i
	}
	j := i + 1
	if next.lower == "a" || next.lower == "-" {
		j++
	}
	if scale, end := r.scaleAt(j); end > j {
		return scale / 2, end
	}
	return 0.5, i + 1
}

// articleAt reads "a third", "a hundred", "a quarter". "A third party"
// and the end of "a year and a half" are none.
func (r *parser) articleAt(i int) (float64, int) {
	next := r.piece(i + 1)
	if numberWords[next.lower].role == scaleWord && next.lower != "grand" {
		return r.wordsAt(i + 1)
	}
	if d := denominators[next.lower]; d != 0 && r.piece(i-1).lower != "and" &&
		!strings.HasSuffix(next.lower, "s") && !r.ordinal(i+1) {
		return 1 / d, i + 2
	}
	return 0, i
}

// ordinal reports whether "third" at piece i ranks what follows rather than
// taking a part of it.
func (r *parser) ordinal(i int) bool {
	p, after := r.piece(i), r.piece(i+1)
	switch {
	case after.kind != wordPiece:
		return after.kind == numberPiece || after.lower == "-"
	case after.pos.IsNoun(), after.pos.IsAdjective():
		return after.lower != "percent"
	case after.pos != "":
		return after.pos == pos.CD
	}
	return p.lower != "half" && p.lower != "quarter" && !notCounted[after.lower]
}

// wordsAt reads a number written out: "two hundred and fifty", "twenty-five
// thousand", "two thirds".
func (r *parser) wordsAt(i int) (float64, int) {
	first := numberWords[r.piece(i).lower]
	if !first.known() {
		return 0, i
	}
	total, current := 0.0, 0.0
	last := noNumber
	j := i
	for {
		k := r.stepAt(j, last)
		w := numberWords[r.piece(k).lower]
		if !w.known() || !follows(last, w) {
			break
		}
		switch {
		case w.role != scaleWord:
			current += w.value
		case w.value < 1e3:
			current = max(current, 1) * w.value
		default:
			total += max(current, 1) * w.value
			current = 0
		}
		last, j = w.role, k+1
	}
	value := total + current
	if d := r.partsAt(j, value); d != 0 {
		return value / d, j + r.joined(j) + 1
	}
	if j == i+1 && (r.vagueOne(i, first) || first.role == scaleWord && !r.counted(i)) {
		return 0, i
	}
	return value, j
}

// vagueOne reports whether piece i is a "one" that counts nothing.
func (r *parser) vagueOne(i int, w numberWord) bool {
	after := r.piece(i + 1).lower
	return w.value == 1 && after != "percent" && after != "%" && !r.andHalf(i+1)
}

// counted reports whether a scale word at piece i is led by an article.
func (r *parser) counted(i int) bool {
	prev := r.piece(i - 1).lower
	return prev == "a" || prev == "an" || prev == "per"
}

// stepAt returns the piece of the next number word at or after piece j: past
// a hyphen or an "and" inside a number.
func (r *parser) stepAt(j int, last wordRole) int {
	p := r.piece(j)
	switch {
	case last == noNumber:
		return j
	case p.lower == "-" && r.touch(j-1) && r.touch(j):
		return j + 1
	case p.lower == "and" && last == scaleWord && numberWords[r.piece(j+1).lower].role != scaleWord:
		return j + 1
	}
	return j
}

func follows(last wordRole, w numberWord) bool {
	switch w.role {
	case unitWord:
		return last == noNumber || last == scaleWord || last == tensWord && 1 <= w.value && w.value <= 9
	case tensWord:
		return last == noNumber || last == scaleWord
	}
	return true
}

// partsAt returns the denominator of a fraction whose count ends before
// piece j: "two thirds", "one-third".
func (r *parser) partsAt(j int, count float64) float64 {
	k := j + r.joined(j)
	w := r.piece(k).lower
	d := denominators[w]
	if d == 0 || count < 1 || count >= d || (count > 1) != strings.HasSuffix(w, "s") && w != "halves" {
		return 0
	}
	if count == 1 && r.ordinal(k) {
		return 0
	}
	return d
}

// joined is 1 where piece j is a hyphen without spaces.
func (r *parser) joined(j int) int {
	if r.piece(j).lower == "-" && r.touch(j-1) && r.touch(j) {
		return 1
	}
	return 0
}
