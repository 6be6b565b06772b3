// Package scalar reads single values as sources write them: ids, counts,
// times, names, states and notices, from text and from JSON.
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

// Text reads a string, a number, a boolean or null as written: ids keep all
// their digits.
type Text string

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

// unescaped returns what a valid JSON string says, if it is valid UTF-8 and has
// no escapes but of one letter.
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

// The letters behind a backslash, and what each stands for.
const (
	escapes = `"\/bfnrt`
	escaped = "\"\\/\b\f\n\r\t"
)

// ID reads an id: a string or a number, of which "22022598.0" and
// 2.2022598e7 are 22022598. null and false are "".
type ID string

var floatID = lazy.Regexp(`^-?\d+\.0+$`)

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
		if f, err := strconv.ParseFloat(string(*i), 64); err == nil && f == math.Trunc(f) && math.Abs(f) < 1<<53 {
			*i = ID(strconv.FormatFloat(f, 'f', -1, 64))
		}
	}
	return nil
}

// ParseID trims an id and takes the ".0" that spreadsheets add from a number.
func ParseID(s string) string {
	s = strings.TrimSpace(s)
	if floatID().MatchString(s) {
		s = s[:strings.IndexByte(s, '.')]
	}
	return s
}

// Number reads a count or score: a number, a number in a string ("1.2K",
// "3,456", "-1") or nothing.
type Number struct {
	N     int
	Valid bool
}

func (n *Number) UnmarshalJSON(b []byte) error {
	var s Text
	if err := s.UnmarshalJSON(b); err != nil {
		return err
	}
	*n = ParseNumber(string(s))
	return nil
}

// Ptr returns the number as Comment.Score and Found.Announced hold it.
func (n Number) Ptr() *int {
	if !n.Valid {
		return nil
	}
	return &n.N
}

var numberForm = lazy.Regexp(`^([-+−]?)(\d+(?:[.,' ]\d{3})*(?:[.,]\d+)?|\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?)\s*([kKmM]?)$`)

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

// plainDigits takes marks of thousands out; before a K or M a mark is a
// decimal point.
func plainDigits(s string, scaled bool) string {
	if !scaled && thousands().MatchString(s) && !decimalPoint().MatchString(s) {
		return strings.NewReplacer(".", "", ",", "", "'", "", " ", "").Replace(s)
	}
	return strings.Replace(s, ",", ".", 1)
}

// decimalPoint is a number such as 0.500, in which the mark cannot part thousands.
var decimalPoint = lazy.Regexp(`^0[.,]`)

// Time reads whatever sources give for a time: see ParseTime. It never
// fails: words that are no date become its Text.
type Time struct{ Stamp }

func (m *Time) UnmarshalJSON(b []byte) error {
	if b[0] == '{' || b[0] == '[' {
		return nil // some other thing under the same name
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

// Stamp is a time as far as a source gives it.
type Stamp struct {
	time.Time
	Precision gainsay.Precision
	Text      string // the source's words where they are no date
}

// Apply puts the stamp on a comment.
func (s Stamp) Apply(c *gainsay.Comment) {
	c.Time, c.Precision, c.TimeText = s.Time, s.Precision, s.Text
}

// OneLine puts single spaces for all white space.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func FirstTime(a, b Time) Time {
	if a.IsZero() {
		return b
	}
	return a
}
