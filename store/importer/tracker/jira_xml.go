package tracker

import (
	"bytes"
	"cmp"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/internal/xmltree"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "jira-xml",
	Doc: `issues of Jira with their comments, exported as XML

Recognised by RSS with the elements key, summary and reporter of Jira. Each issue is a thread, opened by its
description. Authors are the names of accounts. Texts are HTML. Jira has no reply links: parents are
recovered later.`,
	From:  `Jira: an issue or a search, Export, XML`,
	Ext:   []string{".xml"},
	Sniff: sniffJiraXML,
	Read:  readJiraXML,
})

func sniffJiraXML(head []byte) int {
	if bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")) && bytes.Contains(head, []byte("<rss")) && bytes.Contains(head, []byte("<key id=")) &&
		bytes.Contains(head, []byte("<summary>")) {
		return 93
	}
	return 0
}

func readJiraXML(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		g := thread.NewCollector(yield)
		err := xmltree.NewReader(r).Each(g.Report, func(n *xmltree.Node) error { return putJiraItem(g, n) }, "item")
		g.Finish(err, "issues")
	}
}

// putJiraItem adds an issue and its comments.
func putJiraItem(g *thread.Collector, n *xmltree.Node) error {
	key := cmp.Or(n.ChildText("key"), n.ChildText("link"))
	t := &gainsay.Thread{ID: key, Title: n.ChildText("summary"), URL: n.ChildText("link")}
	if err := g.Put(key, n.Line, thread.Record{Thread: t}); err != nil {
		return err
	}
	open := &gainsay.Comment{ID: key, State: gainsay.Live, ParentBy: gainsay.BySource}
	if who := n.Child("reporter"); who != nil {
		open.Author = scalar.Author(cmp.Or(who.Attr("username"), who.Text))
	}
	scalar.ParseTime(n.ChildText("created")).Apply(open)
	markup.HTML(n.ChildHTML("description"), markup.Options{}).Apply(open)
	if open.Text != "" {
		if err := g.Put(key, n.Line, thread.Record{Comment: open}); err != nil {
			return err
		}
	}
	all := n.Child("comments")
	if all == nil {
		return nil
	}
	for _, k := range all.All("comment") {
		c := &gainsay.Comment{ID: k.Attr("id"), Author: scalar.Author(k.Attr("author")), State: gainsay.Live}
		scalar.ParseTime(k.Attr("created")).Apply(c)
		markup.HTML(k.Text, markup.Options{}).Apply(c)
		if err := g.Put(key, k.Line, thread.Record{Comment: c}); err != nil {
			return err
		}
	}
	return nil
}
