// Package record reads the records of a source as JSON values, one at a time
// and in constant memory, and makes the errors for records that cannot be read.
package record

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
)

// maxRecord is how many bytes a JSON value of a stream may have. A longer one
// is skipped.
const maxRecord = 64 << 20

// maxMembers is how many values a JSON value may consist of: decoded, each takes
// some hundred bytes.
const maxMembers = 3_000_000

// maxDepth is how deeply a JSON value may be nested, the same limit as in
// encoding/json.
const maxDepth = 10000

// Value is a JSON value of a stream with the line on which it begins.
type Value struct {
	Raw  json.RawMessage // valid until the next iteration
	Line int
}

// Values yields the values of a stream in constant memory: one a line (NDJSON),
// the elements of one array, or values one after the other. A damaged or
// oversized value becomes a *gainsay.SyntaxError with its line; where lines or
// array elements can be told apart, the values after it are read.
func Values(r io.Reader) iter.Seq2[Value, error] {
	return func(yield func(Value, error) bool) {
		s := &valueScanner{r: bufio.NewReaderSize(r, input.SniffLen), line: 1}
		head, _ := s.r.Peek(input.SniffLen) // an error occurs again at the next read
		if ByLine(head) {
			s.lines(yield)
			return
		}
		s.stream(yield)
	}
}

// ByLine reports whether most lines of the head are JSON objects.
func ByLine(head []byte) bool {
	lines, objects := 0, 0
	for l := range bytes.Lines(head) {
		whole := bytes.HasSuffix(l, []byte("\n")) || len(head) < input.SniffLen
		l = bytes.Trim(l, " \t\r\n\x1e")
		if len(l) == 0 || !whole {
			continue
		}
		lines++
		if l[0] == '{' && json.Valid(l) {
			objects++
		}
	}
	return 2*objects > lines
}

// valueScanner finds where values begin and end without decoding them.
type valueScanner struct {
	r       *bufio.Reader
	line    int // 1-based line of the next byte
	buf     []byte
	begin   int  // line on which the value in buf begins
	members int  // commas between values in it
	array   bool // inside the one array
	col     int  // bytes between the last newline and the value's first byte
}

// lines yields one value a line.
func (s *valueScanner) lines(yield func(Value, error) bool) {
	for l, err := range s.rawLines() {
		switch {
		case err != nil:
			if !yield(Value{}, err) {
				return
			}
		case !json.Valid(l.Raw):
			if !yield(Value{}, Skipped(l.Line, "read JSON: %v", fault(l.Raw))) {
				return
			}
		case !yield(l, nil):
			return
		}
	}
}

// tooLong is the error for a record of size bytes.
func tooLong(line int, size int64) *gainsay.SyntaxError {
	return Skipped(line, "record of %d bytes skipped: more than %d", size, maxRecord)
}

// fault returns the error in a value that is not valid JSON.
func fault(b []byte) error {
	var v json.RawMessage
	return json.Unmarshal(b, &v)
}

// rawLines yields the lines that are not blank. It skips a line longer than
// maxRecord in constant memory.
func (s *valueScanner) rawLines() iter.Seq2[Value, error] {
	return func(yield func(Value, error) bool) {
		for {
			l, long, err := s.readLine()
			at := s.line
			s.line++
			if err != nil && !errors.Is(err, io.EOF) {
				yield(Value{}, fmt.Errorf("read line %d: %w", at, err))
				return
			}
			l = bytes.Trim(l, " \t\r\n\ufeff\x00\x1e")
			switch {
			case long > 0:
				if !yield(Value{}, tooLong(at, long)) {
					return
				}
			case len(l) > 0 && !yield(Value{l, at}, nil):
				return
			}
			if err != nil {
				return
			}
		}
	}
}

// readLine reads a line. long is its length if it exceeds maxRecord, else 0.
func (s *valueScanner) readLine() (l []byte, long int64, err error) {
	s.buf = s.buf[:0]
	for {
		part, err := s.r.ReadSlice('\n')
		switch {
		case long > 0:
			long += int64(len(part))
		case len(s.buf)+len(part) > maxRecord:
			long = int64(len(s.buf) + len(part))
			s.buf = nil
		default:
			s.buf = append(s.buf, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return s.buf, long, err
		}
	}
}

// stream yields values that are not one a line.
func (s *valueScanner) stream(yield func(Value, error) bool) {
	for n := 0; ; n++ {
		c, err := s.skipSpace()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				yield(Value{}, fmt.Errorf("read line %d: %w", s.line, err))
			} else if s.array {
				yield(Value{}, Errorf(s.line, "read JSON array: it does not end"))
			}
			return
		}
		if n == 0 && c == '[' {
			s.array = true
			continue
		}
		if s.array && c == ']' {
			s.array = false
			continue
		}
		if n > 0 && !s.array && (c == ';' || c == ')') {
			continue // the end of a script around the JSON
		}
		if err := s.r.UnreadByte(); err != nil {
			yield(Value{}, err)
			return
		}
		if !s.one(yield) {
			return
		}
		if n == 0 && !s.array && s.begin == s.line && s.lineEnds() {
			s.lines(yield)
			return
		}
	}
}

