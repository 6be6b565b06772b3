package html

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/markup"
	"golang.org/x/net/html"
)

// dialect describes the markup of one system. Selectors are tried in order;
// they match within a post but not within the posts nested in it. "@name" is an
// attribute of the post itself.
type dialect struct {
	name    string
	page    string                // an element that every page of the system has, "" if post suffices
	post    string                // element of one post
	ids     []string              // attributes with the post's id
	idPart  func() *regexp.Regexp // its group 1 is the id in such an attribute; nil for the last number
	author  []string
	time    []string
	body    []string // if none matches, the rest of the post
	drop    string   // in the post, but not part of the text
	parts   bool     // all elements that a selector of body finds make up the text
	votes   []string
	title   string // the title of the thread; "" for what pageTitle finds
	stubs   string // controls that stand for comments not loaded
	other   string // elements between the posts that are not comments, such as notices; counted
	loose   bool   // themes have markup of their own: the selectors of guessed are tried, too
	forum   bool   // a participant opens the thread; only quotations give parents
	opens   bool   // the first post opens the thread and comments without a parent answer it
	openAt  string // part of the address of the pages that opens holds for, "" for all
	marks   string // present if the system nests replies, even if this page has none
	parent  func(*webPost) (string, bool)
	prepare func(*webPost)                  // sets id, depth, parent or author from what is around the post
	open    func(*webPage) *gainsay.Comment // the post that opens the thread, nil if it has no text
	repair  func([]*webPost)                // sets what depends on the posts before
}

// webPost is the element of a post, cut out of its page.
type webPost struct {
	*goquery.Selection
	id     string
	depth  int        // plus 1; 0 if unknown
	parent string     // derived from nesting or depth
	author person     // set by repair; else found in the element
	name   *html.Node // the element that the author was read from, nil if none
	date   *html.Node // the element that the time was read from, nil if none
}

// posts finds the posts of a page.
func (d *dialect) posts(doc *goquery.Document) []*webPost {
	if d.page != "" && doc.Find(d.page).Length() == 0 {
		return nil
	}
	return postsOf(doc.Find(d.post))
}

// postsOf drops elements in lists of other pages' comments, and elements inside
// another one with the same number.
func postsOf(s *goquery.Selection) []*webPost {
	var out []*webPost
	for i, n := range s.Nodes {
		if !inWidget(n) {
			out = append(out, &webPost{Selection: s.Eq(i)})
		}
	}
	return outermost(out)
}

// outermost drops elements inside another one with the same number.
func outermost(posts []*webPost) []*webPost {
	numbers := map[*html.Node]string{}
	return slices.DeleteFunc(posts, func(w *webPost) bool {
		n := w.Nodes[0]
		number := wholeNumber().FindString(attrIn(n.Attr, "id"))
		if number != "" && insideOf(n, numbers) == number {
			return true
		}
		numbers[n] = number
		return false
	})
}

// wholeNumber matches the number that ends an id such as li-comment-11.
var wholeNumber = lazy.Regexp(`(?:^|[^\pL\d])\d+$`)

// insideOf returns the number of the post that an element is in, "" for none.
func insideOf(n *html.Node, numbers map[*html.Node]string) string {
	for at := n.Parent; at != nil; at = at.Parent {
		if number, ok := numbers[at]; ok {
			return number
		}
	}
	return ""
}

// read cuts the posts out of the page and makes comments of them. It returns
// false if none is a comment.
func (p *webPage) read(posts []*webPost) bool {
	d := p.kind
	p.hidden()
	nested := d.place(posts)
	known := nested || d.marks == "*" ||
		d.marks != "" &&
			slices.ContainsFunc(posts, func(w *webPost) bool { return w.Find(d.marks).Length() > 0 })
	if d.open != nil {
		if c := d.open(p); c != nil {
			p.opened = true
			p.b.Add(c)
		}
	}
	empty := 0
	for _, w := range posts {
		c := p.comment(w, known)
		if isPing(w.Selection) {
			p.ping++
			c.Author, c.AuthorURL = "", "" // a page that links here is not an author
		}
		if c.Text == "" && c.State == gainsay.Live {
			if d == guessed {
				continue // a frame, filled by a script
			}
			empty++
		}
		p.b.Add(c)
	}
	if empty > 0 {
		p.b.Remark(0, "comments without a text: %d", empty)
	}
	p.opening()
	return len(p.b.Comments) > 0
}

// place sets ids and parents, cuts the posts out of the page and reports
// whether the page shows who answers whom.
func (d *dialect) place(posts []*webPost) bool {
	for i, w := range posts {
		if d.prepare != nil {
			d.prepare(w)
		} else {
			w.depth = depthOf(w.Nodes[0])
			if n := w.Nodes[0]; w.depth == 0 && n.Parent != nil && onlyChild(n) {
				w.depth = depthOf(n.Parent)
			}
		}
		w.id = cmp.Or(w.id, d.id(w), "c"+strconv.Itoa(i+1))
	}
	if d.idPart == nil && d.prepare == nil {
		distinguish(posts)
	}
	nested := nest(posts)
	for _, w := range posts {
		for _, n := range w.Nodes {
			if n.Parent != nil {
				n.Parent.RemoveChild(n)
			}
		}
	}
	if d.repair != nil {
		d.repair(posts)
	}
	return nested
}

// distinguish takes the whole attributes for the ids where their numbers recur:
// "comment-a1" and "comment-b1" have ids that are not numbers.
func distinguish(posts []*webPost) {
	ids, whole := map[string]bool{}, map[string]bool{}
	for _, w := range posts {
		ids[w.id] = true
		whole[w.AttrOr("id", w.id)] = true
	}
	if len(ids) == len(posts) || len(whole) < len(posts) {
		return
	}
	for _, w := range posts {
		w.id = w.AttrOr("id", w.id)
	}
}

