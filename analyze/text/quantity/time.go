package quantity

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/chars"
)

// relativeDays, relativeWords and relativeUnits make a time relative to the moment of
// writing; its value counts units from now.
var (
	relativeDays  = map[string]float64{"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
	relativeWords = map[string]float64{"last": -1, "previous": -1, "this": 0, "next": 1}
	relativeUnits = map[string]string{"night": "day", "week": "week", "month": "month", "year": "year",
		"decade": "decade", "century": "century"}
)

// clockMinutes reads "10:30", or "7.30" where "am" or "pm" follows, as minutes
// after midnight.
func clockMinutes(groups []string, seps, half string) (float64, bool) {
	if len(groups) > 2 || len(groups[0]) > 2 || len(groups) == 2 && (len(groups[1]) != 2 || seps == "." &&
		half == "" || seps != "." && seps != ":") {
		return 0, false
	}
	hour, err := strconv.Atoi(groups[0])
	minute := 0
	if len(groups) == 2 && err == nil {
		minute, err = strconv.Atoi(groups[1])
	}
	switch {
	case err != nil || minute > 59 || hour > 23 || half != "" && (hour > 12 || hour == 0) ||
		half == "" && len(groups) == 1:
		return 0, false
	case half == "pm" && hour < 12:
		hour += 12
	case half == "am" && hour == 12:
		hour = 0
	}
	return float64(60*hour + minute), true
}

// clock reads the time of day in figures with its "am" or "pm" written on,
// from groups of digits that end at j.
func (c *scanner) clock(groups []string, seps string, j, end int) (minutes float64, next int, ok bool) {
	next = j + chars.RunLen(c.text[j:end], unicode.IsLetter)
	half := strings.ToLower(c.text[j:next])
	if half != "" && half != "am" && half != "pm" || half == "" && seps != ":" {
		return 0, j, false
	}
	minutes, ok = clockMinutes(groups, seps, half)
	return minutes, next, ok
}

// timeAt reads a time of day at piece i: "10:30", "7pm", "7.30 p.m.".
func (r *parser) timeAt(i int) (Quantity, int) {
	p := r.piece(i)
	half, next := r.halfDayAt(i + 1)
	value, ok := p.value, p.kind == timePiece
	if half != "" && (ok || p.kind == numberPiece && p.attached == "") {
		s := p.In(r.text)
		seps := strings.Trim(s, "0123456789")
		value, ok = clockMinutes(strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' }),
			seps, half)
	}
	if !ok {
		return Quantity{}, i
	}
	span := gainsay.Span{Start: p.Start, End: r.piece(next - 1).End}
	return Quantity{Span: span, Value: value, Unit: "time"}, next
}

// halfDayAt reads "am" or "p.m." at piece i.
func (r *parser) halfDayAt(i int) (half string, next int) {
	w := r.piece(i).lower
	switch {
	case w == "am" || w == "pm":
		return w, i + 1
	case (w == "a" || w == "p") && r.piece(i+1).lower == "." && r.piece(i+2).lower == "m" && r.touch(i) &&
		r.touch(i+1):
		if r.piece(i+3).lower == "." && r.touch(i+2) {
			return w + "m", i + 4
		}
		return w + "m", i + 3
	}
	return "", i
}

// relativeAt reads "yesterday" or "last year" at piece i.
func (r *parser) relativeAt(i int) (Quantity, int) {
	p, unit, next := r.piece(i), "day", i+1
	if p.kind != wordPiece {
		return Quantity{}, i
	}
	value, ok := relativeDays[p.lower]
	if !ok {
		value, ok = relativeWords[p.lower]
		unit, next = relativeUnits[r.piece(i+1).lower], i+2
	}
	if !ok || unit == "" {
		return Quantity{}, i
	}
	span := gainsay.Span{Start: p.Start, End: r.piece(next - 1).End}
	return Quantity{Span: span, Value: value, Unit: "relative " + unit}, next
}

// addAgo adds the time that the amount q gives, which ends before piece next:
// "three years ago".
func (r *parser) addAgo(q Quantity, next int) {
	if timeUnits[q.Unit] && r.piece(next+1).lower == "ago" {
		q.End, q.Value, q.Unit = r.piece(next+1).End, -q.Value, "relative "+q.Unit
		r.times = append(r.times, q)
	}
}
