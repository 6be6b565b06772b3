package importer

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
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
	base int               // lines before the present decoder
	back *xml.StartElement // read, but not yet given
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
// the place to go on. Name.Space is the prefix as written.
func (x *xmlReader) next(names ...string) (xml.StartElement, error) {
	for {
		tok, err := x.token()
		if err != nil {
			return xml.StartElement{}, err
		}
		if start, ok := tok.(xml.StartElement); ok && (len(names) == 0 || slices.Contains(names, start.Name.Local)) {
			return start, nil
		}
	}
}

// token reads a token without asking whether tags match: element sees to it.
func (x *xmlReader) token() (xml.Token, error) {
	if x.back != nil {
		start := *x.back
		x.back = nil
		return start, nil
	}
	return x.dec.RawToken()
}

// resync goes on after an error: with the element that cut another off, else
// behind the line on which reading failed; false at the end of the source.
func (x *xmlReader) resync() bool {
	if x.back != nil {
		return true
	}
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

// whole returns the text of the first child of a name with that of the
// elements in it: HTML that a producer did not escape. What stands directly in
// the child comes first.
func (n *xmlNode) whole(name string) string {
	k := n.child(name)
	if k == nil || len(k.Kids) == 0 {
		return n.text(name)
	}
	var out strings.Builder
	for todo := []*xmlNode{k}; len(todo) > 0; {
		last := todo[len(todo)-1]
		out.WriteString(strings.TrimSpace(last.Text) + " ")
		todo = todo[:len(todo)-1]
		for _, kid := range slices.Backward(last.Kids) {
			todo = append(todo, kid)
		}
	}
	return strings.TrimSpace(out.String())
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
// recurse. An end tag closes what is open inside its element; one that closes
// nothing is passed over. An element that is cut off, by damage, the end or
// the start of another of its name, is returned as far as it was read, with
// an error.
func (x *xmlReader) element(start xml.StartElement) (*xmlNode, error) {
	e := &xmlElement{}
	e.open(start, x.line())
	root := e.stack[0]
	begin := x.dec.InputOffset()
	for len(e.stack) > 0 {
		tok, err := x.token()
		switch {
		case errors.Is(err, io.EOF):
			err = io.ErrUnexpectedEOF
		case err == nil && x.dec.InputOffset()-begin > maxElement:
			err = fmt.Errorf("element %s is larger than %d bytes", root.Name, maxElement)
		}
		if err != nil {
			e.close(0)
			return root, err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if tok.Name == start.Name {
				x.back = &tok
				e.close(0)
				return root, fmt.Errorf("element %s does not end", root.Name)
			}
			e.open(tok, x.line())
		case xml.EndElement:
			if i := e.find(tok); i >= 0 {
				e.close(i)
			}
		case xml.CharData:
			e.texts[len(e.texts)-1].Write(tok)
		}
	}
	return root, nil
}

// xmlElement is an element half read: the nodes that are open.
type xmlElement struct {
	stack []*xmlNode
	texts []*strings.Builder
	names map[string]int // how many of each name are open
}

func (e *xmlElement) open(s xml.StartElement, line int) {
	n := newXMLNode(s, line)
	if top := len(e.stack) - 1; top >= 0 {
		e.stack[top].Kids = append(e.stack[top].Kids, n)
	}
	if e.names == nil {
		e.names = map[string]int{}
	}
	e.names[n.Name]++
	e.stack, e.texts = append(e.stack, n), append(e.texts, &strings.Builder{})
}

// find returns the place of the innermost open node an end tag closes, -1 for
// none.
func (e *xmlElement) find(end xml.EndElement) int {
	if e.names[end.Name.Local] == 0 {
		return -1 // most often asked of stray tags: do not walk the stack
	}
	for i := len(e.stack) - 1; i >= 0; i-- {
		if e.stack[i].Name == end.Name.Local {
			return i
		}
	}
	return -1
}

// close ends the nodes from place i on.
func (e *xmlElement) close(i int) {
	for j, n := range e.stack[i:] {
		n.Text = e.texts[i+j].String()
		e.names[n.Name]--
	}
	e.stack, e.texts = e.stack[:i], e.texts[:i]
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
	last    [9]byte
	cdata   bool // inside a CDATA section
}

// mark follows CDATA sections. It reports whether b ends one that did not
// begin: nested sections, which some producers write, end twice.
func (x *xmlSource) mark(b byte) (stray bool) {
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
		if x.mark(b) {
			return x.put("&gt;")
		}
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

// each hands over every element of the given names. A damaged place is noted
// and passed over; what was read of an element it cut off is handed over too.
func (x *xmlReader) each(note func(error) error, take func(*xmlNode) error, names ...string) error {
	for {
		start, err := x.next(names...)
		if errors.Is(err, io.EOF) {
			return nil
		}
		var n *xmlNode
		if err == nil {
			if n, err = x.element(start); n != nil {
				if terr := take(n); terr != nil {
					return terr
				}
			}
		}
		if err == nil {
			continue
		}
		if nerr := note(fail(x.line(), "read %s: %v", strings.Join(names, " or "), err)); nerr != nil {
			return nerr
		}
		if !x.resync() {
			return nil
		}
	}
}
