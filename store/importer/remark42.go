package importer

import (
	"encoding/json"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "remark42",
	Doc: `a remark42 backup, and answers of its API, flat or as a tree

Recognised by comments with pid and locator. A backup has a line of users and pages and then one comment
a line. Every address is a thread. Deleted comments keep their place; their text is gone.`,
	Ext:   []string{".json", ".gz"},
	Sniff: sniffRemark42,
	Read:  readRecords("pages", openRemark42),
})

func sniffRemark42(head []byte) int {
	s := shapeOf(head)
	for _, at := range []string{"", "[].", "comments[].", "comments[].comment."} {
		if s.has(at+"pid", at+"locator.url") {
			return 95
		}
	}
	if s.has("version", "users[]", "posts[].url", "posts[].read_only") {
		return 85
	}
	return 0
}

// remarkRecord is a comment, the head of a backup, an answer, or a node of a
// tree.
type remarkRecord struct {
	ID     *ident `json:"id"`
	Parent ident  `json:"pid"`
	Text   string `json:"text"`
	Orig   string `json:"orig"`
	User   struct {
		Name text `json:"name"`
	} `json:"user"`
	Locator struct {
		URL text `json:"url"`
	} `json:"locator"`
	Score    number            `json:"score"`
	Time     moment            `json:"time"`
	Deleted  bool              `json:"delete"`
	Title    text              `json:"title"`
	Comments []json.RawMessage `json:"comments"`
	Info     struct {
		URL   text   `json:"url"`
		Count number `json:"count"`
	} `json:"info"`
	Comment *remarkRecord   `json:"comment"`
	Replies []*remarkRecord `json:"replies"`
	Version json.RawMessage `json:"version"`
}

func openRemark42(g *gather) func(value) error {
	return func(v value) error {
		w, err := oneOf[remarkRecord](v, "record")
		if err != nil {
			return err
		}
		switch {
		case w.Comments != nil:
			if url := string(w.Info.URL); url != "" {
				head := &gainsay.Thread{ID: shortHash(url), URL: url}
				if err := g.put(url, v.line, gathered{Thread: head, Announced: w.Info.Count.pointer()}); err != nil {
					return err
				}
			}
			return eachOf(g, w.Comments, v.line, func(c *remarkRecord) error { return c.put(g, v.line) })
		case w.ID == nil && w.Version != nil:
			return nil // the head of a backup: users and pages
		}
		return w.put(g, v.line)
	}
}

// put keeps a comment, or a node of a tree and all below it.
func (w *remarkRecord) put(g *gather, line int) error {
	switch {
	case w == nil:
		return nil // null in place of an answer
	case w.Comment != nil:
		if err := w.Comment.put(g, line); err != nil {
			return err
		}
		for _, r := range w.Replies {
			if err := r.put(g, line); err != nil {
				return err
			}
		}
		return nil
	case w.ID == nil:
		return g.note(lost(line, "record without id"))
	}
	url := string(w.Locator.URL)
	head := &gainsay.Thread{ID: shortHash(url), URL: url, Title: string(w.Title)}
	if err := g.put(url, line, gathered{Thread: head}); err != nil {
		return err
	}
	c := &gainsay.Comment{ID: string(*w.ID), Parent: string(w.Parent), ParentBy: gainsay.BySource, Author: author(string(w.User.Name)), Score: w.Score.pointer(), State: gainsay.Live}
	w.Time.date(c)
	if w.Text == "" && w.Orig != "" {
		markup.Markdown(w.Orig).Apply(c)
	} else {
		markup.HTML(w.Text, markup.Options{Base: url}).Apply(c)
	}
	if w.Deleted {
		c.State = gainsay.Deleted
	}
	return g.put(url, line, gathered{Comment: c})
}
