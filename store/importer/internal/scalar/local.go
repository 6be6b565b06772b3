package scalar

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/gainsay/gainsay/store/importer/internal/lazy"
)

// localDate matches a date of digits with the words for year, month and day or
// with spaces after its dots, perhaps with a weekday after it: 2023年3月11日(土),
// 2023년 3월 11일, 2023. 3. 11.
var localDate = lazy.Regexp(`^(\d{4})(?:\s?[年년/-]|\.)\s?(\d{1,2})(?:\s?[月월/-]|\.)\s?(\d{1,2})\s?[日号號일.]?` +
	`\s*(?:[(（]\pL{1,3}[)）]|\p{Han}曜日|\p{Hangul}요일|星期\p{Han}|周\p{Han})?[,،]?\s*(.*)$`)

// localClock matches a time of day with a word for its half of the day, before
// or after it.
var localClock = lazy.Regexp(`^(.*?)(?:(\pL[\pL.]{0,11})[\s\x{202f}\x{a0}]*)?\b(\d{1,2}[:.時시点點h]\s?\d{2}(?:[:.分분]\s?\d{2})?)[분分秒초]?` +
	`(?:[\s\x{202f}\x{a0}]*(\pL[\pL.\s\x{a0}\x{202f}]{0,14}))?$`)

// clockMarks replaces the words between hours, minutes and seconds.
var clockMarks = strings.NewReplacer("時", ":", "시", ":", "点", ":", "點", ":", "分", ":", "분", ":", "h", ":", " ", "")

// The words for the halves of the day, in lower case, without dots and spaces,
// in the languages whose clocks of twelve hours messengers and sites write.
var (
	amWords = wordSet(`am a 오전 上午 午前 凌晨 早上 清晨 ص صباحا öö sa πμ fm de dop पूर्वाह्न ก่อนเที่ยง সকাল قظ`)
	pmWords = wordSet(`pm p 오후 下午 午後 晚上 傍晚 م مساء ös ch μμ em du odp अपराह्न หลังเที่ยง সন্ধ্যা بظ`)
	noon    = "中午"
)

func wordSet(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// halfOf returns "am" or "pm" for a word for the half of the day, "" for another
// word.
func halfOf(word, clock string) string {
	w := strings.ToLower(strings.NewReplacer(".", "", " ", "", "\u00a0", "", "\u202f", "").Replace(word))
	switch {
	case amWords[w]:
		return "am"
	case pmWords[w]:
		return "pm"
	case w == noon && strings.HasPrefix(clock, "11"):
		return "am"
	case w == noon:
		return "pm"
	}
	return ""
}

// era matches a year of the Japanese eras, and the mark of the Buddhist one.
var era = lazy.Regexp(`^\d{1,2}/\d{1,2}/([RH]\d{1,2}|\d{4} BE)\b`)

// yearOfEra returns a year such as R4 (2022) or 2565 BE, without the mark.
func yearOfEra(s string) string {
	if before, ok := strings.CutSuffix(s, " BE"); ok {
		return before
	}
	n, _ := strconv.Atoi(s[1:])
	if s[0] == 'R' {
		return strconv.Itoa(2018 + n)
	}
	return strconv.Itoa(1988 + n)
}

// isLocal reports whether a time may be one that Western rewrites.
func isLocal(s string) bool {
	other := strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 })
	return other || strings.ContainsAny(s, "RHE") && era().MatchString(s) ||
		opensWithYear(strings.Replace(s, ". ", "-", 1))
}

// Western rewrites a date and time of day that another script or language
// writes in its own way, such as "2023. 3. 11. 오후 2:05" or "١١/٣/٢٠٢٣، ٢:٠٥ م",
// with Western digits, slashes and am or pm. Other strings are returned without
// marks of direction.
func Western(s string) string {
	s = westernDigits(s)
	if m := era().FindStringSubmatchIndex(s); m != nil && strings.ContainsAny(s, "RHE") {
		s = s[:m[2]] + yearOfEra(s[m[2]:m[3]]) + s[m[1]:]
	}
	if s == "" || (s[0] < '0' || s[0] > '9') && !strings.ContainsAny(s, ":時시点點") {
		return s // neither a date of digits nor a time of day
	}
	if m := localDate().FindStringSubmatch(s); m != nil {
		s = strings.TrimSpace(m[1] + "/" + m[2] + "/" + m[3] + " " + m[4])
	}
	if !strings.ContainsAny(s, ":.時시点點h") {
		return s
	}
	m := localClock().FindStringSubmatch(s)
	if m == nil {
		return s
	}
	clock := strings.TrimSuffix(clockMarks.Replace(m[3]), ":")
	for _, word := range []string{m[2], m[4]} {
		if half := halfOf(word, clock); half != "" {
			return strings.TrimSpace(strings.TrimRight(m[1], " ,،\u202f\u00a0") + " " + clock + " " + half)
		}
	}
	return s[:len(m[1])] + strings.Replace(s[len(m[1]):], m[3], clock, 1)
}

// westernDigits replaces the decimal digits of other scripts and the Arabic
// comma, and drops marks of direction.
func westernDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < 0x80:
			return r
		case r == '\u200e' || r == '\u200f' || r == '\u061c':
			return -1
		case r == '،':
			return ','
		case unicode.Is(unicode.Nd, r):
			return '0' + digitValue(r)
		}
		return r
	}, s)
}

// digitValue returns the value of a decimal digit: the ten digits of a script
// follow one another from its zero. It returns 0 for styled digits, of which
// several sets of ten follow one another.
func digitValue(r rune) rune {
	for n := range rune(10) {
		if !unicode.Is(unicode.Nd, r-n-1) {
			return n
		}
	}
	return 0
}

// commonYear reads a year. Two digits are a year from 1970 to 2069; a year of the
// Thai calendar is converted; years of other calendars are 0, for they are no
// time.
func commonYear(year string) int {
	y, _ := strconv.Atoi(year)
	switch {
	case len(year) == 2 && y < 70:
		return 2000 + y
	case len(year) == 2:
		return 1900 + y
	case len(year) == 4 && y >= 2400 && y < 2700:
		return y - 543
	case len(year) == 4 && y >= 1300 && y < 1500:
		return 0
	}
	return y
}
