// Package xmltree reads XML element by element, including damaged XML.
package xmltree

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/record"
)

// Reader reads XML leniently: control characters and damaged UTF-8 become
// U+FFFD, prefixes may be unbound, HTML entities are known, and entities of a
// document type are never expanded. Elements are identified by their local
// names, since namespaces change from version to version.
type Reader struct {
	src  *source
	dec  *xml.Decoder
	base int               // lines before those of the current decoder
	back *xml.StartElement // read, but not yet returned
	most int               // bytes of a token
}

// NewReader returns a Reader of a stream that is UTF-8 already.
func NewReader(r io.Reader) *Reader {
	x := &Reader{src: &source{r: bufio.NewReaderSize(r, 1<<16)}, most: maxElement}
	x.reset()
	return x
}

func (x *Reader) reset() {
	x.dec = xml.NewDecoder(x.src)
	x.dec.Strict = false
	x.dec.Entity = xml.HTMLEntity
	x.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
}

// Line returns the current line, from 1.
func (x *Reader) Line() int {
	l, _ := x.dec.InputPos()
	return x.base + l
}

// Next returns the next start element with one of the local names, or any start
// element if none is given, and io.EOF at the end. After another error, Resync
// finds the place to go on. Name.Space is the prefix as written.
func (x *Reader) Next(names ...string) (xml.StartElement, error) {
	for {
		tok, err := x.token()
		if err != nil {
			return xml.StartElement{}, err
		}
		if start, ok := tok.(xml.StartElement); ok &&
			(len(names) == 0 || slices.Contains(names, start.Name.Local)) {
			return start, nil
		}
	}
}

// token returns the next token without checking that tags match, which Element
// does.
func (x *Reader) token() (xml.Token, error) {
	if x.back != nil {
		start := *x.back
		x.back = nil
		return start, nil
	}
	x.src.left = x.most
	return x.dec.RawToken()
}

// Resync goes on after an error: with the element whose start cut off another,
// else after the line on which reading failed. It returns false at the end of
// the source.
func (x *Reader) Resync() bool {
	if x.back != nil {
		return true
	}
	x.base = x.Line()
	x.src.pending = x.src.pending[:0]
	if err := x.src.skipLine(); err != nil {
		return false
	}
	x.reset()
	return true
}

// Node is an element with its content.
type Node struct {
	Name, Space string
	Attrs       map[string]string // by local name
	Text        string            // character data directly in the element
	Kids        []*Node
	Line        int

	at int // byte in the parent's Text where the element stands
}

// Attr returns an attribute, "" if there is none.
func (n *Node) Attr(name string) string { return n.Attrs[name] }

