package html

import (
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"golang.org/x/net/html"
)

// postWord matches words in classes and ids that name comments.
var postWord = lazy.Regexp(`(?i)(?:^|[\s_-])(?:comments?|replies|reply|respons?e|respuestas?|r[eé]ponses?|kommentare?|commentaires?|comentarios?|commenti|commento|reacties?|reactie|answers?|antwort(?:en)?|komentarz?e?|kommentit?|kommentarer|yorum(?:lar)?|leser(?:brief|post|meinung|kommentar|zuschrift)e?n?|r[eé]actions?|opini[ae]|talkbacks?|postings?|komentar[iy]?|g(?:uest|ae?ste)b(?:ook|uch)|koment[aá]ře?)(?:$|[\s_\d-]|(?:item|entry|box|wrap|body|node|list|single|thread))`)

// looseWord matches words in classes and ids that name posts, of a forum or of
// a blog: no sign of comments by themselves, but they tell a post from the
// elements in it.
var looseWord = lazy.Regexp(`(?i)(?:^|[\s_-])(?:posts?|messages?|discussion|opinion|beitrag|feedback|reviews?)(?:$|[\s_\d-]|(?:item|entry|box|wrap|body|node|list|single|thread))`)

// noPost matches words in classes and ids of elements around or inside a post.
var noPost = lazy.Regexp(`(?i)(?:^|[\s_-])(?:form|respond|meta|author|avatar|date|time|footer|header|title|content|text|body|count|link|links|button|btn|nav|menu|sidebar|widget|related|recent|latest|popular|share|actions?|icon|toolbar|teaser|excerpt|tag|tags|metadata|info|vote|votes|rating|likes?)(?:$|[\s_-])`)

// group is a set of elements of a page that look alike.
type group struct {
	posts []*webPost
	score float64
	signs []string // that they are comments
}

// minSigns is how many independent signs the general reader requires: one alone
// is found in lists of articles, embedded posts, products and files, too.
const minSigns = 2

// guess finds the elements of a page that are most likely comments: they look
// alike, have a text, and at least minSigns signs agree. It returns nil if
// there are none.
func (p *webPage) guess() *group {
	var best *group
	for _, g := range groups(p.doc) {
		if !p.examine(g.posts[:min(len(g.posts), maxRated)]) {
			return nil
		}
		if g.foreign(p.base) {
			continue
		}
		g.rate()
		if g.score > 0 && (best == nil || g.score > best.score) {
			best = g
		}
	}
	return best
}

// groups returns the elements of a page grouped by signature, in the order of
// the page. Elements in widgets, menus and embedded posts are left out.
func groups(doc *goquery.Document) []*group {
	by := map[string]*group{}
	var out []*group
	skip := map[*html.Node]bool{}
	doc.Find(aside).Each(func(_ int, s *goquery.Selection) { skip[s.Nodes[0]] = true })
	doc.Find("li, article, div, section, tr, table, dd, blockquote").Each(func(_ int, s *goquery.Selection) {
		n := s.Nodes[0]
		if under(n, skip) {
			return
		}
		key := signature(n)
		if key == "" {
			return
		}
		g := by[key]
		if g == nil {
			g = &group{}
			by[key] = g
			out = append(out, g)
		}
		g.posts = append(g.posts, &webPost{Selection: s})
	})
	return out
}

// aside selects the parts of a page in which there are no comments on it.
const aside = `nav, head, body > footer, [role="navigation"], blockquote.twitter-tweet, .twitter-tweet, .instagram-media, .fb-post, .tiktok-embed, .reddit-embed-bq, .reddit-card, .bluesky-embed, .mastodon-embed, .wp-embedded-content, .wp-block-embed, .embedly-card, .cart, .shopping-cart, [class*="paywall" i], [class*="breadcrumb" i], ` + widget

// widget selects lists of comments on other pages.
const widget = `[class*="recent-comment" i], [class*="recent_comment" i], [class*="recentcomment" i], [id*="recent-comment" i], [id*="recent_comment" i], [id*="recentcomment" i], [class*="latest-comment" i], [class*="latest_comment" i], [id*="latest-comment" i], [class*="popular-comment" i], [class*="top-comments" i], [class*="most-commented" i], .dsq-widget-list, .dsq-widget, [class*="tab-comments" i]`

// widgetWords matches the classes and ids of widget.
var widgetWords = lazy.Regexp(`(?i)(?:recent|latest|popular)[-_]?comments?(?:$|[\s_-]|wi?dget)|most-commented|dsq-widget`)

// inWidget reports whether an element is in a list of comments on other pages.
func inWidget(n *html.Node) bool {
	for ; n != nil && n.Data != "body"; n = n.Parent {
		if widgetWords().MatchString(attrIn(n.Attr, "class") + " " + attrIn(n.Attr, "id")) {
			return true
		}
	}
	return false
}

// foreign reports whether most elements of a group link to comments on other
// pages, as in lists of recent comments.
func (g *group) foreign(base string) bool {
	n, pages := 0, map[string]bool{}
	for _, w := range g.posts[:min(len(g.posts), maxRated)] {
		if w.foreign(base) {
			n++
		} else if page := w.commentsPage(); base == "" && page != "" {
			n++
			pages[page] = true
		}
	}
	return 2*n > min(len(g.posts), maxRated) && (base != "" || len(pages) > 1)
}

