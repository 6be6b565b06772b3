// Package social reads posts of social networks that belong to companies: X
// (Twitter), and the collections of its posts that researchers share.
package social

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"iter"
	"strings"

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
	Name: "x",
	Doc: `posts of X (Twitter) as JSON: from its API, version 2 or 1.1, from its pages, or from an account's archive

Recognised by the keys of posts: author_id and conversation_id or edit_history_tweet_ids, or id_str and
user.screen_name. twarc, academic data sets and scripts save such files, as pages with "data" and
"includes" or flattened. Each conversation is a thread; of version 1.1, which names none, each chain of
replies. A reply names the post it answers; one that is not in the source becomes a placeholder. Posts
that are only in "includes" are counted and not read as comments. The words of a repost are a quotation.
Answers that the pages get (tweet_results) and tweets.js of an account's archive are read too; the
archive does not name the account.`,
	From:  `the API of X, twarc, data sets of researchers, browser scrapers; "Download an archive of your data" (tweets.js)`,
	Ext:   []string{".json", ".jsonl", ".js"},
	Sniff: sniffX,
	Read: func(r io.Reader) iter.Seq2[*format.Found, error] {
		return func(yield func(*format.Found, error) bool) {
			x := &xReader{}
			more := true
			sink := func(f *format.Found, err error) bool { more = yield(f, err); return more }
			thread.ReadLinked(r, x.value, xThread)(sink)
			if more && x.included > 0 {
				yield(nil, record.Remark(0, "posts that others refer to, not read as comments: %d", x.included))
			}
		}
	},
})

func sniffX(head []byte) int {
	s := keypath.Of(head)
	if isXWeb(s) {
		return 88
	}
	for _, at := range []string{"", "[].", "data[].", "[].data[].", "data.", "[].tweet.", "tweet."} {
		switch {
		case s.Has(at+"text", at+"id") &&
			(s.Has(at+"conversation_id", at+"author_id") || s[at+"edit_history_tweet_ids[]"]),
			s.Has(at+"id_str", at+"user.screen_name") && (s[at+"text"] || s[at+"full_text"]),
			strings.HasSuffix(at, "tweet.") && s.Has(at+"full_text", at+"created_at"):
			return 90
		}
	}
	return 0
}

// xUser is an account: of version 2, or with a screen name of version 1.1.
type xUser struct {
	ID       scalar.ID   `json:"id"`
	UserName scalar.Text `json:"username"`
	Screen   scalar.Text `json:"screen_name"`
	Name     scalar.Text `json:"name"`
}

func (u *xUser) shown() string {
	if u == nil {
		return ""
	}
	return cmp.Or(string(u.UserName), string(u.Screen), string(u.Name))
}

// xPost is a post of either version.
type xPost struct {
	ID           scalar.ID   `json:"id"`
	IDStr        scalar.ID   `json:"id_str"`
	Conversation scalar.ID   `json:"conversation_id"`
	Conv1        scalar.ID   `json:"conversation_id_str"`
	AuthorID     scalar.ID   `json:"author_id"`
	Author       *xUser      `json:"author"`
	User         *xUser      `json:"user"`
	Text         string      `json:"text"`
	FullText     string      `json:"full_text"`
	Time         scalar.Time `json:"created_at"`
	ReplyTo      scalar.ID   `json:"in_reply_to_status_id_str"`
	ReplyToID    scalar.ID   `json:"in_reply_to_status_id"`
	Referenced   []struct {
		Type string          `json:"type"`
		ID   scalar.ID       `json:"id"`
		Text json.RawMessage `json:"text"`
	} `json:"referenced_tweets"`
	Retweeted json.RawMessage `json:"retweeted_status"`
	Extended  *struct {
		FullText string `json:"full_text"`
	} `json:"extended_tweet"`
	Note *struct {
		Text string `json:"text"`
	} `json:"note_tweet"`
	Metrics *struct {
		Likes scalar.Number `json:"like_count"`
	} `json:"public_metrics"`
	Favorites scalar.Number `json:"favorite_count"`
	Entities  *struct {
		URLs []xLink `json:"urls"`
	} `json:"entities"`
}

type xLink struct {
	URL      string `json:"url"`
	Expanded string `json:"expanded_url"`
}

// xReader reads pages and posts. It keeps no names longer than a page.
type xReader struct{ included int }

