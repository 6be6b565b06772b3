package importer

import (
	"encoding/json"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "remark42",
	Doc: `a remark42 backup, and responses of its API, flat or as a tree

Recognised by comments with pid and locator. A backup has a line of users and pages, then one
comment a line. Each address is a thread. Deleted comments keep their place; their text is gone.`,
	From:  `"remark42 backup", and /api/v1/find?url=… of a server`,
	Ext:   []string{".json", ".gz"},
	Sniff: sniffRemark42,
	Read:  thread.ReadRecords("pages", openRemark42),
})

func sniffRemark42(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "[].", "comments[].", "comments[].comment."} {
		if s.Has(at+"pid", at+"locator.url") {
			return 95
		}
	}
	if s.Has("version", "users[]", "posts[].url", "posts[].read_only") {
		return 85
	}
	return 0
}

// remarkRecord is a comment, the header of a backup, an answer of the API, or a
// node of a tree.
type remarkRecord struct {
	ID     *scalar.ID `json:"id"`
	Parent scalar.ID  `json:"pid"`
	Text   string     `json:"text"`
	Orig   string     `json:"orig"`
	User   struct {
		Name scalar.Text `json:"name"`
	} `json:"user"`
	Locator struct {
		URL scalar.Text `json:"url"`
	} `json:"locator"`
	Score    scalar.Number     `json:"score"`
	Time     scalar.Time       `json:"time"`
	Deleted  bool              `json:"delete"`
	Title    scalar.Text       `json:"title"`
	Comments []json.RawMessage `json:"comments"`
	Info     struct {
		URL   scalar.Text   `json:"url"`
		Count scalar.Number `json:"count"`
	} `json:"info"`
	Comment *remarkRecord   `json:"comment"`
	Replies []*remarkRecord `json:"replies"`
	Version json.RawMessage `json:"version"`
}

func openRemark42(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		w, err := record.Decode[remarkRecord](v, "record")
		if err != nil {
			return err
		}
		switch {
		case w.Comments != nil:
			if url := string(w.Info.URL); url != "" {
				head := &gainsay.Thread{ID: scalar.Hash(url), URL: url}
				if err := g.Put(url, v.Line,
					thread.Record{Thread: head, Announced: w.Info.Count.Ptr()}); err != nil {
					return err
				}
			}
			return thread.DecodeEach(
				g,
				w.Comments,
				v.Line,
				func(c *remarkRecord) error { return c.put(g, v.Line) },
			)
		case w.ID == nil && w.Version != nil:
			return nil // the header of a backup: users and pages
		}
		return w.put(g, v.Line)
	}
}

// put adds a comment, or a node of a tree and all comments below it.
func (w *remarkRecord) put(g *thread.Collector, line int) error {
	switch {
	case w == nil:
		return nil // null instead of an answer
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
		return g.Report(record.Skipped(line, "record without id"))
	}
	url := string(w.Locator.URL)
	head := &gainsay.Thread{ID: scalar.Hash(url), URL: url, Title: string(w.Title)}
	if err := g.Put(url, line, thread.Record{Thread: head}); err != nil {
		return err
	}
	c := &gainsay.Comment{
		ID:       string(*w.ID),
		Parent:   string(w.Parent),
		ParentBy: gainsay.BySource,
		Author:   scalar.Author(string(w.User.Name)),
		Score:    w.Score.Ptr(),
		State:    gainsay.Live,
	}
	if c.Parent == "root" { // as remark42's own import of Commento writes
		c.Parent = ""
	}
	w.Time.Apply(c)
	if w.Text == "" && w.Orig != "" {
		markup.Markdown(w.Orig).Apply(c)
	} else {
		markup.HTML(w.Text, markup.Options{Base: url}).Apply(c)
	}
	if w.Deleted {
		c.State = gainsay.Deleted
	}
	return g.Put(url, line, thread.Record{Comment: c})
}
