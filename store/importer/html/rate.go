package html

import (
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"golang.org/x/net/html"
)

// maxRated is how many elements of a group are examined.
const maxRated = 40

// minSame is from how many elements on one name for all is a label.
const minSame = 4

// traits are how many of the elements of a group have something.
type traits struct {
	named, ids, author, time, reply, text, micro, teaser, linky, attr int

	loose int             // names that no element for names holds
	names map[string]bool // these names
	pages map[string]bool // on which the forms to reply are
	size  int             // bytes of text in all
}

// rate scores how likely the elements of a group are comments; 0 means not at
// all.
func (g *group) rate() {
	n := min(len(g.posts), maxRated)
	t := traits{names: map[string]bool{}, pages: map[string]bool{}}
	for _, w := range g.posts[:n] {
		t.mark(w.Nodes[0])
	}
	if n < minUnnamed && t.named+t.ids == 0 {
		return
	}
	for _, w := range g.posts[:n] {
		t.add(w)
	}
	if t.loose >= minSame && len(t.names) == 1 {
		t.author -= t.loose // a label, such as "Read more"
	}
	if t.reply >= 3 && 2*len(t.pages) > t.reply {
		t.reply = 0 // each leads to a page of its own, as in lists of articles
	}
	share := func(k int) float64 { return float64(k) / float64(n) }
	named := share(t.named) > .6
	switch {
	case share(t.text) < .3,
		share(t.linky) >= .5 && !named && share(t.ids) < .8,
		share(t.author) < .5 && share(t.time) < .5 && !named:
		return
	}
	sign := func(is bool, what string) {
		if is {
			g.signs = append(g.signs, what)
		}
	}
	sign(named, "classes that name comments")
	most := t.most(named)
	sign(n > 1 && share(t.author) >= most && share(t.time) >= most, "a name and a date in each")
	sign(share(t.reply) >= .3, "controls to reply")
	sign(share(t.ids) >= .8, "numbered ids of comments")
	sign(share(t.micro) >= .5, "microdata")
	sign(n > 1 && share(t.attr) >= .8, "names in attributes")
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
	if share(t.author) >= .7 && share(t.time) >= .7 {
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
	return n < minUnnamed && !named
}

// minUnnamed is from how many elements on those may be comments whose classes
// and ids do not say so.
const minUnnamed = 3

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

// mark counts whether the element names a comment.
func (t *traits) mark(n *html.Node) {
	mark := attrIn(n.Attr, "class") + " " + attrIn(n.Attr, "id") + " "
	if postWord().MatchString(mark) && !noPost().MatchString(mark) || n.Parent != nil && inList(n.Parent) {
		t.named++
	}
	if commentID().MatchString(attrIn(n.Attr, "id")) || commentID().MatchString(attrIn(n.Attr, "name")) ||
		attrIn(n.Attr, "data-comment-id") != "" || attrIn(n.Attr, "data-commentid") != "" {
		t.ids++
	}
}

// add counts the other traits of an element.
func (t *traits) add(w *webPost) {
	n := w.Nodes[0]
	if len(w.Text()) > 200<<10 || isForm(w.Selection) {
		return // a whole page, or a form
	}
	if strings.Contains(attrIn(n.Attr, "itemprop"), "comment") || strings.HasSuffix(attrIn(n.Attr, "itemtype"), "Comment") {
		t.micro++
	}
	if w.AttrOr("data-author", "")+w.AttrOr("data-username", "")+w.AttrOr("data-comment-author", "") != "" {
		t.attr++
	}
	p, chosen := guessed.chosen(w)
	who := p.author
	if !chosen {
		who = scalar.Author(nameInText(w))
	}
	st := guessed.stamp(w)
	if who != "" {
		t.author++
		if !chosen {
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
	if page, ok := replyPage(w); ok {
		t.reply++
		t.pages[page] = true
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

// replyPage reports whether a post has a control to reply to it, and the page
// on which its form is, "" for this page.
func replyPage(w *webPost) (page string, ok bool) {
	w.Find(`a, button, [role="button"], input[type="button"], input[type="submit"]`).EachWithBreak(func(_ int, s *goquery.Selection) bool {
		text, short := shortText(s.Nodes[0], 59)
		text = strings.TrimSpace(text + s.AttrOr("value", ""))
		ok = short && len(text) < 60 && (replyLabel().MatchString(text) ||
			replyClass().MatchString(s.AttrOr("class", "")))
		if address, id, found := strings.Cut(s.AttrOr("href", ""), "#"); ok && found && formID().MatchString(id) {
			page = lastFolder(address)
		}
		return !ok
	})
	return page, ok
}

// formID matches the ids of forms for comments.
var formID = lazy.Regexp(`(?i)^(?:respond|reply|comments?|comment-?form|commentform|antworten|kommentar(?:e|form)?)$`)

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
