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
var postWord = lazy.Regexp(`(?i)(?:^|[\s_-])(?:comments?|replies|reply|respons?e|respuestas?|r[eé]ponses?|kommentare?|commentaires?|comentarios?|commenti|commento|reacties?|reactie|answers?|antwort(?:en)?|komentarz?e?|kommentit?|kommentarer|yorum(?:lar)?)(?:$|[\s_\d-]|(?:item|entry|box|wrap|body|node|list|single|thread))`)

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
func guess(doc *goquery.Document, base string) *group {
	var best *group
	for _, g := range groups(doc) {
		if g.foreign(base) {
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
	n := 0
	for _, w := range g.posts[:min(len(g.posts), maxRated)] {
		if w.foreign(base) {
			n++
		}
	}
	return 2*n > min(len(g.posts), maxRated)
}

// foreign reports whether the first link of a post to a comment leads to
// another page than the one at base.
func (w *webPost) foreign(base string) bool {
	if base == "" {
		return false
	}
	links := w.Find(`a[href*="#"]`)
	for i := range links.Nodes {
		page, id, _ := strings.Cut(links.Eq(i).AttrOr("href", ""), "#")
		if !anchorID().MatchString(id) {
			continue
		}
		folder := lastFolder(page)
		return folder != "" && folder != lastFolder(base) && strings.Trim(folder, "0123456789") != ""
	}
	return false
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

// maxRated is how many elements of a group are examined.
const maxRated = 40

// minSame is from how many elements on one name for all is a label.
const minSame = 4

// traits are how many of the elements of a group have something.
type traits struct {
	named, ids, author, time, reply, text, micro, teaser, linky int
	loose                                                       int             // names that no element for names holds
	names                                                       map[string]bool // these names
	size                                                        int             // bytes of text in all
}

// rate scores how likely the elements of a group are comments; 0 means not at
// all.
func (g *group) rate() {
	n := min(len(g.posts), maxRated)
	t := traits{names: map[string]bool{}}
	for _, w := range g.posts[:n] {
		t.add(w)
	}
	if t.loose >= minSame && len(t.names) == 1 {
		t.author -= t.loose // a label, such as "Read more"
	}
	share := func(k int) float64 { return float64(k) / float64(n) }
	named := share(t.named) > .6
	if share(t.text) < .3 || share(t.linky) >= .5 && !named && share(t.ids) < .8 || share(t.author) < .5 && share(t.time) < .5 && !named {
		return
	}
	sign := func(is bool, what string) {
		if is {
			g.signs = append(g.signs, what)
		}
	}
	sign(named, "classes that name comments")
	sign(n > 1 && share(t.author) >= t.most(named) && share(t.time) >= t.most(named), "a name and a date in each")
	sign(share(t.reply) >= .3, "controls to reply")
	sign(share(t.ids) >= .8, "numbered ids of comments")
	sign(share(t.micro) >= .5, "microdata")
	marked := share(t.reply) >= .3 || share(t.ids) >= .8
	if !marked && (share(t.teaser) > .5 || linky(g.posts[0].Selection)) {
		g.signs = nil
		return
	}
	heading := headingOf(g.posts, named)
	sign(heading == fits, "a heading for comments")
	if heading == contradicts || len(g.signs) < minSigns || g.doubtful(&t, named, heading == fits) {
		g.signs = nil
		return
	}
	g.score = float64(
		len(g.posts),
	) * (share(t.author) + share(t.time) + share(t.text)) * (1 + min(float64(t.size)/float64(n), 300)/300)
	g.score *= float64(len(g.signs))
	if named || share(t.ids) >= .8 {
		g.score *= namedWeight
	}
	if share(t.author) >= .8 && share(t.time) >= .8 {
		g.posts = slices.DeleteFunc(g.posts, (*webPost).unsigned)
	}
}

// doubtful reports whether a group is too small for its signs: a frame, a form
// or two columns of a page.
func (g *group) doubtful(t *traits, named, announced bool) bool {
	n := len(g.posts)
	many := func(k int) bool { return 2*k >= min(n, maxRated) }
	switch {
	case many(t.ids):
		return n == 1 && t.author == 0
	case n == 1:
		return !named || t.author == 0 || t.time == 0
	case !many(t.author) && !many(t.time):
		return !named || !announced || n < minNameless
	}
	return n < 3 && !named
}

// minNameless is from how many elements on a list that has neither names nor
// dates may be comments.
const minNameless = 5

// namedWeight is how much more a group counts whose classes or ids name
// comments: the elements of a page's layout may have all other signs.
const namedWeight = 3

// most is the share of the elements of a group that must have a name and a date
// for it to be a sign.
func (t *traits) most(named bool) float64 {
	if named {
		return .5
	}
	return .7 // not two of three columns of a page
}

// unsigned reports whether a post has neither a name nor a time, as a form or a
// control among comments.
func (w *webPost) unsigned() bool {
	st := guessed.stamp(w)
	return st.IsZero() && st.Text == "" && guessed.writer(w).author == ""
}

// add counts the traits of an element.
func (t *traits) add(w *webPost) {
	n := w.Nodes[0]
	mark := attrIn(n.Attr, "class") + " " + attrIn(n.Attr, "id") + " "
	if postWord().MatchString(mark) && !noPost().MatchString(mark) || n.Parent != nil && inList(n.Parent) {
		t.named++
	}
	if commentID().MatchString(attrIn(n.Attr, "id")) || commentID().MatchString(attrIn(n.Attr, "name")) ||
		attrIn(n.Attr, "data-comment-id") != "" || attrIn(n.Attr, "data-commentid") != "" {
		t.ids++
	}
	if len(w.Text()) > 200<<10 || isForm(w.Selection) {
		return // a whole page, or a form
	}
	if strings.Contains(attrIn(n.Attr, "itemprop"), "comment") || strings.HasSuffix(attrIn(n.Attr, "itemtype"), "Comment") {
		t.micro++
	}
	who := guessed.writer(w).author
	st := guessed.stamp(w)
	if who != "" {
		t.author++
		if _, ok := guessed.chosen(w); !ok {
			t.loose++
			t.names[who] = true
		}
	}
	if isMenu(w.Selection) {
		t.linky++
	}
	if !st.IsZero() || st.Text != "" {
		t.time++
	}
	if hasReply(w) {
		t.reply++
	}
	if isTeaser(w, who) {
		t.teaser++
	}
	size := len(strings.TrimSpace(w.Text())) - len(who) - len(st.Text)
	if w.date != nil {
		size -= len(scalar.OneLine(nodeText(w.date)))
	}
	if size > 10 {
		t.text++
		t.size += min(size, 2000)
	}
}

// isForm reports whether an element has fields and little text besides. A form
// to reply may be in a comment.
func isForm(s *goquery.Selection) bool {
	if s.Find("textarea, input").Length() == 0 {
		return false
	}
	s = s.Clone()
	s.Find("form, label, textarea, select, button, script, style").Remove()
	return len(scalar.OneLine(s.Text())) < 30
}

// isMenu reports whether an element has many links and little text besides.
func isMenu(s *goquery.Selection) bool {
	return s.Find("a").Length() >= minMenu && linky(s)
}

// minMenu is how many links make a menu.
const minMenu = 8

// commentID matches ids such as comment-12 and kommentar_12.
var commentID = lazy.Regexp(`(?i)(?:comment|kommentar|commentaire|comentario|reply|response|answer|reactie|komentarz|yorum|msg|message)[-_]?(?:\d+|[0-9a-f]{8,})$`)

var (
	replyLabel = lazy.Regexp(`(?i)^\W*(?:reply|reply to .{1,40}|antworten?|auf .{1,40} antworten|répondre|responder|rispondi|reageer|beantwoorden|odpowiedz|ответить|svar|svara|vastaa|válasz|yanıtla|回复|回覆|返信|답글|quote|zitieren|zitat|citer|citar|cita)\W*$`)
	replyClass = lazy.Regexp(`(?i)(?:^|[\s_-])(?:reply|replyto|antworten|quote)(?:$|[\s_-])`)
)

// hasReply reports whether a post has a control to reply to it.
func hasReply(w *webPost) bool {
	found := false
	w.Find(`a, button, [role="button"], input[type="button"], input[type="submit"]`).EachWithBreak(func(_ int, s *goquery.Selection) bool {
		text := strings.TrimSpace(s.Text() + s.AttrOr("value", ""))
		found = len(text) < 60 && (replyLabel().MatchString(text) ||
			replyClass().MatchString(s.AttrOr("class", "")))
		return !found
	})
	return found
}

// isTeaser reports whether an element has a headline that links to another page.
func isTeaser(w *webPost, author string) bool {
	found := false
	w.Find(`h1 a[href], h2 a[href], h3 a[href], h4 a[href], a[href]:has(h1), a[href]:has(h2), a[href]:has(h3), a[href]:has(h4)`).EachWithBreak(func(_ int, s *goquery.Selection) bool {
		href := s.AttrOr("href", "")
		found = href != "" && !strings.Contains(href, "#") && scalar.OneLine(s.Text()) != author
		return !found
	})
	return found
}

// inList reports whether an element is a list of comments.
func inList(n *html.Node) bool {
	return listWord().MatchString(attrIn(n.Attr, "class") + " " + attrIn(n.Attr, "id"))
}

// listWord matches words in classes and ids that name lists of comments.
var listWord = lazy.Regexp(`(?i)(?:^|[\s_-])(?:comments|comment-?list|commentlist|replies|responses|kommentare|commentaires|comentarios|commenti|reacties|respuestas)(?:$|[\s_-])`)

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
	text := scalar.OneLine(nodeText(n))
	if text == "" || len(text) > 200 || !isHeading(n) && len(text) > 60 {
		return absent
	}
	for _, re := range countExprs {
		m := re().FindStringSubmatch(text)
		if m == nil {
			continue
		}
		count := scalar.ParseNumber(m[1])
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
var commentTitle = lazy.Regexp(`(?i)^\W*(?:(?:reader|user|leser|all|alle|your|eure|ihre|les|vos|your|recent)?\s*(?:comments?|kommentare?|commentaires?|comentarios?|commenti|reacties|replies|responses?|antworten|réponses?|respuestas|diskussion|discussion|komentarze|комментарии|yorumlar|kommentarer|kommentit|评论|コメント))\W*$`)
