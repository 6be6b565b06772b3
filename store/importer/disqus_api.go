package importer

import (
	"cmp"
	"encoding/json"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "disqus-api",
	Doc: `responses of the Disqus API, version 3 and version 1

Recognised by code and response (version 3) or message and succeeded (version 1). Reads lists of
posts, single posts, and posts beside their thread, also several answers one after the other. An
answer is one page: a remark says if there are more. A list of threads alone has no comments.`,
	From:  `threads/listPosts and posts/list of the Disqus API`,
	Ext:   []string{".json"},
	Sniff: sniffDisqusAPI,
	Read:  thread.ReadRecords("threads", openDisqusAPI),
})

func sniffDisqusAPI(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"response[].", "response.", "response.posts[].", "[].response[]."} {
		if s.Has(at+"createdAt", at+"forum") || s.Has(at+"createdAt", at+"raw_message") ||
			s.Has(at+"createdAt", at+"message") {
			return 90
		}
	}
	switch {
	case s.Has("succeeded", "code", "message"),
		s.Has("[].raw_message", "[].createdAt", "[].thread"),
		s.Has("raw_message", "createdAt", "thread"):
		return 85
	case s.Has("code", "response[]", "cursor"):
		return 80
	}
	return 0
}

type disqusAnswer struct {
	Response  json.RawMessage `json:"response"`
	Message   json.RawMessage `json:"message"`   // version 1; the text if the record is a post
	Succeeded *bool           `json:"succeeded"` // version 1
	Cursor    struct {
		HasNext bool `json:"hasNext"`
	} `json:"cursor"`
}

// disqusRecord is a post, or a thread if it has no message.
type disqusRecord struct {
	ID         scalar.ID     `json:"id"`
	Parent     scalar.ID     `json:"parent"`
	ParentPost scalar.ID     `json:"parent_post"`
	Thread     disqusThread  `json:"thread"`
	Author     disqusPerson  `json:"author"`
	Anonymous  disqusPerson  `json:"anonymous_author"`
	Message    *scalar.Text  `json:"message"`
	RawMessage scalar.Text   `json:"raw_message"`
	CreatedAt  scalar.Time   `json:"createdAt"`
	Created    scalar.Time   `json:"created_at"`
	Likes      scalar.Number `json:"likes"`
	Dislikes   scalar.Number `json:"dislikes"`
	Points     scalar.Number `json:"points"`
	Deleted    bool          `json:"isDeleted"`
	ByAuthor   *bool         `json:"isDeletedByAuthor"`
	Spam       bool          `json:"isSpam"`
	Approved   *bool         `json:"isApproved"`
	Shown      *bool         `json:"shown"`
	Status     scalar.Text   `json:"status"`
	Slug       scalar.Text   `json:"slug"`
	disqusHead
}

// disqusHead is what the record of a thread says about it.
type disqusHead struct {
	Title scalar.Text   `json:"title"`
	Link  scalar.Text   `json:"link"`
	URL   scalar.Text   `json:"url"`
	Posts scalar.Number `json:"posts"`
}

// disqusThread is a thread's id, or the thread itself.
type disqusThread struct {
	ID scalar.ID
	disqusHead
}

// UnmarshalJSON reads an id or an object.
func (t *disqusThread) UnmarshalJSON(b []byte) error {
	if b[0] != '{' {
		return t.ID.UnmarshalJSON(b)
	}
	var w struct {
		ID scalar.ID `json:"id"`
		disqusHead
	}
	err := json.Unmarshal(b, &w)
	t.ID, t.disqusHead = w.ID, w.disqusHead
	return err
}

type disqusPerson struct {
	Name     string
	Username string
	URL      string
}

// UnmarshalJSON reads an author that is not only an id.
func (p *disqusPerson) UnmarshalJSON(b []byte) error {
	var w struct {
		Name     scalar.Text `json:"name"`
		Display  scalar.Text `json:"display_name"`
		Username scalar.Text `json:"username"`
		URL      scalar.Text `json:"url"`
	}
	err := record.DecodeObject(b, &w)
	*p = disqusPerson{cmp.Or(string(w.Name), string(w.Display)), string(w.Username), string(w.URL)}
	return err
}

