package social

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "tumblr",
	Doc: `notes of a Tumblr post: answers of /v2/blog/BLOG/notes

Recognised by notes with type, blog_name and timestamp. Replies, and reblogs to which something was added, are
comments; likes and other reblogs are counted. Notes do not contain the post itself. A reblog answers the last comment by the blog
that it was taken from, if that blog wrote one; whom a reply answers is unknown, so its parent is recovered later.`,
	From:  `api.tumblr.com/v2/blog/BLOG/notes?id=POST&mode=conversation`,
	Ext:   []string{".json"},
	Sniff: sniffTumblr,
	Read:  readTumblr,
})

func sniffTumblr(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"response.notes[].", "notes[].", "[]."} {
		if s.Has(at+"type", at+"blog_name", at+"timestamp") && (s[at+"reply_text"] || s[at+"added_text"] || s[at+"followed"] || s[at+"blog_uuid"]) {
			return 88
		}
	}
	return 0
}

type tumblrNote struct {
	Type   string      `json:"type"`
	Time   scalar.Time `json:"timestamp"`
	Blog   scalar.Text `json:"blog_name"`
	Reply  scalar.Text `json:"reply_text"`
	Added  scalar.Text `json:"added_text"`
	Post   scalar.ID   `json:"post_id"`
	Parent scalar.Text `json:"reblog_parent_blog_name"`
}

func readTumblr(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		var notes []tumblrNote
		if !thread.EachValue(r, yield, func(v record.Value) error {
			page := struct {
				Response json.RawMessage `json:"response"`
				Notes    []tumblrNote    `json:"notes"`
			}{}
			err := record.Unmarshal(v.Raw, &page)
			if err == nil && len(page.Response) > 0 && page.Response[0] == '{' {
				err = record.Unmarshal(page.Response, &page)
			}
			if err != nil {
				return record.Skipped(v.Line, "read notes: %v", err)
			}
			if page.Notes == nil {
				var alone tumblrNote
				if record.Unmarshal(v.Raw, &alone) == nil && alone.Type != "" {
					page.Notes = append(page.Notes, alone)
				}
			}
			notes = append(notes, page.Notes...)
			return nil
		}) {
			return
		}
		tumblrThread(notes).Yield(yield)
	}
}

// tumblrThread builds a thread of notes, which are listed with the newest first.
func tumblrThread(notes []tumblrNote) *thread.Builder {
	slices.SortStableFunc(notes, func(a, b tumblrNote) int { return a.Time.Compare(b.Time.Time) })
	b := thread.NewBuilder(&gainsay.Thread{})
	last := map[string]string{} // by blog: its last comment
	others := 0
	for _, n := range notes {
		text := string(cmp.Or(n.Reply, n.Added))
		if text == "" {
			others++
			continue
		}
		c := &gainsay.Comment{Author: scalar.Author(string(n.Blog)), State: gainsay.Live, ID: string(n.Post)}
		n.Time.Apply(c)
		markup.Plain(text).Apply(c)
		if c.ID == "" {
			c.ID = scalar.Hash(string(n.Blog), fmt.Sprint(n.Time.Unix()), text)
		}
		if p := last[string(n.Parent)]; n.Parent != "" && p != "" {
			c.Parent, c.ParentBy = p, gainsay.BySource
		}
		last[string(n.Blog)] = c.ID
		b.Add(c)
	}
	if len(b.Comments) > 0 {
		b.ID = "tumblr-" + scalar.Hash(thread.IDs(b.Comments)...)
	}
	if others > 0 {
		b.Remark(0, "likes and reblogs without words: %d", others)
	}
	return b
}
