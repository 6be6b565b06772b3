package importer

import (
	"cmp"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "isso",
	Doc: `responses of the Isso API, of a page or the latest of a site, and what Isso imports

Recognised by replies with hash and mode beside total_replies, by an array of comments with uri,
hash and mode, or by threads whose comments have remote_addr or mode. The address of the page is not
in answers about one page. Replies counted in hidden_replies are not in the answer. Isso's own
database is SQLite, which is not read.`,
	From:  `GET /?uri=… and /latest of a server; "isso import" files`,
	Ext:   []string{".json"},
	Sniff: sniffIsso,
	Read:  thread.ReadRecords("pages", openIsso),
})

func sniffIsso(head []byte) int {
	s := keypath.Of(head)
	switch {
	case s.Has("replies[].hash", "replies[].mode"),
		s.Has("[].hash", "[].mode", "[].text", "[].created"),
		s.Has("hash", "mode", "text", "created", "website"):
		return 90
	case s.Has("replies", "total_replies", "hidden_replies"):
		return 85
	case s.Has("[].comments[].text", "[].comments[].mode"),
		s.Has("[].comments[].text", "[].comments[].remote_addr"):
		return 80
	}
	return 0
}

type issoRecord struct {
	ID      scalar.ID     `json:"id"`
	Parent  scalar.ID     `json:"parent"`
	Text    string        `json:"text"`
	Author  scalar.Text   `json:"author"`
	Website scalar.Text   `json:"website"`
	Mode    scalar.Number `json:"mode"`
	Created scalar.Time   `json:"created"`
	Likes   scalar.Number `json:"likes"`
	Dislike scalar.Number `json:"dislikes"`
	Hidden  scalar.Number `json:"hidden_replies"`
	Total   scalar.Number `json:"total_replies"`
	Replies []*issoRecord `json:"replies"`
	URI     scalar.Text   `json:"uri"`
	Title   scalar.Text   `json:"title"`

	Comments []*issoRecord `json:"comments"` // of a thread in the import format
}

func openIsso(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		w, err := record.Decode[issoRecord](v, "answer")
		if err != nil {
			return err
		}
		if w.Comments != nil {
			return w.thread(g, v.Line)
		}
		if w.ID != "" {
			return w.put(g, "", v.Line)
		}
		if w.Replies == nil && !w.Total.Valid {
			return record.Skipped(v.Line, "record is neither a comment nor a list of replies")
		}
		head := thread.Record{
			Thread: &gainsay.Thread{Title: string(w.Title), URL: string(w.URI)},
			Stubs:  max(w.Hidden.N, 0),
		}
		if err := g.Put(string(w.URI), v.Line, head); err != nil {
			return err
		}
		for _, r := range w.Replies {
			if err := r.put(g, string(w.URI), v.Line); err != nil {
				return err
			}
		}
		return nil
	}
}

// thread adds a thread in the import format. Its texts are as people typed
// them.
func (w *issoRecord) thread(g *thread.Collector, line int) error {
	key := string(w.ID)
	t := &gainsay.Thread{ID: key, URL: cmp.Or(string(w.URI), webAddress(key)), Title: string(w.Title)}
	if err := g.Put(key, line, thread.Record{Thread: t}); err != nil {
		return err
	}
	for _, r := range w.Comments {
		if r == nil {
			continue // null instead of a comment
		}
		c := r.comment()
		markup.Markdown(r.Text).Apply(c)
		if err := g.Put(key, line, thread.Record{Comment: c}); err != nil {
			return err
		}
	}
	return nil
}

// put adds a comment and those below it.
func (w *issoRecord) put(g *thread.Collector, key string, line int) error {
	if w == nil {
		return nil // null instead of an answer
	}
	if w.URI != "" {
		key = string(w.URI)
		head := &gainsay.Thread{ID: scalar.Hash(key), URL: key, Title: string(w.Title)}
		if err := g.Put(key, line, thread.Record{Thread: head}); err != nil {
			return err
		}
	}
	if err := g.Put(key, line, thread.Record{Comment: w.comment(), Stubs: max(w.Hidden.N, 0)}); err != nil {
		return err
	}
	for _, r := range w.Replies {
		if err := r.put(g, key, line); err != nil {
			return err
		}
	}
	return nil
}

// comment makes a comment. Mode 1 is public, 2 pending, 4 deleted.
func (w *issoRecord) comment() *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       string(w.ID),
		Parent:   string(w.Parent),
		ParentBy: gainsay.BySource,
		State:    gainsay.Live,
	}
	c.Author, c.AuthorURL = scalar.Author(string(w.Author)), webAddress(string(w.Website))
	w.Created.Apply(c)
	markup.HTML(markup.LineBreaks(w.Text), markup.Options{Base: string(w.URI)}).Apply(c)
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
