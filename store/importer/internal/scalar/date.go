package scalar

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
)

// DateOrder is the order of day and month in dates of digits.
type DateOrder int

// The orders. Dates that begin with the year do not need one.
const (
	UnknownOrder DateOrder = iota
	DayFirst
	MonthFirst
)

// numericDate matches a date of digits, perhaps after a weekday and before a time
// of day: "Sun, 24/07/2011 - 23:02".
var numericDate = lazy.Regexp(`^(?:\pL+\.?,?\s+)?(\d{1,4})([./-])(\d{1,2})([./-])(\d{1,4})\.?(?:[,;]?\s*(.*))?$`)

// OrderOf returns the order that a date of digits shows because one of its
// numbers is no month, UnknownOrder if it can be read in both orders or is
// another kind of date.
func OrderOf(s string) DateOrder {
	if s = strings.TrimSpace(s); isLocal(s) {
		s = Western(s)
	}
	m := numericDate().FindStringSubmatch(s)
	if m == nil || len(m[1]) > 2 {
		return UnknownOrder
	}
	a, _ := strconv.Atoi(m[1])
	b, _ := strconv.Atoi(m[3])
	switch {
	case a > 12 && b <= 12:
		return DayFirst
	case b > 12 && a <= 12:
		return MonthFirst
	}
	return UnknownOrder
}

// OrderMatters reports whether s is a date of digits that does not begin with the
// year.
func OrderMatters(s string) bool {
	m := numericDate().FindStringSubmatch(Western(strings.TrimSpace(s)))
	return m != nil && len(m[1]) < 3
}

// IsAmbiguousDate reports whether s is a date of digits that can be read in two
// ways.
func IsAmbiguousDate(s string) bool {
	return ParseTime(s).IsZero() && !ParseDate(s, DayFirst).IsZero()
}

// ParseDate is ParseTime for a source whose dates of digits have the order o.
func ParseDate(s string, o DateOrder) Stamp {
	s = strings.TrimSpace(s)
	if o != UnknownOrder {
		if st, ok := ParseDigits(s, o); ok {
			return st
		}
		if isLocal(s) {
			if st, ok := ParseDigits(Western(s), o); ok {
				return st
			}
		}
	}
	return ParseTime(s)
}

// ParseDigits reads dates such as 14/04/2020 at 3:00 pm, 15/09/2012 - 19:23 and
// 2020/4/14. Between dots the day is first. Without an order, a date that can
// be read in two ways is not read.
func ParseDigits(s string, o DateOrder) (Stamp, bool) {
	m := numericDate().FindStringSubmatch(s)
	if m == nil || m[2] != m[4] || len(m[1]) == 3 || len(m[1]) <= 2 && len(m[5]) != 2 && len(m[5]) != 4 {
		return Stamp{}, false
	}
	y, mo, d := m[5], m[3], m[1]
	switch {
	case len(m[1]) > 2:
		y, d = m[1], m[5]
	case o == UnknownOrder && m[2] == ".":
		o = DayFirst
	case o == UnknownOrder:
		if o = OrderOf(s); o == UnknownOrder && m[1] == m[3] {
			o = DayFirst // 5/5/2020
		}
		if o == DayFirst && len(y) == 2 {
			return Stamp{}, false // 19/11/13 may begin with the year
		}
	}
	if len(m[1]) <= 2 && o == UnknownOrder {
		return Stamp{}, false
	}
	if len(m[1]) <= 2 && o == MonthFirst {
		mo, d = d, mo
	}
	return numbered(y, mo, d, m[6])
}

// numbered combines a date of digits with the words after it.
func numbered(year, month, day, rest string) (Stamp, bool) {
	y := commonYear(year)
	mo, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	t := time.Date(y, time.Month(mo), d, 0, 0, 0, 0, time.UTC)
	if len(day) > 2 || mo < 1 || mo > 12 || t.Day() != d || y < 1 {
		return Stamp{}, false
	}
	if strings.TrimSpace(rest) == "" {
		return Stamp{Time: t, Precision: gainsay.ToDay}, true
	}
	st, ok := withClock(t, strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(rest))
	if !ok {
		return Stamp{}, false
	}
	return valid(st.Time, st.Precision, fmt.Sprint(year, month, day)), true
}
