package importer

import (
	"cmp"
	"encoding/json"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "hackernews",
	Doc: `Hacker News items from Firebase, Algolia and Algolia's search

Recognised by items with id, type, by and time (Firebase), with children and author (Algolia), or by
hits with objectID and _tags; one alone, one a line, in an array, or in an object under their ids.
Threads are assembled by parent over the whole source. The text of an Ask HN is the first comment,
and direct replies answer it; under a link they answer the story. Votes on comments are not public.
Ids in "kids" that are not in the source count as stubs.`,
	From:  `hn.algolia.com/api/v1/items/ID and /search, hacker-news.firebaseio.com/v0/item/ID.json`,
	Ext:   []string{".json", ".ndjson"},
	Sniff: sniffHackerNews,
	Read:  readHackerNews,
})

func sniffHackerNews(head []byte) int {
	s := keypath.Of(head)
	switch {
	case s.Has("hits[].objectID", "hits[]._tags[]", "hits[].created_at_i"):
		return 90
	case s.InRecords("children[]", "id", "author", "type", "text"),
		s.InRecords("children[].created_at_i", "children[].author"): // with sorted keys, those of the item follow its children
		return 88
	case !s.InRecords("type", "id", "time"), !s.InRecords("kids[]") && !s.InRecords("parent") &&
		!s.InRecords("descendants") && !s.InRecords("score") && !s.InRecords("parts[]"):
		return 0
	case s.InRecords("by"):
		return 88
	case s.InRecords("deleted"), s.InRecords("dead"): // all that is in it was deleted
		return 60
	}
	return 0
}

// hnItem is an item of any of the APIs.
type hnItem struct {
	ID       scalar.ID     `json:"id"`
	ObjectID scalar.ID     `json:"objectID"`
	Type     string        `json:"type"`
	By       string        `json:"by"`
	Author   string        `json:"author"`
	Title    string        `json:"title"`
	URL      string        `json:"url"`
	Text     *string       `json:"text"`
	Parent   scalar.ID     `json:"parent"`
	ParentID scalar.ID     `json:"parent_id"`
	Poll     scalar.ID     `json:"poll"`
	StoryID  scalar.ID     `json:"story_id"`
	Time     scalar.Time   `json:"time"`
	CreatedI scalar.Time   `json:"created_at_i"`
	Created  scalar.Time   `json:"created_at"`
	Score    scalar.Number `json:"score"`
	Points   scalar.Number `json:"points"`
	Total    scalar.Number `json:"descendants"`
	Kids     []hnKid       `json:"kids"`
	Deleted  bool          `json:"deleted"`
	Dead     bool          `json:"dead"`
	Children []hnItem      `json:"children"`

	// Keys of a search hit.
	Tags        []string          `json:"_tags"`
	CommentText *string           `json:"comment_text"`
	StoryText   *string           `json:"story_text"`
	StoryTitle  string            `json:"story_title"`
	StoryURL    string            `json:"story_url"`
	NumComments scalar.Number     `json:"num_comments"`
	Hits        []json.RawMessage `json:"hits"`
}

// hnKid is the id of a reply. Some programs put the reply itself instead.
type hnKid struct {
	ID     scalar.ID
	Inside bool
}

// UnmarshalJSON reads an id, or notes that the value is something else.
func (k *hnKid) UnmarshalJSON(b []byte) error {
	if k.Inside = keypath.IsJSON(b); k.Inside {
		return nil
	}
	return k.ID.UnmarshalJSON(b)
}

// even unifies the names that the APIs use for the same fields.
func (it *hnItem) even() {
	it.ID = cmp.Or(it.ID, it.ObjectID)
	it.Parent = cmp.Or(it.Parent, it.ParentID, it.Poll)
	it.By = cmp.Or(it.By, it.Author)
	if it.Time.IsZero() {
		it.Time = it.CreatedI
	}
	if it.Time.IsZero() {
		it.Time = it.Created
	}
	for _, t := range []*string{it.CommentText, it.StoryText} {
		if it.Text == nil {
			it.Text = t
		}
	}
	if !it.Score.Valid {
		it.Score = it.Points
	}
	if !it.Total.Valid {
		it.Total = it.NumComments
	}
	for _, tag := range it.Tags {
		if it.Type == "" &&
			(tag == "comment" || tag == "story" || tag == "poll" || tag == "job" || tag == "pollopt") {
			it.Type = tag
		}
	}
}

func (it *hnItem) isComment() bool { return it.Type == "comment" || it.Type == "pollopt" }

func readHackerNews(r io.Reader) iter.Seq2[*format.Found, error] {
	take := func(r *thread.Linked, v record.Value) error { return hnRecords(r, record.Unkeyed(v)) }
	return thread.ReadLinked(r, take, hnThread)
}