func (x *xReader) value(l *thread.Linked, v record.Value) error {
	var page struct {
		Data     json.RawMessage `json:"data"`
		Tweet    json.RawMessage `json:"tweet"`  // in the archive of an account
		Legacy   json.RawMessage `json:"legacy"` // of a post in an answer to a page
		Includes struct {
			Users  []*xUser          `json:"users"`
			Tweets []json.RawMessage `json:"tweets"`
		} `json:"includes"`
	}
	if err := record.DecodeObject(v.Raw, &page); err != nil && !record.Mistyped(err) {
		return record.Skipped(v.Line, "read page: %v", err)
	}
	if len(page.Tweet) > 0 && page.Tweet[0] == '{' {
		return x.post(l, page.Tweet, v.Line, nil)
	}
	if len(page.Legacy) > 0 || bytes.Contains(v.Raw, []byte(`"tweet_results"`)) {
		return x.web(l, v.Raw, v.Line, 0)
	}
	if len(page.Data) == 0 {
		return x.post(l, v.Raw, v.Line, nil)
	}
	x.included += len(page.Includes.Tweets)
	users := map[string]string{}
	for _, u := range page.Includes.Users {
		if u != nil {
			users[string(u.ID)] = u.shown()
		}
	}
	all := []json.RawMessage{page.Data}
	if page.Data[0] == '[' {
		if err := json.Unmarshal(page.Data, &all); err != nil {
			return record.Skipped(v.Line, "read page: %v", err)
		}
	}
	for _, raw := range all {
		if err := l.Check(x.post(l, raw, v.Line, users)); err != nil {
			return err
		}
	}
	return nil
}

// post reads a post.
func (x *xReader) post(l *thread.Linked, raw []byte, line int, users map[string]string) error {
	var p xPost
	if err := record.Unmarshal(raw, &p); err != nil {
		return record.Skipped(line, "read post: %v", err)
	}
	return x.put(l, &p, line, users)
}

// put adds a post.
func (x *xReader) put(l *thread.Linked, p *xPost, line int, users map[string]string) error {
	for _, r := range p.Referenced {
		if len(r.Text) > 0 {
			x.included++
		}
	}
	c, conversation := p.comment(users), cmp.Or(string(p.Conversation), string(p.Conv1))
	if c.ID == "" {
		return record.Skipped(line, "post without id")
	}
	b, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("keep post: %w", err)
	}
	return l.Put(c.ID, cmp.Or(conversation, c.Parent), line, b)
}

// comment makes a comment of a post.
func (p *xPost) comment(users map[string]string) *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       cmp.Or(string(p.IDStr), string(p.ID)),
		Parent:   cmp.Or(string(p.ReplyTo), string(p.ReplyToID)),
		ParentBy: gainsay.BySource,
		State:    gainsay.Live,
		Author: scalar.Author(cmp.Or(p.Author.shown(), p.User.shown(), users[string(p.AuthorID)],
			string(p.AuthorID))),
		Score: p.Favorites.Ptr(),
	}
	if p.Metrics != nil {
		c.Score = p.Metrics.Likes.Ptr()
	}
	repost := len(p.Retweeted) > 2
	for _, r := range p.Referenced {
		switch r.Type {
		case "replied_to":
			c.Parent = string(r.ID)
		case "retweeted":
			repost = true
		}
	}
	p.Time.Apply(c)
	p.write().Apply(c)
	if head, _, ok := strings.Cut(c.Text, ": "); ok && repost && strings.HasPrefix(head, "RT @") {
		c.Quotes, c.Links = []gainsay.Span{{Start: len(head) + 2, End: len(c.Text)}}, nil
	}
	return c
}

// write returns the text with its links.
func (p *xPost) write() *markup.Composer {
	text := cmp.Or(p.FullText, p.Text)
	if p.Extended != nil {
		text = cmp.Or(p.Extended.FullText, text)
	}
	if p.Note != nil {
		text = cmp.Or(p.Note.Text, text)
	}
	text = html.UnescapeString(text)
	out := &markup.Composer{}
	if p.Entities != nil {
		for _, l := range p.Entities.URLs {
			if before, after, ok := strings.Cut(text, l.URL); ok && l.URL != "" {
				out.WriteString(before)
				out.Link(l.URL, cmp.Or(l.Expanded, l.URL))
				text = after
			}
		}
	}
	out.WriteString(text)
	return out
}

// xThread builds the thread of a conversation.
func xThread(root string, group []extsort.Record) *thread.Builder {
	b := thread.NewBuilder(&gainsay.Thread{ID: root, URL: "https://x.com/i/status/" + root})
	for _, g := range group {
		var c gainsay.Comment
		if err := json.Unmarshal(g.Raw, &c); err != nil {
			b.Skip(g.Line, "read kept post: %v", err)
			continue
		}
		b.Add(&c)
	}
	for _, c := range b.Comments {
		if c.Parent == c.ID {
			c.Parent = ""
		}
	}
	return b
}
