// Package html reads discussions from saved HTML pages: by schema.org metadata,
// by the markup of known systems, or by guessing which elements are posts.
package html

import (
	"bytes"
	"cmp"
	"io"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "html",
	Doc: `a saved web page with comments or forum posts

Recognised as HTML; save the page when all comments are shown. It knows the markup of
Reddit (old, 2018, new), Hacker News (all years), Stack Exchange, GitHub, GitLab, Askbot, X, Facebook,
YouTube, TikTok, Mastodon, Nitter, Tieba, MetaFilter, Trac; of the HTML exports of Telegram and of
DiscordChatExporter; of reviews on Amazon and Trustpilot; of WordPress, wpDiscuz, Blogger, Substack,
Pixnet, Disqus, Isso, Remark42, giscus, utterances and other comment systems; of XenForo, vBulletin, phpBB, SMF, MyBB, Invision, Discourse, Flarum,
Drupal and other forums; and
schema.org comments in the page's elements or as JSON-LD. On talk pages of wikis, comments end with a
signature, and each section is a thread.

Other pages are searched for elements that look alike and have a text. At least two independent signs
must agree that they are comments: names of classes, a name and a date in each, controls to reply,
numbered ids, microdata, a heading. Embedded posts, lists of recent comments, menus and teasers are
left out. The report names the signs. Parents come from nesting, depths and ids of the markup and from
quotations that name a post; where a page shows none, they are recovered later. Dates such as 4/5/2018
are read if another date or the language of the page shows their order. The title, the address and the
article above are kept. Pingbacks are kept and counted, and so are comments without a text. The report
says if the page is one of several, or if a script or another service would have loaded the comments.`,
	From:  `Save page as in a browser, web archives, wget`,
	Ext:   []string{".html", ".htm"},
	Sniff: sniffHTML,
	Read:  readHTML,
})

var htmlStart = lazy.Regexp(`(?i)^(?:\s|<\?xml[^>]*\?>|<!--[\s\S]*?-->)*<(?:!doctype\s+html|html|head|body|div|ol|ul|li|section|article|main|table|span|p|a|h[1-6]|meta|title|script|link|style)[\s>/]`)

func sniffHTML(head []byte) int {
	head = bytes.TrimSpace(head)
	if htmlStart().Match(head[:min(len(head), 8<<10)]) ||
		bytes.HasPrefix(head, []byte("<")) && bytes.Contains(head, []byte("<html")) {
		return 50
	}
	return 0
}

func readHTML(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		doc, err := parseHTML(r)
		if err != nil {
			yield(nil, err)
			return
		}
		p := newWebPage(doc)
		if talk := p.readTalk(); len(talk) > 0 {
			for _, b := range talk {
				if !b.Yield(yield) {
					break
				}
			}
			return
		}
		if !p.find() {
			yield(nil, record.Errorf(0, "%s", p.why()))
			return
		}
		p.describe()
		p.b.Yield(yield)
	}
}

// webPage is a page that is being read.
type webPage struct {
	doc    *goquery.Document
	b      *thread.Builder
	base   string            // address of the page
	lists  []published       // schema.org metadata
	kind   *dialect          // system of the page; nil for JSON-LD
	dates  []string          // the dates in the posts, as they are written
	signs  []string          // by which the general reader recognised comments
	forum  bool              // the first post opens the thread
	opened bool              // the post that opens the thread is in the page
	ping   int               // number of pingbacks
	left   int               // how many nodes may still be examined
	last   map[string]string // id of the latest comment by the name of its author, in lower case
	noted  int               // how many comments last has
}

func newWebPage(doc *goquery.Document) *webPage {
	p := &webPage{doc: doc, b: thread.NewBuilder(&gainsay.Thread{}), last: map[string]string{}}
	p.left = maxExamined + 4*nodesIn(doc.Nodes[0], math.MaxInt)
	p.base = pageAddress(doc)
	p.lists = jsonLD(doc)
	return p
}

// find looks for comments, trying the most reliable markup first.
func (p *webPage) find() bool {
	best := slices.MaxFunc(
		append(p.lists, published{}),
		func(a, b published) int { return a.count() - b.count() },
	)
	for _, d := range slices.Concat(sites, services, engines, dialects) {
		posts := d.posts(p.doc)
		if !p.examine(posts) {
			return false
		}
		if d.loose {
			posts = slices.DeleteFunc(posts, func(w *webPost) bool { return w.foreign(p.base) })
		}
		if len(posts) == 0 || len(posts) < best.count() || d.loose && len(posts) == 1 && posts[0].unsigned() {
			continue
		}
		p.kind = d
		if p.read(posts) {
			return true
		}
	}
	if best.count() > 0 {
		p.kind = nil
		p.forum = best.forum
		best.into(p.b, p.base)
		return true
	}
	g := p.guess()
	if g == nil {
		return false
	}
	p.kind = guessed
	p.signs = g.signs
	return p.read(g.posts)
}

