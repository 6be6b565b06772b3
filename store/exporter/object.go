package exporter

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

// objectWriter writes a JSON object name by name and value by value, spelled
// as encoding/json spells them. A large object is never whole in memory.
type objectWriter struct {
	w   io.Writer // nil: all stays in b
	b   []byte    // not yet written
	err error     // the first; from then on nothing is written
}

// pieceLen is from how many bytes on a piece is written.
const pieceLen = 1 << 15

func (o *objectWriter) flush() error {
	if o.w == nil {
		return o.err
	}
	if o.err == nil {
		_, o.err = o.w.Write(o.b)
	}
	o.b = o.b[:0]
	return o.err
}

func (o *objectWriter) open() { o.b = append(o.b, '{') }

func (o *objectWriter) close() { o.b = append(o.b, '}') }

// key writes the name of the next value, which needs no escaping.
func (o *objectWriter) key(name string) {
	if n := len(o.b); n == 0 || o.b[n-1] != '{' {
		o.b = append(o.b, ',')
	}
	o.b = append(append(append(o.b, '"'), name...), '"', ':')
}

func (o *objectWriter) text(name, s string) {
	o.key(name)
	o.b = appendJSONString(o.b, s)
}

// textIfAny leaves out an empty string.
func (o *objectWriter) textIfAny(name, s string) {
	if s != "" {
		o.text(name, s)
	}
}

func (o *objectWriter) texts(name string, all []string) {
	elements(o, name, all, func(s *string) { o.b = appendJSONString(o.b, *s) })
}

func (o *objectWriter) int(name string, n int) {
	o.key(name)
	o.b = strconv.AppendInt(o.b, int64(n), 10)
}

func (o *objectWriter) intOrNull(name string, n *int) {
	if n != nil {
		o.int(name, *n)
		return
	}
	o.key(name)
	o.b = append(o.b, "null"...)
}

// time writes a time in RFC 3339, the zero time as "".
func (o *objectWriter) time(name string, t time.Time) {
	o.key(name)
	o.b = append(o.b, '"')
	if !t.IsZero() {
		o.b = t.UTC().AppendFormat(o.b, time.RFC3339)
	}
	o.b = append(o.b, '"')
}

// float writes a number as ECMAScript does; infinities and NaN are errors.
func (o *objectWriter) float(name string, f float64) {
	o.key(name)
	if math.IsInf(f, 0) || math.IsNaN(f) {
		o.err = fmt.Errorf("write %s: no number: %v", name, f)
		return
	}
	abs := math.Abs(f)
	if n := uint64(abs*1000 + .5); abs < 1e9 && float64(n)/1000 == abs {
		o.thousandths(n, math.Signbit(f))
		return
	}
	if abs >= 1e-6 && abs < 1e21 {
		o.b = strconv.AppendFloat(o.b, f, 'f', -1, 64)
		return
	}
	o.b = strconv.AppendFloat(o.b, f, 'e', -1, 64)
	if n := len(o.b); n >= 4 && o.b[n-4] == 'e' && o.b[n-3] == '-' && o.b[n-2] == '0' { // e-09 is e-9
		o.b = append(o.b[:n-2], o.b[n-1])
	}
}

// thousandths writes a number of at most three decimals, as most scores are,
// in a fraction of the time that the search for the shortest spelling takes.
func (o *objectWriter) thousandths(n uint64, negative bool) {
	if negative {
		o.b = append(o.b, '-')
	}
	o.b = strconv.AppendUint(o.b, n/1000, 10)
	if n %= 1000; n > 0 {
		o.b = append(o.b, '.', byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10))
		o.b = bytes.TrimRight(o.b, "0")
	}
}

// elements writes an array whose elements element appends; nil is null.
func elements[T any](o *objectWriter, name string, all []T, element func(*T)) {
	o.key(name)
	if all == nil {
		o.b = append(o.b, "null"...)
		return
	}
	array(o, all, element)
}

func array[T any](o *objectWriter, all []T, element func(*T)) {
	o.b = append(o.b, '[')
	for i := range all {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		if element(&all[i]); len(o.b) >= pieceLen {
			_ = o.flush() // o.err keeps the error
		}
	}
	o.b = append(o.b, ']')
}

const hexDigits = "0123456789abcdef"

// unescaped are the bytes that stand for themselves in a JSON string wherever they
// are. What HTML takes for markup is escaped, so that a page can hold the object.
var unescaped = func() (out [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		out[c] = c != '"' && c != '\\' && c != '<' && c != '>' && c != '&'
	}
	return out
}()

// appendJSONString appends s in quotation marks.
func appendJSONString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0 // of what is not yet appended
	for i := 0; ; {
		for i < len(s) && unescaped[s[i]] {
			i++
		}
		if i == len(s) {
			return append(append(b, s[from:]...), '"')
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r < utf8.RuneSelf:
			b = appendEscaped(append(b, s[from:i]...), s[i])
			from = i + n
		case r == utf8.RuneError && n == 1:
			b = append(append(b, s[from:i]...), `\ufffd`...)
			from = i + n
		case r == '\u2028' || r == '\u2029': // ends a line in JavaScript
			b = append(append(b, s[from:i]...), `\u202`...)
			b = append(b, hexDigits[r&0xF])
			from = i + n
		}
		i += n
	}
}

// appendEscaped appends an ASCII character that does not stand for itself.
func appendEscaped(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, '\\', 'b')
	case '\f':
		return append(b, '\\', 'f')
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xF])
}
