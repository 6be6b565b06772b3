package importer

import (
	"cmp"
	"encoding/json"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "wordpress-rest",
	Doc: `comments of the WordPress REST API (wp/v2) and of WordPress.com (v1.1)

Recognised by post, parent, author_name and content.rendered, or by found and comments with ID. A
file may be a page, several pages one after the other, or a single comment, of several posts mixed.
Only approved comments are public, newest first, 10 to 100 a page. A saved file of wp/v2 does not
say how many there are.`,
	From:  `/wp-json/wp/v2/comments?post=ID of a blog, public-api.wordpress.com`,
	Ext:   []string{".json"},
	Sniff: sniffWordPressREST,
	Read:  thread.ReadRecords("posts", openWordPressREST),
})

func sniffWordPressREST(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "[].", "[][]."} {
		if s.Has(at+"post", at+"author_name", at+"content.rendered") {
			return 90
		}
		if s.Has(at+"ID", at+"post.ID", at+"content", at+"author.name") {
			return 85
		}
	}
	switch {
	case s.Has("comments[].ID", "comments[].content", "comments[].post"),
		s.Has("found", "comments[]", "site_ID"):
		return 85
	case s.Has("[].content.rendered", "[].comment_status"), s.Has("content.rendered", "comment_status"):
		return 60 // posts
	}
	return 0
}

// wordPressRecord is a comment of either API, or an answer that holds comments.
type wordPressRecord struct {
	ID         scalar.ID         `json:"id"` // "ID" too
	Post       wordPressPost     `json:"post"`
	Parent     wordPressRef      `json:"parent"`
	AuthorName string            `json:"author_name"`
	AuthorURL  string            `json:"author_url"`
	Author     wordPressAuthor   `json:"author"`
	DateGMT    scalar.Time       `json:"date_gmt"`
	Date       scalar.Time       `json:"date"`
	Content    wordPressContent  `json:"content"`
	Link       string            `json:"link"`
	URL        string            `json:"URL"`
	Status     string            `json:"status"`
	Type       string            `json:"type"`
	Likes      scalar.Number     `json:"like_count"`
	Found      scalar.Number     `json:"found"`
	Comments   []json.RawMessage `json:"comments"`
	Embedded   struct {
		Up []struct {
			Title wordPressContent `json:"title"`
		} `json:"up"`
	} `json:"_embedded"`
	CommentStatus string `json:"comment_status"` // of a post
}

// wordPressPost is the id of a post, or an object with it.
type wordPressPost struct {
	ID          scalar.ID
	Title, Link string
}

// UnmarshalJSON reads an id or an object.
func (p *wordPressPost) UnmarshalJSON(b []byte) error {
	if b[0] != '{' {
		return p.ID.UnmarshalJSON(b)
	}
	var w struct {
		ID    scalar.ID   `json:"ID"`
		Title scalar.Text `json:"title"`
		Link  scalar.Text `json:"link"`
	}
	err := json.Unmarshal(b, &w)
	*p = wordPressPost{w.ID, string(w.Title), string(w.Link)}
	return err
}

// wordPressRef is the id of a parent, an object with it, or false.
type wordPressRef struct{ scalar.ID }

// UnmarshalJSON reads an id, an object or false.
func (r *wordPressRef) UnmarshalJSON(b []byte) error {
	var w struct {
		ID scalar.ID `json:"ID"`
	}
	if b[0] != '{' {
		return r.ID.UnmarshalJSON(b)
	}
	err := json.Unmarshal(b, &w)
	r.ID = w.ID
	return err
}

type wordPressAuthor struct{ Name, URL string }

// UnmarshalJSON reads an author that is not only an id.
func (a *wordPressAuthor) UnmarshalJSON(b []byte) error {
	var w struct{ Name, URL scalar.Text }
	err := record.DecodeObject(b, &w)
	*a = wordPressAuthor{string(w.Name), string(w.URL)}
	return err
}