func openDisqusAPI(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		a, err := record.Decode[disqusAnswer](v, "answer")
		if err != nil {
			return err
		}
		body := a.Response
		if len(body) == 0 && len(a.Message) > 0 && (a.Succeeded != nil || a.Message[0] != '"') {
			body = a.Message
		}
		if len(body) == 0 {
			body = v.Raw
		}
		if err := disqusBody(g, body, v.Line); err != nil || !a.Cursor.HasNext {
			return err
		}
		return g.Report(record.Remark(v.Line, "the answer is one page; Disqus has more"))
	}
}

// disqusBody adds what an answer holds.
func disqusBody(g *thread.Collector, body json.RawMessage, line int) error {
	switch body[0] {
	case '[':
		var list []json.RawMessage
		if err := json.Unmarshal(body, &list); err != nil {
			return record.Skipped(line, "read posts: %v", err)
		}
		return disqusRecords(g, list, line)
	case '{':
		var w struct {
			Posts  []json.RawMessage `json:"posts"`
			Thread json.RawMessage   `json:"thread"`
		}
		if err := json.Unmarshal(body, &w); err == nil && w.Posts != nil {
			if len(w.Thread) > 0 && w.Thread[0] == '{' {
				w.Posts = append([]json.RawMessage{w.Thread}, w.Posts...)
			}
			return disqusRecords(g, w.Posts, line)
		}
		return disqusRecords(g, []json.RawMessage{body}, line)
	}
	return record.Errorf(line, "the answer has no posts, but: %.200s", body)
}

func disqusRecords(g *thread.Collector, list []json.RawMessage, line int) error {
	return thread.DecodeEach(g, list, line, func(r *disqusRecord) error {
		post := r.Message != nil || r.RawMessage != ""
		if !post && (r.Slug != "" || r.Title != "") {
			r.Thread = disqusThread{r.ID, r.disqusHead}
		}
		key := string(r.Thread.ID)
		if !post && key == "" {
			return g.Report(record.Errorf(line, "the answer has something other than posts"))
		}
		if !post {
			return g.Put(key, line, r.Thread.head())
		}
		if r.Thread.Title != "" || r.Thread.Link != "" {
			if err := g.Put(key, line, r.Thread.head()); err != nil {
				return err
			}
		}
		return g.Put(key, line, thread.Record{Comment: r.comment()})
	})
}

func (t *disqusThread) head() thread.Record {
	head := &gainsay.Thread{ID: string(t.ID), URL: cmp.Or(string(t.Link), string(t.URL))}
	head.Title = markup.HTML(string(t.Title), markup.Options{}).Plain
	return thread.Record{Thread: head, Announced: t.Posts.Ptr()}
}

func (r *disqusRecord) comment() *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       string(r.ID),
		Parent:   cmp.Or(string(r.Parent), string(r.ParentPost)),
		ParentBy: gainsay.BySource,
	}
	for _, p := range []disqusPerson{r.Author, r.Anonymous} {
		if c.Author == "" {
			c.Author, c.AuthorURL = scalar.Author(p.Name), webAddress(p.URL)
		}
		if c.Author == "" {
			c.Author = scalar.Author(p.Username)
		}
	}
	if c.Author == "" {
		c.AuthorURL = ""
	}
	r.CreatedAt.Apply(c)
	if c.Time.IsZero() {
		r.Created.Apply(c)
	}
	if r.Message != nil && *r.Message != "" {
		markup.HTML(markup.LineBreaks(string(*r.Message)), markup.Options{}).Apply(c)
	} else {
		markup.HTML(markup.LineBreaks(string(r.RawMessage)), markup.Options{}).Apply(c)
	}
	c.Score, c.State = r.score(), r.state()
	return c
}

func (r *disqusRecord) score() *int {
	if r.Points.Valid || !r.Likes.Valid {
		return r.Points.Ptr()
	}
	n := r.Likes.N - r.Dislikes.N
	return &n
}

func (r *disqusRecord) state() gainsay.State {
	switch {
	case r.Deleted && r.ByAuthor != nil && !*r.ByAuthor, r.Status == "killed":
		return gainsay.Removed
	case r.Deleted:
		return gainsay.Deleted
	case r.Spam || r.Status == "spam":
		return gainsay.MarkedSpam
	case r.Approved != nil && !*r.Approved, r.Shown != nil && !*r.Shown, r.Status == "unapproved":
		return gainsay.Pending
	}
	return gainsay.Live
}
