package importer

import (
	"bytes"
	"cmp"
	"io"
	"iter"
	"path"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/internal/xmltree"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "blogger",
	Doc: `a Blogger blog: the Atom export, old and new, and feeds of comments

Recognised by an Atom feed with entries of Blogger's kinds or blogger:type. Comments are entries
beside the posts and refer to their post by thr:in-reply-to or blogger:parent; a reply refers to a
comment by a related link or blogger:inReplyTo. Settings, templates and pages without comments are
skipped. Comments removed by their authors or by the blog's owners are kept, with Blogger's notice
as text.`,
	From:  `Blogger: Settings, Manage blog, Back up content; feeds at /feeds/comments/default`,
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

// atomElement matches the start of a feed or an entry, with or without a
// prefix.
var atomElement = lazy.Regexp(`<(?:\w+:)?(?:feed|entry)[\s>]`)

func readBlogger(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		b := bloggerReader{thread.NewCollector(yield)}
		err := xmltree.NewReader(r).Each(b.Report, b.take, "entry")
		b.Finish(err, "posts")
	}
}

type bloggerReader struct{ *thread.Collector }

func (b bloggerReader) take(n *xmltree.Node) error {
	post := bloggerPost(n)
	switch kind := bloggerKind(n); {
	case kind == "comment", kind == "" && post != "":
		return b.Put(bloggerID(post), n.Line, thread.Record{Comment: bloggerComment(n)})
	case kind == "post", kind == "page":
		return b.Put(bloggerID(n.ChildText("id")), n.Line, thread.Record{Thread: bloggerThread(n)})
	}
	return nil // settings and templates
}

// bloggerKind returns the kind of an entry in lower case, "" if it has none.
func bloggerKind(n *xmltree.Node) string {
	for _, c := range n.All("category") {
		if _, kind, ok := strings.Cut(c.Attr("term"), "kind#"); ok {
			return strings.ToLower(kind)
		}
	}
	return strings.ToLower(n.ChildText("type"))
}

// bloggerPost returns the id of the post that a comment belongs to.
func bloggerPost(n *xmltree.Node) string {
	if p := n.Child("in-reply-to"); p != nil {
		return cmp.Or(p.Attr("ref"), p.Attr("href"))
	}
	return n.ChildText("parent")
}

// bloggerID returns the number at the end of an id or of an address of the
// feeds.
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

func bloggerThread(n *xmltree.Node) *gainsay.Thread {
	t := &gainsay.Thread{
		ID:    bloggerID(n.ChildText("id")),
		Title: markup.HTML(n.ChildText("title"), markup.Options{}).Plain,
	}
	for _, l := range n.All("link") {
		if l.Attr("rel") == "alternate" {
			t.URL = l.Attr("href")
		}
	}
	t.Article = markup.HTML(n.ChildText("content"), markup.Options{Base: t.URL}).Plain
	return t
}

func bloggerComment(n *xmltree.Node) *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       bloggerID(n.ChildText("id")),
		Parent:   bloggerID(n.ChildText("inReplyTo")),
		ParentBy: gainsay.BySource,
	}
	for _, l := range n.All("link") {
		if href := l.Attr("href"); l.Attr("rel") == "related" && strings.Contains(href, "/comments/") {
			c.Parent = bloggerID(href)
		}
	}
	if a := n.Child("author"); a != nil {
		c.Author, c.AuthorURL = scalar.Author(a.ChildText("name")), webAddress(a.ChildText("uri"))
	}
	if c.Author == "" {
		c.AuthorURL = ""
	}
	scalar.ParseTime(cmp.Or(n.ChildText("published"), n.ChildText("created"),
		n.ChildText("updated"))).Apply(c)
	markup.HTML(markup.LineBreaks(cmp.Or(n.ChildHTML("content"), n.ChildHTML("summary"))),
		markup.Options{}).Apply(c)
	c.State = bloggerState(n, c.Text)
	return c
}

// bloggerState reads the state in new exports, and in old ones the mark and the
// notice of a removed comment.
func bloggerState(n *xmltree.Node, text string) gainsay.State {
	switch n.ChildText("status") {
	case "SPAM", "SPAM_MARKED":
		return gainsay.MarkedSpam
	case "PENDING", "PENDING_MODERATION":
		return gainsay.Pending
	case "GHOSTED":
		return gainsay.Removed
	case "EMPTIED", "DELETED", "SOFT_TRASHED", "TRASHED":
		return gainsay.Deleted
	}
	for _, p := range n.All("extendedProperty") {
		if p.Attr("name") == "blogger.contentRemoved" && p.Attr("value") == "true" {
			if strings.Contains(text, "administrator") {
				return gainsay.Removed
			}
			return gainsay.Deleted
		}
	}
	return gainsay.Live
}
