package quantity

import "github.com/gainsay/gainsay/analyze/text/wordlist"

// The bounds of a figure.
const (
	About    = "~" // "about 500", "500 or so"
	MoreThan = ">" // "over 500", "at least 500", "500+"
	LessThan = "<" // "under 500", "up to 500"
)

// boundWords immediately precede a figure; a word with "than", "least", "most"
// or "to" after it counts as one.
var boundWords = map[string]string{
	"about": About, "around": About, "roughly": About, "approximately": About, "approx": About,
	"nearly": About, "almost": About, "circa": About, "~": About,
	"over": MoreThan, "above": MoreThan, "exceeding": MoreThan, "more than": MoreThan,
	"greater than": MoreThan, "at least": MoreThan, "fewer than": LessThan,
	"under": LessThan, "below": LessThan, "less than": LessThan, "at most": LessThan, "up to": LessThan,
}

// boundOf returns the bound of the amount in pieces [i, next) and the piece
// after what states it.
func (r *parser) boundOf(i, next int) (bound string, end int) {
	before := r.piece(i - 1).lower
	switch before {
	case "than", "least", "most", "to":
		before = r.piece(i-2).lower + " " + before
		if r.piece(i-3).lower == "no" || r.piece(i-3).lower == "not" { // "no more than"
			return opposite(boundWords[before]), next
		}
	}
	if b := boundWords[before]; b != "" {
		return b, next
	}
	switch after, then := r.piece(next).lower, r.piece(next+1).lower; {
	case after == "+" && r.touch(next-1):
		return MoreThan, next + 1
	case after == "or" && (then == "more" || then == "so" || then == "less" || then == "fewer"):
		return map[string]string{"more": MoreThan, "so": About, "less": LessThan, "fewer": LessThan}[then],
			next
	}
	return "", next
}

func opposite(bound string) string {
	switch bound {
	case MoreThan:
		return LessThan
	case LessThan:
		return MoreThan
	}
	return bound
}

// shareRange gives the first figure of a range the unit and the scale that only
// the second has: "$3-5 billion", "20 to 30 people". The
// figures begin at the pieces first and second; the first ends before end.
func (r *parser) shareRange(q, o *Quantity, first, end, second, next int) {
	if second != end+1 || q.fixed() || o.fixed() {
		return
	}
	switch r.piece(end).lower {
	case "-", "to", "or":
	case "and":
		if r.piece(first-1).lower != "between" {
			return
		}
	default:
		return
	}
	switch {
	case q.Unit == "":
		q.Unit = o.Unit
	case o.Unit == "" && currencySigns[q.Unit] != "":
		o.Unit = q.Unit
	}
	if q.Unit != o.Unit {
		return
	}
	if s := r.scaleOf(second, next); s > 1 && r.scaleOf(first, end) == 1 && q.Value < o.Value/s {
		q.Value *= s
	}
}

// fixed reports whether q is not an amount, so that it shares no unit in a range.
func (q Quantity) fixed() bool {
	switch q.Unit {
	case "date", "year", "decade", "century", "ordinal", "time":
		return true
	}
	return false
}

// scaleOf is the product of the scales among pieces [i, end).
func (r *parser) scaleOf(i, end int) float64 {
	scale := 1.0
	for ; i < end; i++ {
		p := r.piece(i)
		if w := numberWords[p.lower]; w.role == scaleWord {
			scale *= w.value
		}
		if s, ok := attachedScales[p.attached]; ok {
			scale *= s
		}
	}
	return scale
}

// timeUnits follow "5 in 10" where it is not a ratio.
var timeUnits = wordlist.Set("second minute hour day night week month year decade")

// ratioAt reads "one in five", "3 out of 4" at piece i: a part of a whole.
func (r *parser) ratioAt(i int) (Quantity, int) {
	n, j := r.smallAt(i), i+1
	in := r.piece(j).lower == "in"
	switch {
	case in:
		j++
	case r.piece(j).lower == "out" && r.piece(j+1).lower == "of":
		j += 2
	default:
		return Quantity{}, i
	}
	if m := r.smallAt(j); n < 1 || m <= n {
		return Quantity{}, i
	}
	noun := r.nounAt(j + 1)
	if in && (noun == "" || timeUnits[noun]) || numberWords[r.piece(j+1).lower].known() {
		return Quantity{}, i
	}
	q := Quantity{Value: n / r.smallAt(j), Unit: noun}
	q.Start, q.End = r.piece(i).Start, r.piece(j).End
	q.Bound, _ = r.boundOf(i, j+1)
	return q, j + 1
}

// smallAt returns the whole number up to 1000 that piece i alone gives, or 0.
func (r *parser) smallAt(i int) float64 {
	p := r.piece(i)
	if p.kind == numberPiece && p.plain > 0 && p.value <= 1000 {
		return p.value
	}
	if w := numberWords[p.lower]; w.known() && w.value <= 1000 {
		return w.value
	}
	return 0
}

// negative reports whether the amount at piece i, with the given unit, has a
// minus before it: only degrees, money and percentages do, a hyphen before
// other figures is punctuation.
func (r *parser) negative(i int, unit string) bool {
	switch {
	case unit != "%" && unit != "degree" && currencySigns[unit] == "":
		return false
	case r.piece(i-1).lower == "minus":
		return true
	}
	return r.piece(i-1).lower == "-" && r.touch(i-1) && !r.touch(i-2) && r.piece(i-2).kind != numberPiece
}
