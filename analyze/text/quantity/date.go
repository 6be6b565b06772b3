package quantity

import (
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

var monthNumbers = monthTable()

func monthTable() map[string]int {
	m := map[string]int{"sept": 9}
	for i, w := range strings.Fields("january february march april may june july august september october november december") {
		m[w] = i + 1
		m[w[:3]] = i + 1
	}
	return m
}

// dateValue is the value of a Quantity with the unit date.
func dateValue(year, month, day int) float64 { return float64(year*10000 + month*100 + day) }

// figureDate reads "2017-06-30", "30.06.2017" or "6/30/2017" from groups of
// digits. Where day and month could be either, only the year is sure.
func figureDate(groups []string, seps string) (float64, bool) {
	if len(groups) != 3 || seps[0] != seps[1] || !strings.Contains("-/.", seps[:1]) {
		return 0, false
	}
	var n [3]int
	for i, g := range groups {
		n[i], _ = strconv.Atoi(g)
	}
	year, month, day := n[0], n[1], n[2]
	if len(groups[2]) == 4 {
		year, month, day = n[2], n[1], n[0]
		switch {
		case month > 12 || seps == "//" && day <= 12:
			month, day = day, month
		}
		if seps == "//" && day <= 12 && month != day {
			month, day = 0, 0
		}
	}
	ok := isYear(float64(year)) && month <= 12 && day <= 31 && len(groups[0]) != 3
	return dateValue(year, month, day), ok
}

// dateAt reads a date at piece i: in figures, "4 May 2018", "4th of May",
// "May 4, 2018", "May 4th", "June 2017".
func (r *parser) dateAt(i int) (Quantity, int) {
	p := r.piece(i)
	switch {
	case p.kind == datePiece:
		return r.date(i, i+1, p.value)
	case p.kind == numberPiece:
		return r.dayFirst(i)
	case p.kind == wordPiece && r.month(i) != 0:
		return r.monthFirst(i)
	}
	return Quantity{}, i
}

func (r *parser) date(i, next int, value float64) (Quantity, int) {
	span := gainsay.Span{Start: r.piece(i).Start, End: r.piece(next - 1).End}
	return Quantity{Span: span, Value: value, Unit: "date"}, next
}

// month returns the month that piece i names, or 0. Short forms and the
// words "may" and "march" need their capital.
func (r *parser) month(i int) int {
	p := r.piece(i)
	m := monthNumbers[p.lower]
	if m != 0 && !p.capital && (len(p.lower) <= 4 || p.lower == "march") && p.lower != "june" &&
		p.lower != "july" {
		return 0
	}
	return m
}

// day returns the day of a month that piece i gives, or 0.
func (r *parser) day(i int) int {
	p := r.piece(i)
	if p.kind == numberPiece && 1 <= p.value && p.value <= 31 &&
		(p.plain > 0 && p.plain <= 2 || ordinalEndings[p.attached] && !p.fraction) {
		return int(p.value)
	}
	return 0
}

// year returns the year that piece i gives, or 0.
func (r *parser) year(i int) int {
	if p := r.piece(i); p.kind == numberPiece && p.plain == 4 && isYear(p.value) {
		return int(p.value)
	}
	return 0
}

// yearFrom returns the year at piece i, past a comma, and the piece after it.
func (r *parser) yearFrom(i int) (year, next int) {
	j := i
	if l := r.piece(j).lower; l == "," || l == "of" {
		j++
	}
	if y := r.year(j); y != 0 {
		return y, j + 1
	}
	return 0, i
}

func (r *parser) dayFirst(i int) (Quantity, int) {
	day, j := r.day(i), i+1
	if r.piece(j).lower == "of" {
		j++
	}
	if day == 0 || r.month(j) == 0 {
		return Quantity{}, i
	}
	year, next := r.yearFrom(r.pastStop(j))
	if year == 0 {
		next = j + 1
	}
	return r.date(i, next, dateValue(year, r.month(j), day))
}

func (r *parser) monthFirst(i int) (Quantity, int) {
	month, j := r.month(i), r.pastStop(i)
	if l := r.piece(j).lower; l == "the" {
		j++
	}
	if day := r.day(j); day != 0 && !r.counts(j) {
		year, next := r.yearFrom(j + 1)
		return r.date(i, next, dateValue(year, month, day))
	}
	if year, next := r.yearFrom(r.pastStop(i)); year != 0 {
		return r.date(i, next, dateValue(year, month, 0))
	}
	if p := r.piece(i); monthBefore[r.piece(i-1).lower] && p.capital && len(p.lower) >= 3 {
		return r.date(i, i+1, dateValue(0, month, 0))
	}
	return Quantity{}, i
}

// monthBefore are words after which the name of a month alone is a date.
var monthBefore = wordlist.Set("in since until till during by last next this early late mid")

// pastStop returns the piece after piece i and after the stop of its short
// form: "Sept. 4".
func (r *parser) pastStop(i int) int {
	if r.piece(i+1).lower == "." && r.touch(i) && len(r.piece(i).lower) <= 4 {
		return i + 2
	}
	return i + 1
}

// counts reports whether the figure at piece i counts a plural: "In June 30
// people came".
func (r *parser) counts(i int) bool {
	after := r.piece(i + 1)
	if after.lower == "%" || after.lower == "percent" || numberWords[after.lower].role == scaleWord {
		return true
	}
	if after.kind != wordPiece || notCounted[after.lower] {
		return false
	}
	return after.lower == "people" || after.pos == pos.NNS ||
		after.pos == "" && len(after.lower) > 3 && strings.HasSuffix(after.lower, "s")
}

var (
	yearAlways = wordlist.Set("in since until till during before after around circa mid early late year years summer winter spring autumn fall back")
	yearMaybe  = wordlist.Set("by from of to between and or for than through the - through / (")
)

// yearAt reads a year in plain figures where the word before it, or a year
// just before, says that it is one.
func (r *parser) yearAt(i int) (Quantity, int) {
	year := r.year(i)
	if short := r.shortYear(i); short != 0 {
		return Quantity{Span: r.piece(i).Span, Value: float64(short), Unit: "year"}, i + 1
	}
	if year == 0 {
		return Quantity{}, i
	}
	j := i - 1
	if r.piece(j).lower == "-" && numberlessWord(r.piece(j-1)) {
		j--
	}
	before := r.piece(j).lower
	switch {
	case r.spansYears(i):
	case yearAlways[before] && (year >= 1900 || !r.counts(i)) && !r.scaled(i+1):
	case yearMaybe[before] && !r.counts(i) && !r.scaled(i+1) && r.datesBy(i, before):
	default:
		return Quantity{}, i
	}
	p := r.piece(i)
	return Quantity{Span: p.Span, Value: float64(year), Unit: "year"}, i + 1
}

// shortYear returns the year that two digits at piece i mean, with the
// context that precedes them: "1939-45", "in '98".
func (r *parser) shortYear(i int) int {
	p := r.piece(i)
	if p.kind != numberPiece || p.plain != 2 {
		return 0
	}
	switch before := r.piece(i - 1).lower; {
	case before == "-" && r.touch(i-1) && r.touch(i-2) && r.yearUnit(i-2):
		if full := r.year(i-2)/100*100 + int(p.value); full > r.year(i-2) {
			return full
		}
	case (before == "'" || before == "’" || before == "‘") && r.touch(i-1) &&
		(yearAlways[r.piece(i-2).lower] || r.piece(i-2).lower == "of"):
		if p.value > 30 {
			return 1900 + int(p.value)
		}
		return 2000 + int(p.value)
	}
	return 0
}

// spansYears reports whether the year at piece i begins one like "1939-45".
func (r *parser) spansYears(i int) bool {
	p := r.piece(i + 2)
	return r.piece(i+1).lower == "-" && r.touch(i) && r.touch(i+1) && p.kind == numberPiece &&
		p.plain == 2 && int(p.value) > r.year(i)%100
}

// decadeAt reads "the 1990s", "the 90s", but not "in her 50s".
func (r *parser) decadeAt(i int) (Quantity, int) {
	p := r.piece(i)
	if p.attached != "s" {
		return Quantity{}, i
	}
	value := p.value
	if value < 100 {
		before := r.piece(i - 1).lower
		if before == "'" || before == "’" || before == "-" {
			before = r.piece(i - 2).lower
		}
		if !decadeBefore[before] {
			return Quantity{}, i + 1
		}
		if value += 1900; value < 1920 {
			value += 100
		}
	}
	return Quantity{Span: p.Span, Value: value, Unit: "decade"}, i + 1
}

var decadeBefore = wordlist.Set("the early late mid")

// ordinalAt reads "3rd" as a rank, "20th century" as a century.
func (r *parser) ordinalAt(i int) (Quantity, int) {
	p := r.piece(i)
	if !ordinalEndings[p.attached] || p.fraction {
		return Quantity{}, i
	}
	q := Quantity{Span: p.Span, Value: p.value, Unit: "ordinal"}
	j := i + 1 + r.joined(i+1)
	if w := r.piece(j).lower; w == "century" || w == "centuries" {
		q.Unit, q.End = "century", r.piece(j).End
		return q, j + 1
	}
	return q, i + 1
}

// numberlessWord reports whether p is a word such as the "mid" of "mid-2016".
func numberlessWord(p *piece) bool { return p.kind == wordPiece && joinable[p.lower] }

func (r *parser) scaled(i int) bool {
	l := r.piece(i).lower
	return l == "%" || l == "percent" || l == "per" || currencySigns[l] != "" || currencyWords[l] != "" ||
		numberWords[l].role == scaleWord
}

// datesBy reports whether the weaker context before a year suffices: "by" and
// "from" do; "the 2016 election" needs its noun; "to", "and" and the rest
// need a year on their other side.
func (r *parser) datesBy(i int, before string) bool {
	switch before {
	case "by", "from", "(":
		return true
	case "of", "through":
		return r.year(i) >= 1900
	case "the":
		return r.year(i) >= 1900 && r.piece(i+1).pos.IsNoun()
	case "between":
		return r.year(i+2) != 0
	}
	return r.year(i-2) != 0 && r.yearUnit(i-2)
}

// yearUnit reports whether the figure at piece i was read as a year.
func (r *parser) yearUnit(i int) bool {
	n := len(r.found)
	return n > 0 && r.found[n-1].Unit != "" && r.found[n-1].End == r.piece(i).End &&
		(r.found[n-1].Unit == "year" || r.found[n-1].Unit == "date")
}
