package tracker

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/internal/xmltree"
)

var _ = format.Register(&format.Format{
	Name: "bugzilla",
	Doc: `bugs of Bugzilla: XML of show_bug.cgi?ctype=xml, or comments of the REST API

Recognised by the root element bugzilla, or by comments with bug_id and creator. Each bug is a thread
whose first comment is the report. "(In reply to NAME from comment #2)" gives the parent; others are
recovered later. A private comment is kept.`,
	From:  `show_bug.cgi?id=N&ctype=xml, or /rest/bug/N/comment of a server`,
	Ext:   []string{".xml", ".json"},
	Sniff: sniffBugzilla,
	Read:  readBugzilla,
})

func sniffBugzilla(head []byte) int {
	if i := bytes.Index(head, []byte("<bugzilla")); i >= 0 && i < 2000 && !keypath.IsJSON(head) {
		return 92
	}
	s := keypath.Of(head)
	for p := range s {
		if at, ok := strings.CutSuffix(p, "bug_id"); ok && s.Has(at+"creator", at+"text") {
			return 90
		}
	}
	return 0
}

// bugRef matches the words by which Bugzilla begins an answer.
var bugRef = lazy.Regexp(`^\(In reply to .{0,100}?comment #?(\d{1,6})\)`)

// bug is a bug whose comments are being read.
type bug struct {
	key string
	ids []string // of the comments by number
}

// add adds a comment and finds the one that it answers.
func (b *bug) add(g *thread.Collector, line int, c *gainsay.Comment) error {
	if m := bugRef().FindStringSubmatch(c.Text); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil && n < len(b.ids) {
			c.Parent = b.ids[n]
		}
	}
	if len(b.ids) == 0 {
		c.ParentBy = gainsay.BySource
	}
	b.ids = append(b.ids, c.ID)
	return add(g, line, b.key, c)
}

func readBugzilla(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		br := bufio.NewReaderSize(r, input.SniffLen)
		head, _ := br.Peek(input.SniffLen) // an error occurs again at the next read
		if keypath.IsJSON(head) {
			thread.ReadRecords("bugs", openBugzilla)(br)(yield)
			return
		}
		g := thread.NewCollector(yield)
		take := func(n *xmltree.Node) error { return bugNode(g, n) }
		g.Finish(xmltree.NewReader(br).Each(g.Report, take, "bug"), "bugs")
	}
}

// bugNode reads a bug of an XML document.
func bugNode(g *thread.Collector, n *xmltree.Node) error {
	b := &bug{key: n.ChildText("bug_id")}
	t := &gainsay.Thread{ID: b.key, Title: n.ChildText("short_desc")}
	if err := g.Put(b.key, n.Line, thread.Record{Thread: t}); err != nil {
		return err
	}
	for i, d := range n.All("long_desc") {
		name := d.ChildText("who")
		if who := d.Child("who"); who != nil {
			name = cmp.Or(who.Attr("name"), name)
		}
		id := cmp.Or(d.ChildText("commentid"), fmt.Sprintf("%s-%d", b.key, i))
		at := scalar.Time{Stamp: scalar.ParseTime(d.ChildText("bug_when"))}
		if err := b.add(g, d.Line, plain(id, name, d.ChildText("thetext"), at)); err != nil {
			return err
		}
	}
	return nil
}

// openBugzilla reads answers of the REST API: bugs with their comments.
func openBugzilla(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		var page struct {
			Bugs map[string]struct {
				Comments []*bugComment `json:"comments"`
			} `json:"bugs"`
		}
		if err := record.Unmarshal(v.Raw, &page); err != nil {
			return record.Skipped(v.Line, "read comments: %v", err)
		}
		for _, id := range slices.Sorted(maps.Keys(page.Bugs)) {
			b := &bug{key: id}
			for _, c := range page.Bugs[id].Comments {
				if err := c.put(g, v.Line, b); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

type bugComment struct {
	ID      scalar.ID   `json:"id"`
	Creator scalar.Text `json:"creator"`
	Time    scalar.Time `json:"time"`
	Created scalar.Time `json:"creation_time"`
	Text    scalar.Text `json:"text"`
}

func (c *bugComment) put(g *thread.Collector, line int, b *bug) error {
	at := scalar.FirstTime(c.Time, c.Created)
	return b.add(g, line, plain(string(c.ID), string(c.Creator), string(c.Text), at))
}
