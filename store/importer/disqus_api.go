package importer

import (
	"cmp"
	"encoding/json"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "disqus-api",
	Doc: `answers of the Disqus API, version 3 and version 1

Recognised by code and response (version 3) or message and succeeded (version 1). Takes lists of posts,
single posts, and posts beside their thread, several answers one after the other too. An answer is one
page: a remark says where there are more. A list of threads alone holds no comments.`,
	Ext:   []string{".json"},
	Sniff: sniffDisqusAPI,
	Read:  readRecords("threads", openDisqusAPI),
})

func sniffDisqusAPI(head []byte) int {
	s := shapeOf(head)
	for _, at := range []string{"response[].", "response.", "response.posts[].", "[].response[]."} {
		if s.has(at+"createdAt", at+"forum") || s.has(at+"createdAt", at+"raw_message") || s.has(at+"createdAt", at+"message") {
			return 90
		}
	}
	switch {
	case s.has("succeeded", "code", "message"), s.has("[].raw_message", "[].createdAt", "[].thread"), s.has("raw_message", "createdAt", "thread"):
		return 85
	case s.has("code", "response[]", "cursor"):
		return 80
	}
	return 0
}

type disqusAnswer struct {
	Response  json.RawMessage `json:"response"`
	Message   json.RawMessage `json:"message"`   // version 1; in a bare post its text
	Succeeded *bool           `json:"succeeded"` // version 1
	Cursor    struct {
		HasNext bool `json:"hasNext"`
	} `json:"cursor"`
}

// disqusRecord is a post, or a thread where it has no message.
type disqusRecord struct {
	ID         ident        `json:"id"`
	Parent     ident        `json:"parent"`
	ParentPost ident        `json:"parent_post"`
	Thread     disqusThread `json:"thread"`
	Author     disqusPerson `json:"author"`
	Anonymous  disqusPerson `json:"anonymous_author"`
	Message    *text        `json:"message"`
	RawMessage text         `json:"raw_message"`
	CreatedAt  moment       `json:"createdAt"`
	Created    moment       `json:"created_at"`
	Likes      number       `json:"likes"`
	Dislikes   number       `json:"dislikes"`
	Points     number       `json:"points"`
	Deleted    bool         `json:"isDeleted"`
	ByAuthor   *bool        `json:"isDeletedByAuthor"`
	Spam       bool         `json:"isSpam"`
	Approved   *bool        `json:"isApproved"`
	Shown      *bool        `json:"shown"`
	Status     text         `json:"status"`
	Slug       text         `json:"slug"`
	disqusHead
}

// disqusHead is what a thread's record says of it.
type disqusHead struct {
	Title text   `json:"title"`
	Link  text   `json:"link"`
	URL   text   `json:"url"`
	Posts number `json:"posts"`
}

// disqusThread is a thread's id, or the thread itself.
type disqusThread struct {
	ID ident
	disqusHead
}

// UnmarshalJSON reads an id or an object.
func (t *disqusThread) UnmarshalJSON(b []byte) error {
	if b[0] != '{' {
		return t.ID.UnmarshalJSON(b)
	}
	var w struct {
		ID ident `json:"id"`
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
		Name     text `json:"name"`
		Display  text `json:"display_name"`
		Username text `json:"username"`
		URL      text `json:"url"`
	}
	err := object(b, &w)
	*p = disqusPerson{cmp.Or(string(w.Name), string(w.Display)), string(w.Username), string(w.URL)}
	return err
}

func openDisqusAPI(g *gather) func(value) error {
	return func(v value) error {
		a, err := oneOf[disqusAnswer](v, "answer")
		if err != nil {
			return err
		}
		body := a.Response
		if len(body) == 0 && len(a.Message) > 0 && (a.Succeeded != nil || a.Message[0] != '"') {
			body = a.Message
		}
		if len(body) == 0 {
			body = v.raw
		}
		if err := disqusBody(g, body, v.line); err != nil || !a.Cursor.HasNext {
			return err
		}
		return g.note(&gainsay.SyntaxError{Line: v.line, Msg: "the answer is one page; Disqus has more", Remark: true})
	}
}

// disqusBody takes what an answer holds.
func disqusBody(g *gather, body json.RawMessage, line int) error {
	switch body[0] {
	case '[':
		var list []json.RawMessage
		if err := json.Unmarshal(body, &list); err != nil {
			return lost(line, "read posts: "+err.Error())
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
	return fail(line, "the answer holds no posts, but: %.200s", body)
}

func disqusRecords(g *gather, list []json.RawMessage, line int) error {
	return eachOf(g, list, line, func(r *disqusRecord) error {
		post := r.Message != nil || r.RawMessage != ""
		if !post && (r.Slug != "" || r.Title != "") {
			r.Thread = disqusThread{r.ID, r.disqusHead}
		}
		key := string(r.Thread.ID)
		if !post && key == "" {
			return g.note(fail(line, "the answer holds something else than posts"))
		}
		if !post {
			return g.put(key, line, r.Thread.head())
		}
		if r.Thread.Title != "" || r.Thread.Link != "" {
			if err := g.put(key, line, r.Thread.head()); err != nil {
				return err
			}
		}
		return g.put(key, line, gathered{Comment: r.comment()})
	})
}

func (t *disqusThread) head() gathered {
	head := &gainsay.Thread{ID: string(t.ID), URL: cmp.Or(string(t.Link), string(t.URL))}
	head.Title = markup.HTML(string(t.Title), markup.Options{}).Plain
	return gathered{Thread: head, Announced: t.Posts.pointer()}
}

func (r *disqusRecord) comment() *gainsay.Comment {
	c := &gainsay.Comment{ID: string(r.ID), Parent: cmp.Or(string(r.Parent), string(r.ParentPost)), ParentBy: gainsay.BySource}
	for _, p := range []disqusPerson{r.Author, r.Anonymous} {
		if c.Author == "" {
			c.Author, c.AuthorURL = author(p.Name), webAddress(p.URL)
		}
		if c.Author == "" {
			c.Author = author(p.Username)
		}
	}
	if c.Author == "" {
		c.AuthorURL = ""
	}
	r.CreatedAt.date(c)
	if c.Time.IsZero() {
		r.Created.date(c)
	}
	if r.Message != nil && *r.Message != "" {
		markup.HTML(lineBreaks(string(*r.Message)), markup.Options{}).Apply(c)
	} else {
		markup.HTML(lineBreaks(string(r.RawMessage)), markup.Options{}).Apply(c)
	}
	c.Score, c.State = r.score(), r.state()
	return c
}

func (r *disqusRecord) score() *int {
	if r.Points.Valid || !r.Likes.Valid {
		return r.Points.pointer()
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
