package markup

import (
	"strings"

	"golang.org/x/net/html"
)

// HTML reads a fragment or a page. End tags that are missing are supplied as
// far as plain text needs them.
func HTML(src string, o Options) Text {
	h := &htmlReader{base: o.Base}
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		switch z.Next() {
		case html.ErrorToken: // the end: nothing else can go wrong in memory
			return h.done()
		case html.TextToken:
			h.chars(z.Token().Data)
		case html.StartTagToken:
			t := z.Token()
			h.startTag(t.Data, attrs(t.Attr))
		case html.SelfClosingTagToken:
			t := z.Token()
			h.startTag(t.Data, attrs(t.Attr))
			if t.Data != "p" && !void[t.Data] && !block[t.Data] { // browsers ignore the slash where it means nothing
				h.endTag(t.Data)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			h.endTag(string(name))
		}
	}
}

// Children reads what is in a node, but not the node itself: a comment's body
// may be an element that means a quotation elsewhere.
func Children(o Options, n *html.Node) Text {
	h := &htmlReader{base: o.Base}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		h.walk(c)
	}
	return h.done()
}

// walk goes through a tree without recursing.
func (h *htmlReader) walk(top *html.Node) {
	for n := top; ; {
		h.enter(n)
		if n.FirstChild != nil {
			n = n.FirstChild
			continue
		}
		for {
			if n.Type == html.ElementNode {
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

// attributes are those of one tag.
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
