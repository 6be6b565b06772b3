package importer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "reddit",
	Doc: `a Reddit thread from /comments/ID.json or /api/morechildren

Recognised by "kind": "Listing" with t3 and t1 things. A self post is the first comment and its
direct replies answer it; under a link post they answer the link. "more" stubs are counted and
reported: the comments they hide are not in the file. Whether texts are HTML-escaped is decided once
for each file.`,
	From:  `the address of a Reddit thread with .json after it`,
	Ext:   []string{".json"},
	Sniff: sniffReddit,
	Read:  readReddit,
})

func sniffReddit(head []byte) int {
	head = bytes.TrimSpace(head)
	if len(head) == 0 || head[0] != '[' && head[0] != '{' {
		return 0
	}
	squeezed := bytes.ReplaceAll(head, []byte(" "), nil)
	switch {
	case bytes.Contains(squeezed, []byte(`"kind":"Listing"`)):
		return 90
	case bytes.HasPrefix(squeezed, []byte(`{"data":[{`)) && bytes.Contains(squeezed, []byte(`"kind":"t1"`)):
		return 90
	case bytes.Contains(squeezed, []byte(`"things":`)) && bytes.Contains(squeezed, []byte(`"kind":"t1"`)):
		return 90
	}
	return 0
}

type redditData struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	ParentID    scalar.Text   `json:"parent_id"`
	LinkID      scalar.Text   `json:"link_id"`
	Author      string        `json:"author"`
	Body        string        `json:"body"`
	Selftext    string        `json:"selftext"`
	Title       string        `json:"title"`
	URL         string        `json:"url"`
	Permalink   string        `json:"permalink"`
	IsSelf      bool          `json:"is_self"`
	Created     scalar.Time   `json:"created_utc"`
	Score       scalar.Number `json:"score"`
	NumComments scalar.Number `json:"num_comments"`
	ScoreHidden bool          `json:"score_hidden"`
	Count       int           `json:"count"`
}

// redditReader collects the threads of a file, nearly always only one.
type redditReader struct {
	thread.Builders
	last    string            // link id of the current thread
	root    map[string]string // self post by link id, the parent of top-level comments
	stubs   map[*thread.Builder]int
	posts   map[*thread.Builder]bool // threads whose post is in the source
	escaped bool
}

func readReddit(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		b, err := input.ReadWhole(r)
		if err != nil {
			yield(nil, err)
			return
		}
		things, err := redditThings(b)
		if err != nil {
			yield(nil, record.Errorf(1, "read Reddit listing: %v", err))
			return
		}
		rr := &redditReader{
			escaped: isEscaped(b),
			root:    map[string]string{},
			stubs:   map[*thread.Builder]int{},
			posts:   map[*thread.Builder]bool{},
		}
		rr.walk(things)
		if len(rr.All()) == 0 {
			yield(nil, record.Errorf(0, "no post and no comment in the listing"))
			return
		}
		for _, b := range rr.All() {
			if rr.stubs[b] > 0 {
				b.Remark(0, "%s", hidden(rr.stubs[b], b.Stubs))
			}
			if !rr.posts[b] {
				b.Remark(0, "the post of thread %s is not in the source", b.ID)
			}
		}
		rr.Yield(yield)
	}
}

// hidden says how many comments stubs hide at least; 0 if it is not known.
func hidden(stubs, comments int) string {
	by := `1 "load more" stub hides`
	if stubs > 1 {
		by = fmt.Sprintf(`%d "load more" stubs hide`, stubs)
	}
	switch comments {
	case 0:
		return by + " an unknown number of comments"
	case 1:
		return by + " at least 1 comment"
	}
	return fmt.Sprintf("%s at least %d comments", by, comments)
}

// redditThings decodes the documents of a file into things: listings, posts
// (t3), comments (t1) and stubs (more). Each document is decoded only once,
// since replies are nested in what they answer.
func redditThings(b []byte) ([]any, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var things []any
	for dec.More() {
		var doc any
		if err := dec.Decode(&doc); err != nil {
			return nil, err
		}
		if list, ok := doc.([]any); ok {
			things = append(things, list...)
			continue
		}
		if answer, ok := member(doc, "json", "data", "things").([]any); ok {
			doc = map[string]any{
				"kind": "Listing",
				"data": map[string]any{"children": answer},
			} // morechildren
		}
		if answer, ok := member(doc, "data").([]any); ok {
			things = append(things, answer...) // a tree of Arctic Shift
			continue
		}
		things = append(things, doc)
	}
	return things, nil
}

// member follows keys into objects; nil if one is absent.
func member(v any, keys ...string) any {
	for _, k := range keys {
		m, _ := v.(map[string]any)
		v = m[k]
	}
	return v
}

var entity = lazy.Regexp(`&(?:gt|lt|amp|#\d+|#x[0-9a-fA-F]+|nbsp);`)

