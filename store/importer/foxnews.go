package importer

import (
	"encoding/json"
	"fmt"
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
	Name: "foxnews",
	Doc: `the Fox News user comments corpus: NDJSON

Recognised by comments with text, title, prev and succ. There are no ids: a comment answers the
latest one before it, under the same title, whose text is its prev; if there is none, it answers a
placeholder. Ids are positions in the thread.`,
	From:  `the repository of the Fox News User Comments corpus (Gao and Huang, 2017)`,
	Ext:   []string{".json", ".ndjson"},
	Sniff: sniffFox,
	Read:  readFox,
})

func sniffFox(head []byte) int {
	s := keypath.Of(head)
	if s.Has("text", "title", "prev", "succ") || s.Has("[].text", "[].title", "[].prev", "[].succ") {
		return 86
	}
	return 0
}

type foxComment struct {
	Text  *string     `json:"text"`
	Title string      `json:"title"`
	Meta  scalar.Text `json:"meta"`
	User  scalar.Text `json:"user"`
	Prev  scalar.Text `json:"prev"`
	Time  scalar.Time `json:"time"`
	URL   scalar.Text `json:"url"`
}

func readFox(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		s := extsort.New()
		defer s.Close()
		for v, err := range record.Values(r) {
			var c foxComment
			if err == nil {
				if jerr := json.Unmarshal(v.Raw, &c); jerr != nil {
					err = record.Skipped(v.Line, "read comment: %v", jerr)
				} else if c.Text == nil {
					err = record.Skipped(v.Line, "record without text")
				} else {
					err = s.Put(c.Title, "", v.Line, v.Raw)
				}
			}
			if err != nil && (!yield(nil, err) || !record.IsSyntax(err)) {
				return
			}
		}
		for group, err := range s.Groups() {
			if err != nil {
				yield(nil, err)
				return
			}
			if !foxThread(group).Yield(yield) {
				return
			}
		}
	}
}

// foxThread builds a thread from the comments under one title.
func foxThread(group []extsort.Record) *thread.Builder {
	b := thread.NewBuilder(&gainsay.Thread{ID: scalar.Hash(group[0].Key), Title: group[0].Key})
	last := map[string]string{} // id of the last comment with a text
	for i, g := range group {
		var f foxComment
		if err := json.Unmarshal(g.Raw, &f); err != nil {
			b.Skip(g.Line, "read comment: %v", err)
			continue
		}
		if b.Article == "" {
			b.Article, b.URL = string(f.Meta), string(f.URL)
		}
		c := &gainsay.Comment{
			ID:       fmt.Sprint(i + 1),
			ParentBy: gainsay.BySource,
			Author:   scalar.Author(string(f.User)),
			State:    gainsay.Live,
		}
		f.Time.Apply(c)
		markup.Plain(*f.Text).Apply(c)
		if f.Prev != "" {
			c.Parent = last[string(f.Prev)]
			if c.Parent == "" {
				c.Parent = "prev-" + scalar.Hash(string(f.Prev))
			}
		}
		b.Add(c)
		last[*f.Text] = c.ID
	}
	return b
}
