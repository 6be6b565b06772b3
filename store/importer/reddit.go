package importer

import (
	"bytes"
	"encoding/json"
	"html"
	"io"
	"iter"
	"regexp"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "reddit",
	Doc: `a Reddit thread as /comments/ID.json or /api/morechildren gives it

Recognised by "kind": "Listing" with t3 and t1 things. A self post is the first comment and its
direct replies answer it; under a link post they answer the link. "more" stubs are counted and
named: what they hide is not in the file. Whether the text is HTML-escaped is decided once a file.`,
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
	case bytes.Contains(squeezed, []byte(`"things":`)) && bytes.Contains(squeezed, []byte(`"kind":"t1"`)):
		return 90
	}
	return 0
}

// redditThing is a listing, post (t3), comment (t1) or stub (more).
type redditThing struct {
	Kind string     `json:"kind"`
	Data redditData `json:"data"`
	JSON *struct {
		Data struct {
			Things []redditThing `json:"things"`
		} `json:"data"`
	} `json:"json"` // morechildren
}

type redditData struct {
	Children    []json.RawMessage `json:"children"` // things, or bare ids in a stub
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	ParentID    text              `json:"parent_id"`
	LinkID      text              `json:"link_id"`
	Author      string            `json:"author"`
	Body        string            `json:"body"`
	Selftext    string            `json:"selftext"`
	Title       string            `json:"title"`
	URL         string            `json:"url"`
	Permalink   string            `json:"permalink"`
	IsSelf      bool              `json:"is_self"`
	Created     moment            `json:"created_utc"`
	Score       number            `json:"score"`
	NumComments number            `json:"num_comments"`
	ScoreHidden bool              `json:"score_hidden"`
	Count       int               `json:"count"`
	Replies     json.RawMessage   `json:"replies"` // "" or a listing
}

// redditReader gathers the threads of a file; nearly always it is one.
type redditReader struct {
	builders
	last    string            // link id of the thread at hand
	root    map[string]string // by link id: the self post, which direct comments answer
	stubs   map[*builder]int
	escaped bool
}

func readReddit(r io.Reader) iter.Seq2[*Found, error] {
	return func(yield func(*Found, error) bool) {
		b, err := readWhole(r)
		if err != nil {
			yield(nil, err)
			return
		}
		things, err := redditThings(b)
		if err != nil {
			yield(nil, fail(1, "read Reddit listing: %v", err))
			return
		}
		rr := &redditReader{escaped: isEscaped(b), root: map[string]string{}, stubs: map[*builder]int{}}
		rr.walk(things)
		if len(rr.keys) == 0 {
			yield(nil, fail(0, "no post and no comment in the listing"))
			return
		}
		for _, k := range rr.keys {
			if b := rr.by[k]; rr.stubs[b] > 0 {
				b.remark(0, "%d stubs stand for at least %d comments that are not in the file", rr.stubs[b], b.Stubs)
			}
		}
		rr.yield(yield)
	}
}

func redditThings(b []byte) ([]redditThing, error) {
	b = bytes.TrimSpace(b)
	var things []redditThing
	if len(b) > 0 && b[0] == '[' {
		return things, json.Unmarshal(b, &things)
	}
	var one redditThing
	if err := json.Unmarshal(b, &one); err != nil {
		return nil, err
	}
	if one.JSON != nil {
		return one.JSON.Data.Things, nil
	}
	return []redditThing{one}, nil
}

var entity = regexp.MustCompile(`&(?:gt|lt|amp|#\d+|#x[0-9a-fA-F]+|nbsp);`)

// isEscaped decides once a file whether texts are HTML-escaped: with
// raw_json=1 they hold bare "<", ">" or "&" and hardly an entity.
func isEscaped(b []byte) bool {
	entities := len(entity.FindAll(b, 200))
	bare := bytes.Count(b, []byte(`\u003e`)) + bytes.Count(b, []byte("\"> ")) + bytes.Count(b, []byte(`\n> `)) + bytes.Count(b, []byte(`\n>`))
	return entities > 0 && bare == 0
}

// walk takes things in depth-first order without recursion: threads are deep.
func (rr *redditReader) walk(things []redditThing) {
	stack := [][]redditThing{things}
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

// take adds one thing and returns those inside it.
func (rr *redditReader) take(th redditThing) []redditThing {
	switch th.Kind {
	case "Listing":
		return rr.decode(th.Data.Children)
	case "t3":
		rr.post(&th.Data)
	case "t1":
		rr.comment(&th.Data)
		return rr.replies(th.Data.Replies)
	case "more":
		rr.more(&th.Data)
	default:
		rr.thread("").skip(0, "thing of unknown kind %q", th.Kind)
	}
	return nil
}

// thread returns the builder of a link id; without one, of the thread at hand.
func (rr *redditReader) thread(link string) *builder {
	if link == "" {
		link = rr.last
	}
	rr.last = link
	return rr.of(link, func() *gainsay.Thread { return &gainsay.Thread{ID: strings.TrimPrefix(link, "t3_")} })
}

// more counts a stub. A "continue this thread" link has no count: how many
// comments are behind it is not known.
func (rr *redditReader) more(d *redditData) {
	b := rr.thread("")
	b.Stubs += max(d.Count, len(d.Children))
	rr.stubs[b]++
}

func (rr *redditReader) decode(raw []json.RawMessage) []redditThing {
	out := make([]redditThing, 0, len(raw))
	for _, b := range raw {
		var th redditThing
		if err := json.Unmarshal(b, &th); err != nil {
			rr.thread("").skip(0, "read thing: %v", err)
			continue
		}
		out = append(out, th)
	}
	return out
}

func (rr *redditReader) replies(raw json.RawMessage) []redditThing {
	if len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	return rr.decode([]json.RawMessage{raw})
}

func (rr *redditReader) post(d *redditData) {
	link := "t3_" + d.ID
	b := rr.thread(link)
	redditPost(b, d, rr.unescape)
	if d.Selftext != "" || d.IsSelf {
		rr.root[link] = link
		b.add(redditRecord(d, link, "", rr.unescape(d.Selftext)))
	}
}

// redditPost puts what a t3 says of its thread into it.
func redditPost(b *builder, d *redditData, plain func(string) string) {
	b.ID, b.Title = d.ID, strings.TrimSpace(plain(d.Title))
	b.URL = d.URL
	if d.Permalink != "" && (d.IsSelf || d.Selftext != "" || d.URL == "") {
		b.URL = "https://www.reddit.com" + d.Permalink
	}
	if d.NumComments.Valid {
		b.announce(d.NumComments.N)
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
	b.add(redditRecord(d, d.ID, parent, rr.unescape(d.Body)))
}

// redditRecord makes a comment of a t1 or of a self post's t3. body is no
// longer HTML-escaped.
func redditRecord(d *redditData, id, parent, body string) *gainsay.Comment {
	c := &gainsay.Comment{ID: id, Parent: parent, ParentBy: gainsay.BySource, Author: author(d.Author), State: gainsay.Live}
	d.Created.date(c)
	markup.Markdown(body).Apply(c)
	switch strings.TrimSpace(body) {
	case "[removed]", "[ Removed by Reddit ]", "[removed by reddit]":
		c.State = gainsay.Removed
	case "[deleted]", "[deleted by user]":
		c.State = gainsay.Deleted
	}
	if !d.ScoreHidden {
		c.Score = d.Score.pointer()
	}
	return c
}

func (rr *redditReader) unescape(s string) string {
	if !rr.escaped {
		return s
	}
	return html.UnescapeString(s)
}