// hnRecords adds items, and the items in search hits.
func hnRecords(r *thread.Linked, all []record.Value) error {
	for len(all) > 0 {
		v := all[0]
		all = all[1:]
		var it hnItem
		err := json.Unmarshal(v.Raw, &it)
		it.even()
		switch {
		case err != nil && !record.Mistyped(err):
			err = r.Report(record.Skipped(v.Line, "read item: %v", err))
		case it.Hits != nil:
			err = nil
			for _, raw := range it.Hits {
				all = append(all, record.Value{Raw: raw, Line: v.Line})
			}
		case it.ID == "":
			err = r.Report(record.Skipped(v.Line, "item without an id"))
		default:
			err = it.put(r, v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// put adds an item. If it names its story, that is its root.
func (it *hnItem) put(r *thread.Linked, v record.Value) error {
	if it.StoryID != "" && it.StoryID != it.ID {
		r.Link(string(it.Parent), string(it.StoryID))
		return r.Put(string(it.ID), string(it.StoryID), v.Line, v.Raw)
	}
	return r.Put(string(it.ID), string(it.Parent), v.Line, v.Raw)
}

// hnThread builds a thread from its items. The story is processed first,
// wherever it is in the source.
func hnThread(root string, group []extsort.Record) *thread.Builder {
	t := &hnBuilder{
		Builder: thread.NewBuilder(
			&gainsay.Thread{ID: root, URL: "https://news.ycombinator.com/item?id=" + root},
		),
		root: root,
	}
	items := make([]hnItem, len(group))
	for i, g := range group {
		it := &items[i]
		t.Decoded(g.Line, "item", json.Unmarshal(g.Raw, it))
		it.even()
		if !it.isComment() && string(it.ID) == root {
			t.story(it)
		}
	}
	for i := range items {
		t.walk(&items[i])
	}
	t.close()
	return t.Builder
}

// hnBuilder builds one thread.
type hnBuilder struct {
	*thread.Builder
	root  string
	found bool    // the story is in the source
	bare  bool    // the story is in the source and is not a comment
	kids  []hnKid // replies known to the source
}

// story adds the story. Its text, if any, is the first comment.
func (t *hnBuilder) story(it *hnItem) {
	t.found = true
	t.Title = markup.HTML(it.Title, markup.Options{}).Plain
	if it.URL != "" {
		t.URL = it.URL
	}
	if it.Total.Valid {
		t.Announce(it.Total.N)
	}
	t.bare = (it.Text == nil || *it.Text == "") && !it.Deleted && it.Type != "poll"
	if t.bare {
		return
	}
	c := it.comment("")
	c.Score = it.Score.Ptr()
	t.Add(c)
}

// walk adds an item and the items below it, from the top down, without
// recursion.
func (t *hnBuilder) walk(top *hnItem) {
	type at struct {
		it     *hnItem
		parent string
	}
	stack := []at{{top, string(top.Parent)}}
	for len(stack) > 0 {
		a := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		a.it.even()
		t.kids = append(t.kids, a.it.Kids...)
		if t.Title == "" && a.it.StoryTitle != "" {
			t.Title = markup.HTML(a.it.StoryTitle, markup.Options{}).Plain
			t.URL = cmp.Or(a.it.StoryURL, t.URL)
			t.found, t.bare = true, true
		}
		if a.it.isComment() || string(a.it.ID) != t.root {
			t.comment(a.it, a.parent)
		}
		for i := len(a.it.Children) - 1; i >= 0; i-- {
			stack = append(stack, at{&a.it.Children[i], string(a.it.ID)})
		}
	}
}

func (t *hnBuilder) comment(it *hnItem, parent string) {
	if parent == t.root && t.bare {
		parent = ""
	}
	c := it.comment(parent)
	if it.Type == "pollopt" {
		c.Score = it.Score.Ptr()
	}
	t.Add(c)
}

// comment makes a comment of an item. Algolia shows a deleted one without
// author and text.
func (it *hnItem) comment(parent string) *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       string(it.ID),
		Parent:   parent,
		ParentBy: gainsay.BySource,
		Author:   it.By,
		State:    gainsay.Live,
	}
	it.Time.Apply(c)
	text := ""
	if it.Text != nil {
		text = *it.Text
	}
	markup.HTML(text, markup.Options{Base: "https://news.ycombinator.com/"}).Apply(c)
	switch {
	case it.Dead || c.Text == "[flagged]" || c.Text == "[dead]":
		c.State = gainsay.Removed
	case it.Deleted || it.By == "" && text == "" || c.Text == "[deleted]":
		c.State = gainsay.Deleted
	}
	return c
}

// close reports replies that the source knows of but does not hold.
func (t *hnBuilder) close() {
	inside := 0
	for _, k := range t.kids {
		if k.Inside {
			inside++
		}
		if !t.Has(string(k.ID)) {
			t.Stubs++
		}
	}
	if inside > 0 {
		t.Remark(0, "replies in place of their ids skipped: %d", inside)
	}
	if !t.found {
		t.Remark(0, "the story of thread %s is not in the source", t.root)
	}
	if t.Stubs > 0 {
		t.Remark(0, "replies known only by their ids: %d", t.Stubs)
	}
	if len(t.Comments) == 0 {
		t.Remark(0, "%s", thread.NoComments(t.Announced))
	}
}
