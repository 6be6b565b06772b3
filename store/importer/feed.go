package importer

import (
	"bytes"
	"cmp"
	"io"
	"iter"
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
	Name: "feed",
	Doc: `a feed of comments: RSS and Atom of WordPress and others, Atom of Reddit

Recognised by entries whose ids or addresses are those of comments (#comment-12, t1_abc), or that say what
they answer (thr:in-reply-to). Each post is a thread. A feed holds the latest comments only. WordPress
writes "In reply to NAME" above an answer, which gives the parent; Reddit's feeds do not say who
answers whom. Feeds of posts are refused.`,
	From:  `/feed/ after the address of a WordPress post, /comments/feed/ of a blog; .rss after the address of a Reddit thread`,
	Ext:   []string{".xml", ".rss", ".atom"},
	Sniff: sniffFeed,
	Read:  readFeed,
})

var commentEntry = lazy.Regexp(`<(?:guid|id|link)[^>]*>[^<]*(?:#comment-\d+|#c\d+)\s*<|<id>t[13]_\w+</id>|<thr:in-reply-to\b`)

func sniffFeed(head []byte) int {
	if isXML(head) && (bytes.Contains(head, []byte("<rss")) || atomElement().Match(head)) &&
		!bytes.Contains(head, []byte("wordpress.org/export/")) && commentEntry().Match(head) {
		return 85
	}
	return 0
}

func readFeed(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		f := feedReader{Collector: thread.NewCollector(yield)}
		err := xmltree.NewReader(r).Each(f.Report, f.take, "item", "entry", "title")
		f.Finish(err, "posts")
	}
}

type feedReader struct {
	*thread.Collector
	title string // of the feed
}

var (
	commentAt = lazy.Regexp(`^(.*)#(?:comment-|c)(\d+)$`)
	redditAt  = lazy.Regexp(`^t([13])_(\w+)$`)
	titleOf   = lazy.Regexp(`^(?:Comments? on|Kommentare? zu|Commentaires? sur|Comentarios? en|Commenti? su):? (.+)$`)
	behindBy  = lazy.Regexp(`^(.+) (?:by|von|par|por|di) .{1,80}$`)
)

// take reads an entry, or the title of the feed before the entries.
func (f *feedReader) take(n *xmltree.Node) error {
	if n.Name == "title" {
		f.title = cmp.Or(f.title, scalar.OneLine(n.Text))
		return nil
	}
	id := cmp.Or(n.ChildText("guid"), n.ChildText("id"), n.ChildText("link"))
	if m := redditAt().FindStringSubmatch(id); m != nil {
		return f.reddit(n, m[1] == "3", m[2])
	}
	m := commentAt().FindStringSubmatch(id)
	if m == nil {
		m = commentAt().FindStringSubmatch(feedLink(n))
	}
	if m == nil && n.Child("in-reply-to") == nil {
		return nil // a post
	}
	c := feedComment(n)
	post := ""
	if m != nil {
		post, c.ID = m[1], m[2]
	} else {
		c.ID, post = id, n.Child("in-reply-to").Attr("ref")
	}
	if to := n.Child("in-reply-to"); to != nil {
		if up := commentAt().FindStringSubmatch(to.Attr("ref")); up != nil {
			c.Parent, post = up[2], up[1]
		}
	}
	f.answered(c)
	if err := f.Put(post, n.Line, thread.Record{Thread: f.about(n, post)}); err != nil {
		return err
	}
	return f.Put(post, n.Line, thread.Record{Comment: c})
}

// reddit reads an entry of Reddit: a post, or a comment on the post before.
func (f *feedReader) reddit(n *xmltree.Node, post bool, id string) error {
	c := feedComment(n)
	c.ID, c.Author = id, strings.TrimPrefix(c.Author, "/u/")
	key := redditThread().FindString(feedLink(n))
	title := scalar.OneLine(n.ChildText("title"))
	if !post {
		_, title, _ = strings.Cut(title, " on ")
	} else {
		c.ParentBy = gainsay.BySource
	}
	err := f.Put(key, n.Line, thread.Record{Thread: &gainsay.Thread{ID: strings.TrimPrefix(key, "/comments/"), Title: title}})
	if err != nil {
		return err
	}
	return f.Put(key, n.Line, thread.Record{Comment: c})
}

var redditThread = lazy.Regexp(`/comments/\w+`)

// about describes the post that a comment belongs to.
func (f *feedReader) about(n *xmltree.Node, post string) *gainsay.Thread {
	t := &gainsay.Thread{ID: post, URL: webAddress(post)}
	if link := commentAt().FindStringSubmatch(feedLink(n)); link != nil {
		t.URL = webAddress(link[1])
	}
	if m := titleOf().FindStringSubmatch(scalar.OneLine(n.ChildText("title"))); m != nil {
		t.Title = m[1]
		if name := behindBy().FindStringSubmatch(m[1]); name != nil {
			t.Title = name[1]
		}
	} else if m := titleOf().FindStringSubmatch(f.title); m != nil {
		t.Title = m[1]
	}
	return t
}

// feedLink returns the address of an entry.
func feedLink(n *xmltree.Node) string {
	for _, l := range n.All("link") {
		if rel := l.Attr("rel"); l.Attr("href") != "" && (rel == "" || rel == "alternate") {
			return l.Attr("href")
		}
	}
	return n.ChildText("link")
}

// feedComment reads what all entries have.
func feedComment(n *xmltree.Node) *gainsay.Comment {
	c := &gainsay.Comment{State: gainsay.Live, Author: scalar.Author(n.ChildText("creator"))}
	if a := n.Child("author"); a != nil && c.Author == "" {
		c.Author = scalar.Author(cmp.Or(a.ChildText("name"), strings.TrimSpace(a.Text)))
	}
	scalar.ParseTime(cmp.Or(n.ChildText("pubDate"), n.ChildText("published"), n.ChildText("date"), n.ChildText("updated"))).Apply(c)
	text := cmp.Or(n.ChildHTML("encoded"), n.ChildHTML("content"), n.ChildHTML("description"), n.ChildHTML("summary"))
	markup.HTML(text, markup.Options{}).Apply(c)
	return c
}

var feedReply = lazy.Regexp(`^(?:In reply to|Als Antwort auf|En réponse à|En respuesta a|In risposta a) [^\n]{1,120}?\.(?:\s+|$)`)

// answered removes the line "In reply to NAME." from a text and takes the
// comment that it links to for the parent.
func (f *feedReader) answered(c *gainsay.Comment) {
	at := feedReply().FindStringIndex(c.Text)
	if at == nil {
		return
	}
	for _, l := range c.Links {
		if m := commentAt().FindStringSubmatch(l.URL); m != nil && l.Start < at[1] && c.Parent == "" {
			c.Parent, c.ParentBy = m[2], gainsay.BySource
			text := markup.Text{Plain: c.Text, Quotes: c.Quotes, Links: c.Links}
			markup.Shift(text, -at[1], "").Apply(c)
			return
		}
	}
}
