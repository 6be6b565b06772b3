package importer

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// xmlReader reads XML as it is found: control characters and damaged UTF-8
// become U+FFFD, prefixes need not be bound, HTML's entities are known, and no
// entity of a document type is ever expanded. Elements are told by their
// local name, for namespaces change by version.
type xmlReader struct {
	src  *xmlSource
	dec  *xml.Decoder
	base int // lines before the present decoder
}

// newXMLReader reads from a stream that is UTF-8 already.
func newXMLReader(r io.Reader) *xmlReader {
	x := &xmlReader{src: &xmlSource{r: bufio.NewReaderSize(r, 1<<16)}}
	x.reset()
	return x
}

func (x *xmlReader) reset() {
	x.dec = xml.NewDecoder(x.src)
	x.dec.Strict = false
	x.dec.Entity = xml.HTMLEntity
	x.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
}

// line is the 1-based line reached.
func (x *xmlReader) line() int {
	l, _ := x.dec.InputPos()
	return x.base + l
}

// next returns the next start element with the given local names, or any
// where none is given; io.EOF at the end. After another error, resync finds
// the place to go on.
func (x *xmlReader) next(names ...string) (xml.StartElement, error) {
	for {
		tok, err := x.dec.Token()
		if err != nil {
			return xml.StartElement{}, err
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		for _, n := range names {
			if n == start.Name.Local {
				return start, nil
			}
		}
		if len(names) == 0 {
			return start, nil
		}
	}
}

// resync goes on behind the line on which reading failed; false at the end of
// the source.
func (x *xmlReader) resync() bool {
	x.base = x.line()
	x.src.pending = x.src.pending[:0]
	if err := x.src.skipLine(); err != nil {
		return false
	}
	x.reset()
	return true
}

// xmlNode is an element with all that is in it.
type xmlNode struct {
	Name, Space string
	Attr        map[string]string // by local name
	Text        string            // all character data directly in the element
	Kids        []*xmlNode
	Line        int
}

// attr returns an attribute, "" where there is none.
func (n *xmlNode) attr(name string) string { return n.Attr[name] }

// child returns the first child of a local name; nil where there is none.
func (n *xmlNode) child(name string) *xmlNode {
	for _, k := range n.Kids {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// text returns the trimmed text of the first child of a name, "" for none.
func (n *xmlNode) text(name string) string {
	if k := n.child(name); k != nil {
		return strings.TrimSpace(k.Text)
	}
	return ""
}

// all returns the children of a name.
func (n *xmlNode) all(name string) []*xmlNode {
	var out []*xmlNode
	for _, k := range n.Kids {
		if k.Name == name {
			out = append(out, k)
		}
	}
	return out
}

// maxElement is how many bytes one element may hold.
const maxElement = 256 << 20

// element reads the rest of an element whose start next gave. It does not
// recurse. An element cut off by damage is returned as far as it was read,
// with the error.
func (x *xmlReader) element(start xml.StartElement) (*xmlNode, error) {
	root := newXMLNode(start, x.line())
	stack := []*xmlNode{root}
	texts := []*strings.Builder{{}}
	begin := x.dec.InputOffset()
	for len(stack) > 0 {
		top := len(stack) - 1
		tok, err := x.dec.Token()
		if err == nil && x.dec.InputOffset()-begin > maxElement {
			err = fmt.Errorf("element %s is larger than %d bytes", root.Name, maxElement)
		}
		if err != nil {
			for i, n := range stack {
				n.Text = texts[i].String()
			}
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return root, err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			n := newXMLNode(tok, x.line())
			stack[top].Kids = append(stack[top].Kids, n)
			stack, texts = append(stack, n), append(texts, &strings.Builder{})
		case xml.EndElement:
			stack[top].Text = texts[top].String()
			stack, texts = stack[:top], texts[:top]
		case xml.CharData:
			texts[top].Write(tok)
		}
	}
	return root, nil
}

func newXMLNode(s xml.StartElement, line int) *xmlNode {
	n := &xmlNode{Name: s.Name.Local, Space: s.Name.Space, Line: line, Attr: make(map[string]string, len(s.Attr))}
	for _, a := range s.Attr {
		n.Attr[a.Name.Local] = a.Value
	}
	return n
}

// xmlSource hands a decoder one byte at a time, so that none is read ahead,
// and mends what a decoder would stop at.
type xmlSource struct {
	r       *bufio.Reader
	pending []byte // bytes decided on but not handed out
}

// Read is there for io.Reader; decoders use ReadByte.
func (x *xmlSource) Read(p []byte) (int, error) {
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

const replacement = "\uFFFD"

// ReadByte gives the next byte of the mended text.
func (x *xmlSource) ReadByte() (byte, error) {
	if len(x.pending) > 0 {
		b := x.pending[0]
		x.pending = x.pending[1:]
		return b, nil
	}
	b, err := x.r.ReadByte()
	switch {
	case err != nil:
		return 0, err
	case b == '&':
		return b, x.reference()
	case b == '\t' || b == '\n' || b == '\r' || b >= 0x20 && b < utf8.RuneSelf:
		return b, nil
	case b < 0x20:
		return x.put(replacement)
	}
	return x.rune()
}

func (x *xmlSource) put(s string) (byte, error) {
	x.pending = append(x.pending[:0], s[1:]...)
	return s[0], nil
}

// rune takes the rest of a character whose first byte was read.
func (x *xmlSource) rune() (byte, error) {
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

// reference replaces a numeric reference to a character XML does not have,
// such as &#8;. The & was read.
func (x *xmlSource) reference() error {
	head, err := x.r.Peek(10)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil // it comes again at the next read
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

// charRef reads the number of a reference, "x1F" or "31".
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
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}

func (x *xmlSource) skipLine() error {
	for {
		_, err := x.r.ReadSlice('\n')
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}
