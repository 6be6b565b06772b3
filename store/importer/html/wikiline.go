package html

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// talkLine is a line of a talk page: a paragraph, an item of a list or a
// heading.
type talkLine struct {
	level   int // number of lists around it
	heading int // 1 to 6; 0 if it is no heading
	anchor  string
	nodes   []*html.Node
	broken  bool // it follows a line break, not a paragraph
}

// userLink returns the user that a link around a text node leads to.
func userLink(n *html.Node) (name string, own bool) {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == atom.A {
			return wikiUser(attrIn(p.Attr, "href"))
		}
		if isBlock(p) {
			break
		}
	}
	return "", false
}

// textNodes returns the text nodes in nodes, in order.
func textNodes(nodes []*html.Node) []*html.Node {
	var out []*html.Node
	for _, n := range nodes {
		if n.Type == html.TextNode {
			out = append(out, n)
		}
		for c := range n.Descendants() {
			if c.Type == html.TextNode {
				out = append(out, c)
			}
		}
	}
	return out
}

func plainOf(nodes []*html.Node) string {
	var b strings.Builder
	for _, n := range textNodes(nodes) {
		b.WriteString(n.Data)
	}
	return b.String()
}

// talkLines divides the content of a page into lines.
type talkLines struct {
	out    []talkLine
	run    []*html.Node
	broken bool
}

func (t *talkLines) collect(root *html.Node) []talkLine {
	t.walk(root, 0)
	t.flush(0, false)
	return t.out
}

// walk reads the children of a block. Depth is limited by the parser.
func (t *talkLines) walk(n *html.Node, level int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.CommentNode:
		case c.DataAtom == atom.Br:
			t.flush(level, true)
		case !hasBlock(c):
			t.run = append(t.run, c)
		case isHeading(c):
			t.flush(level, false)
			anchor := attrIn(c.Attr, "id")
			for d := range c.Descendants() {
				if id := attrIn(d.Attr, "id"); id != "" {
					anchor = id
				}
			}
			t.out = append(t.out, talkLine{heading: int(c.Data[1] - '0'), anchor: anchor, nodes: []*html.Node{c}})
		default:
			t.flush(level, false)
			in := level
			if c.DataAtom == atom.Li || c.DataAtom == atom.Dd {
				in++
			}
			t.walk(c, in)
			t.flush(in, false)
		}
	}
}

// flush ends a line.
func (t *talkLines) flush(level int, atBreak bool) {
	if strings.TrimSpace(plainOf(t.run)) != "" {
		t.out = append(t.out, talkLine{level: level, nodes: t.run, broken: t.broken})
		t.broken = atBreak
	} else if !atBreak {
		t.broken = false
	}
	t.run = nil
}

// isBlock reports whether an element is laid out as a block.
func isBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Div, atom.Li, atom.Dd, atom.Dt, atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.Tbody, atom.Tr, atom.Td, atom.Th,
		atom.Section, atom.Article, atom.Blockquote, atom.Pre, atom.Center, atom.Hr, atom.Body, atom.Main, atom.Figure,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// hasBlock reports whether a node is a block or has one in it.
func hasBlock(n *html.Node) bool {
	if isBlock(n) {
		return true
	}
	for c := range n.Descendants() {
		if isBlock(c) {
			return true
		}
	}
	return false
}