// hidden counts controls that stand for comments not in the page, and notices
// among the posts.
func (p *webPage) hidden() {
	if p.kind.stubs != "" {
		p.doc.Find(p.kind.stubs).Each(func(_ int, s *goquery.Selection) {
			p.b.Stubs += stubCount(s.Text())
		})
	}
	if p.kind.other != "" {
		if n := p.doc.Find(p.kind.other).Length(); n > 0 {
			p.b.Remark(0, "notices of the system, not read as comments: %d", n)
		}
	}
}

var stubNumber = lazy.Regexp(`\d[\d.,]*`)

// stubCount returns how many comments a control such as "load more comments (5
// replies)" stands for, 1 if it does not say.
func stubCount(label string) int {
	if n := scalar.ParseNumber(stubNumber().FindString(label)); n.Valid && n.N > 0 && n.N < 1e6 {
		return n.N
	}
	return 1
}

// opening makes the first post open the thread, if this is the first page.
func (p *webPage) opening() {
	d := p.kind
	if len(p.b.Comments) == 0 || !d.forum && !d.opens || d.open != nil && d.opens && !p.opened {
		return
	}
	if n, _ := pageNumber(p.doc); n > 1 || p.base != "" && !strings.Contains(p.base, d.openAt) {
		return
	}
	first := p.b.Comments[0]
	first.Parent, first.ParentBy = "", gainsay.BySource
	if !d.opens {
		return
	}
	for _, c := range p.b.Comments[1:] {
		if c.Parent == "" {
			c.Parent, c.ParentBy = first.ID, gainsay.BySource
		}
	}
}

func isPing(s *goquery.Selection) bool {
	return s.HasClass("pingback") || s.HasClass("trackback") || s.HasClass("pings")
}

// comment makes a comment of a post. known says that the page shows who answers
// whom.
func (p *webPage) comment(w *webPost, known bool) *gainsay.Comment {
	d := p.kind
	c := &gainsay.Comment{ID: w.id, State: gainsay.Live, Parent: w.parent}
	if c.Parent != "" || known {
		c.ParentBy = gainsay.BySource
	}
	name := d.writer(w)
	c.Author, c.AuthorURL = name.author, name.url
	d.stamp(w).Apply(c)
	if w.date != nil {
		p.dates = append(p.dates, datePart().FindString(nodeText(w.date)))
	}
	c.Score = d.score(w)
	if d.parent != nil {
		if id, ok := d.parent(w); ok {
			c.Parent, c.ParentBy = id, gainsay.BySource
		}
	}
	notice := scalar.OneLine(w.Text())
	c.State = markedState(w.Selection)
	if isPing(w.Selection) {
		w.name = nil // the title of the page that links here is the text
	}
	text := d.text(w, p.base)
	text.Apply(c)
	p.answer(c, text, d.forum)
	if c.State == gainsay.Live {
		c.State = scalar.NoticeState(c.Text)
	}
	if c.State == gainsay.Live && (c.Text == "" || onlyNotice().MatchString(c.Text)) {
		c.State = noticeIn(notice)
	}
	return c
}

// answer sets the parent from the posts that a text quotes, or that it refers
// to at its beginning.
func (p *webPage) answer(c *gainsay.Comment, text markup.Text, forum bool) {
	for _, r := range text.Refs {
		quoted := slices.ContainsFunc(
			text.Quotes,
			func(q gainsay.Span) bool { return q.Start <= r.Start && r.Start < q.End },
		)
		if !quoted && strings.TrimLeft(text.Plain[:r.Start], "@>»→ \n") != "" {
			continue
		}
		id := r.Post
		if id == "" {
			id = p.lastBy(r.Author)
		}
		switch {
		case id == "" || id == c.ID:
		case c.Parent == "":
			c.Parent, c.ParentBy = id, gainsay.BySource
		default:
			c.OtherParents = append(c.OtherParents, id)
		}
	}
	if forum && c.Parent == "" {
		c.ParentBy = gainsay.ByNothing
	}
}

// lastBy returns the id of the latest comment of an author so far, "" for none.
func (p *webPage) lastBy(name string) string {
	for ; p.noted < len(p.b.Comments); p.noted++ {
		c := p.b.Comments[p.noted]
		p.last[strings.ToLower(c.Author)] = c.ID
	}
	if name == "" {
		return ""
	}
	return p.last[strings.ToLower(scalar.Author(name))]
}

// score returns the votes that a post shows.
func (d *dialect) score(w *webPost) *int {
	for _, sel := range append(d.votes, `[itemprop="upvoteCount"]`) {
		if key, ok := strings.CutPrefix(sel, "@"); ok {
			if n := scalar.ParseNumber(w.AttrOr(key, "")); n.Valid {
				return n.Ptr()
			}
			continue
		}
		s := w.Find(sel).First()
		if s.Length() == 0 {
			continue
		}
		for _, v := range []string{s.AttrOr("content", ""), s.AttrOr("data-votes", ""), s.AttrOr("data-value", ""),
			s.Text(), s.AttrOr("title", ""), signedNumber().FindString(s.Text())} {
			if n := scalar.ParseNumber(v); n.Valid {
				return n.Ptr()
			}
		}
	}
	return nil
}

var signedNumber = lazy.Regexp(`[-–−]?\d[\d.,]*[kKmM]?`)

// attrIn returns an attribute, "" if there is none.
func attrIn(list []html.Attribute, key string) string {
	for _, a := range list {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
