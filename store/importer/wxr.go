package importer

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "wxr",
	Doc: `a WordPress export (WXR 1.0 to 1.2), or the variant that Disqus takes for import

Recognised by an rss root with the namespace http://wordpress.org/export/. Every post, page or
attachment with comments is a thread; items about the same post are put together. Pingbacks and
trackbacks stay in their place, and a remark says how many they are: they are no discussion. Comments
that wait for approval, are spam or lie in the trash keep that state. Damaged places are named by
line. E-mail and IP addresses are not read.`,
	Ext:   []string{".xml"},
	Sniff: sniffWXR,
	Read:  readWXR,
})

// wxrRoot is the root element with its namespaces.
var wxrRoot = lazily(`<rss\s[^>]*//wordpress\.org/export/`)

func sniffWXR(head []byte) int {
	switch {
	case !isXML(head) || !bytes.Contains(head, []byte("<rss")):
		return 0
	case wxrRoot().Match(head):
		return 95
	case bytes.Contains(head, []byte("<dsq:thread_identifier")), bytes.Contains(head, []byte("<wp:comment")):
		return 85
	}
	return 0
}

func readWXR(r io.Reader) iter.Seq2[*Found, error] {
	return func(yield func(*Found, error) bool) {
		w := &wxrReader{gather: newGather(yield)}
		err := newXMLReader(r).each(w.note, w.take, "item", "comment")
		w.finish(err, "posts, pages and other items")
	}
}

type wxrReader struct {
	*gather
	key string // of the item at hand
	n   int    // items read
}

func (w *wxrReader) take(n *xmlNode) error {
	if n.Name == "comment" { // its item was cut off by damage
		return w.comment(n)
	}
	w.n++
	t := wxrThread(n)
	w.key = cmp.Or(t.ID, sameLink(t.URL), fmt.Sprintf("item %d", w.n))
	if t.ID == "" {
		t.ID = shortHash(w.key)
	}
	if err := w.put(w.key, n.Line, gathered{Thread: t}); err != nil {
		return err
	}
	other := map[string]int{}
	var kinds []string
	for _, c := range n.all("comment") {
		if err := w.comment(c); err != nil {
			return err
		}
		if kind := c.text("comment_type"); kind != "" && kind != "comment" && kind != "review" {
			if other[kind]++; other[kind] == 1 {
				kinds = append(kinds, kind)
			}
		}
	}
	for _, k := range kinds {
		remark := fmt.Sprintf("no discussion, but kept as comments: %d of type %s", other[k], k)
		if err := w.put(w.key, n.Line, gathered{Remark: remark}); err != nil {
			return err
		}
	}
	return nil
}

// wxrThread makes the head of a thread of an item.
func wxrThread(n *xmlNode) *gainsay.Thread {
	link := n.text("link")
	t := &gainsay.Thread{ID: cmp.Or(n.text("post_id"), n.text("thread_identifier")), URL: link}
	t.Title = markup.HTML(n.text("title"), markup.Options{}).Plain
	for _, e := range n.all("encoded") {
		if e.Space != "excerpt" {
			t.Article = markup.HTML(lineBreaks(e.Text), markup.Options{Base: link}).Plain
			break
		}
	}
	return t
}

func (w *wxrReader) comment(n *xmlNode) error {
	c := &gainsay.Comment{ID: n.text("comment_id"), Parent: wxrParent(n.text("comment_parent")), ParentBy: gainsay.BySource}
	c.Author, c.AuthorURL = author(n.text("comment_author")), webAddress(n.text("comment_author_url"))
	c.State = wordPressState(n.text("comment_approved"))
	when := parseTime(n.text("comment_date_gmt"))
	if when.IsZero() {
		when = parseTime(n.text("comment_date"))
	}
	when.date(c)
	markup.HTML(lineBreaks(n.whole("comment_content")), markup.Options{}).Apply(c)
	if c.ID == "" && c.Text == "" && c.Author == "" {
		return w.note(lost(n.Line, "comment without id, author and text"))
	}
	return w.put(w.key, n.Line, gathered{Comment: c})
}

// wxrParent returns the id of the comment answered; 0 is none.
func wxrParent(s string) string {
	if s = idText(s); s != "0" {
		return s
	}
	return ""
}

// webAddress returns an address people give as theirs, "" where it is none.
func webAddress(s string) string {
	if s = strings.TrimSpace(s); isWeb(s) {
		return s
	}
	return ""
}

// wordPressState reads comment_approved of an export and status of the APIs.
func wordPressState(s string) gainsay.State {
	switch strings.TrimSpace(s) {
	case "0", "hold", "pending", "unapproved":
		return gainsay.Pending
	case "spam":
		return gainsay.MarkedSpam
	case "trash", "post-trashed":
		return gainsay.Removed
	}
	return gainsay.Live
}
