package table

import (
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

// tableThread builds a thread from rows.
type tableThread struct {
	*thread.Builder
	t *table
}

func newTableThread(t *table, key string) *tableThread {
	return &tableThread{thread.NewBuilder(&gainsay.Thread{ID: key}), t}
}

// add adds a row.
func (th *tableThread) add(row tableRow) {
	get := func(field string) string { return strings.TrimSpace(th.t.get(row, field)) }
	if th.Title == "" {
		th.Title = markup.HTML(get("title"), markup.Options{}).Plain
	}
	if th.URL == "" && th.ID != "" {
		th.URL = get("url")
	}
	c := &gainsay.Comment{
		ID:     bareName(scalar.ParseID(get("id"))),
		Author: scalar.Author(get("author")),
		Score:  scalar.ParseNumber(get("score")).Ptr(),
	}
	scalar.ParseTime(get("time")).Apply(c)
	markup.Guess(th.t.get(row, "text")).Apply(c)
	c.State = scalar.ParseState(columnKey(th.t.columns["state"]), get("state"), c.Text)
	if c.State != gainsay.Live && scalar.IsNameless(c.Text) {
		c.Text, c.Quotes, c.Links = "", nil, nil
	}
	th.parent(c, scalar.ParseID(get("parent")))
	if th.ID == "" && len(th.Comments) == 0 {
		th.URL = ""
	}
	th.Builder.Add(c)
}

// parent sets the parent of a comment, if its row gives one.
func (th *tableThread) parent(c *gainsay.Comment, p string) {
	switch {
	case th.t.parent != nil:
		c.Parent, c.ParentBy = th.t.parent(c.ID), gainsay.BySource
	case th.t.columns["parent"] != "":
		c.ParentBy = gainsay.BySource
		if !noParent[strings.ToLower(p)] && !strings.HasPrefix(p, "t3_") {
			c.Parent = bareName(p)
		}
	case th.t.refs:
		th.refs(c)
	}
}

// noParent are the values that mean "no parent".
var noParent = map[string]bool{"": true, "0": true, "-1": true, "null": true, "none": true, "nan": true,
	"na": true, "n/a": true, "root": true, "false": true, "\\n": true}

// bareName removes Reddit's prefix of comments from an id.
func bareName(s string) string { return strings.TrimPrefix(s, "t1_") }

var postRef = lazy.Regexp(`>>(\d{1,20})\b`)

// refs sets the posts that a text refers to as its parents. A post that refers
// to none answers the post that opens the thread.
func (th *tableThread) refs(c *gainsay.Comment) {
	c.ParentBy = gainsay.BySource
	for _, m := range postRef().FindAllStringSubmatch(c.Text, -1) {
		if c.Parent == "" {
			c.Parent = m[1]
		} else if m[1] != c.Parent {
			c.OtherParents = append(c.OtherParents, m[1])
		}
	}
	if c.Parent == "" && c.ID != th.ID {
		c.Parent = th.ID
	}
}

// yield corrects what only the whole thread shows, and yields it: a parent with
// the id of the thread means no parent, unless a comment has that id.
func (th *tableThread) yield(yield thread.Sink) bool {
	for _, c := range th.Comments {
		if c.Parent == c.ID || c.Parent == th.ID && !th.Has(th.ID) {
			c.Parent = ""
		}
	}
	if th.ID == "" && len(th.Comments) > 0 {
		first := th.Comments[0]
		th.ID = scalar.Hash(first.ID, first.Author, first.Text)
	}
	return th.Builder.Yield(yield)
}
