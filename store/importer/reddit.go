package importer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"iter"
	"regexp"
	"strings"

	"github.com/gainsay/gainsay"
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
	Score       *float64          `json:"score"`
	ScoreHidden bool              `json:"score_hidden"`
	Count       int               `json:"count"`
	Replies     json.RawMessage   `json:"replies"` // "" or a listing
}

// redditReader gathers one thread.
type redditReader struct {
	thread  *gainsay.Thread
	escaped bool
	root    string // id of the self post, which direct comments answer
	errs    []*gainsay.SyntaxError
	hidden  int // comments behind stubs
	stubs   int
}

func readReddit(r io.Reader) iter.Seq2[*gainsay.Thread, error] {
	return func(yield func(*gainsay.Thread, error) bool) {
		b, err := io.ReadAll(r)
		if err != nil {
			yield(nil, fmt.Errorf("read: %w", err))
			return
		}
		things, err := redditThings(b)
		if err != nil {
			yield(nil, &gainsay.SyntaxError{Line: 1, Msg: "read Reddit listing: " + err.Error()})
			return
		}
		rr := &redditReader{thread: &gainsay.Thread{}, escaped: isEscaped(b)}
		rr.walk(things)
		rr.finish()
		for _, e := range rr.errs {
			if !yield(nil, e) {
				return
			}
		}
		if len(rr.thread.Comments) == 0 && rr.thread.Title == "" {
			yield(nil, &gainsay.SyntaxError{Msg: "no post and no comment in the listing"})
			return
		}
		yield(rr.thread, nil)
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
		rr.stubs++
		rr.hidden += max(th.Data.Count, len(th.Data.Children))
	default:
		rr.fail(fmt.Sprintf("thing of unknown kind %q", th.Kind))
	}
	return nil
}

func (rr *redditReader) fail(msg string) {
	rr.errs = append(rr.errs, &gainsay.SyntaxError{Msg: msg, Skipped: 1})
}

func (rr *redditReader) decode(raw []json.RawMessage) []redditThing {
	out := make([]redditThing, 0, len(raw))
	for _, b := range raw {
		var th redditThing
		if err := json.Unmarshal(b, &th); err != nil {
			rr.fail("read thing: " + err.Error())
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
	t := rr.thread
	t.ID, t.Title = d.ID, rr.plain(d.Title)
	t.URL = d.URL
	if d.Permalink != "" && (d.IsSelf || d.Selftext != "" || d.URL == "") {
		t.URL = "https://www.reddit.com" + d.Permalink
	}
	if d.Selftext == "" && !d.IsSelf {
		return
	}
	rr.root = "t3_" + d.ID
	rr.add(d, rr.root, "", d.Selftext)
}

func (rr *redditReader) comment(d *redditData) {
	if rr.thread.ID == "" {
		rr.thread.ID = strings.TrimPrefix(string(d.LinkID), "t3_")
	}
	parent := string(d.ParentID)
	if p, ok := strings.CutPrefix(parent, "t1_"); ok {
		parent = p
	} else if strings.HasPrefix(parent, "t3_") {
		parent = rr.root
	}
	rr.add(d, d.ID, parent, d.Body)
}

func (rr *redditReader) add(d *redditData, id, parent, body string) {
	c := &gainsay.Comment{ID: id, Parent: parent, ParentBy: gainsay.BySource, Author: d.Author, Time: d.Created.Time, State: gainsay.Live}
	c.Text = markdown(rr.unescape(body))
	switch strings.TrimSpace(body) {
	case "[removed]":
		c.State = gainsay.Removed
	case "[deleted]":
		c.State = gainsay.Deleted
	}
	if d.Author == "[deleted]" {
		c.Author = ""
	}
	if d.Score != nil && !d.ScoreHidden {
		n := int(*d.Score)
		c.Score = &n
	}
	rr.thread.Comments = append(rr.thread.Comments, c)
}

func (rr *redditReader) plain(s string) string { return strings.TrimSpace(rr.unescape(s)) }

func (rr *redditReader) unescape(s string) string {
	if !rr.escaped {
		return s
	}
	return html.UnescapeString(s)
}

func (rr *redditReader) finish() {
	if rr.stubs > 0 {
		rr.errs = append(rr.errs, &gainsay.SyntaxError{
			Msg:    fmt.Sprintf("%d stubs stand for about %d comments that are not in the file", rr.stubs, rr.hidden),
			Remark: true,
		})
	}
}
