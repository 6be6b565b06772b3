package importer

import (
	"bytes"
	"io"
	"iter"
	"net/url"
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
	Name: "disqus",
	Doc: `a Disqus export: the XML file for administrators

Recognised by a root element disqus with the dsq namespace. Several thread records for one address
become one thread. Deleted and spam posts keep their place, their state and their text, if the
export has it; posts of a thread that is not in the file form a thread of their own. The export has
no votes. E-mail and IP addresses are not read.`,
	From:  `Disqus: Admin, Moderate comments, Export; the file comes by mail`,
	Ext:   []string{".xml"},
	Sniff: sniffDisqus,
	Read:  readDisqus,
})

// disqusRoot is the root element with its namespaces.
var disqusRoot = lazy.Regexp(`<(?:\w+:)?disqus\s[^>]*disqus\.com`)

func sniffDisqus(head []byte) int {
	if isXML(head) && disqusRoot().Match(head) {
		return 95
	}
	return 0
}

// isXML reports whether a head begins like XML, perhaps after stray characters.
func isXML(head []byte) bool {
	head = head[:min(len(head), 1024)]
	at := bytes.IndexByte(head, '<')
	return at >= 0 && len(bytes.TrimSpace(head[:at])) < 16
}

func readDisqus(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		d := &disqusReader{
			Collector: thread.NewCollector(yield),
			keys:      map[string]string{},
			links:     map[string]string{},
		}
		err := xmltree.NewReader(r).Each(d.Report, d.take, "thread", "post")
		d.Finish(err, "threads")
	}
}

type disqusReader struct {
	*thread.Collector
	keys  map[string]string // key of its thread by thread id
	links map[string]string // id of the first thread by normalised link
}

func (d *disqusReader) take(n *xmltree.Node) error {
	if n.Name == "thread" {
		return d.thread(n)
	}
	ref := ""
	if t := n.Child("thread"); t != nil {
		ref = t.Attr("id")
	}
	key, ok := d.keys[ref]
	if !ok {
		key = ref
		d.keys[ref] = ref
		remark := thread.Record{
			Remark: "thread " + ref + " of this post comes later in the file, or not at all",
		}
		if err := d.Put(key, n.Line, remark); err != nil {
			return err
		}
	}
	return d.Put(key, n.Line, thread.Record{Comment: disqusPost(n)})
}

func (d *disqusReader) thread(n *xmltree.Node) error {
	id := n.Attr("id")
	t := &gainsay.Thread{
		ID: id, URL: n.ChildText("link"), Title: markup.HTML(n.ChildText("title"), markup.Options{}).Plain,
		Article: markup.HTML(n.ChildText("message"), markup.Options{Base: n.ChildText("link")}).Plain,
	}
	key := id
	if _, known := d.keys[id]; !known {
		if link := sameLink(t.URL); link != "" {
			if first, ok := d.links[link]; ok {
				key = first
			} else {
				d.links[link] = id
			}
		}
		d.keys[id] = key
	}
	if err := d.Put(d.keys[id], n.Line, thread.Record{Thread: t}); err != nil {
		return err
	}
	if n.ChildText("isDeleted") == "true" {
		return d.Put(
			d.keys[id],
			n.Line,
			thread.Record{Remark: "thread " + id + " is deleted in the source, but not all its comments are"},
		)
	}
	return nil
}

// sameLink normalises a link: it removes what differs between records of one
// article, namely scheme, www, the last slash, the fragment and campaign
// parameters.
func sameLink(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || u.Host == "" {
		return strings.TrimSpace(link)
	}
	q := u.Query()
	for k := range q {
		if strings.HasPrefix(k, "utm_") || k == "fbclid" || k == "gclid" {
			q.Del(k)
		}
	}
	return strings.TrimPrefix(strings.ToLower(u.Host), "www.") +
		strings.TrimSuffix(u.Path, "/") + "?" + q.Encode()
}

func disqusPost(n *xmltree.Node) *gainsay.Comment {
	c := &gainsay.Comment{ID: n.Attr("id"), ParentBy: gainsay.BySource, State: gainsay.Live}
	if p := n.Child("parent"); p != nil {
		c.Parent = p.Attr("id")
	}
	if a := n.Child("author"); a != nil {
		c.Author = scalar.Author(a.ChildText("name"))
		if c.Author == "" {
			c.Author = scalar.Author(a.ChildText("username"))
		}
	}
	scalar.ParseTime(n.ChildText("createdAt")).Apply(c)
	markup.HTML(markup.LineBreaks(n.ChildHTML("message")), markup.Options{}).Apply(c)
	switch {
	case n.ChildText("isDeleted") == "true":
		c.State = gainsay.Deleted
	case n.ChildText("isSpam") == "true":
		c.State = gainsay.MarkedSpam
	case n.ChildText("isApproved") == "false":
		c.State = gainsay.Pending
	}
	return c
}
