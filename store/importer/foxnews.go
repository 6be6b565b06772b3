package importer

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "foxnews",
	Doc: `the Fox News user comments corpus: NDJSON

Recognised by comments with text, title, prev and succ. There are no ids: a comment answers the last
one before it, under the same title, whose text is its prev; where no such comment is in the file,
what it answers is missing. Ids are places within the thread.`,
	Ext:   []string{".json", ".ndjson"},
	Sniff: sniffFox,
	Read:  readFox,
})

func sniffFox(head []byte) int {
	s := shapeOf(head)
	if s.has("text", "title", "prev", "succ") || s.has("[].text", "[].title", "[].prev", "[].succ") {
		return 86
	}
	return 0
}

type foxComment struct {
	Text  *string `json:"text"`
	Title string  `json:"title"`
	Meta  text    `json:"meta"`
	User  text    `json:"user"`
	Prev  text    `json:"prev"`
	Time  moment  `json:"time"`
	URL   text    `json:"url"`
}

func readFox(r io.Reader) iter.Seq2[*Found, error] {
	return func(yield func(*Found, error) bool) {
		s := newSpill()
		defer s.Close()
		for v, err := range values(r) {
			var c foxComment
			if err == nil {
				if jerr := json.Unmarshal(v.raw, &c); jerr != nil {
					err = lost(v.line, "read comment: "+jerr.Error())
				} else if c.Text == nil {
					err = lost(v.line, "record without text")
				} else {
					err = s.put(c.Title, "", v.line, v.raw)
				}
			}
			if err != nil && (!yield(nil, err) || !isSyntax(err)) {
				return
			}
		}
		for group, err := range s.groups() {
			if err != nil {
				yield(nil, err)
				return
			}
			if !foxThread(group).yield(yield) {
				return
			}
		}
	}
}

// foxThread makes a thread of the comments under one title.
func foxThread(group []spilled) *builder {
	b := newBuilder(&gainsay.Thread{ID: shortHash(group[0].key), Title: group[0].key})
	last := map[string]string{} // id of the last comment of a text
	for i, g := range group {
		var f foxComment
		if err := json.Unmarshal(g.raw, &f); err != nil {
			b.skip(g.line, "read comment: %v", err)
			continue
		}
		if b.Article == "" {
			b.Article, b.URL = string(f.Meta), string(f.URL)
		}
		c := &gainsay.Comment{ID: fmt.Sprint(i + 1), ParentBy: gainsay.BySource, Author: author(string(f.User)), State: gainsay.Live}
		f.Time.date(c)
		markup.Plain(*f.Text).Apply(c)
		if f.Prev != "" {
			c.Parent = last[string(f.Prev)]
			if c.Parent == "" {
				c.Parent = "prev-" + shortHash(string(f.Prev))
			}
		}
		b.add(c)
		last[*f.Text] = c.ID
	}
	return b
}
