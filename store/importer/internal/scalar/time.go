package scalar

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
)

// longestTime is how many bytes a time may have; longer ones are kept as words,
// for each layout that does not fit would copy them.
const longestTime = 200

// ParseTime reads a time as sources write it: seconds, milliseconds or finer
// units since 1970 as integer, fraction or with exponent; RFC 3339 and similar,
// HTTP and mail dates; dates with month names in the languages of monthNames. A
// time without a zone is UTC. A date that can be read in two ways (4/5/2018) or
// is relative ("2 months ago") is kept as words.
func ParseTime(s string) Stamp {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasPrefix(s, "0000-00-00") || s == "null" || s == "None" || s == "NaN" ||
		s == "nan" {
		return Stamp{}
	}
	if len(s) > longestTime {
		return Stamp{Text: s}
	}
	if st, ok := digitsOnly(s); ok {
		return st
	}
	if !opensWithYear(s) {
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			return epoch(f, s)
		}
	}
	for _, l := range layouts {
		if t, err := time.Parse(l.layout, s); err == nil {
			return valid(t, l.precision, s)
		}
	}
	if t, err := http.ParseTime(s); err == nil {
		return valid(t, gainsay.ToSecond, s)
	}
	if st, ok := namedMonth(s); ok {
		return valid(st.Time, st.Precision, s)
	}
	if st, ok := ParseDigits(s, UnknownOrder); ok {
		return st
	}
	if isLocal(s) {
		if w := Western(s); w != s {
			if st := ParseTime(w); !st.IsZero() {
				return st
			}
		}
	}
	return Stamp{Text: s}
}

// digitsOnly reads 20201113 and 20201113045024.
func digitsOnly(s string) (Stamp, bool) {
	if len(s) != 8 && len(s) != 14 || s[0] != '1' && s[0] != '2' {
		return Stamp{}, false
	}
	t, err := time.Parse("20060102150405"[:len(s)], s)
	if err != nil || t.Year() < 1970 || t.Year() > 2100 {
		return Stamp{}, false
	}
	st := Stamp{Time: t}
	if len(s) == 8 {
		st.Precision = gainsay.ToDay
	}
	return st, true
}

// opensWithYear reports whether s begins like 2006-01-02, which is not a
// number.
func opensWithYear(s string) bool {
	return len(s) > 4 && s[4] == '-' && strings.Trim(s[:4], "0123456789") == ""
}

// epoch reads a number since 1970. Its size decides the unit: seconds up to the
// year 5138, then milliseconds, microseconds and nanoseconds. Four digits from
// 1000 to 2999 are a year. 0 and numbers out of range are no time.
func epoch(f float64, words string) Stamp {
	if f >= 1000 && f <= 2999 && f == math.Trunc(f) && len(words) == 4 {
		return Stamp{Time: time.Date(int(f), 1, 1, 0, 0, 0, 0, time.UTC), Precision: gainsay.ToYear}
	}
	abs := math.Abs(f)
	switch {
	case f <= 0 && f > -1, math.IsNaN(f):
		return Stamp{}
	case abs >= 1e20:
		return Stamp{Text: words}
	case abs >= 1e17:
		f /= 1e9
	case abs >= 1e14:
		f /= 1e6
	case abs >= 1e11:
		f /= 1e3
	}
	whole, frac := math.Modf(f)
	return valid(time.Unix(int64(whole), int64(math.Round(frac*1e3))*1e6), gainsay.ToSecond, words)
}

// valid returns t in UTC, or the words if RFC 3339 cannot write it.
func valid(t time.Time, p gainsay.Precision, words string) Stamp {
	if name, offset := t.Zone(); offset == 0 {
		t = t.Add(-time.Duration(zones[name]) * time.Hour)
	}
	t = t.UTC()
	if t.Year() < 1 || t.Year() > 9999 || t.IsZero() {
		return Stamp{Text: words}
	}
	return Stamp{Time: t, Precision: p}
}

// zones are the offsets in hours from UTC of named zones, from RFC 5322 and
// from European mail. Other names count as UTC.
var zones = map[string]int{
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2,
	"EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "AEST": 10, "AEDT": 11,
}

