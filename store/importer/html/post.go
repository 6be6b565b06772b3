package html

import (
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/markup"
	"golang.org/x/net/html"
)

// dialect describes the markup of one system. Selectors are tried in order;
// they match within a post but not within the posts nested in it.
type dialect struct {
	name   string
	post   string   // element of one post
	ids    []string // attributes with the post's id, of the element or of one in it
	author []string
	time   []string
	body   []string // if none matches, the rest of the post
	drop   string   // in the body, but not part of the text
	votes  []string
	forum  bool   // a participant opens the thread; only quotations give parents
	marks  string // present if the system nests replies, even if this page has none
	parent func(*webPost) (string, bool)
}

// webPost is the element of a post, cut out of its page.
type webPost struct {
	*goquery.Selection
	id     string
	parent string // derived from nesting or depth
}

// posts finds the posts of a page.
func (d *dialect) posts(doc *goquery.Document) []*webPost {
	return postsOf(doc.Find(d.post))
}

// postsOf drops elements that only wrap a single other one with the same id.
func postsOf(s *goquery.Selection) []*webPost {
	var out []*webPost
	s.Each(func(_ int, s *goquery.Selection) { out = append(out, &webPost{Selection: s}) })
	return out
}

// read cuts the posts out of the page and makes comments of them. It returns
// false if none is a comment.
func (p *webPage) read(posts []*webPost) bool {
	d := p.kind
	for _, w := range posts {
		w.id = d.id(w)
	}
	nested := nest(posts)
	for _, w := range posts {
		for _, n := range w.Nodes {
			if n.Parent != nil {
				n.Parent.RemoveChild(n)
			}
		}
	}
	known := nested ||
		d.marks != "" &&
			slices.ContainsFunc(posts, func(w *webPost) bool { return w.Find(d.marks).Length() > 0 })
	for _, w := range posts {
		c := p.comment(w, known)
		if isPing(w.Selection) {
			p.ping++
			c.Author, c.AuthorURL = "", "" // a page that links here is not an author
		}
		if c.Text == "" && c.Author == "" && c.State == gainsay.Live && d == guessed {
			continue // an empty frame, filled by a script
		}
		p.b.Add(c)
	}
	if d.forum {
		p.opening()
	}
	return len(p.b.Comments) > 0
}

