package importer

import (
	"bytes"
	"cmp"
	"io"
	"iter"
	"path"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "blogger",
	Doc: `a Blogger blog: the Atom export, old and new, and feeds of comments

Recognised by an Atom feed with entries of Blogger's kinds or blogger:type. Comments are entries
beside the posts and name their post by thr:in-reply-to or blogger:parent; a reply names the comment
by a related link or blogger:inReplyTo. Settings, templates and pages without comments are passed
over. Comments their authors or the blog's owners removed stay, with Blogger's notice as text.`,
	Ext:   []string{".xml", ".atom"},
	Sniff: sniffBlogger,
	Read:  readBlogger,
})

func sniffBlogger(head []byte) int {
	atom := isXML(head) && atomElement().Match(head)
	for _, mark := range []string{"schemas.google.com/blogger/2008", "tag:blogger.com,1999", "<blogger:type>"} {
		if atom && bytes.Contains(head, []byte(mark)) {
			return 90
		}
	}
	return 0
}

// atomElement begins a feed or an entry, with a prefix or without.
var atomElement = lazily(`<(?:\w+:)?(?:feed|entry)[\s>]`)

func readBlogger(r io.Reader) iter.Seq2[*Found, error] {
	return func(yield func(*Found, error) bool) {
		b := bloggerReader{newGather(yield)}
		err := newXMLReader(r).each(b.note, b.take, "entry")
		b.finish(err, "posts")
	}
}

type bloggerReader struct{ *gather }

func (b bloggerReader) take(n *xmlNode) error {
	post := bloggerPost(n)
	switch kind := bloggerKind(n); {
	case kind == "comment", kind == "" && post != "":
		return b.put(bloggerID(post), n.Line, gathered{Comment: bloggerComment(n)})
	case kind == "post", kind == "page":
		return b.put(bloggerID(n.text("id")), n.Line, gathered{Thread: bloggerThread(n)})
	}
	return nil // settings and templates
}

// bloggerKind says what an entry is, in lower case; "" where it does not say.
func bloggerKind(n *xmlNode) string {
	for _, c := range n.all("category") {
		if _, kind, ok := strings.Cut(c.attr("term"), "kind#"); ok {
			return strings.ToLower(kind)
		}
	}
	return strings.ToLower(n.text("type"))
}

// bloggerPost names the post a comment is about.
func bloggerPost(n *xmlNode) string {
	if p := n.child("in-reply-to"); p != nil {
		return cmp.Or(p.attr("ref"), p.attr("href"))
	}
	return n.text("parent")
}

// bloggerID is the number at the end of an id or an address of the feeds.
func bloggerID(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "?")
	if i := strings.LastIndex(s, "post-"); i >= 0 {
		return s[i+len("post-"):]
	}
	if s == "" {
		return ""
	}
	return path.Base(s)
}

func bloggerThread(n *xmlNode) *gainsay.Thread {
	t := &gainsay.Thread{ID: bloggerID(n.text("id")), Title: markup.HTML(n.text("title"), markup.Options{}).Plain}
	for _, l := range n.all("link") {
		if l.attr("rel") == "alternate" {
			t.URL = l.attr("href")
		}
	}
	t.Article = markup.HTML(n.text("content"), markup.Options{Base: t.URL}).Plain
	return t
}

func bloggerComment(n *xmlNode) *gainsay.Comment {
	c := &gainsay.Comment{ID: bloggerID(n.text("id")), Parent: bloggerID(n.text("inReplyTo")), ParentBy: gainsay.BySource}
	for _, l := range n.all("link") {
		if href := l.attr("href"); l.attr("rel") == "related" && strings.Contains(href, "/comments/") {
			c.Parent = bloggerID(href)
		}
	}
	if a := n.child("author"); a != nil {
		c.Author, c.AuthorURL = author(a.text("name")), webAddress(a.text("uri"))
	}
	if c.Author == "" {
		c.AuthorURL = ""
	}
	parseTime(cmp.Or(n.text("published"), n.text("created"), n.text("updated"))).date(c)
	markup.HTML(lineBreaks(cmp.Or(n.whole("content"), n.whole("summary"))), markup.Options{}).Apply(c)
	c.State = bloggerState(n, c.Text)
	return c
}

// bloggerState reads the state of new exports, and of old ones the mark and
// the notice of a removed comment.
func bloggerState(n *xmlNode, text string) gainsay.State {
	switch n.text("status") {
	case "SPAM", "SPAM_MARKED":
		return gainsay.MarkedSpam
	case "PENDING", "PENDING_MODERATION":
		return gainsay.Pending
	case "GHOSTED":
		return gainsay.Removed
	case "EMPTIED", "DELETED", "SOFT_TRASHED", "TRASHED":
		return gainsay.Deleted
	}
	for _, p := range n.all("extendedProperty") {
		if p.attr("name") == "blogger.contentRemoved" && p.attr("value") == "true" {
			if strings.Contains(text, "administrator") {
				return gainsay.Removed
			}
			return gainsay.Deleted
		}
	}
	return gainsay.Live
}
