package importer

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "commento",
	Doc: `a Commento export, version 1

Recognised by comments with commentHex and parentHex beside commenters. Every page of the site is a
thread. The text is taken from markdown, else from html. Names are looked up among the commenters;
the anonymous commenter is an unknown author. The export has no titles.`,
	From:  `Commento: Settings, Export data; version 1 ended in 2023, and its forks keep the format`,
	Ext:   []string{".json"},
	Sniff: sniffCommento,
	Read:  thread.ReadRecords("pages", openCommento),
})

func sniffCommento(head []byte) int {
	s := keypath.Of(head)
	switch {
	case s.Has("comments[].commentHex", "comments[].parentHex"):
		return 95
	case s.Has("version", "comments", "commenters"):
		return 80
	}
	return 0
}

type commentoExport struct {
	Comments   []json.RawMessage `json:"comments"`
	Commenters []struct {
		Hex  string `json:"commenterHex"`
		Name string `json:"name"`
		Link string `json:"link"`
	} `json:"commenters"`
}

type commentoComment struct {
	Hex       scalar.ID     `json:"commentHex"`
	Domain    string        `json:"domain"`
	URL       string        `json:"url"`
	Path      string        `json:"path"`
	Commenter string        `json:"commenterHex"`
	Markdown  string        `json:"markdown"`
	HTML      string        `json:"html"`
	Parent    string        `json:"parentHex"`
	Score     scalar.Number `json:"score"`
	State     string        `json:"state"`
	Created   scalar.Time   `json:"creationDate"`
	Deleted   bool          `json:"deleted"`
}

func openCommento(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		x, err := record.Decode[commentoExport](v, "export")
		if err != nil {
			return err
		}
		names, links := map[string]string{}, map[string]string{}
		for _, p := range x.Commenters {
			names[p.Hex], links[p.Hex] = scalar.Author(p.Name), webAddress(p.Link)
		}
		return thread.DecodeEach(g, x.Comments, v.Line, func(w *commentoComment) error {
			c := w.comment()
			c.Author = names[w.Commenter]
			if c.Author != "" {
				c.AuthorURL = links[w.Commenter]
			}
			url := w.Domain + cmp.Or(w.URL, w.Path)
			if !strings.Contains(url, "://") {
				url = "https://" + url
			}
			if err := g.Put(url, v.Line,
				thread.Record{Thread: &gainsay.Thread{ID: scalar.Hash(url), URL: url}}); err != nil {
				return err
			}
			return g.Put(url, v.Line, thread.Record{Comment: c})
		})
	}
}

func (w *commentoComment) comment() *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       string(w.Hex),
		Parent:   w.Parent,
		ParentBy: gainsay.BySource,
		Score:    w.Score.Ptr(),
	}
	if c.Parent == "root" {
		c.Parent = ""
	}
	w.Created.Apply(c)
	if strings.TrimSpace(w.Markdown) != "" {
		markup.Markdown(w.Markdown).Apply(c)
	} else {
		markup.HTML(w.HTML, markup.Options{}).Apply(c)
	}
	switch {
	case w.Deleted:
		c.State = gainsay.Deleted
	case w.State == "unapproved":
		c.State = gainsay.Pending
	case w.State == "spam" || w.State == "flagged":
		c.State = gainsay.MarkedSpam
	default:
		c.State = gainsay.Live
	}
	return c
}