// opening makes the first post open the thread, if this is the first page.
func (p *webPage) opening() {
	if n, _ := pageNumber(p.doc); n <= 1 && len(p.b.Comments) > 0 {
		c := p.b.Comments[0]
		c.Parent, c.ParentBy = "", gainsay.BySource
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
	c.Score = d.score(w)
	text := d.text(w, p.base)
	text.Apply(c)
	if d.parent != nil {
		if id, ok := d.parent(w); ok {
			c.Parent, c.ParentBy = id, gainsay.BySource
		}
	}
	p.answer(c, text, d.forum)
	c.State = postState(w.Selection, c.Text)
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
	for i := len(p.b.Comments) - 1; i >= 0 && name != ""; i-- {
		if strings.EqualFold(p.b.Comments[i].Author, scalar.Author(name)) {
			return p.b.Comments[i].ID
		}
	}
	return ""
}

var idNumber = lazy.Regexp(`(\d+)(?:_\d+)?$`)

// id returns the number in the id attribute of a post, or the whole attribute.
func (d *dialect) id(w *webPost) string {
	for _, key := range append(d.ids, "data-comment-id", "data-commentid", "data-post-id", "data-postid", "data-id", "id") {
		v, ok := w.Attr(key)
		if !ok || v == "" {
			continue
		}
		if m := idNumber().FindStringSubmatch(v); m != nil {
			return m[1]
		}
		if key != "id" || strings.Contains(v, "comment") {
			return v
		}
	}
	return w.anchored()
}

// anchored returns the id in an anchor before or inside a post, or in a link to
// the post itself.
func (w *webPost) anchored() string {
	prev := w.Prev()
	for _, a := range []*goquery.Selection{prev.Filter("a[id], a[name]"), w.Find(`a[id], a[name], span[id], h2[id], h3[id], h4[id]`)} {
		for i := range a.Nodes {
			v := a.Eq(i).AttrOr("id", a.Eq(i).AttrOr("name", ""))
			if m := anchorID().FindStringSubmatch(v); m != nil {
				return m[1]
			}
		}
	}
	links := w.Find("a[href]")
	for i := range links.Nodes {
		if m := anchorID().FindStringSubmatch(fragment(links.Eq(i).AttrOr("href", ""))); m != nil {
			return m[1]
		}
	}
	return ""
}

var anchorID = lazy.Regexp(
	`(?i)^(?:js-)?(?:comment|post|msg|message|kommentar|reply|entry|pid|c|p)[-_]?(\d+)$`,
)

func fragment(href string) string {
	_, f, _ := strings.Cut(href, "#")
	return f
}

// own returns the first element of a post that matches one of the selectors.
func (w *webPost) own(selectors []string) *goquery.Selection {
	for _, s := range selectors {
		if found := w.Find(s).First(); found.Length() > 0 {
			return found
		}
	}
	return &goquery.Selection{}
}

// score returns the votes that a post shows.
func (d *dialect) score(w *webPost) *int {
	for _, sel := range append(d.votes, `[itemprop="upvoteCount"]`) {
		s := w.Find(sel).First()
		if s.Length() == 0 {
			continue
		}
		for _, v := range []string{s.AttrOr("content", ""), s.AttrOr("data-votes", ""),
			s.Text(), s.AttrOr("title", "")} {
			if n := scalar.ParseNumber(v); n.Valid {
				return n.Ptr()
			}
		}
	}
	return nil
}

// text reads the body of a post.
func (d *dialect) text(w *webPost, base string) markup.Text {
	o := markup.Options{Base: base}
	if body := w.own(d.body); body.Length() > 0 {
		body.Find(bodyNoise).Remove()
		if d.drop != "" {
			body.Find(d.drop).Remove()
		}
		return markup.Children(o, body.Nodes[0])
	}
	rest := w.Clone()
	for _, s := range append(append([]string{bodyNoise, restNoise, d.drop}, d.author...), d.time...) {
		if s != "" {
			rest.Find(s).Not("p").Remove()
		}
	}
	return markup.Children(o, rest.Nodes[0])
}

// bodyNoise selects controls inside a text, restNoise those around it.
const (
	bodyNoise = `script, style, noscript, button, form, [class*="report-link"], [class*="reply-link"], [class*="edit-link"], [class*="permalink"], .comment-awaiting-moderation, .comment-reply-link, .comment-likes, .sharedaddy, .jp-relatedposts, .screen-reader-text`
	restNoise = `img, header, footer, input, label, select, ul.links, nav, .reply, .comment-reply, .reply-comment, .comment-meta, .commentmetadata, .meta, .metadata, .vcard, .avatar, .comment-author, .edit-link, .actions, .signature, cite:not(blockquote cite)`
)

// postState derives the state from classes and notices.
func postState(s *goquery.Selection, text string) gainsay.State {
	class := strings.ToLower(s.AttrOr("class", ""))
	switch {
	case s.Find(`.comment-awaiting-moderation, .wc-awaiting-moderation, .wpd-unapproved-comment, .awaiting-moderation`).Length() > 0,
		strings.Contains(class, "unapproved"),
		strings.Contains(class, "awaiting"):
		return gainsay.Pending
	case wordIn(class, "deleted"):
		return gainsay.Deleted
	case wordIn(class, "removed"), wordIn(class, "blocked"), wordIn(class, "moderated"):
		return gainsay.Removed
	case wordIn(class, "spam"):
		return gainsay.MarkedSpam
	}
	return scalar.NoticeState(text)
}

// wordIn reports whether a word is one of the parts of class names.
func wordIn(class, word string) bool {
	return slices.Contains(
		strings.FieldsFunc(
			class,
			func(r rune) bool { return r == ' ' || r == '-' || r == '_' || r == '\n' || r == '\t' },
		),
		word,
	)
}

// attrIn returns an attribute, "" if there is none.
func attrIn(list []html.Attribute, key string) string {
	for _, a := range list {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