// foreign reports whether the first link of a post to a comment leads to
// another page than the one at base.
func (w *webPost) foreign(base string) bool {
	page := w.commentsPage()
	return base != "" && page != "" && page != lastFolder(base) && strings.Trim(page, "0123456789") != ""
}

// commentsPage returns the last part of the address that the first link of a
// post to a comment has, "" for a link within the page.
func (w *webPost) commentsPage() string {
	links := w.Find(`a[href*="#"]`)
	for i := range links.Nodes {
		page, id, _ := strings.Cut(links.Eq(i).AttrOr("href", ""), "#")
		if !anchorID().MatchString(id) {
			continue
		}
		return lastFolder(page)
	}
	return ""
}

var commentPage = lazy.Regexp(`(?:/comment-page-\d+)?/?(?:\?.*)?$`)

// lastFolder returns the last part of the address of an article.
func lastFolder(address string) string {
	address = commentPage().ReplaceAllString(address, "")
	return address[strings.LastIndexByte(address, '/')+1:]
}

func under(n *html.Node, skip map[*html.Node]bool) bool {
	for ; n != nil; n = n.Parent {
		if skip[n] {
			return true
		}
	}
	return false
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
	numbered := endNumber().ReplaceAllString(id, "")
	if numbered == id {
		numbered = ""
	}
	if commentID().MatchString(id) {
		return "#" + numbered // replies may be other elements
	}
	if i := slices.IndexFunc(classes, isPost); i >= 0 {
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

// endNumber matches the number that ends an id, decimal or hexadecimal.
var endNumber = lazy.Regexp(`[-_]?(?:\d+(?:_\d+)?|[0-9a-f]{8,})$`)

// isPost reports whether a class names a post, of any kind.
func isPost(c string) bool {
	return (postWord().MatchString(c) || looseWord().MatchString(c)) && !noPost().MatchString(c)
}

// inList reports whether an element is a list of comments.
func inList(n *html.Node) bool {
	return listWord().MatchString(attrIn(n.Attr, "class") + " " + attrIn(n.Attr, "id"))
}

// listWord matches words in classes and ids that name lists of comments.
var listWord = lazy.Regexp(`(?i)(?:^|[\s_-])(?:comments|comment[-_]?(?:list|entries|items|threads?|stream|container|wrapper|section|area)|replies|responses|kommentare|commentaires|comentarios|commenti|reacties|respuestas)(?:$|[\s_-])`)

// linky reports whether most of an element's text is links, as in a list of
// teasers.
func linky(s *goquery.Selection) bool {
	return 2*len(strings.TrimSpace(s.Find("a").Text())) > len(strings.TrimSpace(s.Text()))
}

// heading says what the heading above a list says about it.
type heading int

const (
	absent      heading = iota
	fits                // it announces comments, and as many as there are if it has a number
	contradicts         // it announces none
)

// maxUp is how many elements around a list are searched for its heading.
const maxUp = 5

// headingOf finds the nearest heading for comments before the first post.
func headingOf(posts []*webPost, named bool) heading {
	at := posts[0].Nodes[0]
	for up := 0; at != nil && up < maxUp; at, up = at.Parent, up+1 {
		for s, n := at.PrevSibling, 0; s != nil && n < 12; s = s.PrevSibling {
			if s.Type != html.ElementNode {
				continue
			}
			n++
			if h := announces(s, len(posts)); h != absent {
				return h
			}
			if !named && isHeading(s) {
				return absent // a heading of something else
			}
		}
	}
	return absent
}

func isHeading(n *html.Node) bool {
	return len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6'
}

// announces reports what an element says if it is a short heading for comments.
func announces(n *html.Node, posts int) heading {
	text, short := shortText(n, 200)
	if text == "" || !short || !isHeading(n) && len(text) > 60 {
		return absent
	}
	for _, re := range countExprs {
		m := re().FindStringSubmatch(text)
		if m == nil {
			continue
		}
		count := scalar.ParseNumber(strings.Join(m[1:], ""))
		switch {
		case !count.Valid:
		case count.N == 0:
			return contradicts
		case 4*count.N >= 3*posts: // the others may be on further pages
			return fits
		}
		return absent
	}
	if commentTitle().MatchString(text) {
		return fits
	}
	return absent
}

// commentTitle matches headings of comment sections without a number.
var commentTitle = lazy.Regexp(`(?i)^\W*(?:(?:reader|user|leser|all|alle|your|eure|ihre|les|vos|your|recent)?\s*(?:comments?|kommentare?|commentaires?|comentarios?|commenti|reacties|replies|responses?|antworten|réponses?|respuestas|diskussion|discussion|komentarze|комментарии|коментарі|yorumlar|отзывы|обсуждение|réactions|vos réactions|reazioni|comentários|留言|回复|回覆|评论|評論|댓글|hozzászólások|komentáře|σχόλια|leserpost|leserbriefe|leserkommentare|kommentarer|kommentit|评论|コメント))\W*$`)