// wordPressContent is HTML, as a string or in an object under "rendered".
type wordPressContent string

// UnmarshalJSON reads a string or an object.
func (c *wordPressContent) UnmarshalJSON(b []byte) error {
	var w struct {
		Rendered string `json:"rendered"`
		Raw      string `json:"raw"`
	}
	if b[0] != '{' {
		return json.Unmarshal(b, (*string)(c))
	}
	err := json.Unmarshal(b, &w)
	*c = wordPressContent(cmp.Or(w.Rendered, w.Raw))
	return err
}

// wordPressReader collects the comments of all answers.
type wordPressReader struct {
	*thread.Collector
	line int
}

func openWordPressREST(g *thread.Collector) func(record.Value) error {
	r := &wordPressReader{Collector: g}
	return func(v record.Value) error {
		r.line = v.Line
		if v.Raw[0] == '[' { // a page among several
			page, err := record.Decode[[]json.RawMessage](v, "page")
			if err != nil {
				return err
			}
			return thread.DecodeEach(g, *page, v.Line, r.take)
		}
		w, err := record.Decode[wordPressRecord](v, "comment")
		if err != nil {
			return err
		}
		if w.Comments == nil {
			return r.take(w)
		}
		return r.answer(w)
	}
}

// answer adds the comments of an answer of WordPress.com.
func (r *wordPressReader) answer(w *wordPressRecord) error {
	if err := thread.DecodeEach(r.Collector, w.Comments, r.line, r.take); err != nil ||
		w.Found.N <= len(w.Comments) {
		return err
	}
	more := record.Remark(r.line, "the site has %d comments, this answer %d", w.Found.N, len(w.Comments))
	return r.Report(more)
}

// take adds a comment.
func (r *wordPressReader) take(w *wordPressRecord) error {
	switch {
	case w.CommentStatus != "":
		return r.Report(
			record.Errorf(r.line, "a post without its comments, which are at wp/v2/comments?post=%s", w.ID),
		)
	case w.ID == "" && w.Content == "":
		return r.Report(record.Skipped(r.line, "record without id and content"))
	}
	key := string(w.Post.ID)
	if err := r.Put(key, r.line, thread.Record{Thread: w.thread()}); err != nil {
		return err
	}
	kept := thread.Record{Comment: w.comment()}
	if w.Type == "pingback" || w.Type == "trackback" {
		kept.Remark = "kept as a comment although it is not discussion: " + w.Type + " " + string(w.ID)
	}
	return r.Put(key, r.line, kept)
}

// commentPage matches what the address of a comment has after that of its post.
var commentPage = lazy.Regexp(`(?:comment-page-\d+/?)?(?:[?&]cpage=\d+)?(?:#.*)?$`)

func (w *wordPressRecord) thread() *gainsay.Thread {
	t := &gainsay.Thread{
		ID:  string(w.Post.ID),
		URL: cmp.Or(webAddress(w.Post.Link), commentPage().ReplaceAllString(w.Link, "")),
	}
	title := w.Post.Title
	if len(w.Embedded.Up) > 0 {
		title = cmp.Or(title, string(w.Embedded.Up[0].Title))
	}
	t.Title = markup.HTML(title, markup.Options{}).Plain
	return t
}

func (w *wordPressRecord) comment() *gainsay.Comment {
	c := &gainsay.Comment{ID: string(w.ID), Parent: wxrParent(string(w.Parent.ID)),
		ParentBy: gainsay.BySource, Score: w.Likes.Ptr()}
	c.Author, c.AuthorURL = scalar.Author(cmp.Or(w.AuthorName, w.Author.Name)),
		webAddress(cmp.Or(w.AuthorURL, w.Author.URL))
	if w.DateGMT.Apply(c); c.Time.IsZero() {
		w.Date.Apply(c)
	}
	c.State = wordPressState(w.Status)
	markup.HTML(markup.LineBreaks(string(w.Content)), markup.Options{Base: w.Link}).Apply(c)
	return c
}
