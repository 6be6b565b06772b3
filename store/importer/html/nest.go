package html

import (
	"strconv"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"golang.org/x/net/html"
)

// nest derives parents from the position of posts in a page: a post inside
// another, a list of replies after a post, or a depth in a class, an attribute
// or an indentation. It reports whether there was any such hint.
func nest(posts []*webPost) bool {
	of := make(map[*html.Node]*webPost, len(posts))
	for _, w := range posts {
		of[w.Nodes[0]] = w
	}
	last := map[*html.Node]*webPost{} // the last post in an element that is not a post
	found := false
	var open []*webPost // by depth
	for _, w := range posts {
		up, behind := around(w, of, last)
		switch depth := w.depth; {
		case up != nil:
			w.parent = up.id
		case behind != nil:
			w.parent = behind.id
		case depth > 0:
			for len(open) > 0 && open[len(open)-1].depth >= depth {
				open = open[:len(open)-1]
			}
			if len(open) > 0 {
				w.parent = open[len(open)-1].id
			}
			open = append(open, w)
		}
		if id := parentAttr(w.Nodes[0]); id != "" && id != w.id {
			w.parent = id
		}
		found = found || w.parent != ""
	}
	return found
}

// around walks up from a post to the post that contains it, or to a list of
// replies that follows a post.
func around(w *webPost, of, last map[*html.Node]*webPost) (up, behind *webPost) {
	n := w.Nodes[0]
	for at := n.Parent; at != nil; at = at.Parent {
		if up = of[at]; up != nil {
			return up, behind
		}
		if behind == nil && replyList().MatchString(attrIn(at.Attr, "class")) {
			behind = before(at, of, last)
		}
		if replyList().MatchString(attrIn(at.Attr, "class")) || behind == nil {
			last[at] = w
		}
	}
	return nil, behind
}

var replyList = lazy.Regexp(`(?i)(?:^|[\s_-])(?:indented|children|replies|nested|subcomments|sub-comments|child|thread-children|reply-list)(?:$|[\s_-])`)

// before returns the post that precedes an element, or that precedes an element
// which begins with it.
func before(at *html.Node, of, last map[*html.Node]*webPost) *webPost {
	for s, steps := at.PrevSibling, 0; s != nil && steps < 20; s, steps = s.PrevSibling, steps+1 {
		if s.Type != html.ElementNode {
			continue
		}
		if w := of[s]; w != nil {
			return w
		}
		if replyList().MatchString(attrIn(s.Attr, "class")) {
			continue
		}
		if w := last[s]; w != nil {
			return w
		}
	}
	return nil
}

var (
	depthClass = lazy.Regexp(`(?i)(?:^|[\s_-])(?:depth|level|indent|nest|nesting|lvl)[-_]{0,2}(\d{1,3})(?:$|\s)`)
	indentCSS  = lazy.Regexp(`(?i)(?:margin|padding)-left:\s*(\d{1,4})(?:\.\d+)?\s*(?:px|em|rem|%)`)
)

// depthOf returns the depth that a post declares plus 1, 0 if it declares none.
func depthOf(n *html.Node) int {
	for _, key := range []string{"data-depth", "data-level", "data-nesting-level", "aria-level", "depth"} {
		if d, err := strconv.Atoi(attrIn(n.Attr, key)); err == nil && d >= 0 && d < 1000 {
			return d + 1
		}
	}
	if m := depthClass().FindStringSubmatch(attrIn(n.Attr, "class")); m != nil {
		d, _ := strconv.Atoi(m[1])
		return d + 1
	}
	if m := indentCSS().FindStringSubmatch(attrIn(n.Attr, "style")); m != nil {
		d, _ := strconv.Atoi(m[1])
		return d + 1
	}
	return 0
}

// parentAttr returns the parent that an attribute of a post names, "" for none.
func parentAttr(n *html.Node) string {
	for _, key := range []string{"data-parent-id", "data-parent", "data-parentid", "data-parent-comment-id", "data-reply-to", "data-in-reply-to", "data-reply-to-id", "data-comment-parent-id", "data-subject-parent-value", "data-toppid", "data-parent-pid", "parent-id", "parentid"} {
		if v := attrIn(n.Attr, key); v != "" && v != "0" && !strings.EqualFold(v, "null") &&
			!strings.EqualFold(v, "root") {
			if m := idNumber().FindStringSubmatch(v); m != nil {
				return m[1]
			}
			return v
		}
	}
	return ""
}