// describe adds what the page says about the thread: title, address, article
// and number of comments.
func (p *webPage) describe() {
	switch {
	case p.kind == guessed:
		p.b.Remark(0, "comments recognised by %s", strings.Join(p.signs, ", "))
	case p.kind != nil:
		p.b.Remark(0, "comments recognised by the markup of %s", p.kind.name)
	default:
		p.b.Remark(0, "comments recognised in the JSON-LD metadata of the page")
	}
	t := p.b.Thread
	t.URL = cmp.Or(t.URL, p.base)
	if p.kind != nil && p.kind.title != "" {
		t.Title = cmp.Or(t.Title, scalar.OneLine(p.doc.Find(p.kind.title).First().Text()))
	}
	t.Title = cmp.Or(t.Title, pageTitle(p.doc))
	p.order()
	forum := p.forum || p.kind != nil && (p.kind.forum || p.kind.opens)
	if !forum && t.Article == "" {
		t.Article = pageArticle(p.doc, p.base)
	}
	if p.b.Announced == nil {
		p.announced()
	}
	p.pager()
	if p.ping > 0 {
		p.b.Remark(0, "pingbacks and trackbacks among the comments: %d", p.ping)
	}
	if t.ID == "" {
		t.ID = p.id()
	}
}

// id derives an id from the address, so that the id is the same when the page
// is saved again.
func (p *webPage) id() string {
	seed := cmp.Or(p.b.URL, p.b.Title)
	if seed == "" && len(p.b.Comments) > 0 {
		seed = p.b.Comments[0].ID + p.b.Comments[0].Text
	}
	return "html-" + scalar.Hash(strings.TrimSuffix(seed, "/"))
}

// elsewhere are marks of services that load comments when a page is shown, and
// of lists that a script fills.
var elsewhere = []struct{ selector, why string }{
	{`#wpd-threads, .wpd-thread-list, #wpcomm, #wpdcom`, "its comments (wpDiscuz) are loaded by a script and are not in the file: save the page after they have appeared"},
	{`#disqus_thread, script[src*="disqus.com/embed.js"], iframe[src*="disqus.com"]`, "its comments are kept by Disqus and are not in the file: take the export of Disqus"},
	{`.fb-comments, iframe[src*="facebook.com/plugins/comments"], iframe[src*="facebook.com/plugins/feedback"]`, "its comments are kept by Facebook and are not in the file: copy the text of the page"},
	{`[data-spotim-module], [data-spot-im-class], script[src*="spot.im"], [data-openweb-module]`, "its comments are kept by OpenWeb (Spot.IM) and are not in the file: copy the text of the page"},
	{`#coral_talk_stream, #coral_thread, script[src*="coral"]`, "its comments are kept by Coral and are not in the file: copy the text of the page"},
	{`script[src*="giscus"], script[src*="utteranc.es"], .giscus`, "its comments are kept by GitHub and are not in the file"},
	{`#hyvor-talk-view, hyvor-talk-comments, #commento, #isso-thread, #remark42, #cusdis_thread, #vuukle-comments, .viafoura`, "its comments are loaded from another service and are not in the file: save the page after they have appeared or take that service's export"},
	{`a[href*="mbox.gz"], link[rel="made"][href*="Subject=" i]`, "it looks like a page of a mailing list's archive: take the archive as mbox, which the list of its months or the thread's page offers"},
	{`ol.comment-list, ol.commentlist, #comments, .comments, #comment-list`, "there is a place for comments, but none in the file: there are none, or a script loads them"},
}

// why explains why a page has no comments.
func (p *webPage) why() string {
	if p.left <= 0 {
		return "its elements are nested in each other so deeply that they cannot be searched for comments"
	}
	if why := p.elsewhere(); why != "" {
		return why
	}
	return "no comments found: looked for the markup of the usual systems, for schema.org and for elements that repeat with a name and a text"
}

// elsewhere says where the comments of a page are loaded from, "" if unknown.
func (p *webPage) elsewhere() string {
	for _, e := range elsewhere {
		if p.doc.Find(e.selector).Length() > 0 {
			return e.why
		}
	}
	return ""
}
