package scalar

import (
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
	for in, want := range map[string]string{
		"1325571377":                     "2012-01-03T06:16:17Z ",
		"1325571377.0":                   "2012-01-03T06:16:17Z ",
		"1325571377123":                  "2012-01-03T06:16:17.123Z ",
		"1.325571377e9":                  "2012-01-03T06:16:17Z ",
		"2020-01-02T03:04:05+02:00":      "2020-01-02T01:04:05Z ",
		"2020-01-02T03:04:05":            "2020-01-02T03:04:05Z ",
		"2020-01-02 03:04":               "2020-01-02T03:04:00Z minute",
		"Thu, 02 Jan 2020 03:04:05 GMT":  "2020-01-02T03:04:05Z ",
		"Thu, 2 Jan 2020 03:04:05 EST":   "2020-01-02T08:04:05Z ",
		"Thu, 2 Jan 2020 03:04:05 -0500": "2020-01-02T08:04:05Z ",
		"3. März 2021 um 14:05 Uhr":      "2021-03-03T14:05:00Z minute",
		"March 3rd, 2021 at 2:05 pm":     "2021-03-03T14:05:00Z minute",
		"12 de enero de 2019":            "2019-01-12T00:00:00Z day",
		"3 мая 2020 в 12:30":             "2020-05-03T12:30:00Z minute",
		"le 5 août 2016 à 17:42":         "2016-08-05T17:42:00Z minute",
		"March 2021":                     "2021-03-01T00:00:00Z month",
		"2014":                           "2014-01-01T00:00:00Z year",
		"0000-00-00 00:00:00":            "- ",
		"0":                              "- ",
		"":                               "- ",
		"2 months ago":                   `- "2 months ago"`,
		"vor 3 Tagen":                    `- "vor 3 Tagen"`,
		"4/5/2018":                       `- "4/5/2018"`,
		"14/04/2020 at 3:00 pm":          "2020-04-14T15:00:00Z minute",
		"06.01.2020 um 9:16":             "2020-01-06T09:16:00Z minute",
		"15/09/2012 - 19:23":             "2012-09-15T19:23:00Z minute",
		"Tue, 24/07/2011 - 14:20":        "2011-07-24T14:20:00Z minute",
		"11/13/19 11:00AM":               "2019-11-13T11:00:00Z minute",
		"14/04/2020":                     "2020-04-14T00:00:00Z day",
		"25/12/2019 à 15h30":             "2019-12-25T15:30:00Z minute",
		"25/12/2019 às 15:30":            "2019-12-25T15:30:00Z minute",
		"25/12/2019 alle ore 15:30":      "2019-12-25T15:30:00Z minute",
		"25-12-2019 om 15:30":            "2019-12-25T15:30:00Z minute",
		"25.12.2019 klo 15.30":           "2019-12-25T15:30:00Z minute",
		"25.12.2019 o 15:30":             "2019-12-25T15:30:00Z minute",
		"25.12.2019 в 15:30":             "2019-12-25T15:30:00Z minute",
		"2023. 3. 11. 오후 2:05":           "2023-03-11T14:05:00Z minute",
		"2023년 3월 11일 토요일 오전 12:05":      "2023-03-11T00:05:00Z minute",
		"2023年3月11日(土) 午後2時05分":          "2023-03-11T14:05:00Z minute",
		"2023/3/11 下午2:05:11":            "2023-03-11T14:05:11Z ",
		"2023年03月11日 14:05":              "2023-03-11T14:05:00Z minute",
		"2023年3月11日":                     "2023-03-11T00:00:00Z day",
		"2023. 3. 11.":                   "2023-03-11T00:00:00Z day",
		"١٣\u200f/٣\u200f/٢٠٢٣، ٢:٠٥ م":  "2023-03-13T14:05:00Z minute",
		"13/3/2566 14:05":                "2023-03-13T14:05:00Z minute",
		"13/3/2023 ÖS 2:16":              "2023-03-13T14:16:00Z minute",
		"13/3/23 2:16 μ.μ.":              `- "13/3/23 2:16 μ.μ."`,
		"13/3/2023 2:16 μ.μ.":            "2023-03-13T14:16:00Z minute",
		"3天前":                            `- "3天前"`,
		"19/11/13":                       `- "19/11/13"`,
		"12/07/2011 - 14:20":             `- "12/07/2011 - 14:20"`,
		"31.02.2020 um 9:16":             `- "31.02.2020 um 9:16"`,
		"31 February 2020":               `- "31 February 2020"`,
		"1e400":                          `- "1e400"`,
		"-1e30":                          `- "-1e30"`,
	} {
		st := ParseTime(in)
		got := "- "
		if !st.IsZero() {
			got = st.Format("2006-01-02T15:04:05.999Z07:00") + " "
		}
		if got += string(st.Precision); st.Text != "" {
			got += `"` + st.Text + `"`
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for in, want := range map[string]int{"1.2K": 1200, "3,456": 3456, "-1": -1, "12": 12, "1.0": 1,
		"2,5 k": 2500, "1.234.567": 1234567, "+4": 4} {
		if n := ParseNumber(in); !n.Valid || n.N != want {
			t.Errorf("%s: %+v", in, n)
		}
	}
	for _, in := range []string{"", "many", "1e99", "--1"} {
		if n := ParseNumber(in); n.Valid {
			t.Errorf("%s: %+v", in, n)
		}
	}
	for in, want := range map[string]string{`"22022598.0"`: "22022598", `22022598.0`: "22022598", `2.2022598e7`: "22022598", `12345678901234567890`: "12345678901234567890", `null`: "", `"a.0"`: "a.0", `false`: ""} {
		var id ID
		if err := id.UnmarshalJSON([]byte(in)); err != nil || string(id) != want {
			t.Errorf("%s: %q, %v", in, id, err)
		}
	}
}

// TestDates reads dates of digits: with the day first, the month first, or in
// an order that the source must give.
func TestDates(t *testing.T) {
	for _, c := range []struct {
		s     string
		order DateOrder
		want  string
	}{
		{"14/04/2020 at 3:00 pm", UnknownOrder, "2020-04-14T15:00:00Z"},
		{"06.01.2020 um 9:16", UnknownOrder, "2020-01-06T09:16:00Z"},
		{"15/09/2012 - 19:23", UnknownOrder, "2012-09-15T19:23:00Z"},
		{"4/25/2021 10:05:01", UnknownOrder, "2021-04-25T10:05:01Z"},
		{"4/5/2021 10:05", UnknownOrder, ""},
		{"4/5/2021 10:05", DayFirst, "2021-05-04T10:05:00Z"},
		{"4/5/21, 7:02\u202fPM", MonthFirst, "2021-04-05T19:02:00Z"},
		{"2021/4/5, 10:05", UnknownOrder, "2021-04-05T10:05:00Z"},
		{"31/02/2021", UnknownOrder, ""},
		{"2015-09-29 10:50:41.987077+00", UnknownOrder, "2015-09-29T10:50:41Z"},
	} {
		got := ""
		if st := ParseDate(c.s, c.order); !st.IsZero() {
			got = st.Format(time.RFC3339)
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.s, got, c.want)
		}
	}
}