// layouts are the date formats without a month name, and those with an English
// month name that mail and forums write.
var layouts = []struct {
	layout    string
	precision gainsay.Precision
}{
	{time.RFC3339Nano, gainsay.ToSecond},
	{"2006-01-02T15:04:05", gainsay.ToSecond}, {"2006-01-02 15:04:05", gainsay.ToSecond},
	{
		"2006-01-02T15:04:05Z0700",
		gainsay.ToSecond,
	}, {"2006-01-02 15:04:05Z07:00", gainsay.ToSecond}, {"2006-01-02 15:04:05 Z0700", gainsay.ToSecond},
	{
		"2006-01-02 15:04:05 MST",
		gainsay.ToSecond,
	}, {"2006-01-02 15:04:05 Z0700 MST", gainsay.ToSecond}, {"20060102T150405Z", gainsay.ToSecond},
	{"2006-01-02 15:04:05Z07", gainsay.ToSecond},
	{"2006/01/02 15:04:05", gainsay.ToSecond}, {"2006.01.02 15:04:05", gainsay.ToSecond},
	{"2006-01-02T15:04Z07:00", gainsay.ToMinute}, {"2006-01-02T15:04", gainsay.ToMinute}, {"2006-01-02 15:04", gainsay.ToMinute}, {"2006/01/02 15:04", gainsay.ToMinute},
	{"2006-01-02", gainsay.ToDay}, {"2006/01/02", gainsay.ToDay}, {"2006.01.02", gainsay.ToDay}, {"2006-01", gainsay.ToMonth},
	{"02.01.2006 15:04:05", gainsay.ToSecond}, {"02.01.2006 15:04", gainsay.ToMinute}, {"02.01.2006, 15:04", gainsay.ToMinute}, {"02.01.2006, 15:04:05", gainsay.ToSecond},
	{"2.1.2006", gainsay.ToDay}, {"2.1.2006 15:04", gainsay.ToMinute},
	{time.RFC1123Z, gainsay.ToSecond}, {time.RFC1123, gainsay.ToSecond}, {"Mon, 2 Jan 2006 15:04:05 -0700", gainsay.ToSecond}, {"Mon, 2 Jan 2006 15:04:05 MST", gainsay.ToSecond},
	{"2 Jan 2006 15:04:05 -0700", gainsay.ToSecond}, {time.ANSIC, gainsay.ToSecond}, {time.UnixDate, gainsay.ToSecond}, {time.RubyDate, gainsay.ToSecond},
	{"Mon Jan _2 15:04:05 2006 -0700", gainsay.ToSecond}, {"Mon Jan 02 2006 15:04:05 GMT-0700", gainsay.ToSecond},
}

// monthNames maps the first letters of month names to months, in English,
// German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian,
// Catalan, Romanian, Hungarian, Finnish, Turkish, Greek, Ukrainian, Serbian,
// Hebrew and Arabic; those of other languages of the north begin like the
// German ones. The longest match counts.
var monthNames = func() map[string]time.Month {
	m := map[string]time.Month{}
	for i, names := range []string{
		"jan jän gen ene sty янв ian tamm oca ιαν січ јан ינו ינוא ينا يناي",
		"feb fév fev lut фев helm şub φεβ лют феб פבר פברו فبر فبرا",
		"mar mär maa mrt мар már maal mar μαρ бер מרץ مار مارس",
		"apr avr abr kwi апр ápr huht nis απρ кві אפר אפרי أبر أبري ابر",
		"may mai mei mag maj мая май máj touk μαΐ μαϊ тра мај מאי ماي مايو",
		"jun juin giu cze июн jún iun kes kesä haz ιουν чер јун יונ يون يوني",
		"jul juil lug lip июл júl iul hein tem ιουλ лип јул יול يول يولي",
		"aug aoû aou ago sie авг elok ağu αυγ сер אוג أغس أغسط اغس",
		"sep set wrz сен szep syys eyl σεπ вер сеп ספט سبت سبتم",
		"oct okt out ott paź окт loka eki οκτ жов אוק أكت أكتو اكت",
		"nov lis ноя noi marr kas νοε лис нов נוב نوف نوفم",
		"dec dez déc dic gru дек des joul ara δεκ гру дец דצמ ديس ديسم",
	} {
		for n := range strings.FieldsSeq(names) {
			m[n] = time.Month(i + 1)
		}
	}
	return m
}()

