package html

import (
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"golang.org/x/net/html"
)

// postWord matches words in classes and ids that name posts.
var postWord = lazy.Regexp(`(?i)(?:^|[\s_-])(?:comments?|replies|reply|respons?e|posts?|messages?|kommentare?|commentaires?|comentarios?|reacties?|discussion|opinion|beitrag|answers?)(?:$|[\s_\d-]|(?:item|entry|box|wrap|body|node|list|single|thread))`)

// noPost matches words in classes and ids of elements around or inside a post.
var noPost = lazy.Regexp(`(?i)(?:^|[\s_-])(?:form|respond|meta|author|avatar|date|time|footer|header|title|content|text|body|count|link|links|button|btn|nav|menu|sidebar|widget|related|recent|share|actions?|icon|toolbar|teaser|excerpt|tag|tags|metadata|info|vote|votes|rating|likes?)(?:$|[\s_-])`)

// group is a set of elements of a page that look alike.
type group struct {
	posts []*webPost
	score float64
	first int
}

// guess finds the elements of a page that are most likely posts: they look
// alike and have a name and a text, and most have a time. If no class or id
// calls them comments, all must have these.
func guess(doc *goquery.Document) []*webPost {
	var best *group
	for _, g := range groups(doc) {
		g.rate()
		if g.score > 0 && (best == nil || g.score > best.score) {
			best = g
		}
	}
	if best == nil {
		return nil
	}
	return best.posts
}

// groups returns the elements of a page grouped by signature, in the order of
// the page.
func groups(doc *goquery.Document) []*group {
	by := map[string]*group{}
	var out []*group
	doc.Find("li, article, div, section, tr, table, dd, blockquote").Each(func(i int, s *goquery.Selection) {
		key := signature(s.Nodes[0])
		if key == "" {
			return
		}
		g := by[key]
		if g == nil {
			g = &group{first: i}
			by[key] = g
			out = append(out, g)
		}
		g.posts = append(g.posts, &webPost{Selection: s})
	})
	return out
}

// varying matches classes that differ between posts of one page.
var varying = lazy.Regexp(`(?i)\d|^(?:odd|even|alt|first|last|active|new|unread|bypostauthor|byuser|open|closed|hidden|highlighted|child|parent|reply|is-reply|indented|nested|deleted|removed|pinned|collapsed)$|^(?:is|has|by|js)-|--|(?:author|user|level|depth)[-_]`)

// signature returns what elements of the same kind share: the tag, up to two
// classes that do not vary (or the one class that names a post), and the id
// without its number. An element without class and id gets the signature of the
// list it is in, "" if that has none either.
func signature(n *html.Node) string {
	var classes []string
	for _, c := range strings.Fields(attrIn(n.Attr, "class")) {
		if !varying().MatchString(c) && !slices.Contains(classes, c) {
			classes = append(classes, c)
		}
	}
	id := attrIn(n.Attr, "id")
	numbered := idNumber().ReplaceAllString(id, "")
	if numbered == id || numbered == "" {
		numbered = ""
	}
	if i := slices.IndexFunc(classes, func(c string) bool { return postWord().MatchString(c) && !noPost().MatchString(c) }); i >= 0 {
		classes = classes[i : i+1] // the others may depend on the author or the time
	}
	key := strings.Join(classes[:min(len(classes), 2)], ".") + "#" + numbered
	if key == "#" {
		if n.Parent == nil || attrIn(n.Parent.Attr, "class") == "" && attrIn(n.Parent.Attr, "id") == "" {
			return ""
		}
		key = ">" + attrIn(n.Parent.Attr, "class") + "#" + attrIn(n.Parent.Attr, "id")
	}
	return n.Data + "." + key
}

// maxRated is how many elements of a group are examined.
const maxRated = 40

// rate scores how likely the elements of a group are posts; 0 means not at all.
func (g *group) rate() {
	n := min(len(g.posts), maxRated)
	named := 0 // posts that a class or id calls comments
	var author, time, text, size int
	for _, w := range g.posts[:n] {
		mark := attrIn(w.Nodes[0].Attr, "class") + " " + attrIn(w.Nodes[0].Attr, "id") + " "
		if postWord().MatchString(mark) && !noPost().MatchString(mark) ||
			w.Nodes[0].Parent != nil && inList(w.Nodes[0].Parent) {
			named++
		}
		if len(w.Text()) > 200<<10 {
			continue
		}
		a, t, l := guessed.writer(
			w,
		).author != "", !guessed.stamp(w).IsZero() ||
			guessed.stamp(w).Text != "", len(
			strings.TrimSpace(w.Text()),
		)
		if a {
			author++
		}
		if t {
			time++
		}
		if l > 30 {
			text++
			size += min(l, 2000)
		}
	}
	share := func(k int) float64 { return float64(k) / float64(n) }
	sure := share(named) > .6
	switch {
	case !sure && (n < 2 || share(author) < .8 || share(time) < .8):
		return
	case sure && (share(author) < .5 && share(time) < .5 || share(text) < .3):
		return
	case !sure && linky(g.posts[0].Selection):
		return
	}
	g.score = float64(
		len(g.posts),
	) * (share(author) + share(time) + share(text)) * (1 + min(float64(size)/float64(n), 300)/300)
	if sure {
		g.score *= 3
	}
}

// inList reports whether an element is a list of comments.
func inList(n *html.Node) bool {
	return listWord().MatchString(attrIn(n.Attr, "class") + " " + attrIn(n.Attr, "id"))
}

// listWord matches words in classes and ids that name lists of comments.
var listWord = lazy.Regexp(`(?i)(?:^|[\s_-])(?:comments|comment-?list|commentlist|replies|responses|kommentare|commentaires|comentarios|messages)(?:$|[\s_-])`)

// linky reports whether most of an element's text is links, as in a list of
// teasers.
func linky(s *goquery.Selection) bool {
	return 2*len(strings.TrimSpace(s.Find("a").Text())) > len(strings.TrimSpace(s.Text()))
}
