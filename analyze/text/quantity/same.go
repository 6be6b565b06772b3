package quantity

import (
	"math"
	"strings"
)

// sameWithin is the share by which two values may differ and still count as
// the same figure, rounded.
const sameWithin = 0.005

// Same reports whether q and o state the same value: within half a percent,
// or as far as a bound allows, in units that agree. The unit "" agrees with
// any; a percentage agrees with the fraction it means; dates agree where
// both know a part.
func (q Quantity) Same(o Quantity) bool {
	if q.calendar() && o.calendar() {
		if q.Unit == "decade" || o.Unit == "decade" {
			return q.date()[0]/10 == o.date()[0]/10
		}
		return sameDate(q.date(), o.date())
	}
	if q.Unit == "%" && o.Unit != "%" && math.Abs(o.Value) <= 1 && q.agrees(o, q.Value, o.Value*100) ||
		o.Unit == "%" && q.Unit != "%" && math.Abs(q.Value) <= 1 && q.agrees(o, q.Value*100, o.Value) {
		return true
	}
	if q.Unit != o.Unit && (q.Unit != "" && o.Unit != "" || q.apart() || o.apart()) || q.Unit == "date" ||
		o.Unit == "date" {
		return false
	}
	return q.agrees(o, q.Value, o.Value)
}

// apart reports whether q has a unit that a bare number does not share.
func (q Quantity) apart() bool {
	return q.fixed() && q.Unit != "year" || strings.HasPrefix(q.Unit, "relative ")
}

// agrees compares v, a value of q, with w, one of o.
func (q Quantity) agrees(o Quantity, v, w float64) bool {
	return near(v, w) || q.allows(v, w) || o.allows(w, v)
}

// aboutWithin and boundWithin are the shares by which a figure may differ
// from one given as "about", and lie beyond one given as "over" or "under":
// "over 9,000" covers 9,400 but not 20,000.
const (
	aboutWithin = 0.1
	boundWithin = 0.25
)

// allows reports whether the bound of q, whose value is v, lets w pass.
func (q Quantity) allows(v, w float64) bool {
	far := math.Abs(w - v)
	switch q.Bound {
	case About:
		return far <= aboutWithin*math.Abs(v)
	case MoreThan:
		return w >= v && far <= boundWithin*math.Abs(v)
	case LessThan:
		return w <= v && far <= boundWithin*math.Abs(v)
	}
	return false
}

func near(a, b float64) bool {
	return math.Abs(a-b) <= sameWithin*max(math.Abs(a), math.Abs(b))
}

// calendar reports whether q names a day, month or year rather than counts:
// "5 years" has the unit year too, but no such value.
func (q Quantity) calendar() bool {
	return q.Unit == "date" || (q.Unit == "year" || q.Unit == "decade") && isYear(q.Value)
}

func isYear(v float64) bool { return 1500 <= v && v <= 2100 && v == math.Trunc(v) }

// date returns year, month and day, 0 where not known.
func (q Quantity) date() [3]int {
	v := int(q.Value)
	if q.Unit != "date" {
		v *= 10000
	}
	return [3]int{v / 10000, v / 100 % 100, v % 100}
}

func sameDate(a, b [3]int) bool {
	shared := false
	for i := range a {
		if a[i] != 0 && b[i] != 0 {
			if a[i] != b[i] {
				return false
			}
			shared = true
		}
	}
	return shared
}
