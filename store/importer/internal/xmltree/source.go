package xmltree

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// source passes a decoder one byte at a time, so that nothing is read ahead,
// and repairs what a decoder would reject.
type source struct {
	r       *bufio.Reader
	pending []byte // bytes to be returned next
	left    int    // bytes that the token may still have
	last    [9]byte
	cdata   bool // inside a CDATA section
}

// errLong ends a tag or a text that would take too much memory.
var errLong = fmt.Errorf("a tag or a text is larger than %d bytes", maxElement)

// mark follows CDATA sections. It reports whether b ends a section that did not
// begin: nested sections, which some producers write, end twice.
func (x *source) mark(b byte) (stray bool) {
	copy(x.last[:], x.last[1:])
	x.last[8] = b
	switch {
	case b == '[' && string(x.last[:]) == "<![CDATA[":
		x.cdata = true
	case b == '>' && string(x.last[6:]) == "]]>":
		stray = !x.cdata
		x.cdata = false
	}
	return stray
}

// Read implements io.Reader; decoders use ReadByte.
func (x *source) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := x.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = b
	return 1, nil
}

// ReadByte returns the next byte of the repaired text.
func (x *source) ReadByte() (byte, error) {
	if len(x.pending) > 0 {
		b := x.pending[0]
		x.pending = x.pending[1:]
		return b, nil
	}
	if x.left--; x.left < 0 {
		return 0, errLong
	}
	b, err := x.r.ReadByte()
	switch {
	case err != nil:
		return 0, err
	case b == '&':
		return b, x.reference()
	case b == '\t' || b == '\n' || b == '\r' || b >= 0x20 && b < utf8.RuneSelf:
		if x.mark(b) {
			return x.put("&gt;")
		}
		return b, nil
	case b < 0x20:
		return x.put(replacement)
	}
	return x.rune()
}

func (x *source) put(s string) (byte, error) {
	x.pending = append(x.pending[:0], s[1:]...)
	return s[0], nil
}

// rune reads the rest of a character whose first byte was read.
func (x *source) rune() (byte, error) {
	if err := x.r.UnreadByte(); err != nil {
		return 0, err
	}
	r, size, err := x.r.ReadRune()
	if err != nil {
		return 0, err
	}
	if r == utf8.RuneError && size == 1 || r == 0xFFFE || r == 0xFFFF {
		return x.put(replacement)
	}
	return x.put(string(r))
}

// reference replaces a numeric reference to a character that XML does not
// allow, such as &#8;. The & was read.
func (x *source) reference() error {
	head, err := x.r.Peek(10)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil // the error occurs again at the next read
	}
	end := strings.IndexByte(string(head), ';')
	if end < 2 || head[0] != '#' {
		return nil
	}
	if r, ok := charRef(string(head[1:end])); ok && !isXMLChar(r) {
		if _, err := x.r.Discard(end + 1); err != nil {
			return err
		}
		x.pending = append(x.pending[:0], "#xFFFD;"...)
	}
	return nil
}

// charRef returns the character of a numeric reference, "x1F" or "31".
func charRef(s string) (rune, bool) {
	base, digits := 10, s
	if s[0] == 'x' || s[0] == 'X' {
		base, digits = 16, s[1:]
	}
	n := 0
	for _, c := range strings.ToLower(digits) {
		d := strings.IndexRune("0123456789abcdef", c)
		if d < 0 || d >= base {
			return 0, false
		}
		n = n*base + d
	}
	return rune(n), digits != ""
}

func isXMLChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD ||
		r >= 0x10000 && r <= 0x10FFFF
}

func (x *source) skipLine() error {
	for {
		_, err := x.r.ReadSlice('\n')
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}
