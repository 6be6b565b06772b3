package scalar

import (
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
)

// FuzzScalars reads arbitrary text as each kind of value: nothing panics, times
// are in years that can be written, names are what they are read as again.
func FuzzScalars(f *testing.F) {
	for _, s := range []string{"", "2019-03-04T10:00:00Z", "0000-01-01", "99999-12-31", "-1", "1e9", "1551693600000", "4/5/2018 3:10 pm",
		"3. März 2019, 10 Uhr", "1,234", "1.2k", "−3", "u/ann", "@ann", "[deleted]", "\u202eann\x00", "9223372036854775808", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, st := range []Stamp{ParseTime(s), ParseDate(s, DayFirst), ParseDate(s, MonthFirst)} {
			if !st.IsZero() && (st.Year() < 1 || st.Year() > 9999) {
				t.Errorf("%q is in the year %d", s, st.Year())
			}
		}
		if a := Author(s); a != Author(a) || !utf8.ValidString(a) && utf8.ValidString(s) {
			t.Errorf("%q is the author %q, then %q", s, a, Author(a))
		}
		if n := ParseNumber(s); !n.Valid && n.Ptr() != nil {
			t.Errorf("%q is %v", s, *n.Ptr())
		}
		if st := NoticeState(s); !slices.Contains([]gainsay.State{gainsay.Live, gainsay.Deleted, gainsay.Removed, gainsay.Pending}, st) {
			t.Errorf("%q is a notice of %q", s, st)
		}
		ParseState("state", s, s)
		ParseID(s)
	})
}