// lineEnds reports whether the line ends here.
func (s *valueScanner) lineEnds() bool {
	b, _ := s.r.Peek(2) // an error occurs again at the next read
	return bytes.HasPrefix(b, []byte("\n")) || bytes.HasPrefix(b, []byte("\r\n"))
}

// skipSpace skips white space and commas between values and returns the byte
// after them.
func (s *valueScanner) skipSpace() (byte, error) {
	for {
		c, err := s.r.ReadByte()
		switch {
		case err != nil:
			return 0, err
		case c == '\n':
			s.line++
			s.col = 0
			continue
		case c != ' ' && c != '\t' && c != '\r' && c != ',' && c != 0x1e:
			return c, nil
		}
		s.col++
	}
}

// one yields one value, or an error if it is damaged, and reports whether to go
// on.
func (s *valueScanner) one(yield func(Value, error) bool) bool {
	s.buf, s.begin, s.members = s.buf[:0], s.line, 0
	size, err := s.scan()
	switch {
	case err != nil:
		return yield(Value{}, Skipped(s.begin, "read JSON: %v", err)) && s.resync()
	case size > maxRecord:
		return yield(Value{}, tooLong(s.begin, size))
	case s.members > maxMembers:
		return yield(Value{}, Skipped(s.begin, "record of %d values skipped: more than %d", s.members, maxMembers))
	case !json.Valid(s.buf):
		return yield(Value{}, Skipped(s.begin, "read JSON: %v", fault(s.buf)))
	}
	return yield(Value{s.buf, s.begin}, nil)
}

var (
	errBracket = errors.New("unexpected closing bracket")
	errDepth   = fmt.Errorf("nested more than %d deep", maxDepth)
	errNewline = errors.New("line break inside a string")
	errEnd     = errors.New("unexpected end")
)

// scan reads one value into buf and returns its size. Bytes beyond maxRecord
// are counted but not kept.
func (s *valueScanner) scan() (int64, error) {
	var size int64
	var open []byte
	inString, escaped := false, false
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			if errors.Is(err, io.EOF) && len(open) == 0 && !inString && size > 0 {
				return size, nil
			}
			return size, errEnd
		}
		if len(open) == 0 && !inString && size > 0 && ends(c) {
			return size, s.r.UnreadByte()
		}
		if size++; size <= maxRecord {
			s.buf = append(s.buf, c)
		}
		if c == '\n' {
			s.line++
		}
		if c == ',' && !inString {
			s.members++
		}
		switch {
		case inString && escaped:
			escaped = false
		case inString && c == '\\':
			escaped = true
		case inString && c == '\n':
			return size, errNewline
		case c == '"':
			inString = !inString
			if !inString && len(open) == 0 {
				return size, nil
			}
		case inString:
		case c == '{' || c == '[':
			if open = append(open, c+2); len(open) > maxDepth { // ] and } follow two after [ and {
				return size, errDepth
			}
		case c == '}' || c == ']':
			if len(open) == 0 || open[len(open)-1] != c {
				return size, errBracket
			}
			if open = open[:len(open)-1]; len(open) == 0 {
				return size, nil
			}
		}
	}
}

// ends reports whether c ends a number or a word that is not in quotation
// marks.
func ends(c byte) bool {
	return c == ',' || c == ']' || c == '}' || c == '\n' || c == ' ' || c == '\t' || c == '\r'
}

// resync goes on at the next line with an object that is indented as far as the
// damaged one.
func (s *valueScanner) resync() bool {
	if len(s.buf) == 0 || s.buf[len(s.buf)-1] != '\n' {
		if !s.nextLine() {
			return false
		}
	}
	for {
		b, err := s.r.Peek(s.col + 1)
		if err != nil {
			return errors.Is(err, io.EOF) && s.nextLine()
		}
		if b[s.col] == '{' && len(bytes.Trim(b[:s.col], " \t,")) == 0 {
			return true
		}
		if !s.nextLine() {
			return false
		}
	}
}

func (s *valueScanner) nextLine() bool {
	_, _, err := s.readLine()
	s.line++
	return err == nil
}

// Unkeyed returns the records of an object that has numeric ids as its keys, in
// the order written. Any other value is returned as the only record.
func Unkeyed(v Value) []Value {
	dec := json.NewDecoder(bytes.NewReader(v.Raw))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return []Value{v}
	}
	var out []Value
	for dec.More() {
		key, err := dec.Token()
		if id, ok := key.(string); err != nil || !ok || !keypath.IsDigits(id) {
			return []Value{v}
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return []Value{v}
		}
		at := int(dec.InputOffset()) - len(raw)
		out = append(out, Value{raw, v.Line + bytes.Count(v.Raw[:at], []byte("\n"))})
	}
	return out
}
