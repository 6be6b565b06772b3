package importer

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "coral",
	Doc: `Coral (Talk): responses of its GraphQL API, versions 4 to 9, and dumps of its comments

Recognised by comments with edges or nodes under data.story, data.stream or data.asset, or by
records with storyID and revisions, or asset_id and author_id. Of the revisions of a comment the
last is read. A dump has only the ids of authors.`,
	From:  `/api/graphql of a site with Coral, or mongoexport of its database`,
	Ext:   []string{".json", ".ndjson", ".jsonl"},
	Sniff: sniffCoral,
	Read:  thread.ReadRecords("stories", openCoral),
})

func sniffCoral(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "[]."} {
		if s.Has(at+"storyID", at+"revisions[].body") || s.Has(at+"asset_id", at+"author_id", at+"body") {
			return 90
		}
		for _, story := range coralStories {
			if s[at+"data."+story+".comments.edges[]"] || s[at+"data."+story+".comments.nodes[]"] {
				return 85
			}
		}
	}
	return 0
}

var coralStories = []string{"story", "stream", "asset"}

// coralRecord is a story, a comment of any version, or an answer.
type coralRecord struct {
	Data     map[string]json.RawMessage `json:"data"`
	ID       scalar.ID                  `json:"id"`
	StoryID  scalar.ID                  `json:"storyID"`
	AssetID  scalar.ID                  `json:"asset_id"`
	ParentID scalar.ID                  `json:"parentID"`
	Parent4  scalar.ID                  `json:"parent_id"`
	Parent   *struct {
		ID scalar.ID `json:"id"`
	} `json:"parent"`
	Body      *string `json:"body"`
	Revisions []struct {
		Body string `json:"body"`
	} `json:"revisions"`
	Revision *struct {
		Body *string `json:"body"`
	} `json:"revision"`
	Author   *coralUser  `json:"author"`
	User     *coralUser  `json:"user"`
	AuthorID scalar.Text `json:"authorID"`
	Author4  scalar.Text `json:"author_id"`
	Created  coralTime   `json:"createdAt"`
	Created4 coralTime   `json:"created_at"`
	Status   string      `json:"status"`
	Deleted  bool        `json:"deleted"`
	Title    scalar.Text `json:"title"`
	URL      scalar.Text `json:"url"`
	Metadata struct {
		Title scalar.Text `json:"title"`
	} `json:"metadata"`
	Count      scalar.Number `json:"commentCount"`
	ReplyCount scalar.Number `json:"replyCount"`
	Comments   coralList     `json:"comments"`
	Replies    coralList     `json:"replies"`
	Actions    coralCounts   `json:"actionCounts"`
	DeletedAt  scalar.Time   `json:"deletedAt"`
}

// coralCounts is the number of reactions to a comment: a number in a dump, an
// object in responses of the API.
type coralCounts struct{ reactions scalar.Number }

// UnmarshalJSON reads a number or an object.
func (c *coralCounts) UnmarshalJSON(b []byte) error {
	var w struct {
		Reaction json.RawMessage `json:"reaction"`
	}
	if err := record.DecodeObject(b, &w); err != nil || len(w.Reaction) == 0 {
		return err
	}
	if w.Reaction[0] != '{' {
		return c.reactions.UnmarshalJSON(w.Reaction)
	}
	var inner struct {
		Total scalar.Number `json:"total"`
	}
	err := json.Unmarshal(w.Reaction, &inner)
	c.reactions = inner.Total
	return err
}

type coralUser struct {
	Name scalar.Text `json:"username"`
}

// coralList is a connection of GraphQL.
type coralList struct {
	Edges []struct {
		Node *coralRecord `json:"node"`
	} `json:"edges"`
	Nodes    []*coralRecord `json:"nodes"`
	PageInfo struct {
		More bool `json:"hasNextPage"`
	} `json:"pageInfo"`
	More bool `json:"hasNextPage"`
}

// coralTime is a time, which a dump of MongoDB may wrap.
type coralTime struct{ scalar.Time }