// MonthOf returns the month that a word names, 0 for none.
func MonthOf(word string) time.Month {
	r := []rune(strings.ToLower(word))
	for n := min(4, len(r)); n >= 3; n-- {
		if m, ok := monthNames[string(r[:n])]; ok {
			return m
		}
	}
	return 0
}

// Dates with a month name, the day before or after it, and perhaps a time of
// day: "3. März 2021 um 14:05", "March 3rd, 2021 at 2:05 pm".
var (
	dayFirst   = lazy.Regexp(`(?i)^(?:\pL+\.?,?\s+)?(\d{1,2})(?:\.|st|nd|rd|th|er|º)?[\s-]+(?:de\s+)?(\pL{3,12})\.?,?[\s-]+(?:de\s+)?(\d{4})\b(.*)$`)
	monthFirst = lazy.Regexp(`(?i)^(?:\pL+\.?,?\s+)?(\pL{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b(.*)$`)
	shortYear  = lazy.Regexp(`(?i)^(\d{1,2})[-/ ](\pL{3,9})[-/ '](\d{2})\b(.*)$`)
	monthOnly  = lazy.Regexp(`(?i)^(\pL{3,12})\.?,?\s+(\d{4})$`)
	clock      = lazy.Regexp(`(?i)^[\s,@–-]*(?:at|um|à|a las|a la|às|as|alle(?: ore)?|ore|om|kl\.?|klo|в|о|o|godz\.?|den)?[\s@·•|–-]*(\d{1,2})[:.h](\d{2})(?::(\d{2}))?\s*(?:uhr)?\s*(?:([ap])\.?\s?m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2}|\(utc\))?$`)
)

// namedMonth reads a date with a month name.
func namedMonth(s string) (Stamp, bool) {
	if m := dayFirst().FindStringSubmatch(s); m != nil {
		return dated3(m[3], m[2], m[1], m[4])
	}
	if m := shortYear().FindStringSubmatch(s); m != nil {
		return dated3(m[3], m[2], m[1], m[4])
	}
	if m := monthFirst().FindStringSubmatch(s); m != nil {
		return dated3(m[3], m[1], m[2], m[4])
	}
	if m := monthOnly().FindStringSubmatch(s); m != nil {
		if mo := MonthOf(m[1]); mo != 0 {
			y, _ := strconv.Atoi(m[2])
			return Stamp{Time: time.Date(y, mo, 1, 0, 0, 0, 0, time.UTC), Precision: gainsay.ToMonth}, true
		}
	}
	return Stamp{}, false
}

// dated3 combines year, month, day and time of day if they are a valid date.
func dated3(year, month, day, rest string) (Stamp, bool) {
	y := commonYear(year)
	d, _ := strconv.Atoi(day)
	mo := MonthOf(month)
	t := time.Date(y, mo, d, 0, 0, 0, 0, time.UTC)
	if mo == 0 || t.Day() != d {
		return Stamp{}, false
	}
	if strings.TrimSpace(rest) == "" {
		return Stamp{Time: t, Precision: gainsay.ToDay}, true
	}
	return withClock(t, rest)
}

// withClock adds a time of day to a date.
func withClock(day time.Time, s string) (Stamp, bool) {
	m := clock().FindStringSubmatch(s)
	if m == nil {
		return Stamp{}, false
	}
	h, _ := strconv.Atoi(m[1])
	min, _ := strconv.Atoi(m[2])
	sec, _ := strconv.Atoi(m[3])
	if m[4] != "" {
		h %= 12
		if strings.EqualFold(m[4], "p") {
			h += 12
		}
	}
	if h > 23 || min > 59 || sec > 60 {
		return Stamp{}, false
	}
	st := Stamp{
		Time: day.Add(
			time.Duration(h)*time.Hour + time.Duration(min)*time.Minute + time.Duration(sec)*time.Second,
		),
	}
	if m[3] == "" {
		st.Precision = gainsay.ToMinute
	}
	if z := m[5]; z != "" && (z[0] == '+' || z[0] == '-') {
		zt, err := time.Parse("-0700", strings.Replace(z, ":", "", 1))
		if err != nil {
			return Stamp{}, false
		}
		_, offset := zt.Zone()
		st.Time = st.Time.Add(-time.Duration(offset) * time.Second)
	}
	return st, true
}
