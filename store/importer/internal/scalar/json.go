// Package scalar reads single values as sources write them: ids, counts, times,
// author names and states, from text and from JSON.
package scalar

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
)

// Text reads a JSON string, number, boolean or null as text. Numbers keep all
// their digits.
type Text string

// UnmarshalJSON reads a string or keeps another scalar as written; null leaves
// s unchanged.
func (s *Text) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	if len(b) > 0 && b[0] != '"' && b[0] != '{' && b[0] != '[' {
		*s = Text(b)
		return nil
	}
	if t, ok := unescaped(b); ok {
		*s = Text(t)
		return nil
	}
	return json.Unmarshal(b, (*string)(s))
}

// unescaped decodes a valid JSON string if it is valid UTF-8 and has only
// escapes of one letter.
func unescaped(b []byte) ([]byte, bool) {
	if len(b) < 2 || b[0] != '"' || !utf8.Valid(b) {
		return nil, false
	}
	b = b[1 : len(b)-1]
	var out []byte
	for {
		i := bytes.IndexByte(b, '\\')
		if i < 0 {
			break
		}
		letter := strings.IndexByte(escapes, b[i+1])
		if letter < 0 {
			return nil, false
		}
		out = append(append(out, b[:i]...), escaped[letter])
		b = b[i+2:]
	}
	if out == nil {
		return b, true
	}
	return append(out, b...), true
}

// The letters of escape sequences, and the characters they encode.
const (
	escapes = `"\/bfnrt`
	escaped = "\"\\/\b\f\n\r\t"
)

// ID reads an id from a string or a number: "22022598.0" and 2.2022598e7 are
// both 22022598. null and false are "".
type ID string

var floatID = lazy.Regexp(`^-?\d+\.0+$`)

// UnmarshalJSON reads an id.
func (i *ID) UnmarshalJSON(b []byte) error {
	var s Text
	if err := s.UnmarshalJSON(b); err != nil {
		return err
	}
	if b[0] != '"' && s == "false" {
		s = ""
	}
	*i = ID(ParseID(string(s)))
	if b[0] != '"' && strings.ContainsAny(string(*i), "eE") {
		if f, err := strconv.ParseFloat(string(*i), 64); err == nil && f == math.Trunc(f) &&
			math.Abs(f) < 1<<53 {
			*i = ID(strconv.FormatFloat(f, 'f', -1, 64))
		}
	}
	return nil
}

// ParseID trims an id and removes the ".0" that spreadsheets append to numbers.
func ParseID(s string) string {
	s = strings.TrimSpace(s)
	if floatID().MatchString(s) {
		s = s[:strings.IndexByte(s, '.')]
	}
	return s
}

// Number reads a count or score from a number, a number in a string ("1.2K",
// "3,456", "-1") or nothing.
type Number struct {
	N     int
	Valid bool
}

// UnmarshalJSON reads a number. A string that is not a number is not an error
// but leaves n invalid.
func (n *Number) UnmarshalJSON(b []byte) error {
	var s Text
	if err := s.UnmarshalJSON(b); err != nil {
		return err
	}
	*n = ParseNumber(string(s))
	return nil
}

// Ptr returns the number as a pointer, nil if it is not valid.
func (n Number) Ptr() *int {
	if !n.Valid {
		return nil
	}
	return &n.N
}

var numberForm = lazy.Regexp(`^([-+−]?)(\d+(?:[.,' ]\d{3})*(?:[.,]\d+)?|\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?)\s*([kKmM]?)$`)

// ParseNumber reads a number with thousands separators, a decimal mark or the
// suffix K or M, rounded to an integer.
func ParseNumber(s string) Number {
	m := numberForm().FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return Number{}
	}
	f, err := strconv.ParseFloat(plainDigits(m[2], m[3] != ""), 64)
	if err != nil {
		return Number{}
	}
	f *= map[string]float64{"": 1, "k": 1e3, "m": 1e6}[strings.ToLower(m[3])]
	if m[1] == "-" || m[1] == "−" {
		f = -f
	}
	if math.Abs(f) > 1<<53 {
		return Number{}
	}
	return Number{int(math.Round(f)), true}
}

var thousands = lazy.Regexp(`^\d{1,3}(?:[.,' ]\d{3})+$`)

// plainDigits removes thousands separators. Before K or M a separator is a
// decimal mark.
func plainDigits(s string, scaled bool) string {
	if !scaled && thousands().MatchString(s) && !decimalPoint().MatchString(s) {
		return strings.NewReplacer(".", "", ",", "", "'", "", " ", "").Replace(s)
	}
	return strings.Replace(s, ",", ".", 1)
}

// decimalPoint matches numbers such as 0.500, in which the mark cannot be a
// thousands separator.
var decimalPoint = lazy.Regexp(`^0[.,]`)

// Time reads a time from JSON with ParseTime. It never fails: words that are
// not a date become its Text.
type Time struct{ Stamp }

// UnmarshalJSON reads a time. Objects, arrays and booleans leave m unchanged.
func (m *Time) UnmarshalJSON(b []byte) error {
	if b[0] == '{' || b[0] == '[' {
		return nil // another kind of value under the same key
	}
	var s Text
	if err := s.UnmarshalJSON(b); err != nil {
		return err
	}
	if s != "false" && s != "true" {
		m.Stamp = ParseTime(string(s))
	}
	return nil
}

// Stamp is a time with the precision that the source gives.
type Stamp struct {
	time.Time
	Precision gainsay.Precision
	Text      string // the words of the source if they are not a date
}

// Apply sets time, precision and words of a comment.
func (s Stamp) Apply(c *gainsay.Comment) {
	c.Time, c.Precision, c.TimeText = s.Time, s.Precision, s.Text
}

// OneLine replaces each run of white space by one space and trims the ends.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// FirstTime returns a, or b if a is not set.
func FirstTime(a, b Time) Time {
	if a.IsZero() {
		return b
	}
	return a
}