// UnmarshalJSON reads a time or {"$date": time}.
func (t *coralTime) UnmarshalJSON(b []byte) error {
	var w struct {
		Date scalar.Time `json:"$date"`
	}
	if b[0] != '{' {
		return t.Time.UnmarshalJSON(b)
	}
	err := json.Unmarshal(b, &w)
	t.Time = w.Date
	return err
}

func openCoral(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		w, err := record.Decode[coralRecord](v, "record")
		if err != nil {
			return err
		}
		if w.Data == nil {
			key := cmp.Or(string(w.StoryID), string(w.AssetID))
			return w.put(g, key, "", v.Line)
		}
		for _, name := range coralStories {
			raw := w.Data[name]
			if len(raw) == 0 || raw[0] != '{' {
				continue // of another name, or null
			}
			story, err := record.Decode[coralRecord](record.Value{Raw: raw, Line: v.Line}, name)
			if err != nil {
				return err
			}
			if err := story.story(g, v.Line); err != nil {
				return err
			}
		}
		return nil
	}
}

// story adds a story and its comments.
func (w *coralRecord) story(g *thread.Collector, line int) error {
	key := string(w.ID)
	t := &gainsay.Thread{
		ID:    key,
		URL:   string(w.URL),
		Title: strings.TrimSpace(cmp.Or(string(w.Metadata.Title), string(w.Title))),
	}
	if err := g.Put(key, line, thread.Record{Thread: t, Announced: w.Count.Ptr()}); err != nil {
		return err
	}
	return w.Comments.put(g, key, "", line)
}

// put adds the comments of a list and reports whether there are more.
func (l *coralList) put(g *thread.Collector, key, above string, line int) error {
	list := l.Nodes
	for _, e := range l.Edges {
		list = append(list, e.Node)
	}
	for _, c := range list {
		if c == nil {
			continue // null instead of a comment that is not visible
		}
		if err := c.put(g, key, above, line); err != nil {
			return err
		}
	}
	if !l.More && !l.PageInfo.More {
		return nil
	}
	return g.Put(
		key,
		line,
		thread.Record{Remark: "the source has more comments below " + cmp.Or(above, "the story")},
	)
}

// put adds a comment and those below it.
func (w *coralRecord) put(g *thread.Collector, key, above string, line int) error {
	if w.ID == "" {
		return g.Report(record.Skipped(line, "comment without id"))
	}
	c := w.comment(above)
	r := thread.Record{Comment: c}
	if w.ReplyCount.N > 0 {
		r.Stubs, r.Below = w.ReplyCount.N, c.ID
	}
	if err := g.Put(key, line, r); err != nil {
		return err
	}
	return w.Replies.put(g, key, c.ID, line)
}

func (w *coralRecord) comment(above string) *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       string(w.ID),
		Parent:   cmp.Or(string(w.ParentID), string(w.Parent4), above),
		ParentBy: gainsay.BySource,
	}
	if w.Parent != nil && w.Parent.ID != "" {
		c.Parent = string(w.Parent.ID)
	}
	c.Author = scalar.Author(cmp.Or(string(w.AuthorID), string(w.Author4)))
	for _, u := range []*coralUser{w.Author, w.User} {
		if u != nil && u.Name != "" {
			c.Author = scalar.Author(string(u.Name))
		}
	}
	if w.Created.Apply(c); c.Time.IsZero() {
		w.Created4.Apply(c)
	}
	c.Score = w.Actions.reactions.Ptr()
	markup.HTML(markup.LineBreaks(w.body()), markup.Options{}).Apply(c)
	c.State = w.state()
	return c
}

func (w *coralRecord) body() string {
	switch {
	case w.Body != nil:
		return *w.Body
	case w.Revision != nil && w.Revision.Body != nil:
		return *w.Revision.Body
	case len(w.Revisions) > 0:
		return w.Revisions[len(w.Revisions)-1].Body
	}
	return ""
}

func (w *coralRecord) state() gainsay.State {
	switch strings.ToUpper(w.Status) {
	case "REJECTED":
		return gainsay.Removed
	case "PREMOD", "SYSTEM_WITHHELD":
		return gainsay.Pending
	}
	if w.Deleted || !w.DeletedAt.IsZero() {
		return gainsay.Deleted
	}
	return gainsay.Live
}
