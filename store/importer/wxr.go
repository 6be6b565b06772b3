package importer

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/internal/xmltree"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "wxr",
	Doc: `a WordPress export (WXR 1.0 to 1.2), or the variant that Disqus imports

Recognised by an rss root with the namespace http://wordpress.org/export/. Every post, page or
attachment with comments is a thread; items about the same post are merged. Pingbacks and trackbacks
are kept, and a remark says how many there are, since they are not discussion. Pending comments,
spam and comments in the trash get that state. Damage is reported with its line. E-mail and IP
addresses are not read.`,
	From:  `WordPress: Tools, Export, All content`,
	Ext:   []string{".xml"},
	Sniff: sniffWXR,
	Read:  readWXR,
})

// wxrRoot is the root element with its namespaces.
var wxrRoot = lazy.Regexp(`<rss\s[^>]*//wordpress\.org/export/`)

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

func readWXR(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		w := &wxrReader{Collector: thread.NewCollector(yield)}
		err := xmltree.NewReader(r).Each(w.Report, w.take, "item", "comment")
		w.Finish(err, "posts, pages and other items")
	}
}

type wxrReader struct {
	*thread.Collector
	key string // of the current item
	n   int    // number of items read
}

func (w *wxrReader) take(n *xmltree.Node) error {
	if n.Name == "comment" { // its item was cut off by damage
		return w.comment(n)
	}
	w.n++
	t := wxrThread(n)
	w.key = cmp.Or(t.ID, sameLink(t.URL), fmt.Sprintf("item %d", w.n))
	if t.ID == "" {
		t.ID = scalar.Hash(w.key)
	}
	if err := w.Put(w.key, n.Line, thread.Record{Thread: t}); err != nil {
		return err
	}
	other := map[string]int{}
	var kinds []string
	for _, c := range n.All("comment") {
		if err := w.comment(c); err != nil {
			return err
		}
		if kind := c.ChildText("comment_type"); kind != "" && kind != "comment" && kind != "review" {
			if other[kind]++; other[kind] == 1 {
				kinds = append(kinds, kind)
			}
		}
	}
	for _, k := range kinds {
		remark := fmt.Sprintf("kept as comments although they are not discussion: %d of type %s", other[k], k)
		if err := w.Put(w.key, n.Line, thread.Record{Remark: remark}); err != nil {
			return err
		}
	}
	return nil
}

// wxrThread returns the thread of an item, without comments.
func wxrThread(n *xmltree.Node) *gainsay.Thread {
	link := n.ChildText("link")
	t := &gainsay.Thread{ID: cmp.Or(n.ChildText("post_id"), n.ChildText("thread_identifier")), URL: link}
	t.Title = markup.HTML(n.ChildText("title"), markup.Options{}).Plain
	for _, e := range n.All("encoded") {
		if e.Space != "excerpt" {
			t.Article = markup.HTML(markup.LineBreaks(e.Text), markup.Options{Base: link}).Plain
			break
		}
	}
	return t
}

func (w *wxrReader) comment(n *xmltree.Node) error {
	c := &gainsay.Comment{ID: n.ChildText("comment_id"), Parent: wxrParent(n.ChildText("comment_parent")),
		ParentBy: gainsay.BySource}
	c.Author, c.AuthorURL = scalar.Author(n.ChildText("comment_author")),
		webAddress(n.ChildText("comment_author_url"))
	c.State = wordPressState(n.ChildText("comment_approved"))
	when := scalar.ParseTime(n.ChildText("comment_date_gmt"))
	if when.IsZero() {
		when = scalar.ParseTime(n.ChildText("comment_date"))
	}
	when.Apply(c)
	markup.HTML(markup.LineBreaks(n.ChildHTML("comment_content")), markup.Options{}).Apply(c)
	if c.ID == "" && c.Text == "" && c.Author == "" {
		return w.Report(record.Skipped(n.Line, "comment without id, author and text"))
	}
	return w.Put(w.key, n.Line, thread.Record{Comment: c})
}

// wxrParent returns the id of the comment answered; 0 means none.
func wxrParent(s string) string {
	if s = scalar.ParseID(s); s != "0" {
		return s
	}
	return ""
}

// webAddress returns the address that an author gives, "" if it is not an
// address.
func webAddress(s string) string {
	if s = strings.TrimSpace(s); markup.IsWeb(s) {
		return s
	}
	return ""
}

// wordPressState reads comment_approved in exports and status in the APIs.
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
