package html

import (
	"strings"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// Elements may be nested hundreds of levels deep, and a list may have a million
// items. What is asked of each of them must not cost as much as all that is in
// or beside it: the functions of this file stop early.

// maxExamined is how many nodes are examined of elements that may be posts, a
// node in nested elements once for each, beyond four times the nodes of the
// page. Pages of 5,000 comments need a tenth of it.
const maxExamined = 5_000_000

// maxAway is how many nodes before an element are searched for what belongs to
// it, and maxInner how many nodes in an element for what it begins with.
const (
	maxAway  = 50
	maxInner = 1000
)

// A short text takes at most this many nodes and bytes of markup.
const (
	maxShortNodes = 256
	maxShortBytes = 4096
)

// shortText returns the text of an element with runs of spaces as one. It
// reports false if the text is longer than most bytes.
func shortText(n *html.Node, most int) (string, bool) {
	var b strings.Builder
	nodes, size, gap := 0, 0, false
	for d := range n.Descendants() {
		if nodes++; nodes > maxShortNodes {
			return "", false
		}
		if d.Type != html.TextNode {
			continue
		}
		if size += len(d.Data); size > max(maxShortBytes, 4*most) {
			return "", false
		}
		for _, r := range d.Data {
			if unicode.IsSpace(r) {
				gap = b.Len() > 0
				continue
			}
			if gap {
				b.WriteByte(' ')
				gap = false
			}
			if b.WriteRune(r); b.Len() > most {
				return "", false
			}
		}
	}
	return b.String(), true
}

// firstText is shortText of the first element of a selection.
func firstText(s *goquery.Selection, most int) (string, bool) {
	if s.Length() == 0 {
		return "", false
	}
	return shortText(s.Nodes[0], most)
}

// nodesIn counts the nodes in an element, up to most.
func nodesIn(n *html.Node, most int) int {
	k := 1
	for range n.Descendants() {
		if k++; k >= most {
			break
		}
	}
	return k
}

// selected returns a selection of one node, or of none for nil.
func selected(n *html.Node) *goquery.Selection {
	if n == nil {
		return &goquery.Selection{}
	}
	return goquery.NewDocumentFromNode(n).Selection
}

// above returns the nearest element before a post that matches.
func above(w *webPost, m goquery.Matcher) *goquery.Selection {
	n := w.Nodes[0].PrevSibling
	for away := 0; n != nil && away < maxAway; n, away = n.PrevSibling, away+1 {
		if n.Type == html.ElementNode && m.Match(n) {
			return selected(n)
		}
	}
	return selected(nil)
}

// firstIn returns the first element in a selection that matches, if it is among
// its first nodes.
func firstIn(s *goquery.Selection, m goquery.Matcher) *goquery.Selection {
	if s.Length() == 0 {
		return s
	}
	left := maxInner
	for n := range s.Nodes[0].Descendants() {
		if n.Type == html.ElementNode && m.Match(n) {
			return selected(n)
		}
		if left--; left == 0 {
			break
		}
	}
	return selected(nil)
}

// lastIn returns the last element in n that matches, if it is among its last
// nodes, nil if not. left is how many may be looked at.
func lastIn(n *html.Node, m goquery.Matcher, left *int) *html.Node {
	for c := n.LastChild; c != nil && *left > 0; c = c.PrevSibling {
		*left--
		if found := lastIn(c, m, left); found != nil {
			return found
		}
		if c.Type == html.ElementNode && m.Match(c) {
			return c
		}
	}
	return nil
}

// lastAbove returns the last element that matches in what is before a selection.
func lastAbove(s *goquery.Selection, m goquery.Matcher) *goquery.Selection {
	if s.Length() == 0 {
		return s
	}
	n, left := s.Nodes[0].PrevSibling, maxInner
	for ; n != nil && left > 0; n = n.PrevSibling {
		left--
		if found := lastIn(n, m, &left); found != nil {
			return selected(found)
		}
	}
	return selected(nil)
}

// onlyChild reports whether an element has no other elements beside it.
func onlyChild(n *html.Node) bool {
	for _, next := range []func(*html.Node) *html.Node{
		func(n *html.Node) *html.Node { return n.PrevSibling }, func(n *html.Node) *html.Node { return n.NextSibling },
	} {
		for s := next(n); s != nil; s = next(s) {
			if s.Type == html.ElementNode {
				return false
			}
		}
	}
	return true
}

// examine reports whether posts may be examined: not if they are nested in each
// other so deeply that it would take too long.
func (p *webPage) examine(posts []*webPost) bool {
	for _, w := range posts {
		if p.left <= 0 {
			return false
		}
		p.left -= nodesIn(w.Nodes[0], p.left)
	}
	return p.left > 0
}