// isEscaped reports whether the texts of a file are HTML-escaped: with
// raw_json=1 they have bare "<", ">" or "&" and hardly any entity.
func isEscaped(b []byte) bool {
	entities := len(entity().FindAll(b, 200))
	bare := bytes.Count(b, []byte(`\u003e`)) + bytes.Count(b, []byte("\"> ")) +
		bytes.Count(b, []byte(`\n> `)) + bytes.Count(b, []byte(`\n>`))
	return entities > 0 && bare == 0
}

// walk visits things in depth-first order without recursion, since threads are
// deep.
func (rr *redditReader) walk(things []any) {
	stack := [][]any{things}
	for len(stack) > 0 {
		top := len(stack) - 1
		if len(stack[top]) == 0 {
			stack = stack[:top]
			continue
		}
		th := stack[top][0]
		stack[top] = stack[top][1:]
		if more := rr.take(th); len(more) > 0 {
			stack = append(stack, more)
		}
	}
}

// take adds a thing and returns the things inside it.
func (rr *redditReader) take(th any) []any {
	kind, _ := member(th, "kind").(string)
	data, _ := member(th, "data").(map[string]any)
	children, _ := data["children"].([]any)
	replies := data["replies"] // "" or a listing
	if kind == "Listing" {
		return children
	}
	delete(data, "children")
	delete(data, "replies")
	var d redditData
	if err := recast(data, &d); err != nil {
		rr.thread("").Skip(0, "read thing: %v", err)
		return listing(replies)
	}
	switch kind {
	case "t3":
		rr.post(&d)
	case "t1":
		rr.comment(&d)
		return listing(replies)
	case "more":
		rr.more(&d, len(children))
	default:
		rr.thread("").Skip(0, "thing of unknown kind %q", kind)
	}
	return nil
}

// listing returns replies, which are "" if there are none.
func listing(replies any) []any {
	if _, ok := replies.(map[string]any); ok {
		return []any{replies}
	}
	return nil
}

// recast decodes a decoded value into a type.
func recast(v, into any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

// thread returns the builder for a link id or, without one, that of the current
// thread.
func (rr *redditReader) thread(link string) *thread.Builder {
	if link == "" {
		link = rr.last
	}
	rr.last = link
	return rr.GetOrAdd(
		link,
		func() *gainsay.Thread { return &gainsay.Thread{ID: strings.TrimPrefix(link, "t3_")} },
	)
}

// more counts a stub. A "continue this thread" link has no count; how many
// comments it hides is unknown.
func (rr *redditReader) more(d *redditData, ids int) {
	b := rr.thread("")
	b.Stubs += max(d.Count, ids)
	rr.stubs[b]++
}

func (rr *redditReader) post(d *redditData) {
	link := "t3_" + d.ID
	b := rr.thread(link)
	rr.posts[b] = true
	redditPost(b, d, rr.unescape)
	if d.Selftext != "" || d.IsSelf {
		rr.root[link] = link
		b.Add(redditRecord(d, link, "", rr.unescape(d.Selftext)))
	}
}

// redditPost sets what a t3 says about its thread.
func redditPost(b *thread.Builder, d *redditData, plain func(string) string) {
	b.ID, b.Title = d.ID, strings.TrimSpace(plain(d.Title))
	b.URL = d.URL
	if d.Permalink != "" && (d.IsSelf || d.Selftext != "" || d.URL == "") {
		b.URL = "https://www.reddit.com" + d.Permalink
	}
	if d.NumComments.Valid {
		b.Announce(d.NumComments.N)
	}
}

func (rr *redditReader) comment(d *redditData) {
	b := rr.thread(string(d.LinkID))
	parent := string(d.ParentID)
	if p, ok := strings.CutPrefix(parent, "t1_"); ok {
		parent = p
	} else if strings.HasPrefix(parent, "t3_") {
		parent = rr.root[rr.last]
	}
	b.Add(redditRecord(d, d.ID, parent, rr.unescape(d.Body)))
}

// redditRecord makes a comment of a t1 or of a self post's t3. body is
// unescaped already.
func redditRecord(d *redditData, id, parent, body string) *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       id,
		Parent:   parent,
		ParentBy: gainsay.BySource,
		Author:   scalar.Author(d.Author),
		State:    gainsay.Live,
	}
	d.Created.Apply(c)
	markup.Markdown(body).Apply(c)
	switch strings.TrimSpace(body) {
	case "[removed]", "[ Removed by Reddit ]", "[removed by reddit]":
		c.State = gainsay.Removed
	case "[deleted]", "[deleted by user]":
		c.State = gainsay.Deleted
	}
	if !d.ScoreHidden {
		c.Score = d.Score.Ptr()
	}
	return c
}

func (rr *redditReader) unescape(s string) string {
	if !rr.escaped {
		return s
	}
	return html.UnescapeString(s)
}
