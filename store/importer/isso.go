package importer

import (
	"cmp"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "isso",
	Doc: `answers of the Isso API, of a page or the latest of a site, and what Isso imports

Recognised by replies with hash and mode beside total_replies, by an array of comments with uri, hash
and mode, or by threads whose comments have remote_addr or mode. The address of the page is not in
answers about one page. What hidden_replies counts is not in the answer. Isso's own database is SQLite,
which is not read.`,
	Ext:   []string{".json"},
	Sniff: sniffIsso,
	Read:  readRecords("pages", openIsso),
})

func sniffIsso(head []byte) int {
	s := shapeOf(head)
	switch {
	case s.has("replies[].hash", "replies[].mode"), s.has("[].hash", "[].mode", "[].text", "[].created"), s.has("hash", "mode", "text", "created", "website"):
		return 90
	case s.has("replies", "total_replies", "hidden_replies"):
		return 85
	case s.has("[].comments[].text", "[].comments[].mode"), s.has("[].comments[].text", "[].comments[].remote_addr"):
		return 80
	}
	return 0
}

type issoRecord struct {
	ID      ident         `json:"id"`
	Parent  ident         `json:"parent"`
	Text    string        `json:"text"`
	Author  text          `json:"author"`
	Website text          `json:"website"`
	Mode    number        `json:"mode"`
	Created moment        `json:"created"`
	Likes   number        `json:"likes"`
	Dislike number        `json:"dislikes"`
	Hidden  number        `json:"hidden_replies"`
	Total   number        `json:"total_replies"`
	Replies []*issoRecord `json:"replies"`
	URI     text          `json:"uri"`
	Title   text          `json:"title"`

	Comments []*issoRecord `json:"comments"` // of a thread to import
}

func openIsso(g *gather) func(value) error {
	return func(v value) error {
		w, err := oneOf[issoRecord](v, "answer")
		if err != nil {
			return err
		}
		if w.Comments != nil {
			return w.thread(g, v.line)
		}
		if w.ID != "" {
			return w.put(g, "", v.line)
		}
		if w.Replies == nil && !w.Total.Valid {
			return lost(v.line, "record is neither a comment nor a list of replies")
		}
		head := gathered{Thread: &gainsay.Thread{Title: string(w.Title), URL: string(w.URI)}, Stubs: max(w.Hidden.N, 0)}
		if err := g.put(string(w.URI), v.line, head); err != nil {
			return err
		}
		for _, r := range w.Replies {
			if err := r.put(g, string(w.URI), v.line); err != nil {
				return err
			}
		}
		return nil
	}
}

// thread keeps a thread made for import. Its texts are as people typed them.
func (w *issoRecord) thread(g *gather, line int) error {
	key := string(w.ID)
	t := &gainsay.Thread{ID: key, URL: cmp.Or(string(w.URI), webAddress(key)), Title: string(w.Title)}
	if err := g.put(key, line, gathered{Thread: t}); err != nil {
		return err
	}
	for _, r := range w.Comments {
		if r == nil {
			continue // null in place of a comment
		}
		c := r.comment()
		markup.Markdown(r.Text).Apply(c)
		if err := g.put(key, line, gathered{Comment: c}); err != nil {
			return err
		}
	}
	return nil
}

// put keeps a comment and those below it.
func (w *issoRecord) put(g *gather, key string, line int) error {
	if w == nil {
		return nil // null in place of an answer
	}
	if w.URI != "" {
		key = string(w.URI)
		head := &gainsay.Thread{ID: shortHash(key), URL: key, Title: string(w.Title)}
		if err := g.put(key, line, gathered{Thread: head}); err != nil {
			return err
		}
	}
	if err := g.put(key, line, gathered{Comment: w.comment(), Stubs: max(w.Hidden.N, 0)}); err != nil {
		return err
	}
	for _, r := range w.Replies {
		if err := r.put(g, key, line); err != nil {
			return err
		}
	}
	return nil
}

// comment makes a comment: of mode 1 it is public, 2 pending, 4 deleted.
func (w *issoRecord) comment() *gainsay.Comment {
	c := &gainsay.Comment{ID: string(w.ID), Parent: string(w.Parent), ParentBy: gainsay.BySource, State: gainsay.Live}
	c.Author, c.AuthorURL = author(string(w.Author)), webAddress(string(w.Website))
	w.Created.date(c)
	markup.HTML(lineBreaks(w.Text), markup.Options{Base: string(w.URI)}).Apply(c)
	if w.Likes.Valid {
		n := w.Likes.N - w.Dislike.N
		c.Score = &n
	}
	switch w.Mode.N {
	case 2:
		c.State = gainsay.Pending
	case 4:
		c.State = gainsay.Deleted
	}
	return c
}
