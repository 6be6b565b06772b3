package table

import (
	"fmt"
	"slices"
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
	t      *table
	byName map[string]*gainsay.Comment // the last comment of each author so far
	answer map[*gainsay.Comment]string // comments to authors without one so far
	quoted map[*gainsay.Comment]string // ids of the posts that comments quote
	titles []string                    // of the rows, as long as all differ and none repeats another
}

func newTableThread(t *table, key string) *tableThread {
	return &tableThread{thread.NewBuilder(&gainsay.Thread{ID: key}), t,
		map[string]*gainsay.Comment{}, map[*gainsay.Comment]string{}, map[*gainsay.Comment]string{}, []string{}}
}

// titled notes the title in a row. The first one is the title of the thread, unless all rows have
// titles of their own, as reviews do. A row that describes the thread decides.
func (th *tableThread) titled(title string, about bool) {
	if th.Title == "" {
		th.Title = title
	}
	again := func(t string) bool { return strings.HasSuffix(title, t) || strings.HasSuffix(t, title) } // also "Re: Bridge"
	if about || th.titles == nil || len(th.titles) >= maxTitles || slices.ContainsFunc(th.titles, again) {
		th.titles = nil
		return
	}
	th.titles = append(th.titles, title)
}

// maxTitles is how many titles are compared with each other.
const maxTitles = 50

// add adds a row.
func (th *tableThread) add(row tableRow) {
	get := func(field string) string { return strings.TrimSpace(row.fields[field]) }
	if title := get("title"); title != "" {
		th.titled(markup.HTML(title, markup.Options{}).Plain, row.fields[aboutThread] != "")
	}
	if th.Article == "" {
		th.Article = markup.Guess(plainCell(get("article"))).Plain
	}
	if th.URL == "" && (th.ID != "" || row.fields["wrapped"] != "") {
		th.URL = get("url")
	}
	if row.fields[aboutThread] != "" {
		return
	}
	c := &gainsay.Comment{
		ID:     bareName(scalar.ParseID(get("id"))),
		Author: scalar.Author(get("author")),
		Score:  scalar.ParseNumber(get("score")).Ptr(),
	}
	scalar.ParseDate(get("time"), th.t.order).Apply(c)
	markup.Guess(plainCell(row.fields["text"])).Apply(c)
	c.State = scalar.ParseState("", get("state"), c.Text)
	if c.State != gainsay.Live && scalar.IsNameless(c.Text) {
		c.Text, c.Quotes, c.Links = "", nil, nil
	}
	if th.addressed() && c.ID == "" {
		c.ID = fmt.Sprintf("c%d", len(th.Comments)+1) // as Normalize would name it
	}
	p := scalar.ParseID(get("parent"))
	if of := strings.ToLower(get(parentType)); of != "" && !strings.Contains(of, "comment") {
		p = ""
	}
	if root := get(rootField); root != "" && root == get("parent") {
		p = ""
	}
	th.parent(c, p, firstPerson(get("addressee")))
	th.quotes(c, row.fields["text"])
	if th.ID == "" && len(th.Comments) == 0 && row.fields["wrapped"] == "" {
		th.URL = ""
	}
	if c.Author != "" {
		th.byName[nameKey(c.Author)] = c
	}
	th.Builder.Add(c)
}

func nameKey(name string) string { return strings.ToLower(strings.TrimPrefix(name, "@")) }

// parent sets the parent of a comment, if its row gives one: by its id, or as
// the name of its author, whose last comment so far is taken.
func (th *tableThread) parent(c *gainsay.Comment, p, addressee string) {
	switch {
	case th.t.parent != nil:
		c.Parent, c.ParentBy = th.t.parent(c.ID), gainsay.BySource
	case th.addressed():
		c.ParentBy = gainsay.BySource
		if noParent[strings.ToLower(addressee)] {
			return
		}
		if to := th.byName[nameKey(addressee)]; to != nil {
			c.Parent = to.ID
		} else {
			th.answer[c] = nameKey(addressee)
		}
	case th.t.linked || !noParent[strings.ToLower(p)]:
		c.ParentBy = gainsay.BySource
		if !noParent[strings.ToLower(p)] && !strings.HasPrefix(p, "t3_") {
			c.Parent = bareName(p)
		}
	case th.t.refs:
		th.refs(c)
	}
}

// quoteRef matches the tags in which forums name the post that is quoted:
// [QUOTE="Ida, post: 12, member: 7"], [quote="Ida" post_id=12], [quote='Ida' pid='12'], [QUOTE=Ida;12].
var quoteRef = lazy.Regexp(`(?i)\[quote[^\]\n]*?(?:\b(?:post(?:_id)?|pid)\s?[:=]\s?['"]?|;)(\d{1,12})`)

// quotes notes the post that a text quotes first.
func (th *tableThread) quotes(c *gainsay.Comment, raw string) {
	if m := quoteRef().FindStringSubmatch(raw); m != nil && !th.t.linked && !th.t.refs && c.Parent == "" {
		th.quoted[c] = m[1]
	}
}

// answerQuoted makes the posts that are quoted the parents of those that quote
// them, if they are in the thread.
func (th *tableThread) answerQuoted() {
	for c, id := range th.quoted {
		if p := th.Get(id); p != nil && !th.below(p, c) {
			c.Parent, c.ParentBy = id, gainsay.BySource
		}
	}
}

// addressed reports whether the rows name the author answered instead of the
// comment.
func (th *tableThread) addressed() bool {
	return th.t.columns["addressee"] != "" && th.t.columns["parent"] == ""
}

// answerLater sets the parents of comments that come before those of the author
// they answer. Where that author has none that could be answered, a placeholder
// is added.
func (th *tableThread) answerLater() {
	gone := map[string]string{} // ids of placeholders by the author's name
	for _, c := range slices.Clone(th.Comments) {
		name := th.answer[c]
		to := th.byName[name]
		switch {
		case name == "":
		case to != nil && !th.below(to, c):
			c.Parent = to.ID
		default:
			if gone[name] == "" {
				gone[name] = fmt.Sprintf("missing%d", len(gone)+1)
			}
			c.Parent = gone[name]
		}
	}
	if len(gone) > 0 {
		th.Remark(0, "authors answered who have no comment to answer, each with a placeholder: %d", len(gone))
	}
}

// below reports whether c is o or answers it, if only through others.
func (th *tableThread) below(c, o *gainsay.Comment) bool {
	for n := 0; c != nil && n <= len(th.Comments); n++ {
		if c == o {
			return true
		}
		c = th.Get(c.Parent)
	}
	return false
}

// noParent are the values that mean "no parent".
var noParent = map[string]bool{"": true, "0": true, "-1": true, "null": true, "none": true, "nan": true,
	"na": true, "n/a": true, "root": true, "false": true, "\\n": true, "undefined": true, "nil": true, "[]": true}

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
	if len(th.Comments) == 0 {
		if th.Title+th.Article != "" {
			th.t.silent++
		}
		return true
	}
	if len(th.titles) > 1 {
		th.Title = ""
	}
	th.answerLater()
	th.answerQuoted()
	for _, c := range th.Comments {
		if c.Parent == c.ID || c.Parent == th.ID && !th.Has(th.ID) {
			c.Parent = ""
		}
		if th.t.linked {
			c.ParentBy = gainsay.BySource
		}
	}
	if th.ID == "" {
		first := th.Comments[0]
		th.ID = scalar.Hash(first.ID, first.Author, first.Text)
	}
	return th.Builder.Yield(yield)
}
