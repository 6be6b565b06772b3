package markup

import (
	"strings"

	"golang.org/x/net/html"
)

// HTML reads a fragment or a page. Missing end tags are supplied as far as
// plain text needs them.
func HTML(src string, o Options) Text {
	h := &htmlReader{base: o.Base}
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		switch z.Next() {
		case html.ErrorToken: // the end: reading from memory cannot fail
			return h.done()
		case html.TextToken:
			h.chars(z.Token().Data)
		case html.StartTagToken:
			t := z.Token()
			h.startTag(t.Data, attrs(t.Attr))
		case html.SelfClosingTagToken:
			t := z.Token()
			h.startTag(t.Data, attrs(t.Attr))
			if t.Data != "p" && !void[t.Data] && !block[t.Data] { // browsers ignore a slash here
				h.endTag(t.Data)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			h.endTag(string(name))
		}
	}
}

// Children reads the content of a node but not the node itself: the body of a
// comment may be in an element that marks quotations elsewhere.
func Children(o Options, n *html.Node) Text {
	h := &htmlReader{base: o.Base}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		h.walk(c)
	}
	return h.done()
}

// walk traverses a tree without recursion.
func (h *htmlReader) walk(top *html.Node) {
	for n := top; ; {
		h.enter(n)
		if n.FirstChild != nil {
			n = n.FirstChild
			continue
		}
		for {
			if n.Type == html.ElementNode && !void[n.Data] {
				h.endTag(n.Data)
			}
			if n == top {
				return
			}
			if n.NextSibling != nil {
				n = n.NextSibling
				break
			}
			n = n.Parent
		}
	}
}

func (h *htmlReader) enter(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		h.chars(n.Data)
	case html.ElementNode:
		h.startTag(n.Data, attrs(n.Attr))
	}
}

// attributes are the attributes of a tag.
type attributes map[string]string

func attrs(list []html.Attribute) attributes {
	if len(list) == 0 {
		return nil
	}
	out := make(attributes, len(list))
	for _, a := range list {
		if _, ok := out[a.Key]; !ok {
			out[a.Key] = a.Val
		}
	}
	return out
}

func (a attributes) classes() []string { return strings.Fields(a["class"]) }