// Child returns the first child with a local name, nil if there is none.
func (n *Node) Child(name string) *Node {
	for _, k := range n.Kids {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// ChildText returns the trimmed text of the first child with a name, "" if
// there is none.
func (n *Node) ChildText(name string) string {
	if k := n.Child(name); k != nil {
		return strings.TrimSpace(k.Text)
	}
	return ""
}

// ChildHTML returns the content of the first child with a name as HTML, for producers
// that do not escape it: the text as it is if there are no elements in it, else with their
// tags.
func (n *Node) ChildHTML(name string) string {
	k := n.Child(name)
	if k == nil || len(k.Kids) == 0 {
		return n.ChildText(name)
	}
	return strings.TrimSpace(k.HTML(htmlTags))
}

// htmlTags returns the tags of an HTML element with the attributes that matter to a reader.
func htmlTags(n *Node) (opening, closing string) {
	attrs := ""
	for _, a := range []string{"cite", "class", "href", "src", "title"} {
		if v, ok := n.Attrs[a]; ok {
			attrs += fmt.Sprintf(` %s="%s"`, a, html.EscapeString(v))
		}
	}
	if n.Name == "br" || n.Name == "hr" || n.Name == "img" {
		return "<" + n.Name + attrs + ">", ""
	}
	return "<" + n.Name + attrs + ">", "</" + n.Name + ">"
}

// HTML returns the content of an element in its order, without recursion: text escaped, and
// around the content of each element in it what tags returns.
func (n *Node) HTML(tags func(*Node) (opening, closing string)) string {
	type place struct {
		n         *Node
		kid, from int
		closing   string
	}
	var out strings.Builder
	for stack := []place{{n: n}}; len(stack) > 0; {
		p := &stack[len(stack)-1]
		if p.kid == len(p.n.Kids) {
			out.WriteString(html.EscapeString(p.n.Text[p.from:]) + p.closing)
			stack = stack[:len(stack)-1]
			continue
		}
		k := p.n.Kids[p.kid]
		out.WriteString(html.EscapeString(p.n.Text[p.from:k.at]))
		p.kid, p.from = p.kid+1, k.at
		opening, closing := tags(k)
		out.WriteString(opening)
		stack = append(stack, place{n: k, closing: closing})
	}
	return out.String()
}

// All returns the children with a name.
func (n *Node) All(name string) []*Node {
	var out []*Node
	for _, k := range n.Kids {
		if k.Name == name {
			out = append(out, k)
		}
	}
	return out
}

// maxElement is how many bytes an element may have.
const maxElement = 256 << 20

// Element reads the rest of an element whose start Next returned, without
// recursion. An end tag closes the elements open inside its own; one that
// closes nothing is ignored. An element that is cut off by damage, the end of
// the source or the start of another element of its name is returned as far as
// it was read, with an error.
func (x *Reader) Element(start xml.StartElement) (*Node, error) {
	return x.element(start, true)
}

// Document reads the first element of a source with all that is in it, also elements of
// its own name. A document that is cut off or damaged is returned as far as it was read,
// with an error; nil if there is no element.
func Document(r io.Reader) (*Node, error) {
	x := NewReader(r)
	start, err := x.Next()
	if err != nil {
		return nil, err
	}
	return x.element(start, false)
}

// maxDepth is how deeply the elements of a Document may be nested.
const maxDepth = 1000

// element reads the rest of an element. If it stands alone, the start of another of its
// name shows that its end is missing.
func (x *Reader) element(start xml.StartElement, alone bool) (*Node, error) {
	e := &elementBuilder{}
	e.open(start, x.Line())
	root := e.stack[0]
	begin := x.dec.InputOffset()
	for len(e.stack) > 0 {
		tok, err := x.token()
		switch {
		case errors.Is(err, io.EOF):
			err = io.ErrUnexpectedEOF
		case err == nil && x.dec.InputOffset()-begin > maxElement:
			err = fmt.Errorf("element %s is larger than %d bytes", root.Name, maxElement)
		case err == nil && !alone && len(e.stack) > maxDepth:
			err = fmt.Errorf("elements are nested more than %d deep", maxDepth)
		}
		if err != nil {
			e.close(0)
			return root, err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if alone && tok.Name == start.Name {
				x.back = &tok
				e.close(0)
				return root, fmt.Errorf("element %s does not end", root.Name)
			}
			e.open(tok, x.Line())
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

// elementBuilder holds the nodes of an element that are still open.
type elementBuilder struct {
	stack []*Node
	texts []*strings.Builder
	names map[string]int // how many of each name are open
}

func (e *elementBuilder) open(s xml.StartElement, line int) {
	n := newXMLNode(s, line)
	if top := len(e.stack) - 1; top >= 0 {
		n.at = e.texts[top].Len()
		e.stack[top].Kids = append(e.stack[top].Kids, n)
	}
	if e.names == nil {
		e.names = map[string]int{}
	}
	e.names[n.Name]++
	e.stack, e.texts = append(e.stack, n), append(e.texts, &strings.Builder{})
}

// find returns the index of the innermost open node that an end tag closes, -1
// if there is none.
func (e *elementBuilder) find(end xml.EndElement) int {
	if e.names[end.Name.Local] == 0 {
		return -1 // the usual case for stray tags, found without walking the stack
	}
	for i := len(e.stack) - 1; i >= 0; i-- {
		if e.stack[i].Name == end.Name.Local {
			return i
		}
	}
	return -1
}

// close closes the nodes from index i on.
func (e *elementBuilder) close(i int) {
	for j, n := range e.stack[i:] {
		n.Text = e.texts[i+j].String()
		e.names[n.Name]--
	}
	e.stack, e.texts = e.stack[:i], e.texts[:i]
}

func newXMLNode(s xml.StartElement, line int) *Node {
	n := &Node{
		Name:  s.Name.Local,
		Space: s.Name.Space,
		Line:  line,
		Attrs: make(map[string]string, len(s.Attr)),
	}
	for _, a := range s.Attr {
		n.Attrs[a.Name.Local] = a.Value
	}
	return n
}

const replacement = "\uFFFD"

// Each passes every element with one of the names to take. Damage is reported
// with note and skipped; an element that it cut off is passed as far as it was
// read.
func (x *Reader) Each(note func(error) error, take func(*Node) error, names ...string) error {
	for {
		start, err := x.Next(names...)
		if errors.Is(err, io.EOF) {
			return nil
		}
		var n *Node
		if err == nil {
			if n, err = x.Element(start); n != nil {
				if terr := take(n); terr != nil {
					return terr
				}
			}
		}
		if err == nil {
			continue
		}
		if nerr := note(record.Errorf(x.Line(), "read %s: %v",
			strings.Join(names, " or "), err)); nerr != nil {
			return nerr
		}
		if !x.Resync() {
			return nil
		}
	}
}
